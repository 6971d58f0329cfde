"""Carrying a case through its procedure: start, take up, prepare, complete, receive, return, end.

Every operation locks the case first, so that two people who press at the same moment are served one after the other
and the second one is told what the first did.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from kinerja.audit import log
from kinerja.audit.log import Refused, operation
from kinerja.audit.tracked import Changes, created
from kinerja.core import procedure as rules
from kinerja.core.calendar import Period
from kinerja.people.acting import Acting
from kinerja.people.operations import settle, tell
from kinerja.sop import passing
from kinerja.sop.models import Answer, Case, Procedure, State, Visit
from kinerja.sop.operations.folder import SOURCE_LIMIT, outputs_of, put_output, take_in
from kinerja.sop.operations.locking import locked, work_at
from kinerja.sop.operations.opening import Return, clock_of, course_of, open_step
from kinerja.sop.policy import allow, lanes_for, receivers, start_obstacle
from kinerja.sop.register import Wish, Work, act_of

log.declare(
    {
        "case.started": "Kasus dimulai",
        "visit.taken_up": "Langkah mulai dikerjakan",
        "visit.prepared": "Isian langkah disimpan sebagai draf",
        "visit.completed": "Langkah diselesaikan",
        "visit.handed_over": "Langkah disampaikan kepada penerima",
        "visit.received": "Penerima menjawab; langkah selesai",
        "visit.returned": "Langkah dikembalikan",
    }
)


@operation
def start_case(*, procedure_id: int, period: Period, trigger: str, by: Acting, at: datetime) -> Case:
    """Begin one run of a procedure for one period: its first step opens. One run per procedure and period.

    Only those in the lane of the first step (or of the lane it orders) may begin. Raises Refused otherwise.
    """
    procedure = Procedure.objects.select_for_update().get(pk=procedure_id, agency_id=by.agency_id)
    spec = procedure.spec
    sentence = start_obstacle(procedure, by=by, at=at)
    if sentence is not None:
        raise Refused(sentence, about=procedure)
    if not trigger.strip():
        raise Refused(
            "Sebutkan dasar dimulainya kasus: surat yang diterima atau kalender siklus.",
            about=procedure,
            fields={"trigger": "Isi dasar dimulainya kasus, misalnya nomor surat."},
        )
    if len(trigger.strip()) > SOURCE_LIMIT:
        raise Refused(
            f"Dasar dimulainya kasus paling panjang {SOURCE_LIMIT} huruf. Ringkaskan, lalu mulai lagi.",
            about=procedure,
            fields={"trigger": f"Ringkaskan menjadi paling panjang {SOURCE_LIMIT} huruf."},
        )
    if Case.objects.filter(agency_id=by.agency_id, code=procedure.code, period=period.key).exists():
        raise Refused(
            f"{spec.name} untuk {period.label} sudah berjalan. Buka kasus itu dari halaman Siklus.", about=procedure
        )
    case = Case.objects.create(
        agency_id=by.agency_id,
        procedure=procedure,
        code=procedure.code,
        period=period.key,
        trigger=trigger.strip(),
        started_at=at,
        started_by=by.post,
    )
    said = created(procedure=procedure.code, period=period.key, trigger=case.trigger)
    log.record("case.started", subject=case, by=by, at=at, context=case, changes=said)
    clock, so_far = clock_of(case, by, at), course_of(case)
    for step in rules.first_steps(spec):
        open_step(case, spec.step(step), so_far=so_far, clock=clock)
    return case


@operation
def take_up(*, visit_id: int, seen: int, by: Acting, at: datetime) -> Visit:
    """Note that the performer begins ("Mulai"): from here the actual time runs."""
    visit = locked(visit_id, by)
    allow("take_up", visit, by=by, at=at, seen=seen)
    if visit.taken_up_at is not None:
        raise Refused(f"Langkah {visit.step} sudah mulai dikerjakan. Lanjutkan isiannya.", about=visit)
    changes = _begin(visit, visit.entry, by, at)
    visit.save(update_fields=changes.fields)
    log.record("visit.taken_up", subject=visit, by=by, at=at, context=visit.case, changes=changes)
    return visit


def _begin(visit: Visit, entry: Mapping[str, Any], by: Acting, at: datetime) -> Changes:
    """Take the visit up if nobody has yet: the first POST of its performer counts."""
    if visit.taken_up_at is not None:
        return Changes()
    act_of(visit.rule).prepare(work_at(visit, entry, by, at))
    take_in(visit, by, at)
    return visit.set(state=State.TAKEN, taken_up_at=at, taken_up_by=by.post)


def ensure_taken_up(*, visit_id: int, by: Acting, at: datetime) -> Visit:
    """Take a visit up within the running operation if nobody has yet."""
    visit = locked(visit_id, by)
    changes = _begin(visit, visit.entry, by, at)
    if changes.rows:
        visit.save(update_fields=changes.fields)
        log.record("visit.taken_up", subject=visit, by=by, at=at, context=visit.case, changes=changes)
    return visit


@operation
def prepare_step(*, visit_id: int, seen: int, entry: Mapping[str, Any], by: Acting, at: datetime) -> Visit:
    """Keep what was typed so far; nothing is checked, so that saving a draft never fails for its content."""
    visit = locked(visit_id, by)
    allow("prepare", visit, by=by, at=at, seen=seen)
    changes = _begin(visit, entry, by, at) + visit.set(entry={**visit.entry, **entry})
    if changes.rows:
        visit.save(update_fields=sorted(set(changes.fields)))
    log.record("visit.prepared", subject=visit, by=by, at=at, context=visit.case, changes=changes)
    return visit


@operation
def complete_step(*, visit_id: int, seen: int, entry: Mapping[str, Any], by: Acting, at: datetime) -> Visit:
    """Do the step: its act happens, its outputs are written, and the next step opens.

    A step that hands over waits for its receiver instead. A deciding step with `entry["answer"] == "tidak"` sends the
    case back to `entry["target"]` for `entry["units"]` or `entry["indicators"]`, with `reason` and `due_at`.
    Raises Refused if it is not this post's turn, something is missing, or the page was stale.
    """
    visit = locked(visit_id, by)
    allow("complete", visit, by=by, at=at, seen=seen)
    changes = _begin(visit, entry, by, at)
    take_in(visit, by, at)  # what came to hand after the step was taken up
    work = work_at(visit, entry, by, at)
    act = act_of(work.step)
    if work.step.decision is not None and entry.get("answer") == Answer.NO:
        return _send_back(work, changes)
    if work.step.decision is not None and not act.hands_over and entry.get("answer") != Answer.YES:
        raise Refused(
            "Pilih Ya atau Tidak sebelum menyelesaikan langkah ini.",
            about=visit,
            fields={"answer": "Pilih Ya atau Tidak."},
        )
    act.check(work)
    changes += visit.set(entry=dict(entry))
    changes += act.perform(work)
    if act.hands_over:
        changes += visit.set(state=State.HANDED, handed_at=at, handed_by=by.post)
        visit.save(update_fields=_MOVING)
        settle(agency_id=visit.agency_id, path=f"/langkah/{visit.pk}/", at=at)
        tell(
            agency_id=visit.agency_id,
            posts=receivers(visit, lanes_for(visit.case, at)),
            text=f"Disampaikan kepada Anda: langkah {visit.step} {visit.case}. {work.step.text}.",
            path=f"/langkah/{visit.pk}/",
            at=at,
        )
        log.record("visit.handed_over", subject=visit, by=by, at=at, context=visit.case, changes=changes)
        return visit
    changes += visit.set(answer=Answer.YES if work.step.decision else Answer.NONE)
    _finish(work, changes, event="visit.completed")
    return visit


@operation
def receive_step(*, visit_id: int, seen: int, entry: Mapping[str, Any], by: Acting, at: datetime) -> Visit:
    """Answer what was handed over: `entry["reply"]` is the disposisi that ends the step.

    With `entry["answer"] == "tidak"` the receiver sends it back to its performer with a reason.
    """
    visit = locked(visit_id, by)
    allow("receive", visit, by=by, at=at, seen=seen)
    work = work_at(visit, {**visit.entry, **entry}, by, at)
    if entry.get("answer") == Answer.NO:
        wish = _wish(work)
        back = Return(visit, wish if visit.unit_id is None else replace(wish, units=(visit.unit_id,)))
        changes = visit.set(entry=dict(work.entry))
        _close(work, changes, answer=Answer.NO, event="visit.returned")
        _open_again(work, work.step, back)
        return visit
    changes = act_of(work.step).received(work)
    changes += visit.set(entry=dict(work.entry), answer=Answer.YES if work.step.decision else Answer.NONE)
    _finish(work, changes, event="visit.received")
    return visit


def _finish(work: Work, changes: Changes, *, event: str) -> None:
    """Write the outputs, end the visit, open what follows; the case ends with its last step."""
    for document in outputs_of(work.case.spec, work.step):
        put_output(work, document)
    _close(work, changes, answer=Answer(work.visit.answer), event=event)
    if work.step.forwarded_to:
        passing.tell_next(work.visit, at=work.at)
    so_far = course_of(work.case)
    if work.visit.step in so_far.still_open:
        return
    move = rules.after(work.case.spec, step=work.visit.step, still_open=so_far.still_open)
    for step in move.opens:
        clock = clock_of(work.case, work.by, work.at)
        open_step(work.case, work.case.spec.step(step), so_far=so_far, clock=clock)
    if move.finished:
        ended = work.case.set(finished_at=work.at)
        work.case.save(update_fields=ended.fields)
        passing.tell_no_more(work.case, at=work.at)


# What a visit keeps of being taken up, handed over and ended, in one operation or several.
_MOVING = (
    "version", "state", "answer", "entry",
    "taken_up_at", "taken_up_by", "handed_at", "handed_by", "ended_at", "ended_by",
)  # fmt: skip


def _close(work: Work, changes: Changes, *, answer: Answer, event: str) -> None:
    changes += work.visit.set(state=State.ENDED, answer=answer, ended_at=work.at, ended_by=work.by.post)
    work.visit.save(update_fields=_MOVING)
    settle(agency_id=work.visit.agency_id, path=f"/langkah/{work.visit.pk}/", at=work.at)
    log.record(event, subject=work.visit, by=work.by, at=work.at, context=work.case, changes=changes)


def _send_back(work: Work, changes: Changes) -> Visit:
    """Answer "tidak": end this visit without outputs and open the step that the decider chose, with the reason."""
    decision = work.step.decision
    assert decision is not None
    wish = _wish(work)
    chosen = str(work.entry.get("target") or decision.no)
    targets = {str(no): no for no in decision.targets}
    if chosen not in targets:
        raise Refused(
            f"Langkah {chosen} bukan tujuan pengembalian dari langkah {work.step.no}. "
            f"Pilih salah satu: {', '.join(targets)}.",
            about=work.visit,
            fields={"target": "Pilih langkah tujuan dari daftar."},
        )
    target = targets[chosen]
    step = work.case.spec.step(target)
    across = bool(work.entry.get("across")) and bool(decision.across)
    shares = act_of(step).parts(work.case, step, work.at, (), ()) or ()
    if (across or len(shares) > 1) and not wish.units and not wish.scope:
        raise Refused(
            "Pilih unit atau indikator yang harus diperbaiki.",
            about=work.visit,
            fields={"units": "Pilih paling sedikit satu unit atau satu indikator."},
        )
    changes += work.visit.set(entry=dict(work.entry))
    if across:
        changes += act_of(work.step).correct(work, wish)
        wish = replace(wish, units=(), scope=())
    _close(work, changes, answer=Answer.NO, event="visit.returned")
    _open_again(work, step, Return(work.visit, wish))
    return work.visit


def _open_again(work: Work, step: rules.Step, back: Return) -> None:
    clock = clock_of(work.case, work.by, work.at)
    open_step(work.case, step, so_far=course_of(work.case), clock=clock, back=back)


def _wish(work: Work) -> Wish:
    """Read what a return needs: a reason and a new due time that lies ahead. Raises Refused with both at once."""
    fields = {}
    reason = str(work.entry.get("reason") or "").strip()
    if not reason:
        fields["reason"] = "Tulis alasan pengembalian supaya penerima tahu apa yang harus diperbaiki."
    due_at = None
    try:
        due_at = datetime.fromisoformat(str(work.entry.get("due_at") or ""))
    except ValueError:
        fields["due_at"] = "Isi tenggat baru dengan tanggal dan jam."
    if due_at is not None and (due_at.tzinfo is None or due_at <= work.at):
        fields["due_at"] = "Tenggat baru harus sesudah saat ini."
    units = [str(unit) for unit in work.entry.get("units") or ()]
    if not all(unit.isdecimal() for unit in units):
        fields["units"] = "Pilih unit dari daftar."
    if fields or due_at is None:
        raise Refused("Pengembalian belum lengkap: " + " ".join(fields.values()), about=work.visit, fields=fields)
    return Wish(
        reason=reason,
        due_at=due_at,
        units=tuple(map(int, units)),
        scope=tuple(str(code) for code in work.entry.get("indicators") or ()),
    )
