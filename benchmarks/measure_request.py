"""measure.request160: how long a page waits for 160 indicators to be fetched, measured and rolled up the plan tree.

The figures lie in the database as units typed them; every level of the plan has indicators. The peer is the pure rule
over the same 160 rows already in memory.
"""

from datetime import timedelta
from typing import Any

from benchmarks.figures import Figure, at_most, repeat
from benchmarks.ground import FOURTH, Say, found, start

LIMIT = 2.0  # milliseconds
ROWS, TIMES = 160, 300
PEER = "pure rule, 160 rows in memory"
UNITS = ("subbag-keuangan", "jf-persidangan", "jf-pengawasan", FOURTH)


def run(say: Say) -> Figure:
    """Return the median time of one request for the results of a cycle."""
    from django.db import connection

    from kinerja.core.measure import load_method
    from kinerja.performance.models import Cycle

    say(f"A plan with {ROWS} indicators on all levels, typed by four units ...")
    cycle_id = _filled().pk
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does where the database runs longer than a benchmark
    request = _request(cycle_id)
    assert (len(request().figures), len(request().nodes)) == (ROWS, len(_nodes()))
    pure = _pure(cycle_id, load_method(Cycle.objects.get(pk=cycle_id).method))
    say(f"{TIMES} requests ...")
    repeat(request, times=20)
    peer = repeat(pure, times=TIMES)
    return at_most("measure.request160", repeat(request, times=TIMES), LIMIT, PEER, peer)


def _filled() -> Any:
    """Return the cycle of quarter I with every sheet handed in."""
    from kinerja.performance.models import Figure as Realisation
    from kinerja.performance.models import Sheet
    from kinerja.performance.operations import Typed, submit_sheet
    from kinerja.performance.queries import cycle_of
    from kinerja.sop.models import Visit
    from tests import cast

    levels = [node["code"] for node in cast.NODES]
    rows = [_row(number, levels[number % len(levels)]) for number in range(ROWS)]
    ground = found("bench-measure", rows, cast.NODES)
    case = cast.carry(start(ground, "setwan-pengumpulan", 1), until=7)
    for visit in Visit.objects.filter(case=case, step=7).order_by("pk"):
        sheet = Sheet.objects.get(cycle__agency_id=case.agency_id, cycle__period=case.period, unit=visit.unit)
        figures = Realisation.objects.filter(sheet=sheet).order_by("position")
        typed = {figure.pk: Typed(f"{figure.position % 97},25") for figure in figures}
        at = cast.later(case) + timedelta(minutes=5)
        submit_sheet(sheet_id=sheet.pk, seen=sheet.version, typed=typed, by=cast.performer(visit), at=at)
    cycle = cycle_of(case)
    assert cycle is not None
    return cycle


def _row(number: int, node: str) -> dict[str, Any]:
    """Return one indicator: rising and falling ones, added up and taken as they stand, in turns."""
    from tests import cast

    kind: dict[str, Any] = ({}, cast.FALLING, cast.PERCENT)[number % 3]
    quarters = ("25", "25", "25", "25") if number % 3 < 2 else ("80", "85", "90", "100")
    told = cast.indicator(f"M-{number:03d}", node, UNITS[number % 4], "100", quarters, **kind)
    return told | {"responsible": "ketua-sakip"}


def _request(cycle_id: int) -> Any:
    """Return what one request asks for: the cycle, its indicators measured, the tree with its means."""
    from kinerja.performance.measuring import standing

    return lambda: standing(cycle_id)


def _nodes() -> Any:
    from tests import cast

    return cast.NODES


def _pure(cycle_id: int, method: Any) -> Any:
    """Return the pure rule over the rows of the cycle in memory: put together, achieved, named."""
    from kinerja.core.measure import PeriodFigure, achieve_total, predicate, progress_to_year, up_to_period
    from kinerja.performance.measuring import standing

    rows = [
        (
            one.rule,
            one.figure.year_target,
            [PeriodFigure("2024-tw1", one.figure.target, one.figure.value, label="Triwulan I 2024")],
        )
        for one in standing(cycle_id).figures
    ]
    assert len(rows) == ROWS

    def pure() -> None:
        for rule, year_target, periods in rows:
            total = up_to_period(rule, periods, year_target=year_target)
            found = achieve_total(rule, total, year_target=year_target)
            progress_to_year(rule, total, year_target=year_target)
            if found.value is not None:
                predicate(found.value, method)

    return pure
