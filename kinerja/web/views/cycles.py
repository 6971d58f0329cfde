"""Siklus: per period the procedures that run and where each stands; beginning one."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kinerja.audit.log import Refused
from kinerja.core.calendar import Period, PeriodKind
from kinerja.people.queries import day_at
from kinerja.sop import policy
from kinerja.sop.models import Case, Procedure
from kinerja.sop.operations import start_case
from kinerja.sop.queries import cases_of, names_apart, procedures_in_force, steps_of
from kinerja.web import clock
from kinerja.web.acting import SignedInRequest, acting_required
from kinerja.web.forms.start import CALENDAR, StartForm
from kinerja.web.parts import Badge, Crumb, Problem, problems_of
from kinerja.web.running import ARCHIVED, LATE, RUNNING, Progress, current_of, progress_of


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in the list of its cycle."""

    url: str
    name: str
    procedure: str
    state: Badge
    progress: Progress
    holder: str
    due_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Startable:
    """A procedure that does not run in a period yet."""

    url: str
    name: str


@dataclass(frozen=True, slots=True)
class CycleBlock:
    """One period with the cases that run in it."""

    period: str
    state: Badge
    example: bool
    cases: tuple[CaseLine, ...]
    startable: tuple[Startable, ...]


@require_safe
@acting_required
def index(request: SignedInRequest) -> HttpResponse:
    """Show every cycle of the agency, newest first."""
    at = clock.now()
    procedures = procedures_in_force(request.acting.agency_id, at)
    cases = cases_of(request.acting.agency_id)
    refused = _refusals(request, procedures, at)
    may = [procedure for procedure in procedures if procedure.pk not in refused]
    names = names_apart(procedures)
    periods = groupby(cases, key=lambda case: case.period)
    cycles = [_cycle(period, list(found), may, names, at) for period, found in periods]
    obstacle = next(iter(refused.values()), "Belum ada prosedur yang berlaku.") if not may else ""
    return render(request, "pages/cycles.html", {"cycles": cycles, "start_obstacle": obstacle})


def _refusals(request: SignedInRequest, procedures: list[Procedure], at: datetime) -> dict[int, str]:
    """Return, for the procedures that this post may not begin, why."""
    asked = {procedure.pk: policy.start_obstacle(procedure, by=request.acting, at=at) for procedure in procedures}
    return {pk: sentence for pk, sentence in asked.items() if sentence}


def _cycle(period: str, cases: list[Case], may: list[Procedure], names: dict[int, str], at: datetime) -> CycleBlock:
    codes = {case.code for case in cases}
    finished = all(case.finished_at is not None for case in cases)
    return CycleBlock(
        period=Period.parse(period).label,
        state=ARCHIVED if finished else RUNNING,
        example=cases[0].agency.is_example,
        cases=tuple(_line(case, at) for case in cases),
        startable=tuple(
            Startable(f"{reverse('case-start')}?prosedur={procedure.pk}&periode={period}", names[procedure.pk])
            for procedure in may
            if procedure.code not in codes
        ),
    )


def _line(case: Case, at: datetime) -> CaseLine:
    rows = steps_of(case, at)
    open_visits = [seen for row in current_of(rows) for seen in row.visits if seen.visit.ended_at is None]
    holders = dict.fromkeys(who for seen in open_visits for who in seen.who)
    late = any(seen.times.late for seen in open_visits)
    return CaseLine(
        url=reverse("case", args=[case.pk]),
        name=case.spec.name,
        procedure=f"Nomor {case.spec.number or 'belum ada'}, versi {case.spec.version}",
        state=ARCHIVED if case.finished_at else LATE if late else RUNNING,
        progress=progress_of(case, rows),
        holder=" / ".join(holders),
        due_at=min((seen.visit.due_at for seen in open_visits), default=None),
        ended_at=case.finished_at,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@acting_required
def start(request: SignedInRequest) -> HttpResponse:
    """Begin a case: its first step opens and its performer is told."""
    at = clock.now()
    today = day_at(request.acting.agency, at)
    procedures = procedures_in_force(request.acting.agency_id, at)
    sent = request.POST if request.method == "POST" else None
    form = StartForm(
        sent, procedures=procedures, by=request.acting, today=today, initial=_proposal(request, procedures, at)
    )
    problems: list[Problem] = []
    if sent is not None and form.is_valid():
        try:
            case = start_case(
                procedure_id=int(form.cleaned_data["procedure"]),
                period=Period.parse(form.cleaned_data["period"]),
                trigger=form.chosen_trigger,
                by=request.acting,
                at=at,
            )
        except Refused as refusal:
            problems = problems_of(refusal.fields, whole=str(refusal), known=form.fields)
        else:
            messages.success(request, f"{case} dimulai. Langkah 1 sudah terbuka.")
            return redirect("case", case.pk)
    elif sent is not None:
        said = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
        problems = problems_of(said, known=form.fields)
    refused = _refusals(request, procedures, at)
    context = {
        "crumbs": [Crumb(reverse("cycles"), "Siklus")],
        "form": form,
        "problems": problems,
        "obstacle": "" if len(refused) < len(procedures) else next(iter(refused.values()), ""),
    }
    return render(request, "pages/start.html", context, status=422 if problems else 200)


def _proposal(request: SignedInRequest, procedures: list[Procedure], at: datetime) -> dict[str, str]:
    """Return what is most likely to be begun: what the link asked, else the first procedure that has not run yet."""
    taken = {(case.code, case.period) for case in cases_of(request.acting.agency_id)}
    year = day_at(request.acting.agency, at).year
    quarters = [Period(year, PeriodKind.QUARTER, number).key for number in range(1, 5)]
    in_order = sorted(procedures, key=lambda procedure: procedure.spec.gate is not None)  # one that waits comes later
    free = (
        (str(procedure.pk), period)
        for period in quarters
        for procedure in in_order
        if (procedure.code, period) not in taken
    )
    procedure, period = next(free, ("", quarters[0]))
    return {
        "procedure": request.GET.get("prosedur", procedure),
        "period": request.GET.get("periode", period),
        "trigger": CALENDAR,
    }
