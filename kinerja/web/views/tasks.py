"""Tugas saya: what waits for the post that acts, most urgent first, and what it waits for."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from kinerja.audit.log import Refused
from kinerja.core.calendar import Calendar
from kinerja.people.operations import acknowledge
from kinerja.people.queries import calendar_of, day_at, unread
from kinerja.performance.follow_up import open_follow_ups
from kinerja.performance.models import Correction, RevisionRequest
from kinerja.performance.queries import corrections_for, open_requests
from kinerja.performance.revising import request_path
from kinerja.sop.models import MeetingTask, Visit
from kinerja.sop.operations import finish_meeting_task
from kinerja.sop.queries import TaskRow, Turns, turns_of
from kinerja.web import clock
from kinerja.web.acting import SignedInRequest, acting_required
from kinerja.web.follow_up_rows import action_line
from kinerja.web.parts import Badge, Tile
from kinerja.web.running import IN_TIME, LATE, SOON, remaining, urgency, visit_badge


@dataclass(frozen=True, slots=True)
class Task:
    """A step that waits for this post, or elsewhere."""

    url: str
    no: int
    text: str
    case: str
    period: str
    post: str
    unit: str
    due_at: datetime
    late: bool
    state: Badge
    remaining: str
    returned: str
    role: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """A task from a meeting."""

    key: int
    text: str
    case: str
    due_on: date
    state: Badge


@dataclass(frozen=True, slots=True)
class Passing:
    """An order whose lembar disposisi waits for this post's paraf."""

    url: str
    text: str
    case: str
    ordered_by: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Mending:
    """A correction of figures that this post's unit has to make."""

    url: str
    name: str
    asked_by: str
    reason: str
    only: str
    due_at: datetime
    late: bool
    state: Badge


@dataclass(frozen=True, slots=True)
class Request:
    """A unit's wish to revise locked figures, waiting for this post's answer."""

    url: str
    name: str
    asked_by: str
    reason: str
    only: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """A message not yet read."""

    key: int
    text: str
    path: str
    at: datetime


@require_safe
@acting_required
def index(request: SignedInRequest) -> HttpResponse:
    """Show what waits for the post."""
    at = clock.now()
    calendar = calendar_of(request.acting.agency)
    turns = turns_of(request.acting, at)
    today = day_at(request.acting.agency, at)
    tasks = [_task(row, calendar, at) for row in turns.mine]
    corrections = [_mending(row, calendar, at) for row in corrections_for(request.acting.post)]
    requests = [
        _request(row) for row, posts in open_requests(request.acting.agency_id, at) if request.acting.post_id in posts
    ]
    context = {
        "tiles": _tiles([task.state for task in tasks] + [row.state for row in corrections], turns),
        "tasks": tasks,
        "corrections": corrections,
        "requests": requests,
        "orders": [_passing(visit) for visit in turns.initials],
        "waiting": [_task(row, calendar, at, elsewhere=True) for row in turns.elsewhere],
        "actions": [
            action_line(row)
            for row in open_follow_ups(agency_id=request.acting.agency_id, on=today, post_id=request.acting.post_id)
        ],
        "decisions": [_decision(row, today) for row in turns.meeting],
        "notices": [Notice(row.pk, row.text, row.path, row.created_at) for row in unread(request.acting.post.pk)],
    }
    return render(request, "pages/tasks.html", context)


def _task(row: TaskRow, calendar: Calendar, at: datetime, *, elsewhere: bool = False) -> Task:
    visit = row.visit
    role = "Menunggu jawaban Anda" if row.receives else "Anda membantu menyiapkan" if row.helps else ""
    state = visit_badge(visit) if elsewhere else urgency(visit.due_at, calendar, at)
    return Task(
        url=reverse("step", args=[visit.pk]),
        no=visit.step,
        text=row.step.text,
        case=visit.case.spec.name,
        period=visit.case.calendar_period.label,
        post=" / ".join(row.who) or row.step.performer,
        unit=visit.unit.name if visit.unit else "",
        due_at=visit.due_at,
        late=row.times.late,
        state=LATE if row.times.late else state,
        remaining=remaining(visit, calendar, at),
        returned=visit.reason,
        role="" if elsewhere else role,
        since=visit.handed_at or visit.opened_at,
    )


def _passing(visit: Visit) -> Passing:
    return Passing(
        url=f"{reverse('step', args=[visit.pk])}#paraf",
        text=str(visit.entry.get("instruction") or visit.rule.text),
        case=str(visit.case),
        ordered_by=visit.ended_by.title if visit.ended_by else visit.rule.performer,
        since=visit.ended_at or visit.opened_at,
    )


def _asker(row: Correction) -> str:
    if row.request is None:
        return str(row.visit.case)
    return f"{row.request.asked_by.title}, revisi diizinkan"


def _mending(row: Correction, calendar: Calendar, at: datetime) -> Mending:
    return Mending(
        url=reverse("sheet", args=[row.sheet_id]),
        name=f"{row.sheet}, {row.sheet.cycle.calendar_period.label}",
        asked_by=_asker(row),
        reason=row.reason,
        only=", ".join(row.scope),
        due_at=row.due_at,
        late=at > row.due_at,
        state=urgency(row.due_at, calendar, at),
    )


def _request(row: RevisionRequest) -> Request:
    return Request(
        url=request_path(row),
        name=f"{row.sheet}, {row.sheet.cycle.calendar_period.label}",
        asked_by=row.asked_by.title,
        reason=row.reason,
        only=", ".join(row.scope),
        since=row.asked_at,
    )


def _decision(row: MeetingTask, today: date) -> Decision:
    state = LATE if row.due_on < today else SOON if row.due_on == today else IN_TIME
    return Decision(row.pk, row.text, str(row.case), row.due_on, state)


def _tiles(states: list[Badge], turns: Turns) -> list[Tile]:
    late = sum(state is LATE for state in states)
    soon = sum(state is SOON for state in states)
    return [
        Tile("Terlambat", str(late)),
        Tile("Segera", str(soon)),
        Tile("Sesuai waktu", str(len(states) - late - soon)),
        Tile("Di meja lain", str(len(turns.elsewhere))),
    ]


@require_POST
@acting_required
def finish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tick off a task from a meeting."""
    task = get_object_or_404(MeetingTask.objects.filter(agency_id=request.acting.agency_id), pk=pk)
    try:
        finish_meeting_task(task_id=task.pk, by=request.acting, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Tugas dari rapat ditandai selesai.")
    return redirect("tasks")


@require_POST
@acting_required
def read(request: SignedInRequest) -> HttpResponse:
    """Mark messages as read: the chosen one, or all that the page showed."""
    keys = [int(key) for key in request.POST.getlist("message") if key.isdecimal() and len(key) < 19]
    acknowledge(message_ids=keys, by=request.acting, at=clock.now())
    messages.success(request, "Pemberitahuan ditandai sudah dibaca.")
    return redirect("tasks")
