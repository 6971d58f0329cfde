"""The grouping in Python: which rows make one figure, which figures one mean. The arithmetic is `core.measure`'s."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple, cast

from kinerja.core.dialects import CEILING, QUANTITY, RATIO_TARGET
from kinerja.core.measure import (
    FORMULAS,
    HUNDRED_PERCENT,
    Achievement,
    Aggregation,
    Formula,
    Mean,
    Method,
    Nature,
    PeriodFigure,
    Polarity,
    Rule,
    Total,
    achieve_total,
    average,
    predicate,
    progress_to_year,
    up_to_period,
)
from kinerja.core.rollup.flat import (
    AGENCY,
    AMOUNTS,
    GOVERNMENT,
    IDENTITY,
    INDICATOR,
    NATION,
    NODE,
    OBJECTIVE,
    PERIOD,
    QUARTERS,
    RULE,
    Fault,
    Row,
)

Cells = tuple[object, ...]
Key = tuple[object, ...]

_POLARITY: Final = {formula: polarity for polarity, formulas in FORMULAS.items() for formula in formulas}
_RANGES: Final = frozenset(FORMULAS[Polarity.RANGE])
_RANKED: Final = frozenset((*FORMULAS[Polarity.ORDINAL], *FORMULAS[Polarity.YES_NO]))
_MONTHS: Final = frozenset(range(1, 13))
_AGGREGATIONS: Final = frozenset(Aggregation)
_NATURES: Final = frozenset(Nature)
_FAULTS: Final = {fault: number for number, fault in enumerate(Fault)}


def _columns(*names: str) -> Callable[[Row], Key]:
    """Return what takes these columns out of a row."""
    return cast(Callable[[Row], Key], itemgetter(*map(Row._fields.index, names)))


_identity: Final = _columns(*IDENTITY)
_agency_year: Final = _columns("government", "agency", "year")
_of_rule: Final = _columns(*RULE)
_keys: Final = _columns(*IDENTITY, "level", "node")
_amounts: Final = _columns(*AMOUNTS)
_targets: Final = _columns("target", "upper", "year_target", "year_upper", "baseline")
_agency_of: Final = _columns("government", "agency", "level", "node")
_of_period: Final = _columns(*PERIOD.columns[:5])


class _Read(NamedTuple):
    """A row with what is asked of it again and again."""

    row: Row
    quarter: int
    fault: Fault | None
    figure: PeriodFigure
    due: bool
    on_time: bool


def roll_up(rows: Iterable[Row], method: Method) -> dict[str, list[Cells]]:
    """Return the tables of all levels by name, their rows as `flat` lists the columns, in no promised order."""
    by_indicator: dict[Key, list[_Read]] = {}
    horizon: dict[Key, int] = {}
    for row in rows:
        read = _Read(row, _quarter(row), _fault_of(row), _figure(row), row.due is not None, _on_time(row))
        by_indicator.setdefault(_identity(row), []).append(read)
        if read.quarter > 1 and None not in (agency := _agency_year(row)):
            horizon[agency] = max(horizon.get(agency, 1), read.quarter)
    periods: list[Cells] = []
    indicators: list[Cells] = []
    for same in by_indicator.values():
        periods += [_period(read) for read in same if read.fault is None]
        last = horizon.get(_agency_year(same[0].row), 1)
        indicators += _indicator(same, QUARTERS[:last], method)
    nodes = _level(indicators, INDICATOR.columns, NODE.columns, _node, method)
    agencies = _level(nodes, NODE.columns, AGENCY.columns, _agency, method)
    governments = _level(agencies, AGENCY.columns, GOVERNMENT.columns, _whole, method)
    nation = _level(governments, GOVERNMENT.columns, NATION.columns, _whole, method)
    return {
        PERIOD.name: periods,
        INDICATOR.name: indicators,
        NODE.name: nodes,
        AGENCY.name: agencies,
        GOVERNMENT.name: governments,
        NATION.name: nation,
    }


def _quarter(row: Row) -> int:
    """Return the quarter of a row; a period that is none belongs to the first, so that its fault shows at once."""
    return (row.period + 2) // 3 if row.period in _MONTHS else 1


# --- What cannot be used ----------------------------------------------------------------------------------------------


def _unruled(same: Sequence[_Read]) -> Fault | None:
    """Return why the rows of one indicator and year cannot be put together at all, if so."""
    if any(read.fault is Fault.KEY for read in same):
        return Fault.KEY
    return Fault.TWO_RULES if len({_of_rule(read.row) for read in same}) > 1 else None


def _fault(same: Sequence[_Read]) -> Fault | None:
    """Return the first thing wrong, in the order of `Fault`, with some rows of one indicator and year."""
    found = [read.fault for read in same if read.fault is not None]
    periods = [read.row.period for read in same if read.row.period in _MONTHS]
    if len(periods) != len(set(periods)):
        found.append(Fault.TWICE)
    return min(found, key=_FAULTS.__getitem__, default=None)


def _fault_of(row: Row) -> Fault | None:
    """Return the first thing wrong with one row."""
    if None in _keys(row):
        return Fault.KEY
    if row.period not in _MONTHS:
        return Fault.PERIOD
    if not _is_rule(row):
        return Fault.RULE
    ratio = row.aggregation == Aggregation.RATIO
    if (row.ceiling is None) == (row.formula == Formula.INVERSE) or not _within(row.ceiling, HUNDRED_PERCENT, CEILING):
        return Fault.CEILING
    if (row.baseline is None) == (row.formula == Formula.PROGRESS):
        return Fault.BASELINE
    if row.formula in _RANGES and not (_ordered(row.target, row.upper) and _ordered(row.year_target, row.year_upper)):
        return Fault.RANGE
    reported = ratio and not row.unavailable and row.numerator is not None
    if reported and (row.denominator is None or row.denominator < 0):
        return Fault.RATIO
    if not _within(row.weight, 1, HUNDRED_PERCENT):
        return Fault.WEIGHT
    if not _small(_amounts(row), QUANTITY) or (ratio and not _small(_targets(row), RATIO_TARGET)):
        return Fault.SIZE
    return None


def _is_rule(row: Row) -> bool:
    if row.formula not in _POLARITY or row.aggregation not in _AGGREGATIONS or row.nature not in _NATURES:
        return False
    return row.formula not in _RANKED or row.aggregation == Aggregation.LAST


def _small(amounts: Iterable[object], limit: int) -> bool:
    return all(-limit < amount < limit for amount in amounts if isinstance(amount, int))


def _within(amount: int | None, low: int, high: int) -> bool:
    return amount is None or low <= amount <= high


def _ordered(low: int | None, high: int | None) -> bool:
    return high is None if low is None else high is not None and low <= high


# --- Periods into figures ---------------------------------------------------------------------------------------------


@lru_cache(4096)
def _rule(formula: str, aggregation: str, nature: str, baseline: int | None, ceiling: int | None) -> Rule:
    one = Formula(formula)
    polarity = _POLARITY[one]
    return Rule(
        polarity,
        one,
        Aggregation(aggregation),
        Nature(nature),
        baseline=baseline,
        ceiling=ceiling,
        ranks="peringkat" if polarity is Polarity.ORDINAL else "",  # the table was looked up before
    )


def _rule_of(row: Row) -> Rule:
    return _rule(row.formula, row.aggregation, row.nature, row.baseline, row.ceiling)


def _figure(row: Row) -> PeriodFigure:
    return PeriodFigure(
        str(row.period),
        row.target,
        row.realisation,
        bool(row.unavailable),
        upper=row.upper,
        numerator=row.numerator,
        denominator=row.denominator,
    )


def _draw(rule: Rule, same: Sequence[_Read], year_target: int | None) -> tuple[Total, Achievement]:
    """Return periods put together, and their achievement."""
    total = up_to_period(rule, [read.figure for read in same], year_target=year_target)
    return total, achieve_total(rule, total, year_target=year_target)


def _period(read: _Read) -> Cells:
    _, found = _draw(_rule_of(read.row), [read], read.row.year_target)
    return (*_of_period(read.row), found.value, str(found.status))


def _indicator(same: Sequence[_Read], quarters: Sequence[int], method: Method) -> list[Cells]:
    """Return one indicator of a year at the end of each quarter; without figures, but with the reason, at a fault."""
    first, found = same[0].row, []
    if unruled := _unruled(same):
        quarter = min(read.quarter for read in same)
        nowhere = (first.government, first.agency, None, None, first.indicator, first.year, quarter, None)
        return [(*nowhere, *_nothing(unruled))]
    sound = _fault(same) is None
    for quarter in quarters:
        until = [read for read in same if read.quarter <= quarter]
        if until:
            fault = None if sound else _fault(until)
            figures = _figures(until, quarter, method) if fault is None else _nothing(fault)
            head = (*_agency_of(first), first.indicator, first.year, quarter, first.weight)
            found.append((*head, *figures))
    return found


def _nothing(fault: Fault) -> Cells:
    return (*(None,) * 8, str(fault), None, False, *(0,) * 5)


def _figures(rows: Sequence[_Read], quarter: int, method: Method) -> Cells:
    until = sorted(rows, key=lambda read: read.row.period)
    first = until[0].row
    rule, year_target = _rule_of(first), first.year_target
    _, alone = _draw(rule, [read for read in until if read.quarter == quarter], year_target)
    total, achieved = _draw(rule, until, year_target)
    progress = progress_to_year(rule, total, year_target=year_target, year_upper=first.year_upper)
    base = (total.target, total.upper, total.realisation, total.divisor) if total.reported else (None,) * 4
    return (
        *base,
        None if total.last_key is None else int(total.last_key),
        *(alone.value, achieved.value, progress.value),
        str(achieved.status),
        None if achieved.value is None else predicate(achieved.value, method),
        *(total.provisional, total.reported, total.expected, total.unavailable),
        sum([read.due for read in until]),
        sum([read.on_time for read in until]),
    )


def _on_time(row: Row) -> bool:
    if row.due is None or row.handed_in is None:
        return False
    due, handed_in = _day(row.due), _day(row.handed_in)
    return due is not None and handed_in is not None and handed_in <= due


def _day(moment: object | None) -> date | None:
    if isinstance(moment, datetime):
        return moment.date()
    return moment if isinstance(moment, date) else None


# --- Figures into means -----------------------------------------------------------------------------------------------

Place = Callable[[str], int]


def _level(
    rows: Sequence[Cells],
    columns: Sequence[str],
    wanted: Sequence[str],
    mean: Callable[[Sequence[Cells], Place, Method], tuple[Mean, int]],
    method: Method,
) -> list[Cells]:
    """Group rows of one level into the next: its keys are the columns before `capped`."""
    place = columns.index
    key_of = itemgetter(*map(place, wanted[: wanted.index("capped")]))
    counted = [place(name) for name in wanted[-5:]]
    groups: dict[Key, list[Cells]] = {}
    for row in rows:
        key = key_of(row)
        if None not in key:
            groups.setdefault(key, []).append(row)
    found = []
    for key, members in groups.items():
        value, size = mean(members, place, method)
        word = None if value.capped is None else predicate(value.capped, method)
        counts = [sum(_numbers(members, number)) for number in counted]
        found.append((*key, value.capped, value.uncapped, word, value.n, size, *counts))
    return found


def _numbers(members: Iterable[Cells], place: int) -> list[int]:
    return [value for member in members if isinstance(value := member[place], int)]


def _node(members: Sequence[Cells], place: Place, method: Method) -> tuple[Mean, int]:
    """Return the mean of a node's own indicators: weighted where each measured one has a weight."""
    achieved = place("achievement")
    measured = [member for member in members if member[achieved] is not None]
    weights = _numbers(measured, place("weight"))
    weighted = weights if len(weights) == len(measured) else None
    return average(_numbers(measured, achieved), cap=method.cap, weights=weighted), len(members)


def _agency(members: Sequence[Cells], place: Place, method: Method) -> tuple[Mean, int]:
    level = place("level")
    return _whole([member for member in members if member[level] == OBJECTIVE], place, method)


def _whole(members: Sequence[Cells], place: Place, _: Method) -> tuple[Mean, int]:
    """Return the mean of printed means: the capped of the capped, the uncapped of the uncapped."""
    capped, uncapped = (average(_numbers(members, place(name)), cap=None) for name in ("capped", "uncapped"))
    return Mean(capped.capped, uncapped.uncapped, capped.n), len(members)
