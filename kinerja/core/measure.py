"""How a performance figure is measured: one definition, exact, rounded once.

Inputs are integers of 1e-4 units (87,25 is 872500), results integers of hundredths of a percent (97,78 % is 9778).
`measure` is the whole arithmetic. It is written over a handful of operators (`Ops`), so that the same function that
computes with Python's integers is rendered as Python source for every request (`compiled`) and as SQL text for bulk
work; everything else in this module only decides what is put in. `explaining` says in words what came out, and
`docs/method.md` tells it in the order of computing.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple, Protocol, Self, TypeVar, cast

from kinerja.core.compiled import Compiled, compiled
from kinerja.core.method import Mean, Method, average, load_method, method_on, predicate
from kinerja.core.numbers import SCALE, Kind, Reading, half_up, scaled
from kinerja.core.rule import FORMULAS, HUNDRED_PERCENT, Aggregation, Formula, Nature, Polarity, Rule

# Measuring is asked for here, rule and method included; nobody else needs to know where they lie.
__all__ = [
    "FORMULAS",
    "HUNDRED_PERCENT",
    "PYTHON",
    "Achievement",
    "Aggregation",
    "Formula",
    "Mean",
    "Method",
    "Nature",
    "Ops",
    "PeriodFigure",
    "Polarity",
    "PythonOps",
    "Rule",
    "Status",
    "Total",
    "achieve",
    "achieve_total",
    "average",
    "load_method",
    "measure",
    "method_on",
    "predicate",
    "progress_to_year",
    "quantity",
    "ranked",
    "up_to_period",
]

# A numerator over a denominator, both in 1e-4 units, as a percentage in 1e-4 units: times 100, times SCALE.
_RATIO_FACTOR: Final = 100 * SCALE


class Status(StrEnum):
    """Whether there is a figure, and if not, why not."""

    MEASURED = "terukur"
    NOT_REPORTED = "belum lapor"
    UNAVAILABLE = "tidak tersedia"
    NO_TARGET = "target belum ditetapkan"
    NOT_TARGETED = "belum ditargetkan pada periode ini"
    NOT_MEASURABLE = "tidak dapat diukur"

    @property
    def reason(self) -> str:
        """The sentence to show where the figure would stand."""
        return _REASONS[self]


_REASONS: Final = {
    Status.MEASURED: "Capaian dihitung dari realisasi yang dilaporkan.",
    Status.NOT_REPORTED: "Realisasi belum dilaporkan, sehingga belum ada capaian. Kosong tidak dihitung sebagai nol.",
    Status.UNAVAILABLE: "Data dinyatakan tidak tersedia, sehingga tidak ada capaian dan tidak masuk rata-rata.",
    Status.NO_TARGET: "Target tahun ini belum ditetapkan, sehingga capaian tidak dihitung. Tetapkan targetnya dahulu.",
    Status.NOT_TARGETED: "Indikator ini belum ditargetkan pada periode ini, sehingga tidak ada capaian dan predikat.",
    Status.NOT_MEASURABLE: "Capaian tidak dapat diukur karena pembaginya nol. Periksa target atau penyebutnya.",
}

# Asked of every figure; a member looked up on its enumeration costs more than the comparison itself.
_SUM: Final = Aggregation.SUM
_LAST: Final = Aggregation.LAST
_RATIO: Final = Aggregation.RATIO
_CUMULATIVE: Final = Nature.CUMULATIVE

ZERO_TARGET: Final = "aturan target nol"
FLOORED: Final = "batas bawah nol"
CEILING: Final = "batas atas rumus"
WITHOUT_TARGET: Final = "realisasi tanpa target"

RANGES: Final = frozenset({Formula.RANGE, Formula.RANGE_HIGHER, Formula.RANGE_LOWER})
# A target of zero means "not targeted yet" only where a target is a single quantity to be reached.
_POINT: Final = frozenset(Formula) - RANGES - {Formula.YES_NO}
_NO_ZERO_RULE: Final = frozenset({Formula.HIGHER, Formula.RANK, Formula.PROGRESS})


# --- The arithmetic -------------------------------------------------------------------------------------------------


class Term(Protocol):
    """A value of the arithmetic: an int here, an expression where SQL is written."""

    def __add__(self, other: Self | int, /) -> Self: ...
    def __sub__(self, other: Self | int, /) -> Self: ...
    def __mul__(self, other: Self | int, /) -> Self: ...

    # A truth value here, an expression in SQL: only `Ops.case` may look at it.
    def __lt__(self, other: Self | int, /) -> Any: ...
    def __gt__(self, other: Self | int, /) -> Any: ...


N = TypeVar("N", bound=Term)


class Ops(Protocol[N]):
    """What the arithmetic needs beside + - * < >. Every argument is evaluated, so none may fail on its own."""

    @property
    def null(self) -> N: ...
    def case(self, condition: Any, then: N | int, otherwise: N | int, /) -> N: ...
    def abs(self, value: N, /) -> N: ...
    def isnull(self, value: N, /) -> Any: ...
    def idiv(self, dividend: N, divisor: N, /) -> N: ...


class PythonOps:
    """The operators on Python's own integers, where null is None."""

    null: int = cast(int, None)

    def case(self, condition: Any, then: int, otherwise: int, /) -> int:
        return then if condition else otherwise

    def abs(self, value: int, /) -> int:
        return abs(value)

    def isnull(self, value: int, /) -> bool:
        return value is None

    def idiv(self, dividend: int, divisor: int, /) -> int:
        return dividend // divisor


PYTHON: Final = PythonOps()


def measure(
    ops: Ops[N],
    formula: Formula,
    *,
    target: N,
    realisation: N,
    year_target: N,
    upper: N,
    baseline: N,
    ceiling: int | None = None,
) -> N:
    """Return the achievement in hundredths of a percent, never below 0, or null where there is none.

    All quantities are in 1e-4 units (or all in the same multiple of it) and may be null, except `upper` (the upper
    bound of a range) and `baseline` (of "kemajuan"), which other formulas ignore. Null: realisation or target is
    null; a period target of 0 while the year's is not; a formula that would divide by zero. `ceiling` cuts the
    result off and stands for it where T/R has R = 0. The result is one fraction, rounded once, half up.
    Source: PermenPANRB 53/2014; (2T-R)/T from LAN 239/IX/6/8/2003; the zero rules are this method's own.
    """
    goal = ops.case(ops.isnull(target), 0, target)
    result = ops.case(ops.isnull(realisation), 0, realisation)
    year = ops.case(ops.isnull(year_target), 0, year_target)
    base, diff = _gap(ops, formula, target=goal, result=result, upper=upper, baseline=baseline)
    den = ops.abs(base)
    num = den + diff
    value = ops.idiv(ops.case(num < 0, 0, num) * (2 * HUNDRED_PERCENT) + den, ops.case(den < 1, 1, den * 2))
    at_zero = ops.null if formula in _NO_ZERO_RULE else ops.case(diff < 0, 0, HUNDRED_PERCENT)
    value = ops.case(den < 1, at_zero, value)
    if ceiling is not None:
        value = ops.case(num * HUNDRED_PERCENT > den * ceiling, ceiling, value)
    if formula in _POINT:
        value = ops.case(ops.abs(goal) < 1, ops.case(ops.abs(year) < 1, value, ops.null), value)
    return ops.case(ops.isnull(target), ops.null, ops.case(ops.isnull(realisation), ops.null, value))


def _gap(ops: Ops[N], formula: Formula, *, target: N, result: N, upper: N, baseline: N) -> tuple[N, N]:
    """Return (base, diff) so that the achievement is (|base| + diff) / |base|: what it is held against, how far off.

    The absolute value keeps the direction right for negative targets: 1 + (R-T)/|T|, never R/T.
    """
    match formula:
        case Formula.HIGHER | Formula.RANK:
            return target, result - target
        case Formula.LOWER:
            return target, target - result
        case Formula.INVERSE:
            return ops.case(target < 0, target, result), target - result
        case Formula.PROGRESS:
            way = target - baseline
            return way, ops.case(way < 0, target - result, result - target)
        case Formula.STABILISE:
            return target, ops.case(result < target, result - target, target - result)
        case Formula.YES_NO:
            # Either the same answer or not: any difference of 1e-4 units outweighs the base of one.
            return target * 0 + 1, ops.case(result < target, result - target, target - result)
    below, above = result < target, result > upper
    base = ops.case(below, target, ops.case(above, upper, 1))
    short = target - result if formula is Formula.RANGE_LOWER else result - target
    past = result - upper if formula is Formula.RANGE_HIGHER else upper - result
    return base, ops.case(below, short, ops.case(above, past, 0))


# --- Periods into one figure ----------------------------------------------------------------------------------------


class PeriodFigure(NamedTuple):
    """Target and realisation of one period, in 1e-4 units; None is "not filled", which is never zero.

    `upper` is the upper bound of a range. `numerator` and `denominator` (1e-4 units) stand in place of `realisation`
    where the aggregation is `rasio`. `unavailable` says that the data does not exist; its value is then ignored.
    """

    key: str
    target: int | None
    realisation: int | None
    unavailable: bool = False
    label: str = ""
    upper: int | None = None
    numerator: int | None = None
    denominator: int | None = None


class Total(NamedTuple):
    """The periods up to one period as one figure.

    `target`, `upper` and `realisation` are in 1e-4 units times `divisor`: an average is kept as the two sums and the
    number of periods, a ratio as weighted sums over the denominators, so that nothing is rounded before the
    achievement. `reported` and `unavailable` count periods out of `expected`; a period that has neither target nor
    report is not expected. `provisional`: some expected period is still silent, the figure is "sementara".
    """

    target: int | None
    realisation: int | None
    reported: int
    expected: int
    unavailable: int
    provisional: bool
    last_key: str | None
    last_label: str = ""
    divisor: int = 1
    upper: int | None = None

    @property
    def shown_target(self) -> int | None:
        """The target in 1e-4 units, divided and rounded half up for showing only."""
        return _shown(self.target, self.divisor)

    @property
    def shown_realisation(self) -> int | None:
        """The realisation in 1e-4 units, divided and rounded half up for showing only."""
        return _shown(self.realisation, self.divisor)

    @property
    def shown_upper(self) -> int | None:
        """The upper bound of a range in 1e-4 units, divided and rounded half up for showing only."""
        return _shown(self.upper, self.divisor)

    def parts(self, rule: Rule) -> tuple[int, int] | None:
        """Return numerators and denominators up to the period, added up, in 1e-4 units; None where it is no ratio."""
        if rule.aggregation is not Aggregation.RATIO or self.realisation is None:
            return None
        return self.realisation // _RATIO_FACTOR, self.divisor


def up_to_period(rule: Rule, figures: Sequence[PeriodFigure], *, year_target: int | None = None) -> Total:
    """Return the figure up to the last of `figures`, which are the periods of one year in their order.

    Realisations are set against the targets of the same reported periods. Sum: also a realisation in a period without
    target counts. Average and ratio: only periods with a target. Last, and every cumulative indicator: the last
    reported period against its own target. `year_target` (1e-4 units) tells a period target of 0 that means "not
    targeted yet" from one that is the year's. Raises ValueError if a ratio lacks a part.
    """
    ratio = rule.aggregation is _RATIO
    if len(figures) == 1 and not ratio:
        return _alone(rule, figures[0], year_target)
    reported, targeted, unavailable, silent = [], [], 0, 0
    for figure in figures:
        has_target = _targeted(rule, figure, year_target)
        if has_target:
            targeted.append(figure)
        if figure.unavailable:
            unavailable += 1
        elif (figure.numerator if ratio else figure.realisation) is not None:
            reported.append(figure)
        elif has_target:
            silent += 1
    used = reported or targeted
    last_only = rule.aggregation is _LAST or rule.nature is _CUMULATIVE
    if last_only:
        used = used[-1:]
    elif rule.aggregation is not _SUM:
        used = [figure for figure in used if _targeted(rule, figure, year_target)] or used
    target, realisation, upper, divisor = _sums(rule, used, weighted=bool(reported))
    has_target = any(_targeted(rule, figure, year_target) for figure in used)
    return Total(
        target if has_target else None,
        realisation if reported else None,
        len(reported),
        len(reported) + unavailable + silent,
        unavailable,
        silent > 0,
        reported[-1].key if reported else None,
        (reported[-1].label or reported[-1].key) if reported else "",
        1 if last_only and not ratio else divisor,
        upper if has_target and rule.formula in RANGES else None,
    )


def _alone(rule: Rule, figure: PeriodFigure, year_target: int | None) -> Total:
    """Return one period as the figure up to itself: nothing to add up and nothing to divide by."""
    target = figure.target if _targeted(rule, figure, year_target) else None
    said = None if figure.unavailable else figure.realisation
    silent = said is None and not figure.unavailable
    return Total(
        target,
        said,
        0 if said is None else 1,
        0 if silent and target is None else 1,
        1 if figure.unavailable else 0,
        silent and target is not None,
        None if said is None else figure.key,
        "" if said is None else figure.label or figure.key,
        1,
        figure.upper or 0 if target is not None and rule.formula in RANGES else None,
    )


def _sums(rule: Rule, used: Sequence[PeriodFigure], *, weighted: bool) -> tuple[int, int, int, int]:
    """Return the sums of targets, realisations and upper bounds with what they are to be divided by.

    Only the average and the ratio carry a divisor along: a sum divides by one.
    """
    if rule.aggregation is _RATIO:
        weights = [_weight(figure) if weighted else 1 for figure in used]
        results = sum((figure.numerator or 0) * _RATIO_FACTOR for figure in used)
    else:
        weights = [1] * len(used)
        results = sum(figure.realisation or 0 for figure in used)
    pairs = list(zip(used, weights, strict=True))
    targets = sum((figure.target or 0) * weight for figure, weight in pairs)
    uppers = sum((figure.upper or 0) * weight for figure, weight in pairs)
    return targets, results, uppers, sum(weights) if used and rule.aggregation is not _SUM else 1


def _targeted(rule: Rule, figure: PeriodFigure, year_target: int | None) -> bool:
    return bool(figure.target) or (figure.target == 0 and not _not_yet(rule, year_target))


def _weight(figure: PeriodFigure) -> int:
    if figure.denominator is None or figure.denominator < 0:
        raise ValueError(f"Rasio {figure.label or figure.key} tidak punya penyebut. Isi pembilang dan penyebutnya.")
    return figure.denominator


def _shown(value: int | None, divisor: int) -> int | None:
    if value is None or divisor == 0:
        return None
    return half_up(value, divisor)


# --- One achievement ------------------------------------------------------------------------------------------------


class Achievement(NamedTuple):
    """An achievement in hundredths of a percent, uncapped, or None with the status that says why."""

    value: int | None
    status: Status
    flags: tuple[str, ...] = ()


def achieve(
    rule: Rule,
    *,
    target: int | None,
    realisation: int | None,
    unavailable: bool = False,
    year_target: int | None,
    upper: int | None = None,
    divisor: int = 1,
) -> Achievement:
    """Return the achievement of a realisation against a target, both in 1e-4 units times `divisor`.

    `year_target` (1e-4 units) is the target of the whole year, None if none is set; a figure of the year itself
    passes it twice. For a range `target` is the lower and `upper` the upper bound.

    >>> rule = Rule(Polarity.LOWER, Formula.LOWER, Aggregation.SUM, Nature.SEPARATE)
    >>> achieve(rule, target=100000, realisation=50000, year_target=100000).value
    15000
    """
    if unavailable:
        realisation = None
    if target is None or realisation is None or divisor == 0 or (target == 0 and _not_yet(rule, year_target)):
        return _without_figure(rule, target, realisation, year_target, unavailable=unavailable, divisor=divisor)
    bound, start = (target if upper is None else upper), (rule.baseline or 0) * divisor
    value = _arithmetic(rule.formula, rule.ceiling)(target, realisation, year_target or 0, bound, start)
    if value is None:
        return Achievement(None, Status.NOT_MEASURABLE)
    if target and value and value != rule.ceiling:
        return _plain(value)
    base, diff = _gap(PYTHON, rule.formula, target=target, result=realisation, upper=bound, baseline=start)
    told = (
        (ZERO_TARGET, target == 0 and rule.formula in _POINT - _NO_ZERO_RULE),
        (FLOORED, abs(base) + diff < 0 < abs(base) and rule.formula is not Formula.YES_NO),
        (CEILING, rule.ceiling is not None and (abs(base) + diff) * HUNDRED_PERCENT > abs(base) * rule.ceiling),
    )
    return Achievement(value, Status.MEASURED, tuple(flag for flag, holds in told if holds))


@lru_cache(maxsize=1 << 14)
def _plain(value: int) -> Achievement:
    """Return an achievement of which there is nothing more to say: the same for every indicator that reached it."""
    return Achievement(value, Status.MEASURED)


def _not_yet(rule: Rule, year_target: int | None) -> bool:
    """Return whether a period's target of 0 means that none is set yet, because the year's is not 0."""
    return bool(year_target) and rule.formula in _POINT


def _without_figure(
    rule: Rule,
    target: int | None,
    realisation: int | None,
    year_target: int | None,
    *,
    unavailable: bool,
    divisor: int,
) -> Achievement:
    """Return why there is no figure; the first reason that holds is the answer."""
    if divisor == 0:
        return Achievement(None, Status.NOT_MEASURABLE)
    flags = () if realisation is None else (WITHOUT_TARGET,)
    if target is None:
        return Achievement(None, Status.NO_TARGET if year_target is None else Status.NOT_TARGETED, flags)
    if target == 0 and _not_yet(rule, year_target):
        return Achievement(None, Status.NOT_TARGETED, flags)
    return Achievement(None, Status.UNAVAILABLE if unavailable else Status.NOT_REPORTED)


@cache
def _arithmetic(formula: Formula, ceiling: int | None) -> Compiled:
    """Return `measure` of one formula as straight Python, for figures of which none is missing."""
    return compiled(lambda ops, **inputs: measure(ops, formula, **inputs, ceiling=ceiling))


def achieve_total(rule: Rule, total: Total, *, year_target: int | None) -> Achievement:
    """Return the achievement of the periods that `up_to_period` put together; `year_target` in 1e-4 units."""
    return achieve(
        rule,
        target=total.target,
        realisation=total.realisation,
        unavailable=total.reported == 0 and 0 < total.unavailable == total.expected,
        year_target=year_target,
        upper=total.upper,
        divisor=total.divisor,
    )


def progress_to_year(
    rule: Rule, total: Total, *, year_target: int | None, year_upper: int | None = None
) -> Achievement:
    """Return "kemajuan terhadap target tahun": the same realisation against the year's target (1e-4 units).

    A second, labelled figure that never replaces the achievement and has no predicate before the year's last period.
    """
    return achieve(
        rule,
        target=None if year_target is None else year_target * total.divisor,
        realisation=total.realisation,
        year_target=year_target,
        upper=None if year_upper is None else year_upper * total.divisor,
        divisor=total.divisor,
    )


# --- What was read, as this rule understands it -----------------------------------------------------------------------


def quantity(rule: Rule, reading: Reading, method: Method) -> tuple[int | None, int | None]:
    """Return (value or lower bound, upper bound) of a reading in 1e-4 units, as this rule understands it.

    (None, None) for empty and unavailable. A predikat becomes its rank in the rule's table, ya 1 and tidak 0; the
    target of a range has both bounds. Raises ValueError, with the sentence to show, for what does not fit.
    """
    if reading.kind in (Kind.EMPTY, Kind.UNAVAILABLE):
        return None, None
    if rule.polarity is Polarity.ORDINAL:
        return method.ranks[rule.ranks][ranked(rule, reading, method)] * SCALE, None
    if reading.kind in (Kind.ERROR, Kind.UNREADABLE, Kind.AMBIGUOUS) and rule.polarity is not Polarity.YES_NO:
        raise ValueError(reading.reason)
    if reading.kind is Kind.RANGE and rule.polarity is Polarity.RANGE:
        return scaled(cast(Any, reading.low)), scaled(cast(Any, reading.high))
    wanted = Kind.YES_NO if rule.polarity is Polarity.YES_NO else Kind.NUMBER
    if reading.kind is not wanted or reading.number is None:
        hint = "ya atau tidak" if wanted is Kind.YES_NO else "sebuah angka, misalnya 87,25"
        raise ValueError(f"“{reading.text}” tidak cocok dengan indikator berarah {rule.polarity}. Tulis {hint}.")
    return scaled(reading.number), None


def ranked(rule: Rule, reading: Reading, method: Method) -> str:
    """Return the word of the rule's table that was read, as the table spells it. Raises ValueError if it has none."""
    table = method.ranks.get(rule.ranks, {})
    said = (reading.rank or " ".join(reading.text.split())).casefold()
    for word in table:
        if word.casefold() == said:
            return word
    raise ValueError(f"“{reading.text}” tidak ada dalam tabel peringkat {rule.ranks}. Pilih {', '.join(table)}.")
