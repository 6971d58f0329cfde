"""Who: one holder at a time, titles with Plt. and Plh., lanes, the calendar, messages."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from kinerja.audit.log import Refused, latest, operation, trail_of
from kinerja.core.calendar import Zone, working_minutes
from kinerja.people.acting import Acting, System, roles_of
from kinerja.people.models import Agency, Appointment, Capacity, DayOff, LaneBinding, Message, Post, Unit, User
from kinerja.people.operations import acknowledge, found_agency, tell
from kinerja.people.queries import calendar_of, day_at, holder_title, lanes_of, unread
from tests.cast import NOW, SINCE, describe

Cast = Callable[[str], Acting]


def appoint(post: Post, since: date, until: date | None, capacity: Capacity, name: str = "pengganti") -> Appointment:
    user, _ = User.objects.get_or_create(username=name, defaults={"name": name})
    return Appointment.objects.create(
        agency_id=post.agency_id, user=user, post=post, capacity=capacity, validity=DateRange(since, until)
    )


def codes(posts: frozenset[int]) -> set[str]:
    return set(Post.objects.filter(pk__in=posts).values_list("code", flat=True))


# --- appointments


def test_two_people_cannot_hold_one_post_in_the_same_capacity_at_once(acting: Cast) -> None:
    post = acting("kabag-umum").post
    with pytest.raises(IntegrityError, match="one_holder_per_post_and_capacity"), transaction.atomic():
        appoint(post, date(2024, 5, 1), date(2024, 6, 1), Capacity.DEFINITIVE)
    assert Appointment.objects.filter(post=post).count() == 1


def test_the_day_on_which_one_ends_is_the_first_of_the_next(acting: Cast) -> None:
    held = acting("kabag-umum").appointment
    Appointment.objects.filter(pk=held.pk).update(validity=DateRange(SINCE, date(2024, 5, 1)))
    appoint(held.post, date(2024, 5, 1), None, Capacity.DEFINITIVE)
    assert Appointment.objects.filter(post=held.post, validity__contains=date(2024, 5, 1)).count() == 1


def test_an_acting_holder_stands_beside_the_absent_one_and_signs_as_such(acting: Cast) -> None:
    post = acting("sekwan").post
    plh = appoint(post, date(2024, 4, 1), date(2024, 4, 8), Capacity.DAILY)
    assert plh.title == "Plh. Sekretaris DPRD"
    assert [role.title for role in roles_of(plh.user, date(2024, 4, 7))] == ["Plh. Sekretaris DPRD"]
    assert roles_of(plh.user, date(2024, 4, 8)) == []


@pytest.mark.parametrize(
    ("capacity", "title"),
    [(Capacity.ACTING, "Plt. Sekretaris DPRD"), (Capacity.DAILY, "Plh. Sekretaris DPRD")],
)
def test_a_paper_names_the_post_with_plt_or_plh_while_nobody_definitive_holds_it(
    acting: Cast, capacity: Capacity, title: str
) -> None:
    held = acting("sekwan").appointment
    assert holder_title(held.post, date(2024, 4, 1)) == "Sekretaris DPRD"
    Appointment.objects.filter(pk=held.pk).update(validity=DateRange(SINCE, date(2024, 4, 1)))
    appoint(held.post, date(2024, 4, 1), None, capacity)
    assert holder_title(held.post, date(2024, 4, 1)) == title


def test_one_person_with_two_posts_has_two_roles(acting: Cast) -> None:
    by = acting("kabag-umum")
    Appointment.objects.create(
        agency_id=by.agency_id,
        user=by.user,
        post=acting("sekwan").post,
        capacity=Capacity.DAILY,
        validity=DateRange(date(2024, 4, 1), date(2024, 4, 8)),
    )
    titles = [role.title for role in roles_of(by.user, date(2024, 4, 2))]
    assert titles == ["Plh. Sekretaris DPRD", "Kepala Bagian Umum dan Keuangan"]


def test_the_same_agency_is_founded_once(setwan: Agency) -> None:
    with pytest.raises(Refused, match="sudah terdaftar"):
        found_agency(description=describe(), since=SINCE, by=System(setwan.pk), at=NOW)
    assert Agency.objects.count() == 1
    assert latest(setwan.pk, count=1)[0].refusal.startswith("Perangkat daerah")


def test_nobody_of_the_cast_has_a_password(setwan: Agency) -> None:
    assert User.objects.count() == len(describe().posts)
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert {user.name for user in User.objects.all()} == {post["title"] for post in describe().posts}


# --- lanes


def test_lanes_hold_posts_and_teams(setwan: Agency) -> None:
    lanes = lanes_of(agency_id=setwan.pk, procedure="setwan-pengumpulan", on=SINCE)
    assert codes(lanes.of("Kasubag/JF")) == {"kasubag-keuangan", "jf-persidangan", "jf-pengawasan"}
    assert codes(lanes.of("Tim SAKIP")) == {"ketua-sakip", "sekretaris-sakip", "anggota-sakip"}
    assert codes(lanes.of("Sekretaris DPRD", "Kepala Bagian")) == {"sekwan", "kabag-umum"}
    assert lanes.of("Tidak ada") == frozenset()


def test_a_team_before_its_decree_opens_no_lane(setwan: Agency) -> None:
    lanes = lanes_of(agency_id=setwan.pk, procedure="setwan-pengumpulan", on=SINCE - timedelta(days=1))
    assert lanes.of("Tim SAKIP") == frozenset()
    assert lanes.of("Kepala Bagian") != frozenset()


def test_a_lane_may_be_the_staff_of_a_unit_or_one_role_of_a_team(setwan: Agency) -> None:
    unit = Unit.objects.get(agency=setwan, code="subbag-keuangan")
    lane = {"agency": setwan, "procedure": "p"}
    LaneBinding.objects.create(**lane, lane="Staf", unit=unit)
    LaneBinding.objects.create(**lane, lane="Ketua", team="sakip", team_role="ketua")
    lanes = lanes_of(agency_id=setwan.pk, procedure="p", on=SINCE)
    assert codes(lanes.of("Staf")) == {"staf-keuangan"}  # not its head
    assert codes(lanes.of("Ketua")) == {"ketua-sakip"}


def test_a_lane_is_bound_to_exactly_one_kind_of_holder(setwan: Agency, acting: Cast) -> None:
    lane = {"agency": setwan, "procedure": "p", "lane": "L"}
    with pytest.raises(IntegrityError, match="lane_has_exactly_one_holder"), transaction.atomic():
        LaneBinding.objects.create(**lane, post=acting("sekwan").post, team="sakip")
    with pytest.raises(IntegrityError, match="lane_has_exactly_one_holder"), transaction.atomic():
        LaneBinding.objects.create(**lane)


# --- the calendar


def test_nobody_works_from_8_to_15_april_2024(setwan: Agency) -> None:
    calendar = calendar_of(setwan)
    free = [day for day in range(1, 31) if not calendar.is_working_day(date(2024, 4, day))]
    assert free == [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 20, 21, 27, 28]
    joint = DayOff.objects.filter(agency=setwan, is_joint_leave=True, day__month=4).values_list("day__day", flat=True)
    assert set(joint) == {8, 9, 12, 15}
    assert calendar.why_off(date(2024, 4, 15)) == "Cuti bersama Idulfitri 1445 H"


def test_a_day_of_ramadan_is_shorter(setwan: Agency) -> None:
    calendar = calendar_of(setwan)

    def worked(day: date) -> int:
        start = datetime(day.year, day.month, day.day, tzinfo=Zone.WIB.tzinfo)
        return working_minutes(start, start + timedelta(days=1), calendar)

    assert worked(date(2024, 3, 6)) == 450
    assert worked(date(2024, 3, 13)) == 390
    assert worked(date(2024, 3, 15)) == 390  # a Friday: a longer break, a later end
    assert worked(date(2024, 4, 16)) == 450


def test_the_day_is_that_of_the_agency_not_that_of_greenwich(setwan: Agency) -> None:
    early = datetime(2024, 3, 31, 23, 30, tzinfo=UTC)  # 06.30 WIB on 1 April
    assert day_at(setwan, early) == date(2024, 4, 1)
    setwan.government.zone = Zone.WIT
    assert day_at(setwan, datetime(2024, 4, 1, 14, 59, tzinfo=UTC)) == date(2024, 4, 1)
    assert day_at(setwan, datetime(2024, 4, 1, 15, 0, tzinfo=UTC)) == date(2024, 4, 2)


# --- messages


def leave(agency: Agency, *posts: int) -> None:
    @operation
    def leaving(*, by: System, at: datetime) -> None:
        tell(agency_id=agency.pk, posts=posts, text="Giliran Anda.", path="/langkah/1/", at=at)

    leaving(by=System(agency.pk), at=NOW)


def test_a_message_waits_for_each_post_once(setwan: Agency, acting: Cast) -> None:
    one, two = acting("sekwan").post_id, acting("kabag-umum").post_id
    leave(setwan, one, two, one)  # type: ignore[arg-type]
    assert len(unread(one)) == len(unread(two)) == 1  # type: ignore[arg-type]
    assert unread(acting("staf-arsip").post_id) == []  # type: ignore[arg-type]


def test_one_acknowledges_only_ones_own_messages(setwan: Agency, acting: Cast) -> None:
    mine, other = acting("sekwan"), acting("kabag-umum")
    leave(setwan, mine.post_id, other.post_id)  # type: ignore[arg-type]
    acknowledge(message_ids=[message.pk for message in Message.objects.all()], by=mine, at=NOW)
    assert unread(mine.post_id) == []  # type: ignore[arg-type]
    assert len(unread(other.post_id)) == 1  # type: ignore[arg-type]
    read = Message.objects.get(post_id=mine.post_id)
    assert (read.read_at, trail_of(read)[-1].name) == (NOW, "message.read")
