"""Measuring a cycle and rolling its results up the plan tree, with core's arithmetic and nothing of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from psycopg.types.numeric import IntLoader

from kinerja.core.calendar import Period
from kinerja.core.explaining import explain, explain_mean
from kinerja.core.measure import (
    Achievement,
    Mean,
    Method,
    PeriodFigure,
    Rule,
    Status,
    Total,
    achieve_total,
    average,
    load_method,
    predicate,
    progress_to_year,
    up_to_period,
)
from kinerja.core.numbers import SCALE, scaled, unscaled, write
from kinerja.core.quantity import NOTHING, Quantity
from kinerja.performance.models import Cycle, Measurement, Result, frozen
from kinerja.planning.models import Level, PlanNode
from kinerja.planning.queries import targets_of
from kinerja.sop.register import Work


class Reported(NamedTuple):
    """One figure of one cycle as it lies in the database, in 1e-4 units; in the order of the columns of `_FIGURES`."""

    period: str
    frozen_rule: str
    year_target: int | None
    year_upper: int | None = None
    target: int | None = None  # of the period
    upper: int | None = None
    value: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    unavailable: bool = False
    target_word: str = ""
    word: str = ""
    weight: int | None = None  # hundredths
    figure_id: int = 0
    version: int = 0
    indicator_id: int = 0
    node_id: int = 0


class Measured(NamedTuple):
    """One indicator's figure up to the period, before it is kept as a result. Percentages in hundredths."""

    figure: Reported
    rule: Rule
    total: Total
    achievement: Achievement
    progress: int | None
    predicate: str
    method: Method
    year: Sequence[Reported]  # the indicator's figures of the year up to this one

    @property
    def aim(self) -> Quantity:
        """The target up to the period as printed; a predikat keeps its word, for only the last one counts."""
        value = self.total.shown_target
        words = [one.target_word for one in self.year if one.target == value]
        return Quantity(_shown(value), _shown(self.total.shown_upper), words[-1] if words else "")

    @property
    def reached(self) -> Quantity:
        """The realisation up to the period as printed."""
        value, parts = self.total.shown_realisation, self.total.parts(self.rule)
        if parts is not None:
            return Quantity(_shown(value), None, "", unscaled(parts[0]), unscaled(parts[1]))
        words = [one.word for one in self.year if one.value == value]
        return Quantity(_shown(value), word=words[-1] if words else "")

    @property
    def explanation(self) -> tuple[str, ...]:
        """How the figure came about, in whole sentences; put into words only where somebody reads them."""
        told = explain(self.rule, self.total, self.achievement, self.method)
        return (*told.lines, *_weight_told(self.figure.weight))


def measure_figure(year: Sequence[Reported], labels: Mapping[str, str], method: Method) -> Measured:
    """Measure one indicator up to the last of its figures of the year (basis b), which stand in their order.

    `labels` has what people call each period.
    """
    figure = year[-1]
    rule, year_target = frozen(figure.frozen_rule), figure.year_target
    periods = [
        PeriodFigure(
            one.period,
            one.target,
            one.value,
            one.unavailable,
            labels[one.period],
            one.upper,
            one.numerator,
            one.denominator,
        )
        for one in year
    ]
    total = up_to_period(rule, periods, year_target=year_target)
    achievement = achieve_total(rule, total, year_target=year_target)
    progress = progress_to_year(rule, total, year_target=year_target, year_upper=figure.year_upper).value
    named = "" if achievement.value is None else predicate(achievement.value, method)
    return Measured(figure, rule, total, achievement, progress, named, method, year)


def _weight_told(weight: int | None) -> tuple[str, ...]:
    if weight is None:
        return ()
    return (f"Bobot indikator ini di dalam rata-rata simpulnya: {write(_weight(weight))} dari 100.",)


def _weight(hundredths: int) -> Decimal:
    return Decimal(hundredths) / 100


def _units(value: Decimal | None) -> int | None:
    return scaled(value) if value is not None else None


def _shown(units: int | None) -> Decimal | None:
    return unscaled(units) if units is not None else None


def _in_units(*columns: str) -> str:
    """Return columns of a figure as whole numbers of 1e-4 units."""
    return ", ".join(f"({column} * {SCALE})::numeric(24)" for column in columns)


# Both statements are written out: composing them anew takes longer than the answer for a whole cycle.
_CYCLE = """
    SELECT cycle.agency_id, cycle.period, cycle.method, node.id, node.parent_id, node.level, node.code, node.wording
    FROM performance_cycle cycle
    LEFT JOIN planning_plannode node ON node.agency_id = cycle.agency_id
    WHERE cycle.id = %s
    ORDER BY node.position
"""
_FIGURES = f"""
    SELECT cycle.period, figure.frozen_rule::text,
           {_in_units("year_target", "year_upper", "period_target", "period_upper")},
           {_in_units("value", "numerator", "denominator")},
           figure.unavailable, figure.period_word, figure.word, (figure.weight * 100)::numeric(5),
           figure.id, figure.version, figure.indicator_id, indicator.node_id
    FROM performance_figure figure
    JOIN performance_cycle cycle ON cycle.id = figure.cycle_id
    JOIN planning_indicator indicator ON indicator.id = figure.indicator_id
    WHERE cycle.agency_id = %s AND cycle.period = ANY(%s)
    ORDER BY figure.position, figure.indicator_id, cycle.period
"""  # noqa: S608 - the columns named above, nothing from outside


def measured(cycle: Cycle) -> list[Measured]:
    """Measure every indicator of a cycle from the figures of its year up to its period; writes nothing."""
    return _measured(cycle.agency_id, cycle.calendar_period, load_method(cycle.method))


def _measured(agency_id: int, period: Period, method: Method) -> list[Measured]:
    periods, current = period.up_to(), period.key
    labels = {one.key: one.label for one in periods}
    found = [year for year in _reported(agency_id, list(labels)).values() if year[-1].period == current]
    if any(len(year) < len(periods) for year in found):
        targets = targets_of(agency_id=agency_id, periods=list(labels))
        found = [_completed(year, list(labels), targets) for year in found]
    return [measure_figure(year, labels, method) for year in found]


def _reported(agency_id: int, periods: list[str]) -> dict[int, list[Reported]]:
    """Return the figures of an agency in these periods: by indicator in the order of the plan, period after period."""
    found: dict[int, list[Reported]] = {}
    with connection.cursor() as cursor:
        # Every number of the statement is whole: read as it is, exact at any length, without a Decimal between.
        cursor.adapters.register_loader("numeric", IntLoader)
        cursor.execute(_FIGURES, [agency_id, periods])
        for figure in map(Reported._make, cursor.fetchall()):
            found.setdefault(figure.indicator_id, []).append(figure)
    return found


def _completed(
    year: Sequence[Reported], periods: Sequence[str], targets: Mapping[tuple[int, str], Quantity]
) -> list[Reported]:
    """Return the figures of a year with the plan's target where no cycle was opened, so that nothing was reported."""
    known, last = {one.period: one for one in year}, year[-1]
    return [known.get(key) or _silent(last, key, targets.get((last.indicator_id, key), NOTHING)) for key in periods]


def _silent(last: Reported, period: str, target: Quantity) -> Reported:
    aim, upper = _units(target.value), _units(target.upper)
    return Reported(period, last.frozen_rule, last.year_target, None, aim, upper, target_word=target.word)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a cycle stands at this moment: its indicators measured, and the means up the plan tree."""

    period: Period
    method: Method
    figures: tuple[Measured, ...]
    nodes: tuple["NodeMean", ...]
    agency: Mean


def standing(cycle_id: int) -> Standing:
    """Measure a cycle and roll it up the plan tree; writes nothing. Raises Cycle.DoesNotExist."""
    with connection.cursor() as cursor:
        cursor.execute(_CYCLE, [cycle_id])
        rows = cursor.fetchall()
    if not rows:
        raise Cycle.DoesNotExist
    agency_id, key, code = rows[0][:3]
    method, period = load_method(code), Period.parse(key)
    figures = _measured(agency_id, period, method)
    shares = [Share(one.figure.node_id, one.achievement.value, one.figure.weight) for one in figures]
    nodes = means_of([Branch(*row[3:]) for row in rows if row[3] is not None], shares, method)
    return Standing(period, method, tuple(figures), tuple(nodes), agency_mean(nodes))


def keep_measurement(work: Work, cycle: Cycle) -> Measurement:
    """Measure the cycle and keep its results within the running operation; the measurement before is superseded."""
    for before in Measurement.objects.select_for_update().filter(cycle=cycle, superseded_at__isnull=True):
        changes = before.set(superseded_at=work.at)
        before.save(update_fields=changes.fields)
    measurement = Measurement.objects.create(
        agency_id=cycle.agency_id,
        cycle=cycle,
        case=work.case,
        visit=work.visit,
        method=cycle.method,
        measured_at=work.at,
    )
    Result.objects.bulk_create(results(measurement))
    return measurement


def results(measurement: Measurement) -> list[Result]:
    """Return the rows of a measuring, not yet kept: also what a preview shows of one that is not kept at all."""
    return [_result(measurement, found) for found in measured(measurement.cycle)]


def _result(measurement: Measurement, found: Measured) -> Result:
    figure, status, aim, reached = found.figure, found.achievement.status, found.aim, found.reached
    return Result(
        agency_id=measurement.agency_id,
        measurement=measurement,
        figure_id=figure.figure_id,
        indicator_id=figure.indicator_id,
        figure_version=figure.version,
        target=aim.value,
        target_upper=aim.upper,
        target_word=aim.word,
        realisation=reached.value,
        word=reached.word,
        numerator=reached.numerator,
        denominator=reached.denominator,
        weight=None if figure.weight is None else _weight(figure.weight),
        achievement=found.achievement.value,
        progress=found.progress,
        predicate=found.predicate,
        status=status.value,
        reason="" if status is Status.MEASURED else status.reason,
        is_provisional=found.total.provisional,
        reported=found.total.reported,
        expected=found.total.expected,
        explanation=list(found.explanation),
    )


@dataclass(frozen=True, slots=True)
class NodeMean:
    """A node of the plan with the mean of its OWN indicators and, apart from it, of the nodes right beneath it."""

    node_id: int
    level: str
    code: str
    wording: str
    depth: int
    own: Mean
    counted: int  # indicators of its own, measured or not
    beneath: Mean
    weighted: bool = False  # its own mean is weighted, as the plan sets it
    parent_id: int | None = None


class Branch(NamedTuple):
    """A node of the plan tree, as rolling up needs it."""

    pk: int
    parent_id: int | None
    level: str
    code: str
    wording: str


class Share(NamedTuple):
    """What an indicator gives to the mean of its node: its achievement as printed, and its weight, in hundredths."""

    node_id: int
    achievement: int | None
    weight: int | None


def share_of(result: Result) -> Share:
    """Return what a result gives to the mean of its node; its indicator is at hand."""
    weight = None if result.weight is None else int(result.weight * 100)
    return Share(result.indicator.node_id, result.achievement, weight)


def roll_up(nodes: Iterable[PlanNode | Branch], results: Iterable[Result], method: Method) -> list[NodeMean]:
    """Return every node with its means from results, whose indicators are at hand; see `means_of`."""
    return means_of(nodes, map(share_of, results), method)


def means_of(nodes: Iterable[PlanNode | Branch], shares: Iterable[Share], method: Method) -> list[NodeMean]:
    """Return every node with its means, in the order of the plan. Nothing measured: no figure, with the count.

    An indicator without a figure enters no mean, and with it goes its weight. `beneath` never replaces a node's own
    mean.
    """
    own: dict[int, list[Share]] = {}
    for share in shares:
        own.setdefault(share.node_id, []).append(share)
    ordered = list(nodes)
    means = {node.pk: _own_mean(own.get(node.pk, ()), method) for node in ordered}
    children: dict[int, list[Mean]] = {}
    depths: dict[int, int] = {}
    for node in ordered:
        depths[node.pk] = depths[node.parent_id] + 1 if node.parent_id else 0
        if node.parent_id and means[node.pk].n:
            children.setdefault(node.parent_id, []).append(means[node.pk])
    return [
        NodeMean(
            node_id=node.pk,
            level=node.level,
            code=node.code,
            wording=node.wording,
            depth=depths[node.pk],
            own=means[node.pk],
            counted=len(own.get(node.pk, ())),
            beneath=_mean_of(children.get(node.pk, ())),
            weighted=any(share.weight is not None for share in own.get(node.pk, ())),
            parent_id=node.parent_id,
        )
        for node in ordered
    ]


def _own_mean(shares: Sequence[Share], method: Method) -> Mean:
    """Return the mean of a node's measured indicators; weighted where each has a weight, which the plan sees to."""
    values = [share.achievement for share in shares if share.achievement is not None]
    return average(values, cap=method.cap, weights=_weights(shares))


def _weights(shares: Sequence[Share]) -> list[int] | None:
    measured = [share.weight for share in shares if share.achievement is not None]
    weights = [weight for weight in measured if weight is not None]
    return weights if len(weights) == len(measured) else None


def explain_node(node: NodeMean, results: Iterable[Result], method: Method) -> tuple[str, ...]:
    """Return how a node's own mean came about, in whole sentences; of any node's results its own are taken."""
    shares = [share for share in map(share_of, results) if share.node_id == node.node_id]
    values = [share.achievement for share in shares if share.achievement is not None]
    terms = [Mean(value if method.cap is None else min(value, method.cap), value, 1) for value in values]
    without = len(shares) - len(values)
    weights = _weights(shares) if values else None
    return explain_mean(node.own, terms, method, of="indikator", weights=weights, without=without).lines


def explain_beneath(node: NodeMean, rolled: Iterable[NodeMean], method: Method, *, of: str) -> tuple[str, ...]:
    """Return how the mean of the nodes right beneath a node came about; `of` names them ("program")."""
    children = [one for one in rolled if one.parent_id == node.node_id]
    terms = [one.own for one in children if one.own.n]
    without = len(children) - len(terms)
    told = explain_mean(node.beneath, terms, method, of=of, without=without, worded=False)
    return (f"Di bawahnya: {told.lines[0]}", *told.lines[1:])


def explain_agency(rolled: Sequence[NodeMean], method: Method) -> tuple[str, ...]:
    """Return how the mean of the agency came about, in whole sentences."""
    objectives = [node for node in rolled if node.level == Level.OBJECTIVE]
    terms = [node.own for node in objectives if node.own.n]
    without = len(objectives) - len(terms)
    return explain_mean(agency_mean(rolled), terms, method, of="sasaran", without=without).lines


def agency_mean(rolled: Sequence[NodeMean]) -> Mean:
    """Return the mean of the agency: of its sasaran, each as printed (capped) and as it is (uncapped)."""
    return _mean_of([node.own for node in rolled if node.level == Level.OBJECTIVE and node.own.n])


def _mean_of(means: Sequence[Mean]) -> Mean:
    """Return the mean of printed means: the capped of the capped, the uncapped of the uncapped, each rounded once."""
    capped = average([mean.capped for mean in means if mean.capped is not None], cap=None)
    uncapped = average([mean.uncapped for mean in means if mean.uncapped is not None], cap=None)
    return Mean(capped.capped, uncapped.uncapped, len(means))
