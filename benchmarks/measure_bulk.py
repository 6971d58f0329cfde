"""measure.bulk10m: ten million rows on every level by DuckDB, against what no method can beat and what many would do.

The limit is DuckDB itself reading every column of the same file and writing every column of the same results, with
nothing computed in between. The peers: pandas with ordinary floats (where it is installed), and a Decimal script,
timed on a sample and extrapolated. A sample of indicators is compared with the reference in fractions, and the number
of figures is told that pandas prints differently.
"""

import statistics
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks import bulk_rows
from benchmarks.figures import Figure, Peer, repeat
from benchmarks.ground import Say

GOVERNMENTS, YEARS = 25, 5
TIMES, LIMIT = 3, 2.5  # times the limit
SAMPLE = 200  # of this many government-agency-years one is compared


def run(say: Say) -> Figure:
    """Return the median time of all levels."""
    target = f"<= {LIMIT:g} x reading and writing, faster than pandas, none inexact"
    nothing = Peer("reading and writing the same columns", 0.0)
    if find_spec("duckdb") is None:
        say("DuckDB is not installed: skipped.")
        return Figure("measure.bulk10m", 0.0, "s", target, nothing, 0.0, False)
    with tempfile.TemporaryDirectory(prefix="kinerja-bench-") as name:
        return _run(Path(name), say, target)


def _run(folder: Path, say: Say, target: str) -> Figure:
    import duckdb

    source = folder / "rows.parquet"
    with duckdb.connect() as connection:
        rows = bulk_rows.write(connection, source, governments=GOVERNMENTS, years=YEARS)
        say(f"{rows} rows in {source.stat().st_size / 1e6:.0f} MB ...")
        ours = statistics.median(_measured(source, folder))
        limit = statistics.median(repeat(lambda: read_and_write(connection, source, folder), times=TIMES))
        say(f"{ours:.2f} s; reading and writing alone {limit:.2f} s ({ours / limit:.2f} x).")
        wrong, checked = inexact(connection, source, folder, sample=SAMPLE)
        say(f"{wrong} of {checked} figures of the sample differ from the reference in fractions.")
        script = _decimal(connection, source, rows)
        say(f"A Decimal script, extrapolated from a sample: {script:.0f} s.")
        faster = _against_pandas(connection, source, folder, ours, say)
    ok = ours <= LIMIT * limit and faster and not wrong
    peer = Peer("reading and writing the same columns", limit)
    return Figure("measure.bulk10m", ours, "s", target, peer, ours / limit, ok)


def _measured(source: Path, folder: Path) -> list[float]:
    """Return the seconds of several runs of the command's own work; the last result stays in `folder`/result."""
    import shutil

    from kinerja.console import bulk_duckdb
    from kinerja.console.bulk_job import Job
    from kinerja.console.command_line import Progress
    from kinerja.core.measure import load_method

    def once() -> None:
        shutil.rmtree(folder / "result", ignore_errors=True)
        (folder / "result").mkdir()
        job = Job(source, folder / "result", load_method("kinerja-2018"), 8 * 10**9, Progress(1000, passes=1))
        assert not bulk_duckdb.measure(job, "").faults

    return repeat(once, times=TIMES)


def read_and_write(connection: Any, source: Path, folder: Path) -> None:
    """Touch every value of the file, and write every value of the results once more."""
    names = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM '{source}'").fetchall()]
    connection.execute(f"SELECT {', '.join(f'max({name})' for name in names)} FROM '{source}'").fetchall()
    for level in (folder / "result").iterdir():
        connection.execute(f"COPY (SELECT * FROM '{level}/*.parquet') TO '{folder}/copy.parquet' (FORMAT parquet)")


def _sampled(connection: Any, source: Path, sample: int) -> Iterator[list[Any]]:
    """Give the rows of one in so many government-agency-years, a year of one indicator at a time."""
    from kinerja.core.rollup.flat import Row

    columns = ", ".join(Row._fields)
    rows: list[Any] = connection.execute(
        f"SELECT {columns} FROM '{source}' WHERE hash(agency, year) % {sample} = 7 ORDER BY agency, indicator, year"
    ).fetchall()
    made = [Row._make(row) for row in rows]
    for start in range(0, len(made), bulk_rows.MONTHS):
        yield made[start : start + bulk_rows.MONTHS]


def inexact(connection: Any, source: Path, folder: Path, *, sample: int) -> tuple[int, int]:
    """Return how many achievements of a sample are not those of the reference in fractions, and of how many."""
    from tests.core import reference

    found = {
        (indicator, year, quarter): value
        for indicator, year, quarter, value in connection.execute(
            f"SELECT indicator, year, quarter, achievement FROM '{folder}/result/indikator/*.parquet'"
            f" WHERE hash(agency, year) % {sample} = 7"
        ).fetchall()
    }
    wrong, checked = 0, len(found)
    for rows in _sampled(connection, source, sample):
        for quarter in (1, 2, 3, 4):
            expected = reference.up_to([row for row in rows if row.period <= 3 * quarter])
            wrong += found.pop((rows[0].indicator, rows[0].year, quarter)) != expected
    assert not found
    return wrong, checked


def _decimal(connection: Any, source: Path, rows: int) -> float:
    """Return the seconds that a script with Decimal would take for all rows: its arithmetic only, no reading."""
    from benchmarks import peers

    sample = list(_sampled(connection, source, SAMPLE))
    seconds = statistics.median(repeat(lambda: [peers.with_decimal(one) for one in sample], times=TIMES))
    return seconds * rows / (len(sample) * bulk_rows.MONTHS)


def _against_pandas(connection: Any, source: Path, folder: Path, ours: float, say: Say) -> bool:
    """Return whether we are faster than pandas, and say how many of its figures are others than ours."""
    if find_spec("pandas") is None or find_spec("pyarrow") is None:
        say("pandas is not installed: not compared.")
        return True
    from benchmarks import peers

    times = repeat(lambda: peers.with_pandas(source, folder / "pandas.parquet"), times=1)
    different, shared = connection.execute(
        f"SELECT count(*) FILTER (ours.achievement <> theirs.achievement), count(*)"
        f" FROM '{folder}/result/indikator/*.parquet' AS ours JOIN '{folder}/pandas.parquet' AS theirs"
        " USING (indicator, year, quarter) WHERE ours.achievement IS NOT NULL AND theirs.achievement IS NOT NULL"
    ).fetchone()
    say(f"pandas: {times[0]:.1f} s for quarters and means only, {different} of {shared} figures printed otherwise.")
    return ours < times[0]
