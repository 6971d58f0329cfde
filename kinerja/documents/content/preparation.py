"""Papers that prepare a cycle: program kerja kegiatan, ceklist dokumen, kertas kerja metodologi."""

from __future__ import annotations

from dataclasses import dataclass

from kinerja.documents.content.paper import (
    Column,
    Head,
    Heading,
    Items,
    KeyValues,
    Paper,
    Paragraph,
    Row,
    Signature,
    Signatures,
    Table,
    dash,
)


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of the work plan."""

    activity: str
    performer: str
    start: str
    end: str
    output: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class WorkPlan:
    """Program kerja kegiatan: the steps of this case with their dates."""

    head: Head
    basis: tuple[str, ...]
    purpose: str
    activities: tuple[Activity, ...]
    signatures: tuple[Signature, ...]

    def paper(self) -> Paper:
        """Return the work plan."""
        table = Table(
            columns=(
                Column("No", 7, "center"),
                Column("Kegiatan", 46),
                Column("Pelaksana", 24),
                Column("Mulai", 22, "center"),
                Column("Selesai", 22, "center"),
                Column("Keluaran", 34),
                Column("Keterangan", 20),
            ),
            rows=tuple(
                Row((str(no), one.activity, one.performer, one.start, one.end, one.output, dash(one.remark)))
                for no, one in enumerate(self.activities, 1)
            ),
        )
        return self.head.paper(
            kind="program kerja",
            title="Program Kerja Kegiatan",
            subtitle=f"{self.head.procedure}\n{self.head.period}",
            orientation="landscape",
            blocks=(
                Heading("Dasar"),
                Items(self.basis or ("-",)),
                Heading("Maksud dan tujuan"),
                Paragraph(self.purpose),
                Heading("Jadwal kegiatan"),
                table,
                Signatures(self.signatures),
            ),
        )


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """A document that is needed: there (with what and where) or waived (with the reason in `remark`)."""

    document: str
    present: bool
    reference: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """Ceklist dokumen: what lies ready for the collection and what does not, with the reason."""

    head: Head
    items: tuple[ChecklistItem, ...]
    signature: Signature

    def paper(self) -> Paper:
        """Return the checklist with its count."""
        present = sum(item.present for item in self.items)
        table = Table(
            columns=(
                Column("No", 10, "center"),
                Column("Dokumen", 50),
                Column("Keadaan", 20, "center"),
                Column("Nomor/versi/berkas", 42),
                Column("Keterangan", 42),
            ),
            rows=tuple(
                Row(
                    (
                        str(no),
                        item.document,
                        "Ada" if item.present else "Tidak ada",
                        dash(item.reference),
                        dash(item.remark),
                    )
                )
                for no, item in enumerate(self.items, 1)
            ),
            note=f"Ada {present} dari {len(self.items)} dokumen.",
        )
        return self.head.paper(
            kind="ceklist dokumen",
            title="Ceklist Dokumen",
            subtitle=f"{self.head.procedure}\n{self.head.period}",
            blocks=(table, Signatures((self.signature,))),
        )


@dataclass(frozen=True, slots=True)
class ScaleStep:
    """One step of the predicate scale in force, as printed: ("91,00 ke atas", "Sangat Tinggi")."""

    limits: str
    predicate: str


@dataclass(frozen=True, slots=True)
class IndicatorMethod:
    """How one indicator is measured in this cycle; frozen."""

    indicator: str
    unit: str
    polarity: str
    formula: str
    aggregation: str
    target: str
    source: str
    responsible: str


@dataclass(frozen=True, slots=True)
class MethodGroup:
    """The indicators of one node of the plan: level ("Sasaran", "Program", ...) with code and name."""

    level: str
    node: str
    indicators: tuple[IndicatorMethod, ...]


@dataclass(frozen=True, slots=True)
class MethodSheet:
    """Kertas kerja pengukuran (metodologi): what is computed how, before any figure is seen."""

    head: Head
    method: str
    rules: tuple[str, ...]
    groups: tuple[MethodGroup, ...]
    scale: tuple[ScaleStep, ...]
    signatures: tuple[Signature, ...]

    def paper(self) -> Paper:
        """Return the work sheet: rules and scale first, then one line per indicator."""
        rows: list[Row] = []
        number = 0
        for group in self.groups:
            rows.append(Row((f"{group.level}: {group.node}",), "group"))
            for one in group.indicators:
                number += 1
                rows.append(
                    Row(
                        (
                            str(number),
                            one.indicator,
                            one.unit,
                            one.polarity,
                            one.formula,
                            one.aggregation,
                            one.target,
                            one.source,
                            one.responsible,
                        )
                    )
                )
        table = Table(
            columns=(
                Column("No", 7, "center"),
                Column("Indikator kinerja", 46),
                Column("Satuan", 18, "center"),
                Column("Arah", 16, "center"),
                Column("Rumus capaian", 34),
                Column("Agregasi periode", 24),
                Column("Target", 18, "right"),
                Column("Sumber data", 32),
                Column("Penanggung jawab", 34),
            ),
            rows=tuple(rows),
            numbered=True,
        )
        return self.head.paper(
            kind="kertas kerja",
            title="Kertas Kerja Pengukuran Kinerja",
            subtitle=f"Metodologi\n{self.head.period}",
            orientation="landscape",
            blocks=(
                KeyValues((("Metode", self.method),)),
                Heading("Aturan"),
                Items(self.rules or ("-",)),
                Heading("Skala predikat"),
                scale_table(self.scale),
                Heading("Metodologi per indikator"),
                table,
                Signatures(self.signatures),
            ),
        )


@dataclass(frozen=True, slots=True)
class FormulaLine:
    """A formula of the method: for which direction, what the direction means, and the formula in words."""

    polarity: str
    meaning: str
    formula: str


@dataclass(frozen=True, slots=True)
class MeasurementGuide:
    """Juknis pengukuran kinerja: the method in force as a paper. It is nobody's decision, so nobody signs it here."""

    head: Head
    method: str
    in_force: str
    references: tuple[str, ...]
    formulas: tuple[FormulaLine, ...]
    rules: tuple[str, ...]
    scale: tuple[ScaleStep, ...]

    def paper(self) -> Paper:
        """Return the guide: basis, formulas by direction, rules, scale."""
        formulas = Table(
            columns=(Column("Arah", 18, "center"), Column("Arti", 52), Column("Rumus capaian (dikali 100%)", 80)),
            rows=tuple(Row((one.polarity, one.meaning, one.formula)) for one in self.formulas),
        )
        return self.head.paper(
            kind="juknis pengukuran",
            title="Petunjuk Teknis Pengukuran Kinerja",
            blocks=(
                KeyValues((("Metode", self.method), ("Berlaku sejak", self.in_force))),
                Heading("Acuan"),
                Items(self.references or ("-",)),
                Heading("Rumus capaian menurut arah indikator"),
                formulas,
                Heading("Aturan"),
                Items(self.rules),
                Heading("Skala predikat"),
                scale_table(self.scale),
            ),
        )


def scale_table(scale: tuple[ScaleStep, ...]) -> Table:
    """Return the predicate scale as a table; every paper that prints a predicate prints the edges it used."""
    return Table(
        columns=(Column("Capaian (%)", 55, "center"), Column("Predikat", 45)),
        rows=tuple(Row((step.limits, step.predicate)) for step in scale),
        share=60,
    )


def scale_sentence(scale: tuple[ScaleStep, ...]) -> str:
    """Return the predicate scale as one line under a table."""
    return f"Skala predikat (capaian dalam persen): {'; '.join(f'{one.limits} {one.predicate}' for one in scale)}."
