"""The engines that the SQL text is held against: the rows in, every level out, one hash per level."""

import csv
import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from kinerja.core.dialects import DUCKDB, POSTGRESQL, Dialect
from kinerja.core.method import Method
from kinerja.core.rollup.flat import LEVELS, Row
from kinerja.core.rollup.statements import QUARTERLY, statements

WHOLE = "DECIMAL(38,0)"
TYPES = {
    **dict.fromkeys(("agency", "level", "node", "indicator", "formula", "aggregation", "nature"), "VARCHAR"),
    **dict.fromkeys(("government", "year", "period"), "INTEGER"),
    **dict.fromkeys(("unavailable",), "BOOLEAN"),
    **dict.fromkeys(("due", "handed_in"), "DATE"),
}
DECLARED = ", ".join(f"{name} {TYPES.get(name, WHOLE)}" for name in Row._fields)
Levels = dict[str, list[tuple[Any, ...]]]


def needs(present: bool, sentence: str) -> None:
    """Skip the test with a sentence where something is not installed; where everything must be (CI=true), fail."""
    if not present:
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)


def module(name: str, sentence: str) -> Any:
    """Return an optional library, or skip (CI: fail) with a sentence."""
    needs(find_spec(name) is not None, sentence)
    return import_module(name)


def digest(rows: Iterable[Sequence[object]]) -> str:
    """Return one hash of the rows of a level, whatever their order and however an engine types whole numbers."""
    lines = sorted("|".join(_plain(cell) for cell in row) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _plain(cell: object) -> str:
    if isinstance(cell, Decimal):
        assert cell == cell.to_integral_value()
        return str(int(cell))
    return str(cell)


def as_csv(rows: Iterable[Row]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def level_by_level(dialect: Dialect, method: Method, source: str, run: Callable[[str, str], Any]) -> Levels:
    """Run every statement on an engine; `run(name, select)` keeps a level under its name and returns its rows."""
    relation = {level.name: f"level_{number}" for number, level in enumerate(LEVELS)} | {QUARTERLY: "quarterly"}
    texts = statements(dialect, method, source=source, columns=Row._fields, relation=relation)
    found = {name: run(relation[name], text) for name, text in texts.items()}
    del found[QUARTERLY]
    return found


def on_duckdb(rows: Sequence[Row], method: Method, folder: Path) -> Levels:
    with _loaded(rows, folder) as connection:

        def run(name: str, select: str) -> list[tuple[Any, ...]]:
            connection.execute(f"CREATE TABLE {name} AS {select}")
            return list(connection.execute(f"SELECT * FROM {name}").fetchall())

        return level_by_level(DUCKDB, method, "flat", run)


def as_parquet(rows: Sequence[Row], path: Path) -> Path:
    """Write the rows as one Parquet file."""
    with _loaded(rows, path.parent) as connection:
        connection.execute(f"COPY flat TO '{path}' (FORMAT parquet)")
    return path


def digests_in(folder: Path) -> dict[str, str]:
    """Return the hash of every level in a folder that the command wrote, whichever engine it took."""
    import duckdb

    with duckdb.connect() as connection:
        return {
            level.name: digest(connection.execute(f"SELECT * FROM '{folder}/{level.name}/*.parquet'").fetchall())
            for level in LEVELS
        }


@contextmanager
def _loaded(rows: Sequence[Row], folder: Path) -> Iterator[Any]:
    duckdb = module("duckdb", "DuckDB is not installed: install the extra `bulk`.")
    path = folder / "rows.csv"
    path.write_text(as_csv(rows), "utf-8")
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(f"CREATE TABLE flat ({DECLARED})")
        connection.execute(f"COPY flat FROM '{path}' (HEADER false)")
        yield connection


def on_postgresql(rows: Sequence[Row], method: Method, *, whole: str = WHOLE) -> Levels:
    """Run it in the database of the tests, inside the running transaction; `whole` is the type of the quantities."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE flat ({DECLARED.replace(WHOLE, whole)}) ON COMMIT DROP")
        with cursor.cursor.copy("COPY flat FROM STDIN (FORMAT csv)") as copy:
            copy.write(as_csv(rows))

        def run(name: str, select: str) -> list[tuple[Any, ...]]:
            cursor.execute(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS {select}")
            cursor.execute(f"SELECT * FROM {name}")
            return cursor.fetchall()

        return level_by_level(POSTGRESQL, method, "flat", run)
