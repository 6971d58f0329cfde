"""The formulir pengumpulan data and its tanda terima."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kinerja.documents.content.analysis import CarriedFollowUp, carried_table
from kinerja.documents.content.paper import (
    Align,
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
    `columns` are the heads that a procedure prescribes, in its own words; without a column "Satuan" the measure unit
    stands beside the indicator. `facts` are further lines above the table: who filled it, who validated it.
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
    title: str = "Formulir Pengumpulan Data Capaian Kinerja"
    columns: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    carried: tuple[CarriedFollowUp, ...] = ()

    def paper(self) -> Paper:
        """Return the form; a blank one leaves realisasi and keterangan to the pen, a filled one lists its evidence."""
        heads = self.columns or (
            "No",
            "Sasaran/Program/Kegiatan",
            "Indikator Kinerja",
            "Satuan",
            "Target Tahunan",
            f"Target {self.period_label}",
            f"Realisasi {self.period_label}",
            "Keterangan",
        )
        table = Table(
            columns=tuple(_COLUMNS[_said_under(head)].under(head) for head in heads),
            rows=tuple(self._lines(heads)),
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
        pairs += self.facts
        signatures = (Signatures(self.signatures),) if self.signatures else ()
        return self.head.paper(
            kind="formulir terisi" if self.filled else "formulir",
            title=f"{'Draft ' if self.draft else ''}{self.title}",
            subtitle="",
            orientation="landscape",
            blocks=(KeyValues(tuple(pairs)), table, *carried_table(self.carried), *evidence, *signatures),
        )

    def _lines(self, heads: tuple[str, ...]) -> list[Row]:
        rows: list[Row] = []
        said_under = [_said_under(head) for head in heads]
        supplier = ""
        for no, row in enumerate(self.rows, 1):
            if row.supplier and row.supplier != supplier:
                supplier = row.supplier
                rows.append(Row((f"Unit kerja: {supplier}",), "group"))
            told = (dash(row.realisation), dash(row.remark)) if self.filled else (row.realisation, row.remark)
            cells = {
                "no": str(no),
                "node": row.node,
                "indicator": row.indicator if "unit" in said_under else f"{row.indicator}\n({row.unit})",
                "unit": row.unit,
                "year target": dash(row.year_target),
                "period target": dash(row.period_target),
                "realisation": told[0],
                "remark": told[1],
                "": "",
            }
            rows.append(Row(tuple(cells[said] for said in said_under), "plain" if self.filled else "blank"))
        return rows


@dataclass(frozen=True, slots=True)
class _Place:
    """How wide a column is and how its cells stand."""

    width: int
    align: Align = "left"

    def under(self, head: str) -> Column:
        return Column(head.removesuffix("."), self.width, self.align)


_COLUMNS: Final[Mapping[str, _Place]] = {
    "no": _Place(7, "center"),
    "node": _Place(48),
    "indicator": _Place(52),
    "unit": _Place(22, "center"),
    "year target": _Place(22, "right"),
    "period target": _Place(22, "right"),
    "realisation": _Place(22, "right"),
    "remark": _Place(36),
    "": _Place(30),  # a column that only a hand fills
}
# The first word or words of a head say what stands under it; the longer ones first.
_HEADS: Final[tuple[tuple[str, str], ...]] = (
    ("no", "no"),
    ("sasaran", "node"),
    ("indikator", "indicator"),
    ("satuan", "unit"),
    ("target tahun", "year target"),
    ("target", "period target"),
    ("realisasi", "realisation"),
    ("keterangan", "remark"),
)


def _said_under(head: str) -> str:
    return next((said for words, said in _HEADS if head.casefold().startswith(words)), "")


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
    """Bukti tanda terima formulir, one line per unit; `with_notes` leaves a column for what the unit has to say."""

    head: Head
    document: str
    rows: tuple[ReceiptRow, ...]
    signature: Signature
    title: str = "Tanda Terima Formulir"
    with_notes: bool = False

    def paper(self) -> Paper:
        """Return the receipt with its count."""
        notes = (Column("Masukan dan arahan", 34),) if self.with_notes else ()
        room = ("",) if self.with_notes else ()
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
                *notes,
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
                        *room,
                    )
                )
                for no, row in enumerate(self.rows, 1)
            ),
            note=f"Diterima {received} dari {len(self.rows)} unit.",
        )
        return self.head.paper(
            kind="tanda terima",
            title=self.title,
            orientation="landscape" if self.with_notes else "portrait",
            blocks=(KeyValues((("Dokumen", self.document),)), table, Signatures((self.signature,))),
        )
