"""Papers of figures: rekapitulasi hasil pengumpulan, kertas kerja terisi, rekapitulasi hasil pengukuran."""

from __future__ import annotations

from dataclasses import dataclass

from kinerja.documents.content.analysis import NO_MEANS, NO_TREND, MeanTrend, MoneyLine, TrendTable, money_table
from kinerja.documents.content.paper import (
    Column,
    Head,
    Heading,
    Items,
    KeyValues,
    Paper,
    Row,
    Signature,
    Signatures,
    Table,
    dash,
)
from kinerja.documents.content.preparation import ScaleStep, scale_sentence


@dataclass(frozen=True, slots=True)
class UnitCompleteness:
    """How far one supplying unit came: indicators in all, filled, unavailable with a reason, and when handed in."""

    unit: str
    indicators: int
    filled: int
    unavailable: int
    handed_in: str
    punctual: str = ""


@dataclass(frozen=True, slots=True)
class CollectedFigure:
    """One indicator as the unit reported it."""

    indicator: str
    unit: str
    supplier: str
    year_target: str
    period_target: str
    realisation: str
    evidence: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class CollectedGroup:
    """The figures of one node of the plan."""

    level: str
    node: str
    figures: tuple[CollectedFigure, ...]


@dataclass(frozen=True, slots=True)
class Recap:
    """Rekapitulasi hasil pengumpulan data kinerja."""

    head: Head
    period_label: str
    units: tuple[UnitCompleteness, ...]
    groups: tuple[CollectedGroup, ...]
    signatures: tuple[Signature, ...]

    def paper(self) -> Paper:
        """Return the recap: completeness per unit, then every figure under its node."""
        return self.head.paper(
            kind="rekapitulasi",
            title="Rekapitulasi Hasil Pengumpulan Data Kinerja",
            orientation="landscape",
            blocks=(
                Heading("Kelengkapan per unit"),
                completeness_table(self.units),
                Heading("Data per indikator"),
                collected_table(self.groups, self.period_label),
                Signatures(self.signatures),
            ),
        )


@dataclass(frozen=True, slots=True)
class MeasuredFigure:
    """One indicator with its achievement, and the formula with its numbers; `reason` says why there is none."""

    indicator: str
    unit: str
    polarity: str
    target: str
    realisation: str
    achievement: str
    predicate: str
    formula: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MeasuredGroup:
    """The measured indicators of one node of the plan."""

    level: str
    node: str
    figures: tuple[MeasuredFigure, ...]


@dataclass(frozen=True, slots=True)
class MeasurementSheet:
    """Kertas kerja pengukuran (terisi): every figure explains itself."""

    head: Head
    method: str
    groups: tuple[MeasuredGroup, ...]
    scale: tuple[ScaleStep, ...]
    signatures: tuple[Signature, ...]
    remarks: tuple[str, ...] = ()
    trend: TrendTable = NO_TREND

    def paper(self) -> Paper:
        """Return the filled work sheet."""
        remarks = (Heading("Catatan"), Items(self.remarks)) if self.remarks else ()
        return self.head.paper(
            kind="kertas kerja",
            title="Kertas Kerja Pengukuran Kinerja",
            orientation="landscape",
            blocks=(
                KeyValues((("Metode", self.method),)),
                *remarks,
                measured_table(self.groups, scale_sentence(self.scale)),
                *self.trend.blocks(),
                Signatures(self.signatures),
            ),
        )


@dataclass(frozen=True, slots=True)
class NodeAverage:
    """The mean of a node's own indicators, with and without the cap, as printed.

    `beneath` is the second, labelled figure of measurement.md: the mean of the nodes under this one. It never stands
    in the place of the first.
    """

    node: str
    indicators: int
    measured: int
    capped: str
    uncapped: str
    predicate: str
    beneath: str = ""
    remark: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class LevelAverages:
    """All nodes of one level: Tujuan, Sasaran, Program, Kegiatan, Sub Kegiatan."""

    level: str
    nodes: tuple[NodeAverage, ...]


@dataclass(frozen=True, slots=True)
class MeasurementRecap:
    """Rekapitulasi hasil pengukuran per level, with the figure of the whole agency under it."""

    head: Head
    cap: str
    levels: tuple[LevelAverages, ...]
    agency: NodeAverage
    scale: tuple[ScaleStep, ...]
    signatures: tuple[Signature, ...]
    trend: MeanTrend = NO_MEANS
    money: tuple[MoneyLine, ...] = ()

    def paper(self) -> Paper:
        """Return the recap per tujuan, sasaran, program, kegiatan and sub kegiatan."""
        note = (
            "Serapan adalah realisasi dibagi pagu; serapan induk dihitung dari jumlah rupiahnya, bukan dirata-ratakan."
        )
        money = (Heading("Anggaran, terpisah dari kinerja"), money_table(self.money, note=note)) if self.money else ()
        return self.head.paper(
            kind="rekapitulasi",
            title="Rekapitulasi Hasil Pengukuran Kinerja",
            orientation="landscape",
            blocks=(
                averages_table(self.levels, self.agency, f"{self.cap}\n{scale_sentence(self.scale)}"),
                *self._explanations(),
                *self.trend.blocks(),
                *money,
                Signatures(self.signatures),
            ),
        )

    def _explanations(self) -> tuple[Heading | Items, ...]:
        """Return how each mean came about, so that it can be recomputed from the rows as they are printed."""
        nodes = [*(node for level in self.levels for node in level.nodes), self.agency]
        told = tuple(f"{node.node}: {node.explanation}" for node in nodes if node.explanation)
        return (Heading("Cara rata-rata dihitung"), Items(told)) if told else ()


def completeness_table(units: tuple[UnitCompleteness, ...]) -> Table:
    """Return who handed in what, with a total."""
    rows = [
        Row(
            (
                str(no),
                one.unit,
                str(one.indicators),
                str(one.filled),
                str(one.unavailable),
                str(one.indicators - one.filled - one.unavailable),
                one.handed_in or "belum diserahkan",
                dash(one.punctual),
            )
        )
        for no, one in enumerate(units, 1)
    ]
    if units:
        indicators = sum(one.indicators for one in units)
        filled = sum(one.filled for one in units)
        unavailable = sum(one.unavailable for one in units)
        missing = indicators - filled - unavailable
        counts = (str(indicators), str(filled), str(unavailable), str(missing))
        rows.append(Row(("", "Jumlah", *counts, "", ""), "total"))
    return Table(
        columns=(
            Column("No", 7, "center"),
            Column("Unit kerja", 58),
            Column("Jumlah indikator", 22, "center"),
            Column("Terisi", 18, "center"),
            Column("Tidak tersedia", 20, "center"),
            Column("Belum lapor", 18, "center"),
            Column("Diserahkan", 36, "center"),
            Column("Ketepatan waktu", 28, "center"),
        ),
        rows=tuple(rows),
    )


def collected_table(groups: tuple[CollectedGroup, ...], period_label: str) -> Table:
    """Return every reported figure under its node."""
    rows: list[Row] = []
    number = 0
    for group in groups:
        rows.append(Row((f"{group.level}: {group.node}",), "group"))
        for one in group.figures:
            number += 1
            rows.append(
                Row(
                    (
                        str(number),
                        one.indicator,
                        one.unit,
                        one.supplier,
                        dash(one.year_target),
                        dash(one.period_target),
                        dash(one.realisation),
                        dash(one.evidence),
                        dash(one.remark),
                    )
                )
            )
    return Table(
        columns=(
            Column("No", 7, "center"),
            Column("Indikator kinerja", 54),
            Column("Satuan", 20, "center"),
            Column("Unit pengisi", 34),
            Column("Target tahunan", 20, "right"),
            Column(f"Target {period_label}", 20, "right"),
            Column(f"Realisasi {period_label}", 21, "right"),
            Column("Bukti", 16, "center"),
            Column("Keterangan", 34),
        ),
        rows=tuple(rows),
        numbered=True,
    )


def measured_table(groups: tuple[MeasuredGroup, ...], note: str = "") -> Table:
    """Return every measured figure with the formula that gave it."""
    rows: list[Row] = []
    number = 0
    for group in groups:
        rows.append(Row((f"{group.level}: {group.node}",), "group"))
        for one in group.figures:
            number += 1
            explained = "\n".join(part for part in (one.formula, one.reason) if part)
            rows.append(
                Row(
                    (
                        str(number),
                        one.indicator,
                        one.unit,
                        one.polarity,
                        dash(one.target),
                        dash(one.realisation),
                        dash(one.achievement),
                        dash(one.predicate),
                        dash(explained),
                    )
                )
            )
    return Table(
        columns=(
            Column("No", 7, "center"),
            Column("Indikator kinerja", 58),
            Column("Satuan", 20, "center"),
            Column("Arah", 14, "center"),
            Column("Target", 18, "right"),
            Column("Realisasi", 19, "right"),
            Column("Capaian (%)", 18, "right"),
            Column("Predikat", 24, "center"),
            Column("Rumus dan alasan", 50),
        ),
        rows=tuple(rows),
        numbered=True,
        note=note,
    )


def averages_table(levels: tuple[LevelAverages, ...], agency: NodeAverage, note: str) -> Table:
    """Return the averages level by level; `note` says what was capped."""
    rows: list[Row] = []
    for level in levels:
        rows.append(Row((level.level,), "group"))
        rows.extend(_average_row(str(no), node) for no, node in enumerate(level.nodes, 1))
    rows.append(_average_row("", agency, total=True))
    return Table(
        columns=(
            Column("No", 9, "center"),
            Column("Tujuan/sasaran/program/kegiatan", 70),
            Column("Jumlah indikator", 19, "center"),
            Column("Terukur", 18, "center"),
            Column("Rata-rata capaian dibatasi (%)", 25, "right"),
            Column("Rata-rata tanpa batas (%)", 24, "right"),
            Column("Predikat", 25, "center"),
            Column("Rata-rata di bawahnya (%)", 24, "right"),
            Column("Keterangan", 28),
        ),
        rows=tuple(rows),
        numbered=True,
        note=note,
    )


def _average_row(number: str, node: NodeAverage, *, total: bool = False) -> Row:
    cells = (
        number,
        node.node,
        str(node.indicators),
        str(node.measured),
        dash(node.capped),
        dash(node.uncapped),
        dash(node.predicate),
        dash(node.beneath),
        dash(node.remark),
    )
    return Row(cells, "total" if total else "plain")
