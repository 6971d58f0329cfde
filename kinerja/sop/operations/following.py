"""What an order and a meeting leave to be done: initials along the chain, tasks of their owners."""

from collections.abc import Sequence
from datetime import date, datetime

from kinerja.audit import log
from kinerja.audit.log import Refused, operation
from kinerja.audit.tracked import created
from kinerja.people.acting import Acting
from kinerja.people.models import Post
from kinerja.people.queries import titles
from kinerja.sop import passing
from kinerja.sop.models import Initial, MeetingTask
from kinerja.sop.operations.folder import put_output
from kinerja.sop.operations.locking import locked, work_at
from kinerja.sop.policy import initials_due, lanes_for
from kinerja.sop.register import Work

log.declare(
    {
        "meeting_task.done": "Tugas dari rapat selesai",
        "initial.given": "Paraf dan arahan dibubuhkan pada lembar disposisi",
    }
)


@operation
def give_initial(*, visit_id: int, instruction: str, by: Acting, at: datetime) -> Initial:
    """Put one's paraf and instruction on the lembar disposisi of an order, in one's turn; the sheet is written anew."""
    visit = locked(visit_id, by)
    if visit.case.finished_at is not None:
        raise Refused(f"{visit.case} sudah selesai; berkasnya tidak berubah lagi.", about=visit)
    due = initials_due(visit, lanes_for(visit.case, at))
    if by.post_id not in due:
        whose = " / ".join(titles(due))
        raise Refused(
            f"Lembar disposisi ini menunggu paraf {whose}, bukan {by.title}."
            if due
            else "Lembar disposisi ini tidak menunggu paraf lagi.",
            about=visit,
        )
    text = instruction.strip()
    if not text or len(text) > 500:
        raise Refused(
            "Tulis arahan Anda (paling panjang 500 huruf) sebelum membubuhkan paraf.",
            about=visit,
            fields={"instruction": "Tulis arahan, paling panjang 500 huruf."},
        )
    initial = Initial.objects.create(
        agency_id=visit.agency_id, visit=visit, post=by.post, instruction=text, given_at=at
    )
    work = work_at(visit, visit.entry, by, at)
    for document in visit.case.spec.documents:
        if document.outside and document.kind == "lembar disposisi":
            put_output(work, document)
    passing.tell_next(visit, at=at)
    log.record("initial.given", subject=initial, by=by, at=at, context=visit.case, changes=created(instruction=text))
    return initial


def decide_meeting(work: Work, decisions: Sequence[tuple[str, Post, date]]) -> None:
    """Turn the decisions of a meeting into tasks of their owners, within the running operation."""
    for text, owner, due_on in decisions:
        MeetingTask.objects.create(
            agency_id=work.case.agency_id, case=work.case, visit=work.visit, text=text, owner=owner, due_on=due_on
        )


@operation
def finish_meeting_task(*, task_id: int, by: Acting, at: datetime) -> MeetingTask:
    """Tick off a task from a meeting. Only its owner may."""
    task = MeetingTask.objects.select_for_update(of=("self",)).select_related("case", "owner").get(pk=task_id)
    if task.owner_id != by.post_id:
        raise Refused(f"Tugas ini milik {task.owner.title}; hanya ia yang dapat menandainya selesai.", about=task)
    if task.done_at is not None:
        raise Refused("Tugas ini sudah ditandai selesai.", about=task)
    changes = task.set(done_at=at, done_by=by.post)
    task.save(update_fields=changes.fields)
    log.record("meeting_task.done", subject=task, by=by, at=at, context=task.case, changes=changes)
    return task
