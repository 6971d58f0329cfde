"""What papers of measuring say beyond the figures: trend, the seven analyses per sasaran, money, process, rencana aksi.

The seven analyses are those of PermenPANRB 53/2014 (format of the Laporan Kinerja, Bab III A).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kinerja.documents.content.paper import Block, Column, Heading, KeyValues, Paragraph, Row, Table, dash


@dataclass(frozen=True, slots=True)
class TrendCells:
    """One indicator in one period: (a) the period alone, (b) up to it, (c) progress to the year's target."""

    alone: str
    up_to: str
    progress: str


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One indicator through the periods of the year."""

    indicator: str
    periods: tuple[TrendCells, ...]


@dataclass(frozen=True, slots=True)
class TrendTable:
    """Every indicator through the periods of the year; `periods` are their labels."""

    periods: tuple[str, ...]
    lines: tuple[TrendLine, ...]

    def blocks(self) -> tuple[Block, ...]:
        """Return heading and table; nothing where no period was measured."""
        if not self.lines:
            return ()
        table = Table(
            columns=(
                Column("No", 10, "center"),
                Column("Indikator kinerja", 60),
                *(
                    Column(f"{period} {basis}", 16, "right")
                    for period in self.periods
                    for basis in ("(a)", "(b)", "(c)")
                ),
            ),
            rows=tuple(
                Row((str(no), line.indicator, *(dash(cell) for one in line.periods for cell in _cells(one))))
                for no, line in enumerate(self.lines, 1)
            ),
            note="(a) capaian periode itu sendiri; (b) capaian sampai dengan periode itu, yang diberi predikat; "
            "(c) kemajuan terhadap target tahun. Semua dalam persen; tanda - berarti tidak ada angka.",
        )
        return Heading("Perkembangan per periode"), table


NO_TREND: Final = TrendTable((), ())


def _cells(one: TrendCells) -> tuple[str, str, str]:
    return one.alone, one.up_to, one.progress


@dataclass(frozen=True, slots=True)
class MeanLine:
    """The means of one node through the periods."""

    node: str
    means: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeanTrend:
    """The means of the nodes and, as the last line, of the agency through the periods."""

    periods: tuple[str, ...]
    lines: tuple[MeanLine, ...]

    def blocks(self) -> tuple[Block, ...]:
        """Return heading and table; nothing where there is only one period to show."""
        if len(self.periods) < 2 or not self.lines:
            return ()
        last = len(self.lines) - 1
        table = Table(
            columns=(
                Column("Tujuan/sasaran/program/kegiatan", 100),
                *(Column(period, 26, "right") for period in self.periods),
            ),
            rows=tuple(
                Row((line.node, *(dash(cell) for cell in line.means)), "total" if place == last else "plain")
                for place, line in enumerate(self.lines)
            ),
            note="Rata-rata capaian dibatasi (%) sebagaimana tercetak pada rekapitulasi tiap periode.",
        )
        return Heading("Perkembangan rata-rata"), table


NO_MEANS: Final = MeanTrend((), ())


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """Money of one node beside its achievement, each apart from the other."""

    level: str
    node: str
    achievement: str
    ceiling: str
    spent: str
    absorption: str
    left: str
    remark: str = ""


def money_table(lines: tuple[MoneyLine, ...], *, note: str = "", caption: str = "") -> Table:
    """Return pagu, realisation and absorption beside the achievement; none of them is averaged."""
    return Table(
        columns=(
            Column("Jenjang", 24),
            Column("Program/kegiatan/sub kegiatan", 78),
            Column("Capaian (%)", 18, "right"),
            Column("Pagu (Rp)", 34, "right"),
            Column("Realisasi (Rp)", 34, "right"),
            Column("Serapan (%)", 18, "right"),
            Column("Sisa (Rp)", 34, "right"),
            Column("Keterangan", 34),
        ),
        rows=tuple(
            Row(
                (
                    one.level,
                    one.node,
                    dash(one.achievement),
                    dash(one.ceiling),
                    dash(one.spent),
                    dash(one.absorption),
                    dash(one.left),
                    dash(one.remark),
                )
            )
            for one in lines
        ),
        note=note,
        caption=caption,
        empty="Tidak ada program atau kegiatan di bawah sasaran ini.",
    )


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One indicator held against target, earlier years, the Renstra's end and a standard; each as printed."""

    indicator: str
    unit: str
    target: str
    realisation: str
    achievement: str
    past: str
    change: str
    medium_term: str
    national: str


@dataclass(frozen=True, slots=True)
class SaidLine:
    """Why an indicator reached what it did, what helped, what hindered, and what would solve it."""

    indicator: str
    causes: str
    supports: str
    obstacles: str
    solution: str


@dataclass(frozen=True, slots=True)
class ObjectiveReport:
    """The seven analyses of one sasaran. `efficiency` is a sentence, `said_nothing` how many say nothing yet."""

    objective: str
    summary: str
    compared: tuple[ComparedLine, ...]
    said: tuple[SaidLine, ...]
    said_nothing: int
    efficiency: str
    supporting: tuple[MoneyLine, ...]

    def blocks(self) -> tuple[Block, ...]:
        """Return the analyses in their order: 1 to 4 in one table, 5, 6, 7."""
        told = f"{self.said_nothing} indikator sasaran ini belum ditulisi penyebab dan solusinya."
        unsaid = told if self.said_nothing else ""
        said: tuple[Block, ...] = (_said_table(self.said),) if self.said else ()
        return (
            Heading(f"Sasaran: {self.objective}", 2),
            Paragraph(self.summary),
            _compared_table(self.compared),
            *said,
            *((Paragraph(unsaid),) if unsaid else ()),
            Paragraph(f"Analisis 6, efisiensi sumber daya: {self.efficiency}"),
            money_table(self.supporting, caption="Analisis 7: program, kegiatan, dan sub kegiatan penunjang"),
        )


def _compared_table(lines: tuple[ComparedLine, ...]) -> Table:
    return Table(
        caption="Analisis 1 sampai 4: target, tahun lampau, target akhir Renstra, dan standar nasional",
        columns=(
            Column("No", 10, "center"),
            Column("Indikator kinerja", 50),
            Column("Satuan", 18, "center"),
            Column("Target", 18, "right"),
            Column("Realisasi", 20, "right"),
            Column("Capaian (%)", 20, "right"),
            Column("Tahun lampau", 44),
            Column("Perubahan", 30, "center"),
            Column("Target akhir Renstra", 36),
            Column("Standar nasional", 36),
        ),
        rows=tuple(
            Row(
                (
                    str(no),
                    one.indicator,
                    one.unit,
                    dash(one.target),
                    dash(one.realisation),
                    dash(one.achievement),
                    dash(one.past),
                    dash(one.change),
                    dash(one.medium_term),
                    dash(one.national),
                )
            )
            for no, one in enumerate(lines, 1)
        ),
    )


def _said_table(lines: tuple[SaidLine, ...]) -> Table:
    return Table(
        caption="Analisis 5: penyebab, pendukung, penghambat, dan solusi",
        columns=(
            Column("No", 10, "center"),
            Column("Indikator kinerja", 50),
            Column("Penyebab keberhasilan/kegagalan", 56),
            Column("Pendukung", 48),
            Column("Penghambat", 48),
            Column("Solusi", 56),
        ),
        rows=tuple(
            Row((str(no), one.indicator, dash(one.causes), dash(one.supports), dash(one.obstacles), dash(one.solution)))
            for no, one in enumerate(lines, 1)
        ),
    )


@dataclass(frozen=True, slots=True)
class Success:
    """Process success and target success, apart: two answers that are never mixed into one figure."""

    process: tuple[tuple[str, str], ...]
    targets: tuple[tuple[str, str], ...]

    def blocks(self) -> tuple[Block, ...]:
        """Return both as lines under their own headings; nothing where nothing was judged."""
        if not self.process:
            return ()
        return (
            Heading("Keberhasilan proses", 2),
            KeyValues(self.process),
            Heading("Keberhasilan target", 2),
            KeyValues(self.targets),
        )


NOT_JUDGED: Final = Success((), ())


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Rencana aksi for a low achievement: cause, action, owner, due date."""

    indicator: str
    cause: str
    action: str
    owner: str
    due: str


@dataclass(frozen=True, slots=True)
class CarriedFollowUp:
    """A rencana aksi of an earlier period that is still open."""

    period: str
    indicator: str
    action: str
    owner: str
    due: str
    state: str
    progress: str


def follow_up_table(lines: tuple[FollowUp, ...], *, empty: str = "") -> Table:
    """Return the rencana aksi of this period."""
    return Table(
        columns=(
            Column("No", 10, "center"),
            Column("Indikator kinerja", 56),
            Column("Penyebab", 50),
            Column("Rencana aksi", 56),
            Column("Penanggung jawab", 40),
            Column("Batas waktu", 26, "center"),
        ),
        rows=tuple(
            Row((str(no), one.indicator, dash(one.cause), one.action, dash(one.owner), dash(one.due)))
            for no, one in enumerate(lines, 1)
        ),
        empty=empty or "Tidak ada rencana aksi pada periode ini.",
    )


def carried_table(lines: tuple[CarriedFollowUp, ...]) -> tuple[Table, ...]:
    """Return the rencana aksi of earlier periods that are still open, or nothing."""
    if not lines:
        return ()
    table = Table(
        caption="Rencana aksi periode sebelumnya yang belum selesai",
        columns=(
            Column("No", 10, "center"),
            Column("Periode", 26),
            Column("Indikator kinerja", 50),
            Column("Rencana aksi", 56),
            Column("Penanggung jawab", 38),
            Column("Batas waktu", 24, "center"),
            Column("Keadaan", 24, "center"),
            Column("Kemajuan terakhir", 44),
        ),
        rows=tuple(
            Row(
                (
                    str(no),
                    one.period,
                    one.indicator,
                    one.action,
                    one.owner,
                    one.due,
                    one.state,
                    dash(one.progress),
                )
            )
            for no, one in enumerate(lines, 1)
        ),
    )
    return (table,)
