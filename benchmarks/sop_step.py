"""sop.step: how long the server needs to complete one step, its papers' content frozen, their PDF not yet made.

Two procedures are carried from order to archive for four quarters. Timed is the operation that ends the visit, with
its trail and its commit. The PDFs, which production makes right after the commit, are made after the clock stopped.
The peer is a plain transaction, committed as durably, that inserts as many rows as the step did.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

from benchmarks.figures import Figure, at_most, timed
from benchmarks.ground import Ground, Say, found, start

LIMIT = 10.0  # milliseconds


def run(say: Say) -> Figure:
    """Return the median time of completing a step."""
    from tests import cast

    say("An agency with four units, two procedures, four quarters ...")
    ground = found("bench-step", cast.INDICATORS, cast.NODES)
    walk = _Walk()
    for quarter in (1, 2, 3, 4):
        for procedure in ("setwan-pengumpulan", "setwan-pengukuran"):
            walk.case(start(ground, procedure, quarter))
        say(f"Quarter {quarter}: {len(walk.steps)} steps completed so far.")
    return at_most("sop.step", walk.steps, LIMIT, "plain transaction with as many rows inserted", walk.plain)


class _Walk:
    """Carries cases through and keeps the times of steps and of their plain peers."""

    def __init__(self) -> None:
        from django.db import connection

        self.steps: list[float] = []
        self.plain: list[float] = []
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench_plain (id bigserial PRIMARY KEY, said jsonb NOT NULL)")

    def case(self, case: Any) -> None:
        """Do every step of a case as its post would."""
        from kinerja.sop.models import Visit

        while True:
            visits = Visit.objects.filter(case=case, ended_at__isnull=True)
            visit = (
                visits.select_related("case__procedure", "case__agency__government")
                .order_by("step", "unit__position")
                .first()
            )
            if visit is None:
                return
            self._visit(visit)

    def _visit(self, visit: Any) -> None:
        """Take the visit up, supply what it lacks, and time what ends it."""
        from kinerja.performance.models import Sheet
        from kinerja.performance.operations import submit_sheet
        from kinerja.sop.models import State
        from kinerja.sop.operations import complete_step, receive_step, take_up
        from tests import cast

        by, at = cast.performer(visit), cast.later(visit.case)
        later = at + timedelta(minutes=20)
        if visit.rule.act == "isi":
            sheet = Sheet.objects.get(
                cycle__agency_id=visit.agency_id, cycle__period=visit.case.period, unit=visit.unit
            )
            _prove(sheet, by, at)
            sheet.refresh_from_db()
            typed = cast.typed_on(sheet)
            self._timed(partial(submit_sheet, sheet_id=sheet.pk, seen=sheet.version, typed=typed, by=by, at=later))
            return
        visit = take_up(visit_id=visit.pk, seen=visit.version, by=by, at=at)
        cast.supply(visit, by, at)
        visit = self._timed(
            partial(
                complete_step,
                visit_id=visit.pk,
                seen=visit.version,
                entry=cast.entries_for(visit),
                by=by,
                at=later,
            )
        )
        if visit.state == State.HANDED:
            answer = partial(receive_step, visit_id=visit.pk, seen=visit.version, entry=cast.REPLY)
            self._timed(partial(answer, by=cast.receiver(visit), at=later + timedelta(minutes=20)))

    def _timed(self, operation: Callable[[], Any]) -> Any:
        """Time one operation without what it leaves for after the commit, then that, then the peer."""
        from django.db import connection, transaction

        before = _rows()
        left: list[Callable[[], Any]] = []
        with patch.object(transaction, "on_commit", lambda work, **_: left.append(work)), timed(self.steps):
            answer = operation()
        rows = _rows() - before
        for work in left:
            work()
        said = '{"what": "' + "x" * 200 + '"}'
        with timed(self.plain), transaction.atomic(), connection.cursor() as cursor:
            for _ in range(rows):
                cursor.execute("INSERT INTO bench_plain (said) VALUES (%s)", [said])
        return answer


def _rows() -> int:
    """Return how many rows all tables of the application hold."""
    from django.apps import apps
    from django.db import connection

    tables = [model._meta.db_table for model in apps.get_models() if model.__module__.startswith("kinerja.")]
    counts = " + ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        found: int = cursor.fetchone()[0]
    return found


def _prove(sheet: Any, by: Any, at: Any) -> None:
    """Attach the evidence that the cards of a sheet ask for."""
    from kinerja.performance.models import Figure as Realisation
    from kinerja.performance.operations import add_evidence
    from tests import cast

    for figure in Realisation.objects.filter(sheet=sheet, card__evidence_required=True):
        add_evidence(figure_id=figure.pk, filename="bukti.pdf", data=cast.PDF, by=by, at=at)


__all__ = ["Ground", "run"]
