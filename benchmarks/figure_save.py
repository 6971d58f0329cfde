"""figure.save: how many single cells a second four people save, each on the sheet of their own unit.

All four sit in one agency and one case: the hardest place, for they share its trail. Each save goes through the
operation that the screen calls, with its validation, its locks and its row of the trail, and commits durably. The peer
is the plain upsert of the same cell, as an application without any of this would do it: the same row of the same table
through the same kind of connection, a durable transaction each, in turns with it. Why this peer: ADR 0012.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from benchmarks.figures import Figure, at_least
from benchmarks.ground import FOURTH, Say, found, start

FLOOR = 300.0  # saves per second
SHARE = 0.3  # of the plain upsert
ROUNDS, SECONDS = 5, 2.0
UNITS = ("subbag-keuangan", "jf-persidangan", "jf-pengawasan", FOURTH)


def run(say: Say) -> Figure:
    """Return the rate at which cells are saved."""
    from django.db import connection, connections

    from tests import cast

    say("A case at the step where four units fill their sheets ...")
    rows = [cast.indicator(f"B-{unit}", "S1", unit, "12", ("3", "3", "3", "3")) for unit in UNITS]
    ground = found("bench-save", [row | {"responsible": "ketua-sakip"} for row in rows], cast.NODES)
    case = cast.carry(start(ground, "setwan-pengumpulan", 1), until=7)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_upsert (id bigint PRIMARY KEY, value numeric(20, 4))")
    connections.close_all()  # each client opens its own
    rates: dict[str, list[float]] = {"save": [], "upsert": []}
    for number in range(ROUNDS):
        rates["save"].append(_together(_save, case.pk))
        with _unguarded():
            rates["upsert"].append(_together(_upsert, case.pk))
        say(f"Round {number + 1}: {rates['save'][-1]:.0f} saves/s, {rates['upsert'][-1]:.0f} plain upserts/s.")
    say(f"A bare statement on a table of two columns, for comparison: {_together(_bare, case.pk):.0f}/s.")
    return at_least("figure.save", rates["save"], FLOOR, SHARE, "plain upsert of the same cell", rates["upsert"])


@contextmanager
def _unguarded() -> Iterator[None]:
    """Set the guard aside that refuses a figure changed without a row of the trail: the peer writes none."""
    _guard("DISABLE")
    yield
    _guard("ENABLE")


def _guard(verb: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE performance_figure {verb} TRIGGER needs_trail")
    connection.close()  # the clients' connections are fresh ones


Count = Callable[[], None]


def _together(client: Callable[[int, str], Count], case_id: int) -> float:
    """Return how often a second all clients together did their work; each is a process with its own connection."""
    fresh = multiprocessing.get_context("spawn")  # a fork would inherit the renderer's threads as they stand
    ready, results = fresh.Barrier(len(UNITS)), fresh.Queue()
    processes = [
        fresh.Process(target=_client, args=(client, case_id, unit, ready, results), daemon=True) for unit in UNITS
    ]
    for process in processes:
        process.start()
    counts: Sequence[float] = [results.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    return sum(counts)


def _client(client: Callable[[int, str], Count], case_id: int, unit: str, ready: Any, results: Any) -> None:
    """One client: get ready, wait for the others, work until the time is over, tell the rate."""
    import django

    django.setup()
    from django.db import connections

    once = client(case_id, unit)
    once()
    ready.wait(timeout=60)
    begun, done = time.perf_counter(), 0
    while time.perf_counter() - begun < SECONDS:
        once()
        done += 1
    results.put(done / (time.perf_counter() - begun))
    connections.close_all()


def _save(case_id: int, unit: str) -> Count:
    """Return the saving of one cell of the unit's sheet, each time with another value."""
    from kinerja.performance.models import Figure as Realisation
    from kinerja.performance.models import Sheet
    from kinerja.performance.operations import Typed, save_sheet
    from kinerja.sop.models import Case
    from tests import cast

    case = Case.objects.get(pk=case_id)
    sheet = cast.the_sheet(case, unit)
    figure = Realisation.objects.get(sheet=sheet)
    by, at = cast.performer(cast.open_visit(case, 7, unit)), cast.later(case)
    assert isinstance(sheet, Sheet)
    state = {"seen": sheet.version, "value": int(figure.value or 0)}

    def once() -> None:
        state["value"] += 1
        typed = {figure.pk: Typed(str(state["value"]))}
        moment = at + timedelta(seconds=state["value"])
        state["seen"] = save_sheet(sheet_id=sheet.pk, seen=state["seen"], typed=typed, by=by, at=moment).version

    return once


def _upsert(case_id: int, unit: str) -> Count:
    """Return the plain upsert of the same cell: found and written by its key, nothing asked and nothing told."""
    from kinerja.performance.models import Figure as Realisation
    from kinerja.sop.models import Case
    from tests import cast

    figure = Realisation.objects.get(sheet=cast.the_sheet(Case.objects.get(pk=case_id), unit))
    state = {"value": int(figure.value or 0)}

    def once() -> None:
        state["value"] += 1
        Realisation.objects.update_or_create(pk=figure.pk, defaults={"value": state["value"]})

    return once


def _bare(case_id: int, unit: str) -> Count:
    """Return one statement on a table of two columns, committed by itself: what driver and server can do at all."""
    from django.db import connection

    key, state = UNITS.index(unit), {"value": 0}

    def once() -> None:
        state["value"] += 1
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bench_upsert (id, value) VALUES (%s, %s) "
                "ON CONFLICT (id) DO UPDATE SET value = excluded.value",
                [key, state["value"]],
            )

    return once
