"""The acts that order, meet, plan and gather: what they change beyond the procedure's own bookkeeping."""

from datetime import datetime

from kinerja.audit.log import Refused
from kinerja.audit.tracked import Changes, created
from kinerja.core.calendar import first_working_day_after, long_date
from kinerja.core.procedure import Procedure
from kinerja.people.queries import calendar_of, day_at
from kinerja.performance.acts import entries
from kinerja.performance.models import Cycle
from kinerja.performance.operations import open_cycle
from kinerja.performance.queries import cycle_of
from kinerja.sop import operations as sop
from kinerja.sop.models import Case, Visit
from kinerja.sop.register import Work


def collects(spec: Procedure) -> bool:
    """Return whether a procedure collects figures from units itself."""
    return any(step.act == "isi" for step in spec.steps)


def measures(spec: Procedure) -> int | None:
    """Return the number of the step that measures, or None."""
    return next((step.no for step in spec.steps if "ukur" in step.acts), None)


def the_cycle(case: Case) -> Cycle:
    """Return the cycle of a case. Raises Refused where no order has opened it yet."""
    cycle = cycle_of(case)
    if cycle is None:
        raise Refused(
            f"Siklus {case.calendar_period.label} belum dibuka. Perintah pengumpulan data membukanya.", about=case
        )
    return cycle


def check_order(work: Work) -> None:
    entries.read_order(work.entry, work.visit)


def order(work: Work) -> Changes:
    """perintah: the order opens the cycle, which freezes method and targets."""
    cycle = open_cycle(agency=work.case.agency, period=work.case.calendar_period, by=work.by, at=work.at)
    return created(cycle=cycle.pk)


def check_meeting(work: Work) -> None:
    entries.read_meeting(work.entry, work.case.agency_id, work.visit)


def meet(work: Work) -> Changes:
    """rapat: every decision of the minutes becomes a task of its owner."""
    meeting = entries.read_meeting(work.entry, work.case.agency_id, work.visit)
    sop.decide_meeting(work, [(item.text, item.owner, item.due_on) for item in meeting.decisions])
    return created(decisions=len(meeting.decisions), attendees=len(meeting.attendees))


def check_plan(work: Work) -> None:
    entries.read_plan(work.entry, work.visit)


def checklist_names(spec: Procedure) -> tuple[str, ...]:
    """Return the documents that a procedure asks to be gathered: its dokumen pelengkap."""
    return spec.narrative.get("dokumen_pelengkap", ())


def check_checklist(work: Work) -> None:
    entries.read_checklist(work.entry, checklist_names(work.case.spec), work.visit)


def period_runs(visit: Visit, at: datetime) -> str | None:
    """buka: the cycle opens with its indicators and targets, not before the period has ended."""
    period, agency = visit.case.calendar_period, visit.case.agency
    opens_on = first_working_day_after(period.last_day, calendar_of(agency))
    if not visit.rule.start_rule or day_at(agency, at) >= opens_on:
        return None
    return f"{period.label} belum berakhir. Formulir dibuka mulai {long_date(opens_on)}: {visit.rule.start_rule}."


def check_invitation(work: Work) -> None:
    entries.read_invitation(work.entry, work.case.agency_id, work.visit)
