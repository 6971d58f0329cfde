"""`measure` as SQL text: what it gives, where its bounds lie, and how long it may get."""

from collections.abc import Callable
from typing import Any

import pytest

from kinerja.core.dialects import (
    CEILING,
    DIALECTS,
    DUCKDB,
    POSTGRESQL,
    QUANTITY,
    RATIO_TARGET,
    Dialect,
    Term,
    achievement,
    mean_of,
    numbered,
    predicate_of,
)
from kinerja.core.measure import PYTHON, Formula, load_method, measure, predicate
from tests.core import engines

INPUTS = ("target", "realisation", "year_target", "upper", "baseline")
VALUES = (None, 0, 1, -1, 3, 20_000, -20_000, QUANTITY - 1, 1 - QUANTITY)
Ask = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(params=[DUCKDB, POSTGRESQL], ids=lambda dialect: dialect.name)
def engine(request: pytest.FixtureRequest) -> tuple[Dialect, Ask]:
    """Each engine that needs no cluster, with what asks it."""
    dialect = request.param
    if dialect is DUCKDB:
        duckdb = engines.module("duckdb", "DuckDB is not installed: install the extra `bulk`.")
        return dialect, lambda text: list(duckdb.sql(text).fetchall())
    request.getfixturevalue("db")

    def ask(text: str) -> list[tuple[Any, ...]]:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(text)
            return list(cursor.fetchall())

    return dialect, ask


def select(dialect: Dialect, rows: str) -> str:
    """Return the SELECT that measures rows of (formula, ceiling, the five quantities)."""
    names = {name: Term(name, nullable=name not in ("upper", "baseline")) for name in INPUTS}
    found = achievement(dialect, quotient="quotient", formula="number", ceiling="ceiling", **names)
    quotient = dialect.call("quotient", dividend="dividend", divisor="divisor")
    layer = f"SELECT *, {numbered('formula', Formula)} AS number FROM ({rows}) AS rows"
    for columns in (f"{found.dividend} AS dividend, {found.divisor} AS divisor", f"{quotient} AS quotient"):
        layer = f"SELECT *, {columns} FROM ({layer}) AS layer {dialect.fence}"
    return f"SELECT formula, ceiling, {', '.join(INPUTS)}, {found.value} AS value FROM ({layer}) AS layer"


def values(dialect: Dialect) -> str:
    """Return the SELECT of every formula with every combination of quantities that may matter."""
    kinds = {"formula": [f"'{formula}'" for formula in Formula], "ceiling": ["10000", str(CEILING)]}
    kinds |= {name: ["NULL" if value is None else str(value) for value in VALUES] for name in INPUTS[:2]}
    kinds |= {"year_target": ["NULL", "0", "5"], "upper": ["0", "3", str(QUANTITY - 1)], "baseline": ["0", "-7"]}
    crossed = " CROSS JOIN ".join(
        f"({' UNION ALL '.join(f'SELECT {_cast(dialect, name, text)} AS {name}' for text in texts)}) AS of_{name}"
        for name, texts in kinds.items()
    )
    return f"SELECT * FROM {crossed}"


def _cast(dialect: Dialect, name: str, text: str) -> str:
    return text if name == "formula" else f"CAST({text} AS {dialect.wide})"


def test_an_engine_measures_what_python_measures(engine: tuple[Dialect, Ask]) -> None:
    dialect, ask = engine
    found = ask(select(dialect, values(dialect)))
    assert len(found) == len(Formula) * 2 * len(VALUES) ** 2 * 18
    for formula, ceiling, *quantities, value in found:
        told: dict[str, Any] = {
            name: None if quantity is None else int(quantity) for name, quantity in zip(INPUTS, quantities, strict=True)
        }
        cut = int(ceiling) if formula == Formula.INVERSE else None
        assert value == measure(PYTHON, Formula(formula), **told, ceiling=cut), (formula, told)


def test_the_largest_quantities_stay_within_38_digits(engine: tuple[Dialect, Ask]) -> None:
    """Twelve ratios of the largest parts against the largest targets: what `dialects` promises to hold."""
    dialect, ask = engine
    most = 12 * (QUANTITY - 1)
    told = {
        "target": -(RATIO_TARGET - 1) * most,
        "realisation": most * 1_000_000,
        "year_target": 5,
        "upper": (RATIO_TARGET - 1) * most,
        "baseline": (RATIO_TARGET - 1) * most,
    }
    for formula in Formula:
        cut = CEILING if formula is Formula.INVERSE else None
        row = ", ".join(f"CAST({value} AS {dialect.wide}) AS {name}" for name, value in told.items())
        [(*_, value)] = ask(select(dialect, f"SELECT '{formula}' AS formula, {CEILING} AS ceiling, {row}"))
        assert value == measure(PYTHON, formula, **told, ceiling=cut)


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_the_text_stays_short_and_divides_once(dialect: Dialect) -> None:
    names = {name: Term(name) for name in INPUTS}
    found = achievement(dialect, quotient="quotient", formula="formula", ceiling="ceiling", **names)
    texts = (found.dividend, found.divisor, found.value)
    assert sum(map(len, texts)) < 10_000
    assert not any("/" in text or "div(" in text for text in texts)


@pytest.mark.parametrize("code", ["kinerja-2018", "kota-tegal"])
def test_an_engine_names_and_averages_as_python_does(code: str, engine: tuple[Dialect, Ask]) -> None:
    dialect, ask = engine
    method = load_method(code)
    printed = [0, *(bound + step for edge in method.edges if (bound := edge.bound) for step in (-1, 0, 1))]
    for value in printed:
        assert ask(f"SELECT {predicate_of(str(value), method)}") == [(predicate(value, method),)]
    halves = [(1, 2, 1), (3, 2, 2), (2, 3, 1), (5, 0, None), (10**30 + 1, 2, 5 * 10**29 + 1)]
    for total, count, mean in halves:
        wide = f"CAST({total} AS {dialect.wide})", f"CAST({count} AS {dialect.wide})"
        assert ask(f"SELECT {mean_of(dialect, *wide)}") == [(mean,)]
