"""Times and turns: deadlines on the agency's calendar, waiting apart from work, two people at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from kinerja.audit.log import Refused, latest, verify
from kinerja.core.calendar import working_minutes
from kinerja.people.acting import Acting
from kinerja.people.models import Team
from kinerja.people.queries import calendar_of
from kinerja.performance.models import Cycle
from kinerja.sop.models import Case, Procedure, State, Visit
from kinerja.sop.operations import complete_step, start_case, take_up
from tests.cast import QUARTER, carry, do, entries_for, later, open_visit, performer

Cast = Callable[[str], Acting]


def wib(day: int, hour: int, minute: int = 0, month: int = 4) -> datetime:
    return datetime(2024, month, day, hour - 7, minute, tzinfo=UTC)


@pytest.fixture
def started(procedures: dict[str, Procedure], plan: object, acting: Cast) -> Callable[[datetime], Case]:
    def at(moment: datetime) -> Case:
        return start_case(
            procedure_id=procedures["setwan-pengumpulan"].pk,
            period=QUARTER,
            trigger="Kalender siklus",
            by=acting("sekwan"),
            at=moment,
        )

    return at


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        (wib(1, 9), wib(2, 15)),  # Ramadan: the next day ends at 15.00
        (wib(16, 9), wib(17, 16)),
        (wib(5, 9), wib(16, 16)),  # over the weekend and 8-15 April
        (wib(26, 9, month=4), wib(29, 16)),
    ],
)
def test_a_step_in_minutes_is_due_at_the_end_of_the_next_working_day(
    started: Callable[[datetime], Case], opened: datetime, due: datetime
) -> None:
    visit = open_visit(started(opened), 1)
    assert visit.rule.time.unit == "menit"
    assert visit.due_at == due


def test_a_step_in_days_is_due_at_the_same_clock_time_days_of_work_later(
    started: Callable[[datetime], Case],
) -> None:
    case = carry(started(wib(4, 9)), until=4)
    visit = open_visit(case, 4)  # three days
    assert visit.opened_at.date().isoformat() == "2024-04-04"
    assert visit.due_at.date().isoformat() == "2024-04-17"  # 5, 16, 17 April
    assert visit.due_at.timetz() == visit.opened_at.timetz()
    assert visit.standard_minutes == 3 * 450


def test_the_standard_time_is_the_sops_own(collecting: Case) -> None:
    carry(collecting)
    found = dict(Visit.objects.filter(case=collecting).values_list("step", "standard_minutes"))
    assert found == {1: 5, 2: 60, 3: 450, 4: 1350, 5: 120, 6: 5, 7: 450, 8: 120, 9: 30, 10: 90, 11: 30, 12: 15}


def test_waiting_and_work_are_told_apart(started: Callable[[datetime], Case], acting: Cast) -> None:
    case = started(wib(16, 9))
    visit, by = open_visit(case, 1), acting("sekwan")
    visit = take_up(visit_id=visit.pk, seen=visit.version, by=by, at=wib(16, 13, 30))
    entry = entries_for(visit)
    visit = complete_step(visit_id=visit.pk, seen=visit.version, entry=entry, by=by, at=wib(17, 8))
    calendar = calendar_of(case.agency)
    assert visit.taken_up_at is not None
    assert visit.ended_at is not None
    assert working_minutes(visit.opened_at, visit.taken_up_at, calendar) == 180 + 30  # lunch does not count
    assert working_minutes(visit.taken_up_at, visit.ended_at, calendar) == 150 + 30


def test_the_first_post_of_its_performer_takes_a_step_up(started: Callable[[datetime], Case], acting: Cast) -> None:
    case = started(wib(16, 9))
    visit = open_visit(case, 1)
    visit = complete_step(
        visit_id=visit.pk, seen=visit.version, entry=entries_for(visit), by=acting("sekwan"), at=wib(16, 10)
    )
    assert visit.taken_up_at == visit.ended_at == wib(16, 10)
    assert open_visit(case, 2).opened_at == wib(16, 10)


def test_each_unit_is_timed_from_its_own_receipt(collecting: Case) -> None:
    carry(collecting, until=7)
    do(open_visit(collecting, 7, "jf-persidangan"))
    taken = {
        visit.unit.code: visit.taken_up_at  # type: ignore[union-attr]
        for visit in Visit.objects.filter(case=collecting, step=7)
    }
    assert taken["jf-persidangan"] is not None
    assert taken["subbag-keuangan"] is None


def test_early_in_the_morning_it_is_already_the_day_of_the_agency(
    started: Callable[[datetime], Case], acting: Cast
) -> None:
    case = carry(started(wib(1, 9)), until=3)
    Team.objects.update(validity=DateRange(date(2024, 4, 16), None))
    visit = open_visit(case, 3)
    early = datetime(2024, 4, 15, 23, 45, tzinfo=UTC)  # 06.45 WIB on 16 April
    visit = take_up(visit_id=visit.pk, seen=visit.version, by=acting("ketua-sakip"), at=early)
    assert visit.state == State.TAKEN


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_does_the_step_and_the_other_is_told(collecting: Case, acting: Cast) -> None:
    carry(collecting, until=3)
    visit = open_visit(collecting, 3)
    entry, at, seen = entries_for(visit), later(collecting), visit.version
    people = [acting("ketua-sakip"), acting("anggota-sakip")]

    def press(by: Acting) -> str:
        try:
            complete_step(visit_id=visit.pk, seen=seen, entry=entry, by=by, at=at)
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(press, people, timeout=30))
    assert told[0] == ""
    assert told[1].startswith("Langkah 3 sudah diselesaikan oleh ")
    assert Visit.objects.filter(case=collecting, step=4).count() == 1
    assert verify(collecting.agency_id) == []
    assert [line.name for line in latest(collecting.agency_id)].count("operation.refused") == 1


@pytest.mark.django_db(transaction=True)
def test_two_units_that_hand_in_at_once_open_the_recap_once(collecting: Case) -> None:
    carry(collecting, until=7)
    do(open_visit(collecting, 7, "jf-pengawasan"))
    visits = [open_visit(collecting, 7, unit) for unit in ("jf-persidangan", "subbag-keuangan")]

    def press(visit: Visit) -> None:
        try:
            do(visit)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(press, visits, timeout=30))
    assert open_visit(collecting, 8).number == 1
    assert performer(open_visit(collecting, 8)).title == "Ketua Tim SAKIP"
    assert verify(collecting.agency_id) == []


@pytest.mark.django_db(transaction=True)
def test_two_procedures_ordered_at_once_open_one_cycle(collecting: Case, measuring: Case) -> None:
    def press(case: Case) -> None:
        try:
            do(open_visit(case, 1))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(press, [collecting, measuring], timeout=30))
    assert Cycle.objects.count() == 1
    assert verify(collecting.agency_id) == []
