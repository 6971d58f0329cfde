"""A case: every step with its visits, times and papers, what blocks it, what lies in its folder."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kinerja.core.calendar import Calendar, Zone, moment
from kinerja.people.queries import calendar_of
from kinerja.performance.queries import corrections_in, cycle_of
from kinerja.sop import policy
from kinerja.sop.models import Case, State
from kinerja.sop.queries import StepRow, VisitRow, folder_of, steps_of
from kinerja.web import clock
from kinerja.web.acting import SignedInRequest, acting_required
from kinerja.web.parts import Badge, Crumb, Tab
from kinerja.web.running import (
    ARCHIVED,
    LATE,
    RUNNING,
    Folder,
    Piece,
    current_of,
    inputs_of,
    outputs_of,
    printed,
    progress_of,
    remaining,
    step_badge,
    total,
    visit_badge,
)


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit of a step that has several: a second time, or the share of a unit."""

    url: str
    label: str
    post: str
    standard: str
    actual: str
    waiting: str
    state: Badge
    due_at: datetime | None
    ended_at: datetime | None
    returned: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the case, as components/step_row.html prints it."""

    no: int
    text: str
    url: str
    lane: str
    post: str
    standard: str
    actual: str
    waiting: str
    state: Badge
    current: bool
    due_at: datetime | None
    returned: str
    obstacle: str
    visits: tuple[VisitLine, ...]
    inputs: tuple[Piece, ...]
    outputs: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of a case, and where it is removed ("" = on the step itself)."""

    sentence: str
    url: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The case itself."""

    name: str
    period: str
    agency: str
    procedure: str
    trigger: str
    state: Badge
    opened_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    holder: str
    late: str
    standard: str
    actual: str
    waiting: str
    example: bool


@require_safe
@acting_required
def case(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a case of the agency."""
    cases = Case.objects.filter(agency_id=request.acting.agency_id).select_related("procedure", "agency__government")
    found = get_object_or_404(cases, pk=pk)
    at = clock.now()
    rows, calendar, folder = steps_of(found, at), calendar_of(found.agency), Folder.of(found)
    steps = [_step(row, folder, reverse("case", args=[pk]), calendar, at) for row in rows]
    context = {
        "crumbs": [Crumb(reverse("cycles"), "Siklus")],
        "tabs": tabs_of(found, "case"),
        "case": _facts(found, rows, calendar, at),
        "progress": progress_of(found, rows),
        "obstacles": [
            *(Obstacle(f"Langkah {step.no}: {step.obstacle}") for step in steps if step.obstacle),
            *_corrections(found),
        ],
        "steps": steps,
        "folder": [folder.present(entry) for entry in folder_of(found)],
    }
    return render(request, "pages/case.html", context)


def tabs_of(found: Case, current: str) -> list[Tab]:
    """Return the places where parts of a case are shown."""
    cycle = cycle_of(found)
    asked = f"?kasus={found.pk}"
    tabs = [Tab(reverse("case", args=[found.pk]), "Langkah", current == "case")]
    if cycle is not None:
        tabs.append(Tab(reverse("sheets"), "Formulir", False))
        tabs.append(Tab(reverse("cycle-results", args=[cycle.pk]), "Hasil", False))
    tabs.append(Tab(reverse("papers") + asked, "Dokumen", current == "papers"))
    tabs.append(Tab(reverse("trail") + asked, "Jejak", current == "trail"))
    return tabs


def _facts(found: Case, rows: list[StepRow], calendar: Calendar, at: datetime) -> CaseFacts:
    open_visits = [seen for row in current_of(rows) for seen in row.visits if seen.visit.ended_at is None]
    every = [seen.times for row in rows for seen in row.visits]
    urgent = min(open_visits, key=lambda seen: seen.visit.due_at, default=None)
    late = urgent is not None and urgent.times.late
    spec = found.spec
    return CaseFacts(
        name=spec.name,
        period=found.calendar_period.label,
        agency=found.agency.name,
        procedure=f"SOP nomor {spec.number or 'belum ada'}, versi {spec.version}",
        trigger=found.trigger,
        state=ARCHIVED if found.finished_at else LATE if late else RUNNING,
        opened_at=found.started_at,
        due_at=urgent.visit.due_at if urgent else None,
        ended_at=found.finished_at,
        holder=" / ".join(dict.fromkeys(who for seen in open_visits for who in seen.who)),
        late=remaining(urgent.visit, calendar, at) if urgent else "",
        standard=printed(total(every, "standard"), calendar),
        actual=printed(total(every, "actual"), calendar),
        waiting=printed(total(every, "waiting"), calendar),
        example=found.agency.is_example,
    )


def _step(row: StepRow, folder: Folder, case_url: str, calendar: Calendar, at: datetime) -> StepLine:
    several = len(row.visits) > 1
    last = row.visits[-1] if row.visits else None
    open_visits = [seen for seen in row.visits if seen.visit.ended_at is None]
    only = last if last is not None and not several else None
    return StepLine(
        no=row.step.no,
        text=row.step.text,
        url=reverse("step", args=[(open_visits or [last])[0].visit.pk]) if last else "",
        lane=row.step.performer,
        post=" / ".join(only.who) if only else row.step.performer,
        standard=str(row.step.time),
        actual=printed(only.times.actual, calendar) if only else "",
        waiting=printed(only.times.waiting, calendar) if only else "",
        state=step_badge(row),
        current=bool(open_visits),
        due_at=min((seen.visit.due_at for seen in open_visits), default=None),
        returned=only.visit.reason if only else "",
        obstacle=_obstacle(open_visits, at),
        visits=tuple(_visit(seen, calendar) for seen in row.visits) if several else (),
        inputs=inputs_of(row, folder, case_url),
        outputs=outputs_of(row, folder, case_url),
    )


def _corrections(found: Case) -> list[Obstacle]:
    """Return the corrections of figures that are open in the cycle of a running case."""
    cycle = cycle_of(found) if found.finished_at is None else None
    return [
        Obstacle(
            f"Perbaikan data {row.sheet.unit.name} ditunggu sampai "
            f"{moment(row.due_at, Zone(found.agency.government.zone))}: {row.reason}",
            reverse("sheet", args=[row.sheet_id]),
            f"Buka {row.sheet}",
        )
        for row in (corrections_in(cycle) if cycle is not None else [])
    ]


def _obstacle(open_visits: list[VisitRow], at: datetime) -> str:
    """Return what the open step itself lacks, whoever does it; once handed over it lacks only the answer."""
    for seen in open_visits:
        if seen.visit.state != State.HANDED:
            sentence = policy.unready(seen.visit, at)
            if sentence:
                return sentence
    return ""


def _visit(seen: VisitRow, calendar: Calendar) -> VisitLine:
    visit = seen.visit
    late = seen.times.late and visit.ended_at is None
    unit = visit.unit.name if visit.unit else ""
    again = f"ke-{visit.number} kali" if visit.number > 1 or not unit else ""
    return VisitLine(
        url=reverse("step", args=[visit.pk]),
        label=", ".join(part for part in (unit, again) if part),
        post=" / ".join(seen.who),
        standard=printed(seen.times.standard, calendar),
        actual=printed(seen.times.actual, calendar),
        waiting=printed(seen.times.waiting, calendar),
        state=LATE if late else visit_badge(visit),
        due_at=None if visit.ended_at else visit.due_at,
        ended_at=visit.ended_at,
        returned=visit.reason,
    )
