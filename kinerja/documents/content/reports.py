"""Draft and final laporan: hasil pengumpulan data kinerja, hasil pengukuran kinerja.

A draft and the final report have the same content; the final one adds the decision of the review.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kinerja.documents.content.analysis import (
    NOT_JUDGED,
    CarriedFollowUp,
    FollowUp,
    ObjectiveReport,
    Success,
    carried_table,
    follow_up_table,
)
from kinerja.documents.content.paper import (
    Block,
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
from kinerja.documents.content.preparation import ScaleStep, scale_table
from kinerja.documents.content.results import (
    CollectedGroup,
    LevelAverages,
    MeasuredGroup,
    NodeAverage,
    UnitCompleteness,
    averages_table,
    collected_table,
    completeness_table,
    measured_table,
)


@dataclass(frozen=True, slots=True)
class Returned:
    """One return on the way: when, by whom, what, why, and the new due time."""

    date: str
    by: str
    what: str
    reason: str
    due: str


@dataclass(frozen=True, slots=True)
class CollectionReport:
    """Laporan hasil pengumpulan data kinerja.

    `author` and `addressee` are the posts it comes from and goes to, `decision` the sentence of the review, empty in
    a draft.
    """

    head: Head
    author: str
    addressee: str
    basis: tuple[str, ...]
    period_label: str
    units: tuple[UnitCompleteness, ...]
    groups: tuple[CollectedGroup, ...]
    signatures: tuple[Signature, ...]
    draft: bool = True
    findings: tuple[str, ...] = ()
    returns: tuple[Returned, ...] = ()
    decision: str = ""

    def paper(self) -> Paper:
        """Return the report in four parts: dasar, pelaksanaan, hasil, penutup."""
        indicators = sum(unit.indicators for unit in self.units)
        filled = sum(unit.filled for unit in self.units)
        unavailable = sum(unit.unavailable for unit in self.units)
        missing = indicators - filled - unavailable
        summary = (
            f"Dari {indicators} indikator pada {len(self.units)} unit, {filled} indikator terisi, {unavailable} "
            f"indikator tidak tersedia datanya dengan alasan, dan {missing} indikator belum dilaporkan."
        )
        return self.head.paper(
            kind="draft laporan" if self.draft else "laporan hasil pengumpulan",
            title=_title(self.draft, "Laporan Hasil Pengumpulan Data Kinerja"),
            orientation="landscape",
            blocks=(
                KeyValues((("Kepada", self.addressee), ("Dari", self.author), ("Tanggal", self.head.date))),
                Heading("A. Dasar"),
                Items(self.basis or ("-",)),
                Heading("B. Pelaksanaan"),
                Paragraph(summary),
                completeness_table(self.units),
                *_returns(self.returns),
                Heading("C. Hasil pengumpulan"),
                collected_table(self.groups, self.period_label),
                *_findings(self.findings),
                *_closing("D. Penutup", self.decision),
                Signatures(self.signatures),
            ),
        )


@dataclass(frozen=True, slots=True)
class MeasurementReport:
    """Laporan hasil pengukuran kinerja; author, addressee and decision as above."""

    head: Head
    author: str
    addressee: str
    basis: tuple[str, ...]
    method: str
    cap: str
    levels: tuple[LevelAverages, ...]
    agency: NodeAverage
    groups: tuple[MeasuredGroup, ...]
    scale: tuple[ScaleStep, ...]
    signatures: tuple[Signature, ...]
    draft: bool = True
    findings: tuple[str, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    returns: tuple[Returned, ...] = ()
    decision: str = ""
    closing: str = ""  # of a draft that goes elsewhere than to a review
    objectives: tuple[ObjectiveReport, ...] = ()
    success: Success = NOT_JUDGED
    carried: tuple[CarriedFollowUp, ...] = ()
    no_follow_up: str = ""  # why none is printed, where the review has not named any yet

    def paper(self) -> Paper:
        """Return the report in six to eight parts, from its basis to the rencana aksi and the decision."""
        average = f"Rata-rata capaian {self.agency.node} sebesar {self.agency.capped} persen"
        summary = (
            f"{average} dengan predikat {self.agency.predicate} (tanpa batas {self.agency.uncapped} persen), dihitung "
            f"dari {self.agency.measured} dari {self.agency.indicators} indikator."
            if self.agency.capped
            else f"Rata-rata capaian {self.agency.node} belum dapat dihitung: belum ada indikator yang terukur."
        )
        letters = iter("EFGH")
        analyses = [block for one in self.objectives for block in one.blocks()]
        return self.head.paper(
            kind="draft laporan" if self.draft else "laporan hasil pengukuran",
            title=_title(self.draft, "Laporan Hasil Pengukuran Kinerja"),
            orientation="landscape",
            blocks=(
                KeyValues((("Kepada", self.addressee), ("Dari", self.author), ("Tanggal", self.head.date))),
                Heading("A. Dasar"),
                Items(self.basis or ("-",)),
                Heading("B. Metode"),
                Paragraph(self.method),
                scale_table(self.scale),
                *_returns(self.returns),
                Heading("C. Hasil pengukuran"),
                Paragraph(summary),
                averages_table(self.levels, self.agency, self.cap),
                Heading("D. Capaian per indikator"),
                measured_table(self.groups),
                *_findings(self.findings),
                *_part(letters, "Analisis per sasaran", analyses),
                *_part(letters, "Keberhasilan proses dan keberhasilan target", self.success.blocks()),
                Heading(f"{next(letters)}. Rencana aksi"),
                follow_up_table(self.follow_ups, empty=self.no_follow_up),
                *carried_table(self.carried),
                *_closing(f"{next(letters)}. Penutup", self.decision or self.closing),
                Signatures(self.signatures),
            ),
        )


@dataclass(frozen=True, slots=True)
class UnmeasuredDraft:
    """Draft dokumen pengukuran kinerja before anything was measured: what was decided about it and what it will hold.

    A procedure that meets before it gathers makes this paper; it states plainly that no achievement is known yet.
    """

    head: Head
    author: str
    addressee: str
    basis: tuple[str, ...]
    period_label: str
    findings: tuple[str, ...]
    groups: tuple[CollectedGroup, ...]
    signatures: tuple[Signature, ...]
    closing: str = ""

    def paper(self) -> Paper:
        """Return the draft in four parts: dasar, hasil pembahasan, indikator yang akan diukur, penutup."""
        return self.head.paper(
            kind="draft laporan",
            title="Draft Dokumen Pengukuran Kinerja",
            orientation="landscape",
            blocks=(
                KeyValues((("Kepada", self.addressee), ("Dari", self.author), ("Tanggal", self.head.date))),
                Heading("A. Dasar"),
                Items(self.basis or ("-",)),
                Heading("B. Hasil pembahasan"),
                Items(self.findings or ("-",)),
                Heading("C. Indikator yang akan diukur"),
                collected_table(self.groups, self.period_label),
                *_closing("D. Penutup", self.closing),
                Signatures(self.signatures),
            ),
        )


def _part(letters: Iterator[str], title: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return a part under its own letter; an empty one takes none."""
    return (Heading(f"{next(letters)}. {title}"), *blocks) if blocks else ()


def _title(draft: bool, title: str) -> str:
    return f"Draft {title}" if draft else title


def _returns(returns: tuple[Returned, ...]) -> tuple[Block, ...]:
    if not returns:
        return ()
    table = Table(
        columns=(
            Column("Tanggal", 30, "center"),
            Column("Oleh", 44),
            Column("Yang dikembalikan", 60),
            Column("Alasan", 66),
            Column("Tenggat baru", 32, "center"),
        ),
        rows=tuple(Row((one.date, one.by, one.what, one.reason, dash(one.due))) for one in returns),
        caption="Pengembalian untuk dilengkapi",
    )
    return (table,)


def _findings(findings: tuple[str, ...]) -> tuple[Block, ...]:
    return (Paragraph("Catatan atas hasil:"), Items(findings)) if findings else ()


def _closing(heading: str, decision: str) -> tuple[Block, ...]:
    said = decision or "Draft ini disampaikan untuk ditelaah; belum menjadi laporan akhir."
    return (Heading(heading), Paragraph(said))
