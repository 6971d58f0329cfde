"""The formulir pengumpulan data and its tanda terima."""

from __future__ import annotations

from dataclasses import dataclass

from kinerja.documents.content.paper import (
    Column,
    Head,
    Heading,
    KeyValues,
    Paper,
    Row,
    Signature,
    Signatures,
    Table,
    dash,
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One indicator on the form; `node` is code and name of its sasaran, program, kegiatan or sub kegiatan.

    `supplier` is the unit that fills it in, where one form shows several units: its rows stand under its name.
    """

    node: str
    indicator: str
    unit: str
    year_target: str
    period_target: str
    realisation: str = ""
    remark: str = ""
    supplier: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file handed in as evidence, with the first figures of its SHA-256."""

    indicator: str
    file: str
    digest: str


@dataclass(frozen=True, slots=True)
class SheetForm:
    """Formulir pengumpulan data capaian kinerja, blank (of all units, or one) or filled (of one unit).

    `draft` is the standard form before Tim SAKIP made it ready.
    `period_label` names the period in two heads ("Triwulan I"), so that the same form serves months.
    """

    head: Head
    unit: str
    period_label: str
    rows: tuple[SheetRow, ...]
    signatures: tuple[Signature, ...]
    filled: bool = False
    evidence: tuple[Evidence, ...] = ()
    deadline: str = ""
    draft: bool = False

    def paper(self) -> Paper:
        """Return the form; a blank one leaves realisasi and keterangan to the pen, a filled one lists its evidence."""
        table = Table(
            columns=(
                Column("No", 7, "center"),
                Column("Sasaran/Program/Kegiatan", 48),
                Column("Indikator Kinerja", 52),
                Column("Satuan", 22, "center"),
                Column("Target Tahunan", 22, "right"),
                Column(f"Target {self.period_label}", 22, "right"),
                Column(f"Realisasi {self.period_label}", 22, "right"),
                Column("Keterangan", 36),
            ),
            rows=tuple(self._lines()),
            numbered=True,
        )
        evidence: tuple[Heading | Table, ...] = ()
        if self.filled:
            listed = Table(
                columns=(Column("Indikator Kinerja", 60), Column("Berkas", 50), Column("SHA-256 (awal)", 26, "center")),
                rows=tuple(Row((one.indicator, one.file, one.digest)) for one in self.evidence),
                empty="Tidak ada bukti yang dilampirkan.",
            )
            evidence = (Heading("Bukti pendukung"), listed)
        pairs: list[tuple[str, str]] = [("Unit kerja", self.unit), ("Periode", self.head.period)]
        if self.deadline:
            pairs.append(("Diserahkan paling lambat", self.deadline))
        signatures = (Signatures(self.signatures),) if self.signatures else ()
        return self.head.paper(
            kind="formulir terisi" if self.filled else "formulir",
            title=f"{'Draft ' if self.draft else ''}Formulir Pengumpulan Data Capaian Kinerja",
            subtitle="",
            orientation="landscape",
            blocks=(KeyValues(tuple(pairs)), table, *evidence, *signatures),
        )

    def _lines(self) -> list[Row]:
        rows: list[Row] = []
        supplier = ""
        for no, row in enumerate(self.rows, 1):
            if row.supplier and row.supplier != supplier:
                supplier = row.supplier
                rows.append(Row((f"Unit kerja: {supplier}",), "group"))
            told = (dash(row.realisation), dash(row.remark)) if self.filled else (row.realisation, row.remark)
            cells = (str(no), row.node, row.indicator, row.unit, dash(row.year_target), dash(row.period_target), *told)
            rows.append(Row(cells, "plain" if self.filled else "blank"))
        return rows


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One supplying unit; `received` is empty until it opens its form."""

    unit: str
    receiver: str
    indicators: int
    sent: str
    received: str = ""
    approval: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Bukti tanda terima formulir, one line per unit."""

    head: Head
    document: str
    rows: tuple[ReceiptRow, ...]
    signature: Signature

    def paper(self) -> Paper:
        """Return the receipt with its count."""
        received = sum(bool(row.received) for row in self.rows)
        table = Table(
            columns=(
                Column("No", 12, "center"),
                Column("Unit kerja", 35),
                Column("Penerima", 34),
                Column("Jumlah indikator", 22, "center"),
                Column("Dikirim", 24, "center"),
                Column("Diterima", 24, "center"),
                Column("Tanda terima", 36),
            ),
            rows=tuple(
                Row(
                    (
                        str(no),
                        row.unit,
                        row.receiver,
                        str(row.indicators),
                        row.sent,
                        row.received or "belum diterima",
                        dash(row.approval),
                    )
                )
                for no, row in enumerate(self.rows, 1)
            ),
            note=f"Diterima {received} dari {len(self.rows)} unit.",
        )
        return self.head.paper(
            kind="tanda terima",
            title="Tanda Terima Formulir",
            blocks=(KeyValues((("Dokumen", self.document),)), table, Signatures((self.signature,))),
        )
