"""The arithmetic of `measure` as SQL text, for engines that measure millions of rows without our Python.

`measure` is written over a handful of operators (`Ops`); here they write text instead of computing. What differs
between engines is one small table (`Dialect`): a type that holds 38 digits, an exact integer division, the aggregate
that takes the last value. Nothing here knows an engine's library, and nothing divides inexactly: a quotient with a
fraction is never made, not even on the way.

How large the input may be, so that nothing on the way leaves 38 digits (`QUANTITY`, `RATIO_TARGET`, `CEILING`): a year
has at most 12 periods. A sum of quantities stays below 12 x 10^20; a ratio's numerators, times 10^6, below 1.2 x 10^27
and its weighted targets below 12 x 10^20 x 10^10 = 1.2 x 10^31. |base| + diff is at most three of them, and doubled,
times 10^4, below 7.2 x 10^35; the ceiling's cross product stays below 1.2 x 10^31 x 10^6. All are under 10^38. Engines
raise an error rather than wrap where a sum of absurd achievements should leave it all the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self, cast

from kinerja.core.measure import Ops, measure
from kinerja.core.method import Method
from kinerja.core.rule import Formula

QUANTITY: Final = 10**20
"""Below this every quantity must stay, in 1e-4 units."""

RATIO_TARGET: Final = 10**10
"""Below this a target, upper bound or baseline in 1e-4 units must stay where periods are joined as a ratio."""

CEILING: Final = 10**6
"""No ceiling is higher than this, in hundredths of a percent."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one engine's SQL writes differently. The texts are filled in by name.

    `wide` is an integer type of at least 38 digits; `quotient` divides two of them exactly, the dividend not
    negative and the divisor above 0; `last` takes the `value` with the greatest `key` of the rows `where` something
    holds; `bit` is 2 to the power of a small integer; `fence` ends a subselect that must not be written out again
    wherever its columns are read.
    """

    name: str
    wide: str
    quotient: str
    last: str
    bit: str
    fence: str = ""

    def call(self, template: str, **parts: str) -> str:
        """Return one of the texts with its parts filled in."""
        return cast(str, getattr(self, template)).format(**parts)


DUCKDB: Final = Dialect(
    name="duckdb",
    wide="HUGEINT",
    # Sixteen bytes divide fifteen times as slowly as eight, and nearly all quotients fit into eight.
    quotient="coalesce(TRY_CAST({dividend} AS BIGINT) // TRY_CAST({divisor} AS BIGINT), {dividend} // {divisor})",
    last="arg_max({value}, {key}) FILTER (WHERE {where})",
    bit="(1 << {place})",
)
# `div` gives a BIGINT and loses what is larger, `/` rounds at the sixth decimal; without its remainder the dividend
# is a multiple of the divisor, so that the decimal quotient is exact.
SPARK: Final = Dialect(
    name="spark",
    wide="DECIMAL(38,0)",
    quotient="CAST(({dividend} - {dividend} % {divisor}) / {divisor} AS DECIMAL(38,0))",
    last="max_by({value}, {key}) FILTER (WHERE {where})",
    bit="shiftleft(1, {place})",
)
POSTGRESQL: Final = Dialect(
    name="postgresql",
    wide="numeric",
    quotient="div({dividend}, {divisor})",
    last="(array_agg({value} ORDER BY {key} DESC) FILTER (WHERE {where}))[1]",
    bit="(1 << {place})",
    fence="OFFSET 0",
)
DIALECTS: Final[Mapping[str, Dialect]] = {dialect.name: dialect for dialect in (DUCKDB, SPARK, POSTGRESQL)}


class Term:
    """A value in SQL: its text, and whether it can be null at all."""

    __slots__ = ("nullable", "text")

    def __init__(self, text: str, *, nullable: bool = False) -> None:
        self.text, self.nullable = text, nullable

    def __str__(self) -> str:
        return self.text

    def __add__(self, other: Self | int, /) -> Self:
        return self._with("+", other)

    def __sub__(self, other: Self | int, /) -> Self:
        return self._with("-", other)

    def __mul__(self, other: Self | int, /) -> Self:
        return self._with("*", other)

    def __lt__(self, other: Self | int, /) -> Any:
        return self._with("<", other)

    def __gt__(self, other: Self | int, /) -> Any:
        return self._with(">", other)

    def _with(self, sign: str, other: Self | int) -> Self:
        nullable = self.nullable or (isinstance(other, Term) and other.nullable)
        return type(self)(f"({self.text} {sign} {other})", nullable=nullable)


class SqlOps:
    """The operators of `measure` that write SQL. What is known not to be null is not asked, which keeps it short.

    A division is not written out: `dividend` and `divisor` are kept, and the name of its column stands for it.
    """

    def __init__(self, dialect: Dialect, quotient: str) -> None:
        self._dialect, self._quotient = dialect, quotient
        self.dividend = self.divisor = ""

    @property
    def null(self) -> Term:
        return Term(f"CAST(NULL AS {self._dialect.wide})", nullable=True)

    def case(self, condition: Any, then: Term | int, otherwise: Term | int, /) -> Term:
        if isinstance(condition, bool):
            chosen = then if condition else otherwise
            return chosen if isinstance(chosen, Term) else Term(str(chosen))
        nullable = any(isinstance(side, Term) and side.nullable for side in (then, otherwise))
        return Term(f"CASE WHEN {condition} THEN {then} ELSE {otherwise} END", nullable=nullable)

    def abs(self, value: Term, /) -> Term:
        return Term(f"abs({value})", nullable=value.nullable)

    def isnull(self, value: Term, /) -> Any:
        return Term(f"({value} IS NULL)") if value.nullable else False

    def idiv(self, dividend: Term, divisor: Term, /) -> Term:
        self.dividend, self.divisor = dividend.text, divisor.text
        return Term(self._quotient, nullable=dividend.nullable or divisor.nullable)


@dataclass(frozen=True, slots=True)
class Division:
    """An achievement in three steps, each reading the columns of the one before: what is divided, by what, and then.

    One division serves all formulas: engines spend most of their time on it, and some refuse a text that repeats it.
    """

    dividend: str
    divisor: str
    value: str


def achievement(
    dialect: Dialect,
    *,
    quotient: str,
    formula: str,
    target: Term,
    realisation: Term,
    year_target: Term,
    upper: Term,
    baseline: Term,
    ceiling: str,
) -> Division:
    """Return the SQL of `measure` for rows that each name their own formula, in hundredths of a percent or null.

    `quotient` names the column in which `value` finds the whole quotient. `formula` is the text of an expression that
    gives the number of `numbered`, `ceiling` the text of one; the quantities are of the dialect's wide type, in 1e-4
    units. An unknown formula gives null.
    """
    dividends: dict[str, list[int]] = {}
    divisors: dict[str, list[int]] = {}
    values: dict[str, list[int]] = {}
    for number, one in enumerate(Formula):
        ops = SqlOps(dialect, quotient)
        value = measure(
            cast(Ops[Term], ops),
            one,
            target=target,
            realisation=realisation,
            year_target=year_target,
            upper=upper,
            baseline=baseline,
            # Only T/R has a ceiling, and there it is asked for: `measure` wants to know which at the time of writing.
            ceiling=cast(int, Term(ceiling)) if one is Formula.INVERSE else None,
        )
        for texts, text in ((dividends, ops.dividend), (divisors, ops.divisor), (values, value.text)):
            texts.setdefault(text, []).append(number)
    return Division(*(_by_formula(formula, texts) for texts in (dividends, divisors, values)))


def _by_formula(formula: str, texts: Mapping[str, Sequence[int]]) -> str:
    cases = (
        f"WHEN {' OR '.join(f'{formula} = {number}' for number in numbers)} THEN {text}"
        for text, numbers in texts.items()
    )
    return f"CASE {' '.join(cases)} END"


def numbered(column: str, words: type[StrEnum]) -> str:
    """Return the SQL of a word's place among the words it may be, from 0, or null: numbers compare faster than text."""
    cases = (f"WHEN {quoted(word)} THEN {number}" for number, word in enumerate(words))
    return f"CASE {column} {' '.join(cases)} END"


def number_of(word: StrEnum) -> int:
    """Return the number that `numbered` gives for a word."""
    return list(type(word)).index(word)


def predicate_of(value: str, method: Method) -> str:
    """Return the SQL of the predicate's word for an achievement as printed (hundredths of a percent), null for null."""
    cases = [f"WHEN {value} IS NULL THEN NULL"]
    cases += [
        f"WHEN {value} {'>' if edge.strict else '>='} {edge.bound} THEN {quoted(edge.name)}"
        for edge in method.edges
        if edge.bound is not None
    ]
    return f"CASE {' '.join(cases)} ELSE {quoted(method.edges[-1].name)} END"


def mean_of(dialect: Dialect, total: str, count: str) -> str:
    """Return the SQL of a mean: `total` (not negative) by `count`, rounded once, half up; null where nothing counts."""
    divided = dialect.call("quotient", dividend=f"(2 * {total} + {count})", divisor=f"(2 * {count})")
    return f"CASE WHEN {count} > 0 THEN {divided} END"


def quoted(text: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
