"""The results of a cycle held against what else there is: other periods, years, the Renstra, a standard, the money.

The seven analyses per sasaran of PermenPANRB 53/2014 (format of the Laporan Kinerja, Bab III A): target and realisation
this year; earlier years; the medium-term target; a national standard; causes and solutions; use of resources; the
programmes and activities behind it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kinerja.core.calendar import Period, PeriodKind
from kinerja.core.efficiency import Efficiency, Money, Output, Variant, judge
from kinerja.core.measure import (
    Aggregation,
    Mean,
    Nature,
    PeriodFigure,
    Polarity,
    Status,
    achieve_total,
    progress_to_year,
    up_to_period,
)
from kinerja.core.numbers import scaled
from kinerja.core.quantity import Quantity
from kinerja.performance.analysis import analyses_of
from kinerja.performance.measuring import Measured, NodeMean, measured
from kinerja.performance.models import Analysis, Cycle, Measurement, Result
from kinerja.performance.queries import Results, differs, results_of, touched
from kinerja.performance.spending import NodeMoney, money_of
from kinerja.planning.models import Comparison, Level, PlanNode, Yardstick
from kinerja.planning.queries import nodes_of, yardsticks_of

RECENT = 3  # earlier years that are looked at

NOT_MEASURED = "belum diukur"
CHANGED = "angka berubah sejak diukur"
CUMULATIVE = "angka dilaporkan kumulatif, sehingga periode ini tidak berdiri sendiri"


# --- Period after period of one year --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One indicator in one period: (a) the period alone, (b) up to it, (c) progress to the year's target.

    All three in hundredths of a percent as printed, or None with the reason. `changed`: typed anew since measured.
    """

    period: Period
    alone: int | None
    alone_reason: str
    up_to: int | None
    up_to_reason: str
    predicate: str
    progress: int | None
    changed: bool = False


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One indicator through the periods of a year, one point per period of `Trend.periods`."""

    indicator_id: int
    node_id: int
    code: str
    wording: str
    points: tuple[TrendPoint, ...]
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class NodeTrend:
    """A node's printed means through the periods; None where the period was not measured."""

    node_id: int
    level: str
    code: str
    wording: str
    means: tuple[Mean | None, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """A year period by period: every indicator, every node with a mean, and the agency."""

    year: int
    periods: tuple[Period, ...]
    indicators: tuple[TrendRow, ...]
    nodes: tuple[NodeTrend, ...]
    agency: tuple[Mean | None, ...]
    measured_in: tuple[Cycle, ...] = ()  # the cycles behind the periods that were measured


def trend(*, agency_id: int, year: int, kind: PeriodKind = PeriodKind.QUARTER, until: Period | None = None) -> Trend:
    """Return a year's periods of one kind side by side, up to `until` (all of them, if not said).

    Figures are those of each cycle's current measurement, so that they agree with the papers of that period; a period
    that nobody measured has none.
    """
    periods = tuple(Period(year, kind, number) for number in range(1, (until.number if until else kind.per_year) + 1))
    cycles = {
        cycle.period: cycle for cycle in Cycle.objects.filter(agency_id=agency_id, period__in=[p.key for p in periods])
    }
    found = {period: results_of(cycles[period.key]) if period.key in cycles else None for period in periods}
    rows: dict[int, dict[Period, Result]] = {}
    for period, results in found.items():
        for row in results.rows if results else ():
            rows.setdefault(row.indicator_id, {})[period] = row
    return Trend(
        year=year,
        periods=periods,
        indicators=tuple(_trend_row(periods, by_period, found) for by_period in _in_plan_order(rows)),
        nodes=_node_trends(periods, found),
        agency=tuple(_agency_mean(found[period]) for period in periods),
        measured_in=tuple(results.cycle for results in found.values() if results is not None),
    )


def _in_plan_order(rows: dict[int, dict[Period, Result]]) -> list[dict[Period, Result]]:
    return sorted(rows.values(), key=lambda by_period: next(iter(by_period.values())).indicator.position)


def _trend_row(
    periods: Sequence[Period], by_period: dict[Period, Result], found: dict[Period, Results | None]
) -> TrendRow:
    last = by_period[max(by_period)]
    return TrendRow(
        indicator_id=last.indicator_id,
        node_id=last.indicator.node_id,
        code=last.indicator.code,
        wording=last.figure.card.wording,
        points=tuple(_point(period, by_period.get(period), found[period]) for period in periods),
        is_example=last.figure.card.is_example,
    )


def _point(period: Period, row: Result | None, results: Results | None) -> TrendPoint:
    if row is None or results is None:
        return TrendPoint(period, None, NOT_MEASURED, None, NOT_MEASURED, "", None)
    changed = touched(row, results.measurement)
    alone, reason = (None, CHANGED) if changed else _alone(period, row)
    return TrendPoint(
        period=period,
        alone=alone,
        alone_reason=reason,
        up_to=row.achievement,
        up_to_reason="" if row.achievement is not None else row.status,
        predicate=row.predicate,
        progress=row.progress,
        changed=changed,
    )


def _alone(period: Period, row: Result) -> tuple[int | None, str]:
    """Return basis (a): the period's own realisation against its own target, or why there is none."""
    figure, rule, year_target = row.figure, row.figure.rule, scaled(row.figure.year_target)
    if rule.nature is Nature.CUMULATIVE:
        return None, CUMULATIVE
    target, reached = figure.of_period, figure.reached
    own = PeriodFigure(
        period.key,
        _units(target.value),
        _units(reached.value),
        figure.unavailable,
        period.label,
        _units(target.upper),
        _units(reached.numerator),
        _units(reached.denominator),
    )
    found = achieve_total(rule, up_to_period(rule, [own], year_target=year_target), year_target=year_target)
    return found.value, "" if found.value is not None else found.status.value


def _units(value: Decimal | None) -> int | None:
    return scaled(value) if value is not None else None


def _node_trends(periods: Sequence[Period], found: dict[Period, Results | None]) -> tuple[NodeTrend, ...]:
    means: dict[int, dict[Period, NodeMean]] = {}
    for period, results in found.items():
        for node in results.nodes if results else ():
            if node.counted:
                means.setdefault(node.node_id, {})[period] = node
    trends = []
    for node_id, by_period in means.items():
        node = next(iter(by_period.values()))
        own = tuple(by_period[period].own if period in by_period else None for period in periods)
        trends.append(NodeTrend(node_id, node.level, node.code, node.wording, own))
    return tuple(trends)


def _agency_mean(results: Results | None) -> Mean | None:
    return results.agency if results is not None else None


# --- The seven analyses ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """Something an indicator's realisation is held against.

    `own`: a figure of an earlier cycle of this application, which wins over a typed one; `source` says which it is.
    `span` says what it covers ("setahun penuh", "s.d. Triwulan I 2023"). `change` is realisation less this figure;
    `better` whether that is an improvement by the indicator's direction, None where it has none or where the two are
    not comparable, as `remark` then says. `achievement` (hundredths of a percent) is the realisation against this
    figure, by the indicator's own formula: of the Renstra's target and of a standard only.
    """

    kind: Comparison
    year: int
    figure: Quantity
    own: bool
    source: str
    span: str
    change: Decimal | None = None
    better: bool | None = None
    achievement: int | None = None
    remark: str = ""
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorAnalysis:
    """Analyses 1 to 4 of one indicator."""

    result: Result
    past: tuple[Compared, ...]
    medium_term: Compared | None
    national: Compared | None


@dataclass(frozen=True, slots=True)
class Explained:
    """Analysis 5: what was said about one indicator of the sasaran or of what stands beneath it."""

    result: Result
    said: Analysis


@dataclass(frozen=True, slots=True)
class SupportingNode:
    """Analysis 7: a program, kegiatan or sub kegiatan under the sasaran, with its mean and its money if known."""

    mean: NodeMean
    money: NodeMoney | None


@dataclass(frozen=True, slots=True)
class ObjectiveAnalysis:
    """The seven analyses of one sasaran. `efficiency` is the variant that the method prints (analysis 6).

    `said_nothing` counts the indicators of the sasaran itself about which nobody wrote anything.
    """

    mean: NodeMean
    indicators: tuple[IndicatorAnalysis, ...]
    explained: tuple[Explained, ...]
    said_nothing: int
    money: NodeMoney | None
    efficiency: Efficiency
    supporting: tuple[SupportingNode, ...]


def seven_analyses(cycle: Cycle, results: Results | None = None) -> tuple[ObjectiveAnalysis, ...]:
    """Return every sasaran that has indicators with the seven analyses of PermenPANRB 53/2014; () if not measured."""
    results = results or results_of(cycle)
    if results is None:
        return ()
    nodes = nodes_of(cycle.agency_id)
    money = money_of(cycle)
    compared = _compared(cycle, results)
    said = analyses_of(cycle)
    means = {mean.node_id: mean for mean in results.nodes}
    analyses = []
    for node in nodes:
        own = [row for row in results.rows if row.indicator.node_id == node.pk]
        if node.level != Level.OBJECTIVE or not own:
            continue
        beneath = _beneath(node, nodes)
        analyses.append(
            ObjectiveAnalysis(
                mean=means[node.pk],
                indicators=tuple(IndicatorAnalysis(row, *compared[row.indicator_id]) for row in own),
                explained=tuple(
                    Explained(row, said[row.indicator_id])
                    for row in results.rows
                    if row.indicator.node_id in {node.pk, *(one.pk for one in beneath)} and row.indicator_id in said
                ),
                said_nothing=sum(row.indicator_id not in said for row in own),
                money=money.get(node.pk),
                efficiency=efficiency_of(means[node.pk], [node, *beneath], results, money),
                supporting=tuple(SupportingNode(means[one.pk], money.get(one.pk)) for one in beneath),
            )
        )
    return tuple(analyses)


def _beneath(node: PlanNode, nodes: Iterable[PlanNode]) -> list[PlanNode]:
    """Return what stands under a node at any depth, in the order of the plan (each node after its parent)."""
    inside, found = {node.pk}, []
    for one in nodes:
        if one.parent_id in inside and one.level != Level.OBJECTIVE:
            inside.add(one.pk)
            found.append(one)
    return found


def efficiency_of(
    mean: NodeMean, nodes: Sequence[PlanNode], results: Results, money: dict[int, NodeMoney]
) -> Efficiency:
    """Return the method's variant of efficiency for a node, from its own capped mean and its money.

    The capped mean, so that one indicator far above its target does not pay for another that failed.
    """
    own = money.get(mean.node_id)
    return judge(
        Variant(results.method.efficiency),
        achievement=mean.own.capped,
        money=own.money if own else Money(None, None),
        outputs=_outputs(nodes, results, money),
        whole_year=results.cycle.calendar_period.is_last_of_year,
    )


def _outputs(nodes: Sequence[PlanNode], results: Results, money: dict[int, NodeMoney]) -> list[Output]:
    """Return the keluaran of E3: nodes with a pagu of their own and exactly one indicator, a rising count."""
    outputs = []
    for node in nodes:
        own, rows = money.get(node.pk), [row for row in results.rows if row.indicator.node_id == node.pk]
        if own is None or not own.budgeted or len(rows) != 1:
            continue
        rule, year = rows[0].figure.rule, rows[0].figure.year_target
        if rule.polarity is Polarity.HIGHER and rule.aggregation is Aggregation.SUM:
            outputs.append(Output(node.wording, own.money, year, rows[0].realisation))
    return outputs


def _compared(
    cycle: Cycle, results: Results
) -> dict[int, tuple[tuple[Compared, ...], Compared | None, Compared | None]]:
    """Return by indicator what it is held against: earlier years (newest first), the Renstra's end, a standard."""
    period = cycle.calendar_period
    typed: dict[tuple[int, str], list[Yardstick]] = {}
    for yardstick in yardsticks_of(agency_id=cycle.agency_id, on=period.last_day):
        typed.setdefault((yardstick.indicator_id, yardstick.kind), []).append(yardstick)
    before = {year: _own_results(cycle.agency_id, period, year) for year in range(period.year - 1, period.year - 4, -1)}
    totals = {found.figure.indicator_id: found for found in measured(cycle)} if typed else {}
    answer = {}
    for row in results.rows:
        past = [
            one
            for year in range(period.year - 1, period.year - 1 - RECENT, -1)
            if (one := _past(row, period, year, before[year], typed.get((row.indicator_id, Comparison.PAST), ())))
        ]
        ends = [one for one in typed.get((row.indicator_id, Comparison.MEDIUM_TERM), ()) if one.year >= period.year]
        standards = [one for one in typed.get((row.indicator_id, Comparison.NATIONAL), ()) if one.year <= period.year]
        found = totals.get(row.indicator_id)
        if found is not None and differs(row, found, results.measurement):
            found = None
        answer[row.indicator_id] = (
            tuple(past),
            _against(ends[0], row, found, period) if ends else None,
            _against(standards[-1], row, found, period) if standards else None,
        )
    return answer


@dataclass(frozen=True, slots=True)
class _Earlier:
    period: Period
    rows: dict[str, Result]  # by code of the indicator, which a new plan keeps


def _own_results(agency_id: int, period: Period, year: int) -> _Earlier | None:
    """Return what this application measured in an earlier year: the same period, else that which ends the year."""
    measurements = Measurement.objects.filter(
        agency_id=agency_id, superseded_at__isnull=True, cycle__period__startswith=f"{year}"
    ).select_related("cycle")
    by_period = {one.cycle.calendar_period: one for one in measurements}
    same = Period(year, period.kind, period.number)
    ending = [one for one in by_period if one.is_last_of_year]
    chosen = same if same in by_period else min(ending, key=lambda one: one.kind.per_year) if ending else None
    if chosen is None:
        return None
    rows = Result.objects.filter(measurement=by_period[chosen]).select_related("indicator", "figure__cycle")
    return _Earlier(chosen, {row.indicator.code: row for row in rows if row.realisation is not None})


def _past(
    row: Result, period: Period, year: int, earlier: _Earlier | None, typed: Sequence[Yardstick]
) -> Compared | None:
    """Return the realisation of one earlier year: the application's own figure, else the typed one, else None."""
    before = earlier.rows.get(row.indicator.code) if earlier else None
    if earlier is not None and before is not None:
        figure, source, own = before.reached, f"siklus {earlier.period.label} di aplikasi ini", True
        full, example = earlier.period.is_last_of_year, before.figure.is_example
        span = "setahun penuh" if full else f"s.d. {earlier.period.label}"
        same = (earlier.period.kind, earlier.period.number) == (period.kind, period.number)
        achievement = before.achievement
    else:
        known = next((one for one in typed if one.year == year), None)
        if known is None:
            return None
        figure, source, own, span, example = known.quantity, known.source, False, "setahun penuh", known.is_example
        same, achievement = False, None
    comparable = same or (span == "setahun penuh" and (period.is_last_of_year or _holds_within_the_year(row)))
    change, better = _change(row, figure) if comparable else (None, None)
    return Compared(
        kind=Comparison.PAST,
        year=year,
        figure=figure,
        own=own,
        source=source,
        span=span,
        change=change,
        better=better,
        achievement=achievement,
        remark="" if comparable else f"belum sebanding: {span}, sedangkan realisasi s.d. {period.label}",
        is_example=example,
    )


def _holds_within_the_year(row: Result) -> bool:
    """Return whether a figure within the year can be held against one of a whole year: it does not grow with it."""
    rule = row.figure.rule
    return rule.nature is Nature.SEPARATE and rule.aggregation is not Aggregation.SUM


def _change(row: Result, before: Quantity) -> tuple[Decimal | None, bool | None]:
    """Return realisation less the earlier figure, and whether that is better; None where direction says nothing.

    A ratio or a mean does not end by itself: the difference has two decimals, more where the card prints more.
    """
    if row.realisation is None or before.value is None:
        return None, None
    rule = row.figure.rule
    digits = Decimal(1).scaleb(-max(rule.decimals, 2))
    change = (row.realisation - before.value).quantize(digits, ROUND_HALF_UP)
    match rule.polarity:
        case Polarity.HIGHER:
            return change, change > 0 if change else None
        case Polarity.LOWER:
            return change, change < 0 if change else None
        case Polarity.ORDINAL | Polarity.YES_NO:
            return None, change > 0 if change else None
    return change, None


def _against(yardstick: Yardstick, row: Result, found: Measured | None, period: Period) -> Compared:
    """Return the realisation up to the period against a target of the Renstra or a standard, by the own formula.

    `found` is None where the figures no longer say what was measured: then there is no figure beside the kept one.
    """
    achievement, remark = None, ""
    if row.realisation is None:
        remark = row.status
    elif found is None:
        remark = CHANGED
    else:
        upper = _units(yardstick.upper)
        told = progress_to_year(found.rule, found.total, year_target=scaled(yardstick.value), year_upper=upper)
        achievement = told.value
        remark = "" if told.status is Status.MEASURED else told.status.value
    if not period.is_last_of_year and not _holds_within_the_year(row):
        remark = "; ".join(part for part in (remark, f"realisasi baru s.d. {period.label}") if part)
    return Compared(
        kind=Comparison(yardstick.kind),
        year=yardstick.year,
        figure=yardstick.quantity,
        own=False,
        source=yardstick.source,
        span="akhir Renstra" if yardstick.kind == Comparison.MEDIUM_TERM else f"tahun {yardstick.year}",
        achievement=achievement,
        remark=remark,
        is_example=yardstick.is_example,
    )
