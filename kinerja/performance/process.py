"""Whether the work was done well, apart from whether targets were reached (two answers, never mixed into one figure).

The seed's SOP calls itself a success when targets are met (letter G); a missed target says nothing about the procedure.
Process: on time, complete, verified. Target: indicators that reached 100 percent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kinerja.core.calendar import Calendar
from kinerja.core.measure import HUNDRED_PERCENT
from kinerja.core.procedure import PERFORMANCE_FORM
from kinerja.people.queries import calendar_of
from kinerja.performance.models import LOCKED, Cycle, Figure, FigureState, Sheet
from kinerja.performance.queries import Results
from kinerja.sop.models import Visit
from kinerja.sop.queries import times_of

FILLING = ("isi", "validasi")
SETTLED = (FigureState.VERIFIED, FigureState.FINAL)


@dataclass(frozen=True, slots=True)
class StepTime:
    """One visit of a step against its mutu baku and, apart from it, its deadline. Working minutes.

    `within_standard` is None until the step has ended; mutu baku is compared with actual time only, never with waiting.
    """

    case: str
    step: int
    visit: int
    unit: str
    text: str
    standard: int
    actual: int | None
    waiting: int | None
    within_standard: bool | None
    due_at: datetime
    ended_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class ProcessSuccess:
    """How the work of a cycle went. Counts; `steps` holds every visit, `returned` those that came back."""

    steps: tuple[StepTime, ...]
    ended: int
    in_time: int
    late: int
    within_standard: int
    over_standard: int
    returned: int
    sheets: int
    sheets_in_time: int
    sheets_late: int
    figures: int
    filled: int
    unavailable: int
    missing: int
    settled: int
    sheets_settled: int

    @property
    def complete(self) -> bool:
        """Whether every figure says something: a value, or why there is none and when it comes."""
        return self.missing == 0

    @property
    def verified(self) -> bool:
        """Whether every figure was verified or made final."""
        return self.settled == self.figures


@dataclass(frozen=True, slots=True)
class TargetSuccess:
    """How many indicators reached their target (100,00 % or more, uncapped), how many did not, how many have none."""

    measured: int
    reached: int
    missed: int
    without_figure: int
    low: int  # that ask for a rencana aksi


def process_success(cycle: Cycle, at: datetime) -> ProcessSuccess:
    """Return how the steps, sheets and figures of a cycle went, as it stands at that moment."""
    visits = list(
        Visit.objects.filter(agency_id=cycle.agency_id, case__period=cycle.period)
        .select_related("case__procedure", "case__agency__government", "unit")
        .order_by("case__started_at", "case", "step", "number", "unit__position", "pk")
    )
    calendar = calendar_of(cycle.agency)
    steps = tuple(_step(visit, calendar, at) for visit in visits)
    ended = [step for step in steps if step.ended_at is not None]
    punctual = _punctual(visits)
    sheets = list(Sheet.objects.filter(cycle=cycle))
    figures = list(Figure.objects.filter(cycle=cycle))
    filled = sum(figure.value is not None for figure in figures)
    unavailable = sum(figure.unavailable for figure in figures)
    return ProcessSuccess(
        steps=steps,
        ended=len(ended),
        in_time=sum(not step.late for step in ended),
        late=sum(step.late for step in steps),
        within_standard=sum(step.within_standard is True for step in ended),
        over_standard=sum(step.within_standard is False for step in ended),
        returned=sum(visit.returned_by_id is not None for visit in visits),
        sheets=len(sheets),
        sheets_in_time=sum(punctual.get(sheet.unit_id) is True for sheet in sheets),
        sheets_late=sum(punctual.get(sheet.unit_id) is False for sheet in sheets),
        figures=len(figures),
        filled=filled,
        unavailable=unavailable,
        missing=len(figures) - filled - unavailable,
        settled=sum(figure.state in SETTLED for figure in figures),
        sheets_settled=sum(sheet.state in LOCKED for sheet in sheets),
    )


def _step(visit: Visit, calendar: Calendar, at: datetime) -> StepTime:
    times, rule = times_of(visit, calendar, at), visit.rule
    over = times.actual is not None and times.actual > times.standard
    return StepTime(
        case=visit.case.spec.name,
        step=visit.step,
        visit=visit.number,
        unit=visit.unit.name if visit.unit else "",
        text=rule.text,
        standard=times.standard,
        actual=times.actual,
        waiting=times.waiting,
        within_standard=None if visit.ended_at is None else not over,
        due_at=visit.due_at,
        ended_at=visit.ended_at,
        late=times.late,
    )


def _punctual(visits: Iterable[Visit]) -> dict[int, bool]:
    """Return by unit whether it handed its form in by the deadline, at every visit; a form still out is in neither."""
    punctual: dict[int, bool] = {}
    for visit in visits:
        rule = visit.rule
        if visit.unit_id is None or rule.act not in FILLING or rule.form != PERFORMANCE_FORM or visit.ended_at is None:
            continue
        punctual[visit.unit_id] = punctual.get(visit.unit_id, True) and visit.ended_at <= visit.due_at
    return punctual


def target_success(results: Results) -> TargetSuccess:
    """Return how many indicators of the measured cycle reached their target."""
    measured = [row.achievement for row in results.rows if row.achievement is not None]
    reached = sum(value >= HUNDRED_PERCENT for value in measured)
    return TargetSuccess(
        measured=len(measured),
        reached=reached,
        missed=len(measured) - reached,
        without_figure=results.without_figure,
        low=sum(results.method.asks_for_action(row.predicate) for row in results.rows),
    )
