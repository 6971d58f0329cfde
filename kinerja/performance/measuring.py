"""Measuring a cycle and rolling its results up the plan tree, with core's arithmetic and nothing of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kinerja.core.calendar import Period
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
    explain,
    load_method,
    predicate,
    progress_to_year,
    up_to_period,
)
from kinerja.core.numbers import scaled, unscaled, write
from kinerja.core.quantity import NOTHING, Quantity
from kinerja.performance.models import Cycle, Figure, Measurement, Result
from kinerja.planning.models import Level, PlanNode
from kinerja.planning.queries import targets_of
from kinerja.sop.register import Work


@dataclass(frozen=True, slots=True)
class Measured:
    """One indicator's figure up to the period, before it is kept as a result. Percentages in hundredths."""

    aim: Quantity
    reached: Quantity
    achievement: Achievement
    progress: int | None
    predicate: str
    provisional: bool
    reported: int
    expected: int
    figure: Figure
    total: Total
    method: Method

    @property
    def explanation(self) -> tuple[str, ...]:
        """How the figure came about, in whole sentences; put into words only where somebody reads them."""
        told = explain(self.figure.rule, self.total, self.achievement, self.method)
        return (*told.lines, *_weight_told(self.figure))


def measure_figure(
    figure: Figure,
    periods: Sequence[Period],
    history: dict[str, Figure],
    targets: Mapping[str, Quantity],
    method: Method,
) -> Measured:
    """Measure one indicator up to the last of `periods` (basis b), with its figures and targets by period."""
    rule = figure.rule
    year_target = scaled(figure.year_target)
    rows = [_period_figure(period, history.get(period.key), targets.get(period.key, NOTHING)) for period in periods]
    total = up_to_period(rule, rows, year_target=year_target)
    achievement = achieve_total(rule, total, year_target=year_target)
    value = achievement.value
    return Measured(
        aim=_aim(total, list(targets.values())),
        reached=_reached(rule, total, [one.reached for one in history.values()]),
        achievement=achievement,
        progress=progress_to_year(rule, total, year_target=year_target, year_upper=_units(figure.year_upper)).value,
        predicate=predicate(value, method) if value is not None else "",
        provisional=total.provisional,
        reported=total.reported,
        expected=total.expected,
        figure=figure,
        total=total,
        method=method,
    )


def _period_figure(period: Period, figure: Figure | None, target: Quantity) -> PeriodFigure:
    reached = figure.reached if figure else NOTHING
    return PeriodFigure(
        key=period.key,
        label=period.label,
        target=_units(target.value),
        realisation=_units(reached.value),
        unavailable=bool(figure and figure.unavailable),
        upper=_units(target.upper),
        numerator=_units(reached.numerator),
        denominator=_units(reached.denominator),
    )


def _weight_told(figure: Figure) -> tuple[str, ...]:
    if figure.weight is None:
        return ()
    return (f"Bobot indikator ini di dalam rata-rata simpulnya: {write(figure.weight)} dari 100.",)


def _aim(total: Total, told: Sequence[Quantity]) -> Quantity:
    """Return the target up to the period as it is printed; a predikat keeps its word, for only the last one counts."""
    value = _shown(total.shown_target)
    return Quantity(value, _shown(total.shown_upper), _word(value, told))


def _reached(rule: Rule, total: Total, told: Sequence[Quantity]) -> Quantity:
    value, parts = _shown(total.shown_realisation), total.parts(rule)
    if parts is None:
        return Quantity(value, None, _word(value, told))
    return Quantity(value, None, "", unscaled(parts[0]), unscaled(parts[1]))


def _word(value: Decimal | None, told: Sequence[Quantity]) -> str:
    return next((one.word for one in reversed(told) if one.value == value), "")


def _units(value: Decimal | None) -> int | None:
    return scaled(value) if value is not None else None


def _shown(units: int | None) -> Decimal | None:
    return unscaled(units) if units is not None else None


def measured(cycle: Cycle) -> list[tuple[Figure, Measured]]:
    """Measure every indicator of a cycle from the figures of its year up to its period; writes nothing."""
    method = load_method(cycle.method)
    periods = cycle.calendar_period.up_to()
    keys = [period.key for period in periods]
    cycles = dict(Cycle.objects.filter(agency_id=cycle.agency_id, period__in=keys).values_list("pk", "period"))
    history: dict[int, dict[str, Figure]] = {}
    for figure in Figure.objects.filter(cycle__in=cycles).select_related("indicator"):
        history.setdefault(figure.indicator_id, {})[cycles[figure.cycle_id]] = figure
    lacking = [key for key in keys if any(key not in figures for figures in history.values())]
    targets = targets_of(agency_id=cycle.agency_id, periods=lacking) if lacking else {}
    for indicator_id, figures in history.items():
        for key, figure in figures.items():
            targets[indicator_id, key] = figure.of_period  # what the cycle froze wins
    current = [figures[cycle.period] for figures in history.values() if cycle.period in figures]
    return [
        (
            figure,
            measure_figure(
                figure,
                periods,
                history[figure.indicator_id],
                {key: targets.get((figure.indicator_id, key), NOTHING) for key in keys},
                method,
            ),
        )
        for figure in sorted(current, key=lambda figure: figure.position)
    ]


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
    return [_result(measurement, figure, found) for figure, found in measured(measurement.cycle)]


def _result(measurement: Measurement, figure: Figure, found: Measured) -> Result:
    status = found.achievement.status
    return Result(
        agency_id=measurement.agency_id,
        measurement=measurement,
        figure=figure,
        indicator=figure.indicator,
        figure_version=figure.version,
        target=found.aim.value,
        target_upper=found.aim.upper,
        target_word=found.aim.word,
        realisation=found.reached.value,
        word=found.reached.word,
        numerator=found.reached.numerator,
        denominator=found.reached.denominator,
        weight=figure.weight,
        achievement=found.achievement.value,
        progress=found.progress,
        predicate=found.predicate,
        status=status.value,
        reason="" if status is Status.MEASURED else status.reason,
        is_provisional=found.provisional,
        reported=found.reported,
        expected=found.expected,
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


def roll_up(nodes: Iterable[PlanNode], results: Iterable[Result], method: Method) -> list[NodeMean]:
    """Return every node with its means, in the order of the plan. Nothing measured: no figure, with the count.

    An indicator without a figure enters no mean, and with it goes its weight. `beneath` never replaces a node's own
    mean.
    """
    own: dict[int, list[Result]] = {}
    for result in results:
        own.setdefault(result.indicator.node_id, []).append(result)
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
            weighted=any(result.weight is not None for result in own.get(node.pk, ())),
        )
        for node in ordered
    ]


def _own_mean(results: Sequence[Result], method: Method) -> Mean:
    """Return the mean of a node's measured indicators; weighted where each has a weight, which the plan sees to."""
    values = [(result.achievement, result.weight) for result in results if result.achievement is not None]
    weights = [int(weight * 100) for _, weight in values if weight is not None]
    return average(
        [value for value, _ in values], cap=method.cap, weights=weights if len(weights) == len(values) else None
    )


def agency_mean(rolled: Sequence[NodeMean]) -> Mean:
    """Return the mean of the agency: of its sasaran, each as printed (capped) and as it is (uncapped)."""
    return _mean_of([node.own for node in rolled if node.level == Level.OBJECTIVE and node.own.n])


def _mean_of(means: Sequence[Mean]) -> Mean:
    """Return the mean of printed means: the capped of the capped, the uncapped of the uncapped, each rounded once."""
    capped = average([mean.capped for mean in means if mean.capped is not None], cap=None)
    uncapped = average([mean.uncapped for mean in means if mean.uncapped is not None], cap=None)
    return Mean(capped.capped, uncapped.uncapped, len(means))
