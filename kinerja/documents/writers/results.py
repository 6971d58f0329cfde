"""Rekapitulasi of what was collected, kertas kerja terisi and rekapitulasi of what was measured."""

from datetime import datetime
from itertools import groupby

from django.db import connection

from kinerja.audit.log import Refused
from kinerja.core.calendar import Calendar, duration, long_date, working_minutes
from kinerja.core.measure import Mean, Method, Status, predicate
from kinerja.core.numbers import percent
from kinerja.core.procedure import PERFORMANCE_FORM
from kinerja.documents.content.frozen import Content
from kinerja.documents.content.paper import Signature
from kinerja.documents.content.results import (
    CollectedFigure,
    CollectedGroup,
    LevelAverages,
    MeasuredFigure,
    MeasuredGroup,
    MeasurementRecap,
    MeasurementSheet,
    NodeAverage,
    Recap,
    UnitCompleteness,
)
from kinerja.documents.models import Paper
from kinerja.documents.writers.analysis import indicator_trend, mean_trend, money_lines
from kinerja.documents.writers.figures import (
    Line,
    changed_after,
    example_targets,
    grouped,
    lines_of,
    node_label,
    period_label,
)
from kinerja.documents.writers.head import (
    Named,
    Writing,
    approved,
    approved_before,
    head_of,
    last_named,
    last_of,
    paper_before,
    with_mark,
)
from kinerja.documents.writers.preparation import cap_sentence, method_line, scale
from kinerja.people.queries import calendar_of
from kinerja.performance.acts.steps import measures
from kinerja.performance.measuring import NodeMean, explain_agency, explain_node
from kinerja.performance.models import Result
from kinerja.performance.queries import Results, results_if_measured, results_of
from kinerja.planning.models import Level
from kinerja.planning.queries import nodes_of


def recap(writing: Writing) -> Content:
    """rekap, tetapkan: of what was measured where the procedure has measured by then, else of what was collected."""
    return _measured(writing) if measured_by_now(writing) else _collected(writing)


def measured_by_now(writing: Writing) -> bool:
    """Return whether this procedure measures, in this step or one before."""
    measuring = measures(writing.case.spec)
    return measuring is not None and measuring <= writing.work.step.no


def _recap_signatures(writing: Writing) -> tuple[Signature, ...]:
    """Return who compiled the recap, and who makes it final where this is the step that does."""
    if "tetapkan" not in writing.work.step.acts:
        return (approved(writing, role="Disusun oleh"),)
    compiled = last_of(writing, "rekap")
    before = approved_before(writing, compiled, role="Disusun oleh") if compiled else None
    own = approved(writing, role="Ditetapkan oleh")
    return (before, own) if before is not None else (own,)


def _collected(writing: Writing) -> Recap:
    lines = lines_of(writing)
    return Recap(
        head=head_of(writing, changes=changed(writing)),
        period_label=period_label(writing),
        units=completeness(writing, lines),
        groups=collected_groups(lines),
        signatures=_recap_signatures(writing),
    )


def changed(writing: Writing) -> str:
    """Return since when figures changed that an earlier paper printed, or nothing.

    The earlier paper is the one of this name; for the first of its name, that of the procedure whose "ya" was awaited.
    """
    before = paper_before(writing) or awaited_paper(writing)
    count = changed_after(writing, before.frozen_at) if before is not None else 0
    if before is None or not count:
        return ""
    since = long_date(writing.day_of(before.frozen_at))
    return f"Angka berubah sejak {before.number} tanggal {since}: {count} indikator diisi ulang."


def awaited_paper(writing: Writing) -> Named | None:
    """Return the paper by which the other procedure, for which this one's gate waits, approved the figures."""
    gate = writing.case.spec.gate
    if gate is None:
        return None
    papers = Paper.objects.filter(
        agency=writing.agency,
        case__period=writing.case.period,
        case__code=gate.procedure,
        visit__step=gate.awaited_step,
    )
    return last_named(papers.filter(kind__in=APPROVING, entry__superseded_at__isnull=True))


APPROVING = ("laporan hasil pengumpulan", "rekapitulasi")


def completeness(writing: Writing, lines: tuple[Line, ...]) -> tuple[UnitCompleteness, ...]:
    """Return how far each supplying unit came, with the moment and punctuality of its last handing in."""
    acts = ("isi", "validasi")
    steps = [step.no for step in writing.case.spec.steps if step.act in acts and step.form == PERFORMANCE_FORM]
    calendar = calendar_of(writing.agency)
    rows = []
    with connection.cursor() as cursor:
        cursor.execute(_SHEETS, {"cycle": writing.cycle.pk, "case": writing.case.pk, "steps": steps})
        for sheet_id, name, is_example, handed_in, due_at, ended_at in cursor.fetchall():
            own = [line for line in lines if line.sheet_id == sheet_id]
            rows.append(
                UnitCompleteness(
                    unit=with_mark(name, is_example),
                    indicators=len(own),
                    filled=sum(line.is_filled for line in own),
                    unavailable=sum(line.unavailable for line in own),
                    handed_in=writing.moment(handed_in),
                    punctual=_punctual(due_at, ended_at, calendar),
                )
            )
    return tuple(rows)


# Every sheet of a cycle with the times of its unit's last share of the steps that fill or validate it.
_SHEETS = """
    SELECT sheet.id, unit.name, unit.is_example, sheet.submitted_at, share.due_at, share.ended_at
    FROM performance_sheet sheet
    JOIN people_unit unit ON unit.id = sheet.unit_id
    LEFT JOIN LATERAL (
        SELECT visit.due_at, visit.ended_at FROM sop_visit visit
        WHERE visit.case_id = %(case)s AND visit.step = ANY(%(steps)s) AND visit.unit_id = sheet.unit_id
        ORDER BY visit.number DESC, visit.id DESC LIMIT 1) share ON TRUE
    WHERE sheet.cycle_id = %(cycle)s
    ORDER BY unit.position, sheet.id
"""


def _punctual(due_at: datetime | None, ended_at: datetime | None, calendar: Calendar) -> str:
    """Return whether a share was done in time and how late it was; nothing while it is not done."""
    if due_at is None or ended_at is None:
        return ""
    if ended_at <= due_at:
        return "tepat waktu"
    return f"terlambat {duration(working_minutes(due_at, ended_at, calendar), calendar.ordinary_day_minutes)}"


def collected_groups(lines: tuple[Line, ...]) -> tuple[CollectedGroup, ...]:
    return tuple(
        CollectedGroup(
            level,
            node,
            tuple(
                CollectedFigure(
                    indicator=line.indicator,
                    unit=line.unit,
                    supplier=line.supplier,
                    year_target=line.year_target,
                    period_target=line.period_target,
                    realisation=line.realisation,
                    evidence=f"{len(line.evidence)} berkas" if line.evidence else "",
                    remark=line.remark,
                )
                for line in members
            ),
        )
        for level, node, members in grouped(lines)
    )


def measurement_sheet(writing: Writing) -> Content:
    """ukur: the filled kertas kerja, every figure with the formula that gave it."""
    results = the_results(writing)
    return MeasurementSheet(
        head=head_of(writing, changes=changed_since(writing, results)),
        method=method_line(results.method),
        groups=measured_groups(writing, results),
        scale=scale(results.method),
        signatures=(approved(writing, role="Diukur oleh"),),
        remarks=_without_figure(results),
        trend=indicator_trend(writing),
    )


def _measured(writing: Writing) -> MeasurementRecap:
    results = the_results(writing)
    return MeasurementRecap(
        head=head_of(writing, changes=changed_since(writing, results)),
        cap=cap_sentence(results.method),
        levels=levels(writing, results),
        agency=agency_average(writing, results),
        scale=scale(results.method),
        signatures=_recap_signatures(writing),
        trend=mean_trend(writing),
        money=money_lines(writing, results),
    )


def the_results(writing: Writing) -> Results:
    """Return the current measurement. A preview of the measuring itself shows what it would give.

    Raises Refused where the cycle was not measured yet.
    """
    if writing.draft and "ukur" in writing.work.step.acts:
        return results_if_measured(writing.cycle, at=writing.work.at)
    results = results_of(writing.cycle)
    if results is None:
        raise Refused(
            "Siklus ini belum diukur. Selesaikan dahulu langkah pengukuran, lalu buka dokumen ini lagi.",
            about=writing.work.visit,
        )
    return results


def changed_since(writing: Writing, results: Results) -> str:
    """Return since when figures changed that were measured, or nothing."""
    if not results.changed_since:
        return changed(writing)
    return (
        f"Angka berubah sejak pengukuran {writing.moment(results.measurement.measured_at)}: "
        f"{results.changed_since} indikator diisi ulang sesudah diukur."
    )


def _without_figure(results: Results) -> tuple[str, ...]:
    """Return one line per reason for which indicators have no achievement, with the count."""
    counts: dict[Status, int] = {}
    for row in results.rows:
        if row.achievement is None:
            status = Status(row.status)
            counts[status] = counts.get(status, 0) + 1
    return tuple(
        f"{count} indikator {status.value}, tidak masuk rata-rata." for status, count in sorted(counts.items())
    )


def measured_groups(writing: Writing, results: Results) -> tuple[MeasuredGroup, ...]:
    """Return every result under its node."""
    made_up = example_targets(writing)
    keys = [period.key for period in writing.period.up_to()]
    marked = {indicator for indicator, key in made_up if key in keys}
    groups = []
    for node, rows in groupby(results.rows, lambda row: row.indicator.node):
        told = tuple(_measured_figure(row, row.indicator_id in marked) for row in rows)
        groups.append(MeasuredGroup(Level(node.level).label, node_label(node), told))
    return tuple(groups)


def _measured_figure(row: Result, target_made_up: bool) -> MeasuredFigure:
    card, figure = row.figure.card, row.figure
    missing = Status.UNAVAILABLE if figure.unavailable else Status.NOT_REPORTED
    unsaid = _SAID_ELSEWHERE + (_OF_PERIODS if row.expected <= 1 else ())
    return MeasuredFigure(
        indicator=with_mark(card.wording, card.is_example),
        unit=card.measure_unit,
        polarity=figure.rule.polarity.value,
        target=with_mark(row.aim.printed(card.decimals), target_made_up)
        if row.target is not None
        else "belum ditargetkan",
        realisation=with_mark(row.reached.printed(card.decimals), figure.is_example)
        if row.realisation is not None
        else with_mark(missing.value, figure.unavailable and figure.is_example),
        achievement=percent(row.achievement) if row.achievement is not None else row.status,
        predicate=row.predicate,
        formula="\n".join(line for line in row.explanation if not line.startswith(unsaid)),
    )


# Lines of an explanation that the other columns, the head or the scale of the paper say already.
_SAID_ELSEWHERE = ("Arah ", "Predikat ", "Diukur dengan ", "Acuan ")
# How periods were put together says nothing where there is only one.
_OF_PERIODS = ("Rata-rata 1 ", "Realisasi 1 ", "Dipakai angka ", "Angka dilaporkan kumulatif", "Ada 1 periode ")


def levels(writing: Writing, results: Results) -> tuple[LevelAverages, ...]:
    """Return the means of every node, level by level from the top down."""
    names = {node.pk: node_label(node) for node in nodes_of(writing.agency.pk)}
    found: dict[str, list[NodeAverage]] = {}
    for mean in results.nodes:
        found.setdefault(mean.level, []).append(_average(names[mean.node_id], mean, results))
    return tuple(LevelAverages(level.label, tuple(found[level.value])) for level in Level if level.value in found)


def _average(name: str, mean: NodeMean, results: Results) -> NodeAverage:
    if not mean.counted:
        remark = "tidak mempunyai indikator sendiri"
    else:
        missing = mean.counted - mean.own.n
        weighted = ["rata-rata berbobot"] if mean.weighted else []
        remark = "; ".join([*weighted, *([f"{missing} indikator tanpa capaian"] if missing else [])])
    return NodeAverage(
        node=name,
        indicators=mean.counted,
        measured=mean.own.n,
        remark=remark,
        beneath=_percent(mean.beneath.capped),
        explanation=" ".join(explain_node(mean, results.rows, results.method)) if mean.counted else "",
        **_figures(mean.own, results.method),
    )


def agency_average(writing: Writing, results: Results) -> NodeAverage:
    """Return the agency's mean, with the count of the indicators that it comes from: those of its sasaran."""
    objectives = [mean for mean in results.nodes if mean.level == Level.OBJECTIVE]
    mean = results.agency
    return NodeAverage(
        node=writing.agency.name,
        indicators=sum(one.counted for one in objectives),
        measured=sum(one.own.n for one in objectives),
        remark=f"rata-rata {mean.n} sasaran" if mean.n else "belum ada sasaran yang terukur",
        explanation=" ".join(explain_agency(results.nodes, results.method)),
        **_figures(mean, results.method),
    )


def _figures(mean: Mean, method: Method) -> dict[str, str]:
    return {
        "capped": _percent(mean.capped),
        "uncapped": _percent(mean.uncapped),
        "predicate": predicate(mean.capped, method) if mean.capped is not None else "",
    }


def _percent(hundredths: int | None) -> str:
    return percent(hundredths) if hundredths is not None else ""
