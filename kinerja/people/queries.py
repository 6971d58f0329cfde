"""Questions about who: which posts stand in a lane, who holds a post, which calendar an agency keeps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from kinerja.audit.log import once
from kinerja.core.calendar import OFFICE_WEEK, RAMADAN_WEEK, Calendar, Zone
from kinerja.people.models import (
    Agency,
    Appointment,
    Capacity,
    DayOff,
    LaneBinding,
    Message,
    Post,
    Ramadan,
    TeamMember,
)


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lanes of one procedure at one agency on one day: lane name to the keys of the posts that stand in it."""

    posts: dict[str, frozenset[int]]

    def of(self, *names: str) -> frozenset[int]:
        """Return the posts that stand in any of the lanes."""
        return frozenset().union(*(self.posts.get(name, frozenset()) for name in names))


def lanes_of(*, agency_id: int, procedure: str, on: date) -> Lanes:
    """Return who stands in each lane of a procedure on a day. A unit's row opens the lane to its staff only."""
    return once(("lanes", agency_id, procedure, on), lambda: _lanes(agency_id, procedure, on))


def _lanes(agency_id: int, procedure: str, on: date) -> Lanes:
    posts: dict[str, set[int]] = {}
    bindings = list(LaneBinding.objects.filter(agency_id=agency_id, procedure=procedure))
    units = {binding.unit_id for binding in bindings if binding.unit_id}
    staff: dict[int, set[int]] = {}
    for post_id, unit_id in Post.objects.filter(unit_id__in=units, heads_unit=False).values_list("pk", "unit_id"):
        staff.setdefault(unit_id, set()).add(post_id)
    members = list(
        TeamMember.objects.filter(agency_id=agency_id, team__validity__contains=on).values_list(
            "team__code", "role", "post_id"
        )
    )
    for binding in bindings:
        lane = posts.setdefault(binding.lane, set())
        if binding.post_id:
            lane.add(binding.post_id)
        elif binding.unit_id:
            lane |= staff.get(binding.unit_id, set())
        else:
            lane |= {
                post_id for team, role, post_id in members if team == binding.team and binding.team_role in ("", role)
            }
    return Lanes({lane: frozenset(held) for lane, held in posts.items()})


def day_at(agency: Agency, at: datetime) -> date:
    """Return which day a moment falls on where the agency is: early in its morning UTC still has yesterday."""
    return at.astimezone(Zone(agency.government.zone).tzinfo).date()


def calendar_of(agency: Agency) -> Calendar:
    """Return the working calendar of an agency as the pure calendar of core."""
    return once(("calendar", agency.pk), lambda: _calendar(agency))


def _calendar(agency: Agency) -> Calendar:
    return Calendar(
        zone=Zone(agency.government.zone),
        week=OFFICE_WEEK,
        ramadan=tuple(
            (days.lower, days.upper - timedelta(days=1))
            for days in Ramadan.objects.filter(agency=agency).values_list("days", flat=True)
        ),
        ramadan_week=RAMADAN_WEEK,
        days_off=dict(DayOff.objects.filter(agency=agency).values_list("day", "name")),
    )


def holder_title(post: Post, on: date) -> str:
    """Return how a paper names the post on that day: with Plt. or Plh. where nobody definitive holds it."""
    held = set(Appointment.objects.filter(post=post, validity__contains=on).values_list("capacity", flat=True))
    if Capacity.DEFINITIVE in held or not held:
        return post.title
    return f"{Capacity.ACTING.label if Capacity.ACTING in held else Capacity.DAILY.label} {post.title}"


def head_of_agency(agency_id: int) -> Post:
    """Return the post that heads the agency."""
    return Post.objects.get(agency_id=agency_id, heads_agency=True)


def titles(post_ids: Iterable[int]) -> list[str]:
    """Return the titles of posts, in the order of their rank."""
    return list(Post.objects.filter(pk__in=set(post_ids)).order_by("position", "pk").values_list("title", flat=True))


def unread(post_id: int) -> list[Message]:
    """Return what a post has not yet acknowledged, newest first."""
    return list(Message.objects.filter(Q(post_id=post_id, read_at__isnull=True)).order_by("-created_at", "-pk")[:20])
