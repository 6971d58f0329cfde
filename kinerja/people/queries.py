"""Questions about who: which posts stand in a lane, who holds a post, which calendar an agency keeps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from kinerja.audit.log import once
from kinerja.core.calendar import OFFICE_WEEK, RAMADAN_WEEK, Calendar, Zone
from kinerja.people.models import (
    Agency,
    Capacity,
    Message,
    Post,
    TeamMember,
    TeamRole,
)


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lanes of one procedure at one agency on one day: lane name to the keys of the posts that stand in it.

    `units` has the unit of each of these posts.
    """

    posts: dict[str, frozenset[int]]
    units: dict[int, int]

    def of(self, *names: str) -> frozenset[int]:
        """Return the posts that stand in any of the lanes."""
        return frozenset().union(*(self.posts.get(name, frozenset()) for name in names))


def lanes_of(*, agency_id: int, procedure: str, on: date) -> Lanes:
    """Return who stands in each lane of a procedure on a day. A unit's row opens the lane to its staff only."""
    return once(("lanes", agency_id, procedure, on), lambda: _lanes(agency_id, procedure, on))


# A lane is held by a post, by the staff of a unit, or by the team in force on the day (or one role in it).
_LANES = """
    SELECT bound.lane, holder.id, holder.unit_id
    FROM people_lanebinding bound
    LEFT JOIN people_post staff ON staff.unit_id = bound.unit_id AND NOT staff.heads_unit
    LEFT JOIN people_team team
        ON team.agency_id = bound.agency_id AND team.code = bound.team AND team.validity @> %(on)s::date
    LEFT JOIN people_teammember member
        ON member.team_id = team.id AND bound.team_role IN ('', member.role)
    LEFT JOIN people_post holder ON holder.id = coalesce(bound.post_id, staff.id, member.post_id)
    WHERE bound.agency_id = %(agency)s AND bound.procedure = %(procedure)s
"""


def _lanes(agency_id: int, procedure: str, on: date) -> Lanes:
    posts: dict[str, set[int]] = {}
    units: dict[int, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_LANES, {"agency": agency_id, "procedure": procedure, "on": on})
        for lane, post_id, unit_id in cursor.fetchall():
            held = posts.setdefault(lane, set())
            if post_id is not None:
                held.add(post_id)
                units[post_id] = unit_id
    return Lanes({lane: frozenset(held) for lane, held in posts.items()}, units)


def day_at(agency: Agency, at: datetime) -> date:
    """Return which day a moment falls on where the agency is: early in its morning UTC still has yesterday."""
    return at.astimezone(Zone(agency.government.zone).tzinfo).date()


def calendar_of(agency: Agency) -> Calendar:
    """Return the working calendar of an agency as the pure calendar of core."""
    return once(("calendar", agency.pk), lambda: _calendar(agency))


# Days off by name; Ramadan, without a name, by its first and last day.
_CALENDAR = """
    SELECT name, day, day FROM people_dayoff WHERE agency_id = %(agency)s
    UNION ALL
    SELECT NULL, lower(days), upper(days) - 1 FROM people_ramadan WHERE agency_id = %(agency)s
"""


def _calendar(agency: Agency) -> Calendar:
    with connection.cursor() as cursor:
        cursor.execute(_CALENDAR, {"agency": agency.pk})
        rows = cursor.fetchall()
    return Calendar(
        zone=Zone(agency.government.zone),
        week=OFFICE_WEEK,
        ramadan=tuple((first, last) for name, first, last in rows if name is None),
        ramadan_week=RAMADAN_WEEK,
        days_off={day: name for name, day, _ in rows if name is not None},
    )


def holder_title(post: Post, on: date) -> str:
    """Return how a paper names the post on that day: with Plt. or Plh. where nobody definitive holds it."""
    holders = once(("substituted", post.agency_id), lambda: _substituted(post.agency_id)).get(post.pk, ())
    held = {capacity for capacity, validity in holders if on in validity}
    if Capacity.DEFINITIVE in held or not held:
        return post.title
    return f"{Capacity.ACTING.label if Capacity.ACTING in held else Capacity.DAILY.label} {post.title}"


_SUBSTITUTED = """
    SELECT post_id, capacity, validity FROM people_appointment
    WHERE post_id IN (
        SELECT post_id FROM people_appointment WHERE agency_id = %(agency)s AND capacity <> %(definitive)s)
"""


def _substituted(agency_id: int) -> dict[int, list[tuple[str, DateRange]]]:
    """Return the capacities and days in which posts were held that ever had a Plt. or Plh.; few are."""
    holders: dict[int, list[tuple[str, DateRange]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SUBSTITUTED, {"agency": agency_id, "definitive": Capacity.DEFINITIVE.value})
        for post_id, capacity, validity in cursor.fetchall():
            holders.setdefault(post_id, []).append((capacity, validity))
    return holders


def head_of_agency(agency_id: int) -> Post:
    """Return the post that heads the agency."""
    return once(("head of agency", agency_id), lambda: Post.objects.get(agency_id=agency_id, heads_agency=True))


def units_of(post_ids: frozenset[int]) -> dict[int, int]:
    """Return the unit of each of these posts."""
    return once(
        ("units of posts", post_ids),
        lambda: dict(Post.objects.filter(pk__in=post_ids).values_list("pk", "unit_id")),
    )


def team_heads(agency_id: int, on: date) -> frozenset[int]:
    """Return the posts that chair the teams of an agency in force on a day, such as Tim SAKIP."""
    chairs = TeamMember.objects.filter(agency_id=agency_id, team__validity__contains=on, role=TeamRole.CHAIR)
    return frozenset(chairs.values_list("post_id", flat=True))


def team_members(agency_id: int, on: date) -> frozenset[int]:
    """Return the posts in the teams of an agency in force on a day, such as Tim SAKIP, in whatever role."""
    members = TeamMember.objects.filter(agency_id=agency_id, team__validity__contains=on)
    return frozenset(members.values_list("post_id", flat=True))


def titles(post_ids: Iterable[int]) -> list[str]:
    """Return the titles of posts, in the order of their rank."""
    return list(Post.objects.filter(pk__in=set(post_ids)).order_by("position", "pk").values_list("title", flat=True))


def unread(post_id: int) -> list[Message]:
    """Return what a post has not yet acknowledged, newest first."""
    return list(Message.objects.filter(Q(post_id=post_id, read_at__isnull=True)).order_by("-created_at", "-pk")[:20])
