"""Changes to who: an agency is founded with everything that its procedures need; messages are left and read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import holidays
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from kinerja.audit import log
from kinerja.audit.log import Actor, Refused, operation
from kinerja.audit.tracked import created
from kinerja.people.acting import Acting
from kinerja.people.models import (
    Agency,
    Appointment,
    Capacity,
    DayOff,
    Government,
    LaneBinding,
    Message,
    Post,
    Ramadan,
    Team,
    TeamMember,
    Unit,
    User,
)

log.declare(
    {
        "agency.founded": "Perangkat daerah didaftarkan dengan unit, jabatan, tim, dan jalur pelaksananya",
        "message.read": "Pemberitahuan dibaca",
    }
)


@dataclass(frozen=True, slots=True)
class AgencyDescription:
    """What an agency's file says (`examples/demo/*.toml`): one mapping per kind of row, in the file's own words."""

    government: Mapping[str, Any]
    agency: Mapping[str, Any]
    units: tuple[Mapping[str, Any], ...]
    posts: tuple[Mapping[str, Any], ...]
    team: Mapping[str, Any]
    lanes: tuple[Mapping[str, Any], ...]
    calendar: Mapping[str, Any]


@operation
def found_agency(*, description: AgencyDescription, since: date, by: Actor, at: datetime) -> Agency:
    """Register an agency with its units, posts, holders, team, lanes and calendar. Raises Refused if it exists.

    Each post gets one holder whose name is the post's title: nobody's real name is made up.
    """
    government, _ = Government.objects.get_or_create(
        name=description.government["name"],
        defaults={key: description.government[key] for key in ("region", "seat", "zone")},
    )
    code = description.agency["code"]
    if Agency.objects.filter(code=code).exists():
        raise Refused(f"Perangkat daerah dengan kode {code} sudah terdaftar. Pakai kode lain.")
    agency = Agency.objects.create(government=government, **description.agency)
    units = _units(agency, description.units)
    posts = _posts(agency, units, description.posts, since)
    _team(agency, posts, description.team, since)
    _lanes(agency, units, posts, description.lanes)
    _calendar(agency, description.calendar)
    log.record(
        "agency.founded",
        subject=agency,
        by=by,
        at=at,
        changes=created(name=agency.name, units=list(units), posts=list(posts)),
    )
    return agency


def _units(agency: Agency, rows: Iterable[Mapping[str, Any]]) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    parents: dict[str, str] = {}
    for position, row in enumerate(rows, start=1):
        values = dict(row)
        parents[row["code"]] = values.pop("parent", "")
        units[row["code"]] = Unit(agency=agency, position=position, **values)
    Unit.objects.bulk_create(units.values())
    for code, unit in units.items():
        unit.parent = units.get(parents[code])
    Unit.objects.bulk_update(units.values(), ["parent"])
    return units


def _posts(
    agency: Agency, units: Mapping[str, Unit], rows: Iterable[Mapping[str, Any]], since: date
) -> dict[str, Post]:
    posts: dict[str, Post] = {}
    bosses: dict[str, str] = {}
    for position, row in enumerate(rows, start=1):
        values = dict(row)
        unit, bosses[row["code"]] = units[values.pop("unit")], values.pop("above", "")
        posts[row["code"]] = Post(agency=agency, unit=unit, position=position, **values)
    Post.objects.bulk_create(posts.values())
    for code, post in posts.items():
        post.above = posts.get(bosses[code])
    Post.objects.bulk_update(posts.values(), ["above"])
    users = User.objects.bulk_create(
        User(username=f"{agency.code}.{post.code}", name=post.title, password=make_password(None))
        for post in posts.values()
    )
    Appointment.objects.bulk_create(
        Appointment(agency=agency, user=user, post=post, capacity=Capacity.DEFINITIVE, validity=DateRange(since, None))
        for user, post in zip(users, posts.values(), strict=True)
    )
    return posts


def _team(agency: Agency, posts: Mapping[str, Post], row: Mapping[str, Any], since: date) -> None:
    team = Team.objects.create(
        agency=agency,
        code=row["code"],
        name=row["name"],
        decree=row.get("decree", ""),
        validity=DateRange(since, None),
    )
    TeamMember.objects.bulk_create(
        TeamMember(agency=agency, team=team, post=posts[code], role=role)
        for role, codes in row["members"].items()
        for code in codes
    )


def _lanes(
    agency: Agency, units: Mapping[str, Unit], posts: Mapping[str, Post], rows: Iterable[Mapping[str, Any]]
) -> None:
    """Bind each lane to the posts, the staff of units, or the team that the file names."""
    bound = []
    for row in rows:
        lane = {"agency": agency, "procedure": row["procedure"], "lane": row["lane"]}
        bound += [LaneBinding(**lane, post=posts[code]) for code in row.get("posts", ())]
        bound += [LaneBinding(**lane, unit=units[code]) for code in row.get("staff_of", ())]
        if "team" in row:
            bound.append(LaneBinding(**lane, team=row["team"], team_role=row.get("team_role", "")))
    LaneBinding.objects.bulk_create(bound)


def _calendar(agency: Agency, row: Mapping[str, Any]) -> None:
    """Lay down the days off: public holidays and joint leave of the library, and those that the file adds."""
    years = row["years"]
    found: dict[date, DayOff] = {}
    for category, joint in (("public", False), ("government", True)):
        for day, name in holidays.country_holidays("ID", years=years, language="id", categories=(category,)).items():
            if day not in found:
                found[day] = DayOff(
                    agency=agency,
                    day=day,
                    name=name,
                    is_joint_leave=joint,
                    is_estimated="perkiraan" in name.lower(),
                )
    for extra in row.get("days_off", ()):
        found[extra["day"]] = DayOff(
            agency=agency, day=extra["day"], name=extra["name"], is_joint_leave=extra.get("joint", False)
        )
    DayOff.objects.bulk_create(found.values())
    for start, end in row.get("ramadan", ()):
        Ramadan.objects.create(agency=agency, days=DateRange(start, end))


@dataclass(frozen=True, slots=True)
class Notice:
    """What some posts are told, with the page on which they can do something about it."""

    posts: Iterable[int]
    text: str
    path: str


def tell(*, agency_id: int, posts: Iterable[int], text: str, path: str, at: datetime) -> None:
    """Leave one message for each post in the outbox, within the running operation."""
    tell_all([Notice(posts, text, path)], agency_id=agency_id, at=at)


_TELL = """
    INSERT INTO people_message (version, agency_id, created_at, post_id, text, path)
    SELECT 1, %s, %s, told.* FROM unnest(%s::bigint[], %s::text[], %s::text[]) told
"""


def tell_all(notices: Iterable[Notice], *, agency_id: int, at: datetime) -> None:
    """Leave several notices in the outbox at once, each one message for each of its posts."""
    rows = [(post, notice.text, notice.path) for notice in notices for post in sorted(set(notice.posts))]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_TELL, [agency_id, at, *map(list, zip(*rows, strict=True))])


_SETTLE = """
    UPDATE people_message SET read_at = %s, version = version + 1
    WHERE agency_id = %s AND path = %s AND read_at IS NULL
"""


def settle(*, agency_id: int, path: str, at: datetime) -> None:
    """Take the messages about something that has ended off every desk, within the running operation."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [at, agency_id, path])


@operation
def acknowledge(*, message_ids: Iterable[int], by: Acting, at: datetime) -> None:
    """Mark messages of one's own post as read; others are left alone."""
    for message in Message.objects.select_for_update().filter(
        pk__in=list(message_ids), post=by.post, read_at__isnull=True
    ):
        changes = message.set(read_at=at)
        message.save(update_fields=changes.fields)
        log.record("message.read", subject=message, by=by, at=at, changes=changes)
