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
from kinerja.sop.models import MeetingTask
from kinerja.sop.operations import finish_meeting_task
from kinerja.sop.queries import TaskRow, Turns, turns_of
from kinerja.web import clock
from kinerja.web.acting import SignedInRequest, acting_required
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
    context = {
        "tiles": _tiles(tasks, turns),
        "tasks": tasks,
        "waiting": [_task(row, calendar, at, elsewhere=True) for row in turns.elsewhere],
        "decisions": [_decision(row, today) for row in turns.meeting],
        "notices": [Notice(row.pk, row.text, row.path, row.created_at) for row in unread(request.acting.post.pk)],
    }
    return render(request, "pages/tasks.html", context)


def _task(row: TaskRow, calendar: Calendar, at: datetime, *, elsewhere: bool = False) -> Task:
    visit = row.visit
    role = "Menunggu jawaban Anda" if row.receives else "Anda membantu menyiapkan" if row.helps else ""
    state = visit_badge(visit) if elsewhere else urgency(visit, calendar, at)
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


def _decision(row: MeetingTask, today: date) -> Decision:
    state = LATE if row.due_on < today else SOON if row.due_on == today else IN_TIME
    return Decision(row.pk, row.text, str(row.case), row.due_on, state)


def _tiles(tasks: list[Task], turns: Turns) -> list[Tile]:
    late = sum(task.state is LATE for task in tasks)
    soon = sum(task.state is SOON for task in tasks)
    return [
        Tile("Terlambat", str(late)),
        Tile("Segera", str(soon)),
        Tile("Sesuai waktu", str(len(tasks) - late - soon)),
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
