"""Opening a step: one visit, or one per unit where its act fans out; those whose turn it is are told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from kinerja.core import procedure as rules
from kinerja.core.calendar import Calendar, deadline
from kinerja.people.acting import Acting
from kinerja.people.operations import Notice, tell_all
from kinerja.people.queries import calendar_of
from kinerja.sop.models import Case, Visit, of_unit
from kinerja.sop.policy import lanes_for, performers
from kinerja.sop.register import Part, Wish, act_of

DECISION_KEYS = frozenset({"answer", "across", "target", "units", "indicators", "reason", "due_at", "reply"})


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment of the operation, who does it, and the agency's calendar."""

    calendar: Calendar
    by: Acting
    at: datetime


def clock_of(case: Case, by: Acting, at: datetime) -> Clock:
    """Return the clock by which steps of a case open."""
    return Clock(calendar_of(case.agency), by, at)


@dataclass(frozen=True, slots=True)
class Return:
    """By which visit a step is visited again, and what the decider asks for."""

    by: Visit
    wish: Wish


@dataclass(frozen=True, slots=True)
class Course:
    """How often each step was visited so far, by step and unit, and which steps are open."""

    visits: Counter[tuple[int, int | None]]
    still_open: frozenset[int]


def course_of(case: Case) -> Course:
    """Return how far a locked case has come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT step, unit_id, ended_at IS NULL FROM sop_visit WHERE case_id = %s", [case.pk])
        rows = cursor.fetchall()
    return Course(
        visits=Counter((step, unit_id) for step, unit_id, _ in rows),
        still_open=frozenset(step for step, _, is_open in rows if is_open),
    )


def open_step(case: Case, step: rules.Step, *, so_far: Course, clock: Clock, back: Return | None = None) -> list[Visit]:
    """Open a step: one visit, or one per unit where its act fans out; tell those whose turn it is."""
    act = act_of(step)
    units, scope = (back.wish.units, back.wish.scope) if back else ((), ())
    shares = act.parts(case, step, clock.at, units, scope)
    parts: Sequence[Part | None] = [None] if shares is None else shares
    due_at = back.wish.due_at if back else deadline(clock.at, step.time.amount, step.time.unit, clock.calendar)
    visits = Visit.objects.bulk_create(
        Visit(
            agency_id=case.agency_id,
            case=case,
            step=step.no,
            number=so_far.visits[step.no, part.unit_id if part else None] + 1,
            unit_id=part.unit_id if part else None,
            standard_minutes=step.time.minutes(clock.calendar.ordinary_day_minutes),
            due_at=due_at,
            opened_at=clock.at,
            entry=_last_entry(case, step, part) if back else {},
            reason=back.wish.reason if back else "",
            scope=list(part.scope) if part else list(scope),
            returned_by=back.by if back else None,
        )
        for part in parts
    )
    for visit in visits:
        act.opened(visit, clock.by, clock.at)
    lanes = lanes_for(case, clock.at)
    text = f"{'Dikembalikan' if back else 'Giliran Anda'}: langkah {step.no} {case}. {step.text}."
    notices = [Notice(performers(visit, lanes), text, f"/langkah/{visit.pk}/") for visit in visits]
    tell_all(notices, agency_id=case.agency_id, at=clock.at)
    return visits


def _last_entry(case: Case, step: rules.Step, part: Part | None) -> dict[str, Any]:
    """Return what was typed at the visit before, so that nobody types a returned step anew; never its decision."""
    earlier = Visit.objects.filter(of_unit(part.unit_id if part else None), case=case, step=step.no)
    last = earlier.order_by("-number").first()
    if last is None:
        return {}
    return {key: value for key, value in last.entry.items() if key not in DECISION_KEYS}
