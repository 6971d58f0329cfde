"""Questions about running procedures: whose turn it is, where a case stands, how long steps took, what lies in it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kinerja.core import procedure as rules
from kinerja.core.calendar import Calendar, escalation, working_minutes
from kinerja.people.acting import Acting
from kinerja.people.queries import Lanes, calendar_of, titles
from kinerja.sop.models import Case, FolderEntry, MeetingTask, Procedure, State, Visit
from kinerja.sop.policy import helpers, initials_due, lanes_for, performers, receivers


@dataclass(frozen=True, slots=True)
class Times:
    """Working minutes of one visit: standard, actual (taken up to ended) and waiting (opened to taken up)."""

    standard: int
    actual: int | None
    waiting: int | None
    late: bool
    escalated: bool


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Something that a post must do, or that it waits for."""

    visit: Visit
    step: rules.Step
    who: tuple[str, ...]
    times: Times
    receives: bool
    helps: bool


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit of a step with who may do it (once it ended: who ended it) and how long it took."""

    visit: Visit
    who: tuple[str, ...]
    times: Times


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a case: its rule, its visits so far (oldest first), its papers."""

    step: rules.Step
    visits: tuple[VisitRow, ...]
    state: str  # "belum", or the state of its visits
    inputs: tuple[tuple[rules.Document, tuple[FolderEntry, ...]], ...]  # one per unit where units made it
    outputs: tuple[tuple[rules.Document, tuple[FolderEntry, ...]], ...]


@dataclass(frozen=True, slots=True)
class Turns:
    """What a post has to do and what it waits for."""

    mine: tuple[TaskRow, ...]
    elsewhere: tuple[TaskRow, ...]
    meeting: tuple[MeetingTask, ...]
    initials: tuple[Visit, ...]  # orders whose lembar disposisi waits for this post's paraf


def times_of(visit: Visit, calendar: Calendar, at: datetime) -> Times:
    """Return the working minutes of a visit as they stand at `at`; a step not taken up has no actual time."""
    end = visit.ended_at or at
    taken = visit.taken_up_at
    return Times(
        standard=visit.standard_minutes,
        actual=working_minutes(taken, max(end, taken), calendar) if taken else None,
        waiting=working_minutes(visit.opened_at, max(taken or end, visit.opened_at), calendar),
        late=end > visit.due_at,
        escalated=visit.ended_at is None and at > escalation(visit.due_at, calendar),
    )


def turns_of(by: Acting, at: datetime) -> Turns:
    """Return the open steps of the agency's cases, apart: those of this post, most urgent first, and the others."""
    calendar = calendar_of(by.agency)
    mine: list[TaskRow] = []
    elsewhere: list[TaskRow] = []
    lanes_by_code: dict[str, Lanes] = {}
    visits = (
        Visit.objects.filter(agency_id=by.agency_id, ended_at__isnull=True)
        .select_related("case__procedure", "case__agency__government", "unit", "taken_up_by", "handed_by")
        .order_by("due_at", "pk")
    )
    for visit in visits:
        code = visit.case.code
        if code not in lanes_by_code:
            lanes_by_code[code] = lanes_for(visit.case, at)
        lanes = lanes_by_code[code]
        handed = visit.state == State.HANDED
        turn = receivers(visit, lanes) if handed else performers(visit, lanes)
        helping = not handed and by.post_id not in turn and by.post_id in helpers(visit, lanes)
        row = TaskRow(
            visit=visit,
            step=visit.rule,
            who=tuple(titles(turn)),
            times=times_of(visit, calendar, at),
            receives=handed,
            helps=helping,
        )
        (mine if by.post_id in turn or helping else elsewhere).append(row)
    meeting = MeetingTask.objects.filter(owner=by.post, done_at__isnull=True).select_related("case__procedure")
    passed_on = [visit for visit, due in _passed_on(by.agency_id, at) if by.post_id in due]
    return Turns(tuple(mine), tuple(elsewhere), tuple(meeting.order_by("due_on", "pk")), tuple(passed_on))


def _passed_on(agency_id: int, at: datetime) -> list[tuple[Visit, frozenset[int]]]:
    """Return the ended orders of running cases that are passed on, with the posts whose paraf each waits for."""
    orders = Visit.objects.filter(agency_id=agency_id, ended_at__isnull=False, case__finished_at__isnull=True)
    return [
        (visit, initials_due(visit, lanes_for(visit.case, at)))
        for visit in orders.select_related("case__procedure", "case__agency__government", "ended_by").order_by("pk")
        if visit.rule.forwarded_to
    ]


def steps_of(case: Case, at: datetime) -> list[StepRow]:
    """Return every step of a case with its visits, inputs and outputs."""
    calendar = calendar_of(case.agency)
    lanes = lanes_for(case, at)
    visits: dict[int, list[VisitRow]] = {}
    found = Visit.objects.filter(case=case).select_related(
        "unit", "taken_up_by", "handed_by", "ended_by", "returned_by__ended_by"
    )
    for visit in found.order_by("step", "number", "unit__position", "pk"):
        visit.case = case
        turn = receivers(visit, lanes) if visit.state == State.HANDED else performers(visit, lanes)
        who = [visit.ended_by.title] if visit.ended_by else titles(turn)
        visits.setdefault(visit.step, []).append(
            VisitRow(visit=visit, who=tuple(who), times=times_of(visit, calendar, at))
        )
    folder = folder_of(case)
    spec = case.spec
    return [
        StepRow(
            step=step,
            visits=tuple(visits.get(step.no, ())),
            state=_state([row.visit for row in visits.get(step.no, ())]),
            inputs=tuple((spec.document(name), _named(folder, spec.document(name))) for name in step.inputs),
            outputs=tuple(
                (spec.document(name), tuple(entry for entry in folder if entry.name == name)) for name in step.outputs
            ),
        )
        for step in spec.steps
    ]


def _state(visits: list[Visit]) -> str:
    """Return the state of a step: that of its open visits, or ended, or not yet opened."""
    open_states = {visit.state for visit in visits if visit.state != State.ENDED}
    for state in (State.HANDED, State.TAKEN, State.OPEN):
        if state in open_states:
            return state.value
    return State.ENDED.value if visits else "belum"


def _named(folder: list[FolderEntry], document: rules.Document) -> tuple[FolderEntry, ...]:
    names = {document.name, *document.aliases}
    return tuple(entry for entry in folder if entry.name in names)


def folder_of(case: Case, *, superseded: bool = False) -> list[FolderEntry]:
    """Return the papers of a case folder in the order of coming; with `superseded` also those replaced since."""
    entries = FolderEntry.objects.filter(case=case)
    if not superseded:
        entries = entries.filter(superseded_at__isnull=True)
    return list(entries.select_related("visit", "unit", "file", "added_by").order_by("added_at", "pk"))


def cases_of(agency_id: int) -> list[Case]:
    """Return the cases of an agency, newest period first."""
    return list(
        Case.objects.filter(agency_id=agency_id)
        .select_related("procedure", "agency__government")
        .order_by("-period", "code")
    )


def names_apart(procedures: Sequence[Procedure]) -> dict[int, str]:
    """Return what to call each procedure, by key: its name, with its version where another bears the same name."""
    count = Counter(procedure.name for procedure in procedures)
    return {
        procedure.pk: procedure.name
        if count[procedure.name] == 1
        else f"{procedure.name} (versi {procedure.spec.version})"
        for procedure in procedures
    }


def procedures_in_force(agency_id: int, at: datetime) -> list[Procedure]:
    """Return the procedures in force at an agency, by name."""
    return list(Procedure.objects.filter(agency_id=agency_id, validity__contains=at.date()).order_by("name", "code"))


def waiting_by_post(agency_id: int, at: datetime) -> dict[int, int]:
    """Return how much waits for each post of an agency: open steps, what was handed over, orders to be initialled."""
    counts: dict[int, int] = {}
    lanes_by_code: dict[str, Lanes] = {}
    visits = Visit.objects.filter(agency_id=agency_id, ended_at__isnull=True)
    for visit in visits.select_related("case__procedure", "case__agency__government"):
        if visit.case.code not in lanes_by_code:
            lanes_by_code[visit.case.code] = lanes_for(visit.case, at)
        lanes = lanes_by_code[visit.case.code]
        turn = receivers(visit, lanes) if visit.state == State.HANDED else performers(visit, lanes)
        for post in turn:
            counts[post] = counts.get(post, 0) + 1
    for _, due in _passed_on(agency_id, at):
        for post in due:
            counts[post] = counts.get(post, 0) + 1
    return counts
