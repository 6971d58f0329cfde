"""Bulk measuring by DuckDB on one machine: a group of governments at a time, so that memory stays bounded.

A government is never split: all its levels come out of one group, only the nation is the mean over all groups. A file
ordered by government is read once; from another each group reads what it needs again.
"""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import duckdb

from kinerja.console.bulk_job import Job, Outcome, files_of, fit
from kinerja.core.columns import Unusable
from kinerja.core.dialects import DUCKDB, quoted
from kinerja.core.rollup.flat import GOVERNMENT, INDICATOR, LEVELS, NATION, Fault
from kinerja.core.rollup.statements import QUARTERLY, statements

# What a row of the flat table takes while its year is put together, with room to spare.
_BYTES_A_ROW: Final = 500


def measure(job: Job, _master: str) -> Outcome:
    """Write every level as a folder of Parquet files. Raises Unusable if the file cannot be measured."""
    scratch = job.folder / ".sementara"
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{job.memory // 10**6}MB",
        "temp_directory": str(scratch),
        "preserve_insertion_order": False,
    }
    try:
        with duckdb.connect(config=settings) as connection:
            return _measure(connection, job)
    except duckdb.Error as problem:
        raise Unusable(f"DuckDB tidak dapat menghitung berkas ini: {str(problem).splitlines()[0]}") from problem
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _measure(connection: Any, job: Job) -> Outcome:
    source = f"read_parquet([{', '.join(quoted(name) for name in files_of(job.source))}])"
    columns = {row[0]: row[1] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    fit(columns)
    for level in LEVELS:
        (job.folder / level.name).mkdir()
    done, total = 0, connection.execute(f"SELECT count(*) FROM {source}").fetchone()[0]
    if not total:
        raise Unusable("Berkas tidak berisi satu baris pun. Periksa ekspornya.")
    report = job.progress.begin()
    for number, (condition, rows) in enumerate(_groups(connection, source, job.memory // _BYTES_A_ROW), start=1):
        part = {level.name: job.folder / level.name / f"part-{number:05d}.parquet" for level in LEVELS}
        texts = statements(
            DUCKDB,
            job.method,
            source=f"(SELECT * FROM {source} WHERE {condition})",
            columns=columns,
            relation={name: _read(path) for name, path in part.items()} | {QUARTERLY: QUARTERLY},
        )
        for name, text in texts.items():
            if name == QUARTERLY:
                connection.execute(f"CREATE OR REPLACE TEMP TABLE {QUARTERLY} AS {text}")
            elif name != NATION.name:
                _write(connection, text, part[name])
        done += rows
        report(1000 * done // total)
    connection.execute(f"DROP TABLE {QUARTERLY}")
    every = {level.name: _read(job.folder / level.name / "*.parquet") for level in LEVELS} | {QUARTERLY: QUARTERLY}
    nation = statements(DUCKDB, job.method, source=source, columns=columns, relation=every)[NATION.name]
    _write(connection, nation, job.folder / NATION.name / "part-00001.parquet")
    return _outcome(connection, every, total)


def _groups(connection: Any, source: str, most: int) -> Iterator[tuple[str, int]]:
    """Give conditions on the government that together take in every row once, each with its number of rows.

    A group has at most `most` rows, unless one government alone has more.
    """
    counted = connection.execute(
        f"SELECT government, count(*) FROM {source} GROUP BY government ORDER BY government NULLS FIRST"
    ).fetchall()
    group: list[tuple[Any, int]] = []
    for government, rows in counted:
        if group and sum(size for _, size in group) + rows > most:
            yield _condition(group), sum(size for _, size in group)
            group = []
        group.append((government, rows))
    if group:
        yield _condition(group), sum(size for _, size in group)


def _condition(group: list[tuple[Any, int]]) -> str:
    known = [government for government, _ in group if government is not None]
    between = f"government BETWEEN {_literal(known[0])} AND {_literal(known[-1])}" if known else "false"
    return between if len(known) == len(group) else f"(government IS NULL OR {between})"


def _literal(key: Any) -> str:
    return str(key) if isinstance(key, int) else quoted(str(key))


def _read(path: Path) -> str:
    return f"(SELECT * FROM read_parquet({quoted(str(path))}))"


def _write(connection: Any, text: str, path: Path) -> None:
    connection.execute(f"COPY ({text}) TO {quoted(str(path))} (FORMAT parquet)")


def _outcome(connection: Any, every: Mapping[str, str], rows: int) -> Outcome:
    """Return what came out; an indicator of a year counts once, however many quarters it has."""
    faults = connection.execute(
        f"SELECT status, count(DISTINCT (government, agency, indicator, year)) FROM {every[INDICATOR.name]}"
        f" WHERE status IN ({', '.join(quoted(fault) for fault in Fault)}) GROUP BY status"
    ).fetchall()
    governments = connection.execute(f"SELECT count(DISTINCT government) FROM {every[GOVERNMENT.name]}").fetchone()
    return Outcome(rows, governments[0], dict(faults))
