"""measure.year36k: a regency's year, 36,000 rows, fetched from PostgreSQL and measured on every level in Python.

50 agencies with 60 indicators and 12 months: 36,000 figures of months, 12,000 of quarters on three bases, the means of
nodes, agencies and the regency. All of it is then compared with the same measured inside PostgreSQL. The peer is the
fetch alone.
"""

import statistics
from datetime import date
from typing import Any

from benchmarks.figures import Figure, Peer, repeat
from benchmarks.ground import Say

AGENCIES, INDICATORS, TIMES = 50, 60, 7
LIMIT = 2_000.0  # milliseconds
FORMULAS = ("R/T", "(2T-R)/T", "R/T", "T/R", "stabil", "R/T")
AGGREGATIONS = ("jumlah", "terakhir", "rata-rata", "rasio")
LEVELS = ("sasaran", "program", "kegiatan")


def run(say: Say) -> Figure:
    """Return the median time of the year with its fetch."""
    from django.db import connection, transaction

    from kinerja.core.measure import load_method
    from kinerja.core.rollup.flat import Row
    from kinerja.core.rollup.skeleton import roll_up
    from tests.core import engines

    rows, method = _rows(), load_method("kinerja-2018")
    say(f"{len(rows)} rows in PostgreSQL, measured there for comparison ...")

    def fetch() -> list[tuple[Any, ...]]:
        cursor.execute("SELECT * FROM flat")
        return list(cursor.fetchall())

    def measured() -> Any:
        return roll_up(map(Row._make, fetch()), method)

    with transaction.atomic(), connection.cursor() as cursor:
        stored = engines.on_postgresql(rows, method, whole="BIGINT")
        found = measured()
        different = sum(engines.digest(found[name]) != engines.digest(level) for name, level in stored.items())
        say(f"{len(stored) - different} of {len(stored)} levels have the same hash; {TIMES} runs ...")
        alone = statistics.median(repeat(fetch, times=TIMES)) * 1000
        median = statistics.median(repeat(measured, times=TIMES)) * 1000
    target = f"<= {LIMIT:g} ms, every level as in PostgreSQL"
    peer = Peer("the fetch alone", alone)
    return Figure("measure.year36k", median, "ms", target, peer, median / alone, median <= LIMIT and not different)


def _rows() -> list[Any]:
    from kinerja.core.rollup.flat import Row

    return [
        Row(
            government=1,
            agency=f"a{agency}",
            level=LEVELS[number % 3],
            node=f"a{agency}/{number % 20}",
            indicator=f"a{agency}/{number}",
            year=2024,
            period=month,
            formula=FORMULAS[number % 6],
            aggregation=AGGREGATIONS[number // 6 % 4],
            nature="mandiri",
            year_target=12_000_000,
            target=1_000_000 + 10_000 * (number % 7),
            realisation=(agency * 7919 + number * 104_729 + month * 31) % 2_000_000,
            ceiling=12_000 if number % 6 == 3 else None,
            numerator=(agency * 31 + number * 17 + month) % 90 * 10_000,
            denominator=1_000_000,
            due=date(2024, month, 20),
            handed_in=date(2024, month, 15 + (number + month) % 8),
        )
        for agency in range(AGENCIES)
        for number in range(INDICATORS)
        for month in range(1, 13)
    ]
