"""How an operation locks what it changes: the case first, then the visit, in one statement."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from kinerja.people.acting import Acting
from kinerja.sop.models import Case, State, Visit
from kinerja.sop.operations import lock_case, prepare_step, take_up
from tests.cast import later, open_visit

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"


def wait_for_somebody(to_wait: Future[Visit]) -> None:
    """Return once another connection waits for a lock that this one holds."""
    with connection.cursor() as cursor:
        while not cursor.execute(WAITING).fetchone()[0]:
            assert not to_wait.done()


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_for_a_case_holds_none_of_its_visits_and_sees_it_as_it_was_left(
    collecting: Case, acting: Callable[[str], Acting]
) -> None:
    visit, by, at = open_visit(collecting, 1), acting("sekwan"), later(collecting)

    def press() -> Visit:
        try:
            return prepare_step(visit_id=visit.pk, seen=2, entry={"nature": "Segera"}, by=by, at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock_case(collecting.pk)
            pressed = pool.submit(press)
            wait_for_somebody(pressed)
            assert Visit.objects.select_for_update(nowait=True).get(pk=visit.pk).state == State.OPEN
            take_up(visit_id=visit.pk, seen=1, by=by, at=at)
        assert pressed.result(timeout=30).state == State.TAKEN
    visit.refresh_from_db()
    assert (visit.version, visit.entry) == (3, {"nature": "Segera"})
