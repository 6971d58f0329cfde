"""How a performance figure is measured: one definition, exact, rounded once.

Inputs are integers of 1e-4 units (87,25 is 872500), results integers of hundredths of a percent (97,78 % is 9778).
`measure` is the whole arithmetic. It is written over a handful of operators (`Ops`), so that the same function that
computes here with Python's integers can be rendered as SQL text for bulk work; everything else in this module only
decides what is put in and says in words what came out. `docs/method.md` tells it in the order of computing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol, Self, TypeVar, cast

from kinerja.core.method import Mean, Method, average, load_method, method_on, predicate
from kinerja.core.numbers import SCALE, Kind, Reading, half_up, percent, scaled, unscaled, write
from kinerja.core.rule import FORMULAS, HUNDRED_PERCENT, Aggregation, Formula, Nature, Polarity, Rule

# Measuring is asked for here, rule and method included; nobody else needs to know where they lie.
__all__ = [
    "FORMULAS",
    "HUNDRED_PERCENT",
    "PYTHON",
    "Achievement",
    "Aggregation",
    "Explanation",
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
    "explain",
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

ZERO_TARGET: Final = "aturan target nol"
FLOORED: Final = "batas bawah nol"
CEILING: Final = "batas atas rumus"
WITHOUT_TARGET: Final = "realisasi tanpa target"

_RANGES: Final = frozenset({Formula.RANGE, Formula.RANGE_HIGHER, Formula.RANGE_LOWER})
# A target of zero means "not targeted yet" only where a target is a single quantity to be reached.
_POINT: Final = frozenset(Formula) - _RANGES - {Formula.YES_NO}
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


@dataclass(frozen=True, slots=True)
class PeriodFigure:
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


@dataclass(frozen=True, slots=True)
class Total:
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
    ratio = rule.aggregation is Aggregation.RATIO
    reported, unavailable, silent = [], [], []
    for figure in figures:
        if figure.unavailable:
            unavailable.append(figure)
        elif (figure.numerator if ratio else figure.realisation) is not None:
            reported.append(figure)
        elif _targeted(rule, figure, year_target):
            silent.append(figure)
    used = reported or [figure for figure in figures if _targeted(rule, figure, year_target)]
    last_only = rule.aggregation is Aggregation.LAST or rule.nature is Nature.CUMULATIVE
    if last_only:
        used = used[-1:]
    elif rule.aggregation is not Aggregation.SUM:
        used = [figure for figure in used if _targeted(rule, figure, year_target)] or used
    weights = [_weight(figure) if ratio and reported else 1 for figure in used]
    has_target = any(_targeted(rule, figure, year_target) for figure in used)
    # A sum of one divides by one; only the average and the ratio carry the divisor along.
    divides = ratio or (rule.aggregation is Aggregation.AVERAGE and not last_only)
    results = [(figure.numerator or 0) * _RATIO_FACTOR if ratio else figure.realisation or 0 for figure in used]
    targets = [(figure.target or 0) * weight for figure, weight in zip(used, weights, strict=True)]
    uppers = [(figure.upper or 0) * weight for figure, weight in zip(used, weights, strict=True)]
    heard = len(reported) + len(unavailable)
    return Total(
        target=sum(targets) if has_target else None,
        realisation=sum(results) if reported else None,
        reported=len(reported),
        expected=heard + len(silent),
        unavailable=len(unavailable),
        provisional=bool(silent),
        last_key=reported[-1].key if reported else None,
        last_label=(reported[-1].label or reported[-1].key) if reported else "",
        divisor=sum(weights) if divides and used else 1,
        upper=sum(uppers) if rule.formula in _RANGES and has_target else None,
    )


def _targeted(rule: Rule, figure: PeriodFigure, year_target: int | None) -> bool:
    zero_is_none_yet = rule.formula in _POINT and bool(year_target)
    return figure.target is not None and not (figure.target == 0 and zero_is_none_yet)


def _weight(figure: PeriodFigure) -> int:
    if figure.denominator is None or figure.denominator < 0:
        raise ValueError(f"Rasio {figure.label or figure.key} tidak punya penyebut. Isi pembilang dan penyebutnya.")
    return figure.denominator


def _shown(value: int | None, divisor: int) -> int | None:
    if value is None or divisor == 0:
        return None
    return half_up(value, divisor)


# --- One achievement ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Achievement:
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
    if divisor == 0:
        return Achievement(None, Status.NOT_MEASURABLE)
    if target is None:
        status = Status.NO_TARGET if year_target is None else Status.NOT_TARGETED
        return Achievement(None, status, () if realisation is None else (WITHOUT_TARGET,))
    if rule.formula in _POINT and target == 0 and year_target:
        return Achievement(None, Status.NOT_TARGETED, () if realisation is None else (WITHOUT_TARGET,))
    if realisation is None:
        return Achievement(None, Status.UNAVAILABLE if unavailable else Status.NOT_REPORTED)
    bound, start = (target if upper is None else upper), (rule.baseline or 0) * divisor
    value = cast(
        int | None,
        measure(
            PYTHON,
            rule.formula,
            target=target,
            realisation=realisation,
            year_target=PYTHON.null if year_target is None else year_target,
            upper=bound,
            baseline=start,
            ceiling=rule.ceiling,
        ),
    )
    if value is None:
        return Achievement(None, Status.NOT_MEASURABLE)
    base, diff = _gap(PYTHON, rule.formula, target=target, result=realisation, upper=bound, baseline=start)
    told = (
        (ZERO_TARGET, target == 0 and rule.formula in _POINT - _NO_ZERO_RULE),
        (FLOORED, abs(base) + diff < 0 < abs(base) and rule.formula is not Formula.YES_NO),
        (CEILING, rule.ceiling is not None and (abs(base) + diff) * HUNDRED_PERCENT > abs(base) * rule.ceiling),
    )
    return Achievement(value, Status.MEASURED, tuple(flag for flag, holds in told if holds))


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


# --- The figure explains itself -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whole Indonesian sentences that tell how a figure came about, with its numbers put in."""

    lines: tuple[str, ...]


def explain(rule: Rule, total: Total, achievement: Achievement, method: Method) -> Explanation:
    """Return how this achievement came about: formula, periods, numbers, predicate with its edge, method."""
    lines = [f"Arah {rule.polarity}: {DIRECTIONS[rule.polarity]} Rumus: {FORMULA_TEXTS[rule.formula]}."]
    if rule.ranks:
        told = ", ".join(f"{word} {rank}" for word, rank in method.ranks[rule.ranks].items())
        lines.append(f"Tabel peringkat {rule.ranks}: {told}.")
    if total.realisation is not None:
        lines.append(_told_periods(rule, total, method))
    if total.provisional:
        lines.append(f"Angka ini sementara: baru {total.reported} dari {total.expected} periode yang melapor.")
    if total.unavailable:
        lines.append(
            f"Ada {total.unavailable} periode yang dinyatakan tidak tersedia; periode itu tidak ikut dihitung."
        )
    if achievement.value is None:
        lines.append(achievement.status.reason)
    else:
        shown, edge = f"{percent(achievement.value)}%", method.edge_of(achievement.value)
        lines.append(f"Perhitungan: {_worked(rule, total)} = {shown}.")
        lines.append(
            f"Predikat {edge.name}, karena {shown} {edge}.".replace(f"{shown} di bawah", f"{shown} ada di bawah")
        )
    lines.extend(_FLAG_TEXTS[flag] for flag in achievement.flags)
    lines.append(f"Diukur dengan metode {method.code} versi {method.version}: {method.name}.")
    if achievement.value is not None:
        lines.append(f"Acuan predikat: {method.references['predikat']}.")
    return Explanation(tuple(lines))


DIRECTIONS: Final = {
    Polarity.HIGHER: "makin tinggi makin baik.",
    Polarity.LOWER: "makin rendah makin baik.",
    Polarity.STABILISE: "makin dekat dengan target makin baik.",
    Polarity.RANGE: "di dalam rentang target adalah 100%.",
    Polarity.ORDINAL: "predikat dibandingkan menurut tabel peringkat.",
    Polarity.YES_NO: "sama dengan target 100%, selain itu 0%.",
}
FORMULA_TEXTS: Final = {
    Formula.HIGHER: "realisasi ÷ target",
    Formula.LOWER: "(2 × target − realisasi) ÷ target",
    Formula.INVERSE: "target ÷ realisasi, dengan batas atas",
    Formula.PROGRESS: "(realisasi − nilai awal) ÷ (target − nilai awal)",
    Formula.STABILISE: "realisasi ÷ target, dan di atas target (2 × target − realisasi) ÷ target",
    Formula.RANGE: "di bawah rentang realisasi ÷ batas bawah, di atasnya (2 × batas atas − realisasi) ÷ batas atas",
    Formula.RANGE_HIGHER: "di luar rentang realisasi ÷ batas yang terlewati",
    Formula.RANGE_LOWER: "di luar rentang (2 × batas − realisasi) ÷ batas yang terlewati",
    Formula.RANK: "peringkat realisasi ÷ peringkat target",
    Formula.YES_NO: "jawaban dibandingkan dengan target",
}
_FLAG_TEXTS: Final = {
    ZERO_TARGET: "Aturan target nol dipakai: realisasi 0 bernilai 100%, realisasi yang melewatinya bernilai 0%.",
    FLOORED: "Hasil hitungannya di bawah nol, sehingga dicatat 0,00%.",
    CEILING: "Hasil hitungannya melewati batas atas rumus, sehingga dicatat sebesar batas itu.",
    WITHOUT_TARGET: "Realisasi yang dilaporkan tetap dicetak di sampingnya, tanpa dibandingkan dengan target.",
}


def _told_periods(rule: Rule, total: Total, method: Method) -> str:
    words = {rank * SCALE: word for word, rank in method.ranks.get(rule.ranks, {}).items()}
    if rule.polarity is Polarity.YES_NO:
        words = {0: "tidak", SCALE: "ya"}
    result = words.get(total.shown_realisation or 0, _figure(total.shown_realisation))
    last = f"periode terakhir yang melapor ({total.last_label})"
    if total.divisor == 0:
        return "Jumlah penyebut dari periode yang melapor adalah nol."
    if rule.aggregation is Aggregation.RATIO:
        numerator, denominator = total.parts(rule) or (0, 1)
        parts = f"{_figure(numerator)} ÷ {_figure(denominator)} × 100"
        return f"Pembilang dibagi penyebut sampai {last}: {parts} = {result}, dibulatkan hanya untuk ditampilkan."
    if rule.nature is Nature.CUMULATIVE:
        return f"Angka dilaporkan kumulatif; dipakai {last}: {result}."
    if rule.aggregation is Aggregation.LAST:
        return f"Dipakai angka {last}: {result}."
    if rule.aggregation is Aggregation.SUM:
        target = "" if total.target is None else f", dan target periode yang sama menjadi {_figure(total.target)}"
        return f"Realisasi {total.reported} periode dijumlahkan menjadi {result}{target}."
    rounded = "" if (total.realisation or 0) % total.divisor == 0 else ", dibulatkan hanya untuk ditampilkan"
    return (
        f"Rata-rata {total.divisor} periode adalah {result}{rounded}; yang dibandingkan adalah jumlah realisasi "
        f"dengan jumlah target periode yang sama."
    )


def _worked(rule: Rule, total: Total) -> str:
    """Return the formula with its numbers put in, as far as the equals sign."""
    # Sums are exact and stay whole; only a ratio is shown as the percentage it stands for.
    ratio = rule.aggregation is Aggregation.RATIO
    target = cast(int, total.shown_target if ratio else total.target)
    result = cast(int, total.shown_realisation if ratio else total.realisation)
    upper = target if total.upper is None else cast(int, _shown(total.upper, total.divisor) if ratio else total.upper)
    start = (rule.baseline or 0) * (1 if ratio else total.divisor)
    higher, inside = rule.formula in (Formula.HIGHER, Formula.RANK, Formula.RANGE_HIGHER), target <= result <= upper
    bound = upper if result > upper else target
    if rule.formula is Formula.YES_NO:
        return f"target {'ya' if target else 'tidak'}, realisasi {'ya' if result else 'tidak'}"
    if rule.formula in _RANGES and inside:
        return f"{_figure(result)} ada di dalam rentang {_figure(target)} sampai {_figure(upper)}"
    if rule.formula is Formula.PROGRESS:
        return f"({_figure(result)} − {_figure(start)}) ÷ ({_figure(target)} − {_figure(start)})"
    if bound == 0 or (rule.formula is Formula.INVERSE and result == 0):
        return f"target {_figure(bound)} dan realisasi {_figure(result)}"
    if rule.formula in (Formula.STABILISE, Formula.RANGE):
        higher = result <= target
    if bound < 0:
        pair = (result, bound) if higher else (bound, result)
        return f"1 + ({_figure(pair[0])} − {_figure(pair[1])}) ÷ {_figure(-bound)}"
    if rule.formula is Formula.INVERSE:
        return f"{_figure(target)} ÷ {_figure(result)}"
    divided = _figure(result) if higher else f"(2 × {_figure(bound)} − {_figure(result)})"
    return f"{divided} ÷ {_figure(bound)}"


def _figure(units: int | None) -> str:
    if units is None:
        return "-"
    written = write(unscaled(units))
    return f"({written})" if units < 0 else written
