"""What is written beside the figures of a cycle before its report is approved: causes, supports, obstacles, solution.

The fifth of the seven analyses of PermenPANRB 53/2014. Who measures and reports may write it for every indicator, the
head of a supplying unit for its own.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kinerja.audit import log
from kinerja.audit.log import Refused, operation
from kinerja.people.acting import Acting
from kinerja.people.queries import day_at
from kinerja.performance.acts.steps import measures
from kinerja.performance.models import Analysis, Cycle, Figure
from kinerja.planning.models import Comparison, Yardstick
from kinerja.planning.operations import set_yardstick
from kinerja.sop import operations as sop
from kinerja.sop.models import Answer, Case, Visit
from kinerja.sop.policy import lanes_for

log.declare({"analysis.written": "Analisis capaian ditulis: penyebab, pendukung, penghambat, dan solusi"})

REPORTING = frozenset({"ukur", "rekap", "lapor"})  # the acts whose performers speak for the whole cycle
LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says about one indicator, as typed."""

    causes: str = ""
    supports: str = ""
    obstacles: str = ""
    solution: str = ""


LABELS = {"causes": "penyebab", "supports": "pendukung", "obstacles": "penghambat", "solution": "solusi"}


def cases_in(cycle: Cycle) -> list[Case]:
    """Return the cases that point to a cycle, in the order in which they began."""
    cases = Case.objects.filter(agency_id=cycle.agency_id, period=cycle.period)
    return list(cases.select_related("procedure", "agency__government").order_by("started_at", "pk"))


def measuring_case(cycle: Cycle) -> Case | None:
    """Return the case of the cycle whose procedure measures, or None before it begins."""
    return next((case for case in cases_in(cycle) if measures(case.spec) is not None), None)


def report_decided(cycle: Cycle) -> bool:
    """Return whether the report of the cycle's results was approved: its last telaah said "ya" and nothing reopened.

    Whatever sends the case back behind the review opens it again.
    """
    case = measuring_case(cycle)
    if case is None:
        return False
    reviewing = [step.no for step in case.spec.steps if step.act == "telaah"]
    visits = Visit.objects.filter(case=case)
    last = visits.filter(step__in=reviewing).order_by("-number", "-pk").first()
    if last is None or last.answer != Answer.YES:
        return False
    return not visits.filter(step__lte=last.step, ended_at__isnull=True).exists()


def speaks_for(cycle: Cycle, by: Acting, at: datetime) -> bool:
    """Return whether a post measures, recaps or reports in one of the cycle's cases."""
    return any(
        by.post_id in lanes_for(case, at).of(*[step.performer for step in case.spec.steps if REPORTING & {*step.acts}])
        for case in cases_in(cycle)
    )


def analysis_obstacle(figure: Figure, *, by: Acting, at: datetime) -> str | None:
    """Return why `by` may not write the analysis of an indicator in its cycle, or None.

    `figure` has `cycle` and `sheet__unit` at hand.
    """
    closed = closed_obstacle(figure.cycle, "Analisis capaian")
    if closed is not None:
        return closed
    unit = figure.sheet.unit
    if (by.post.unit_id == unit.pk and by.post.heads_unit) or speaks_for(figure.cycle, by, at):
        return None
    return (
        f"Analisis {figure.indicator.code} ditulis oleh Tim SAKIP atau kepala {unit.name}, bukan oleh {by.title}. "
        "Mintalah pejabat itu menulisnya."
    )


def writable(cycle: Cycle, *, by: Acting, at: datetime) -> frozenset[int]:
    """Return the figures of a cycle about which `by` may write now: what `analysis_obstacle` lets through, at once."""
    if by.agency_id != cycle.agency_id or report_decided(cycle):
        return frozenset()
    figures = Figure.objects.filter(cycle=cycle)
    if not speaks_for(cycle, by, at):
        if not by.post.heads_unit:
            return frozenset()
        figures = figures.filter(sheet__unit_id=by.post.unit_id)
    return frozenset(figures.values_list("pk", flat=True))


def closed_obstacle(cycle: Cycle, what: str) -> str | None:
    """Return why nothing more may be written beside the figures of a cycle whose report was approved, or None."""
    if not report_decided(cycle):
        return None
    return (
        f"{what} {cycle.calendar_period.label} tidak dapat diubah lagi karena laporan hasil pengukurannya sudah "
        "disetujui. Tulis pada siklus berikutnya."
    )


def compared_from(cycle: Cycle, at: datetime) -> date:
    """Return the day from which a comparison typed beside a cycle holds.

    Within its period while its report is open, so that its own analysis uses it; otherwise today. Never a day of a
    cycle of the agency whose report was approved: what was approved stays as it was.
    """
    today = day_at(cycle.agency, at)
    day = today if report_decided(cycle) else min(today, cycle.calendar_period.last_day)
    return _after_approved(cycle.agency_id, day)


def _after_approved(agency_id: int, day: date) -> date:
    """Return a day, or the first after every approved cycle of the agency that ends on it or later."""
    ends = (
        cycle.calendar_period.last_day
        for cycle in Cycle.objects.filter(agency_id=agency_id)
        if cycle.calendar_period.last_day >= day and report_decided(cycle)
    )
    return max((end + timedelta(days=1) for end in ends), default=day)


@operation
def hold_against(
    *,
    cycle_id: int | None,
    indicator_id: int,
    kind: Comparison | None,
    year: int,
    text: str,
    source: str,
    seen: int | None,
    by: Acting,
    at: datetime,
) -> Yardstick:
    """Set what an indicator is held against, typed beside a cycle or, with None, beside the plan.

    It holds from the day that `compared_from` says, so that no approved analysis changes. The rest, and what is
    refused, as `set_yardstick` says.
    """
    if cycle_id is None:
        since = _after_approved(by.agency_id, day_at(by.agency, at))
    else:
        cycle = Cycle.objects.get(pk=cycle_id)
        case = measuring_case(cycle)
        if case is not None:
            sop.lock_case(case.pk)
        since = compared_from(cycle, at)
    return set_yardstick(
        indicator_id=indicator_id,
        kind=kind,
        year=year,
        text=text,
        source=source,
        since=since,
        seen=seen,
        by=by,
        at=at,
    )


@operation
def write_analysis(*, figure_id: int, seen: int | None, said: Said, by: Acting, at: datetime) -> Analysis:
    """Keep what is said about one indicator in a cycle; `seen` is the version shown, None where there was none.

    Raises Refused for a post that may not, after the report was approved, for a stale page, or a text too long.
    """
    figure = Figure.objects.select_related("cycle", "sheet__unit", "indicator").get(pk=figure_id)
    case = measuring_case(figure.cycle)
    if case is not None:
        sop.lock_case(case.pk)
    figure = (
        Figure.objects.select_for_update(of=("self",))
        .select_related("cycle", "sheet__unit", "indicator")
        .get(pk=figure_id)
    )
    sentence = analysis_obstacle(figure, by=by, at=at)
    if sentence is not None:
        raise Refused(sentence, about=figure)
    texts = {name: str(getattr(said, name)).strip() for name in LABELS}
    faults = {
        name: f"{LABELS[name].capitalize()} paling panjang {LIMIT} huruf; sekarang {len(text)}. Ringkaskan."
        for name, text in texts.items()
        if len(text) > LIMIT
    }
    if faults:
        raise Refused("Analisis belum dapat disimpan: " + " ".join(faults.values()), about=figure, fields=faults)
    row = Analysis.objects.filter(cycle=figure.cycle, indicator=figure.indicator).first()
    if (row.version if row else None) != seen:
        raise Refused(
            f"Analisis {figure.indicator.code} sudah berubah sejak halaman ini dibuka. Isian Anda masih ada di bawah; "
            "bandingkan dengan yang tersimpan, lalu simpan lagi.",
            about=figure,
        )
    fresh = row or Analysis(
        agency_id=figure.agency_id, cycle=figure.cycle, indicator=figure.indicator, version=0, written_at=at
    )
    changes = fresh.set(**texts, written_at=at, written_by=by.post, is_example=by.agency.is_example)
    fresh.save()
    log.record(
        "analysis.written", subject=fresh, by=by, at=at, context=case, changes=changes.under(figure.indicator.code)
    )
    return fresh


def analyses_of(cycle: Cycle) -> dict[int, Analysis]:
    """Return what was written about the indicators of a cycle, by indicator."""
    rows = Analysis.objects.filter(cycle=cycle).select_related("written_by")
    return {row.indicator_id: row for row in rows}
