"""Carrying a case through its procedure: start, take up, prepare, complete, receive, return, end.

Every operation locks the case first, so that two people who press at the same moment are served one after the other
and the second one is told what the first did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from kinerja.audit import log
from kinerja.audit.log import Refused, operation
from kinerja.audit.tracked import Changes, created
from kinerja.core import procedure as rules
from kinerja.core.calendar import Calendar, Period, deadline
from kinerja.people.acting import Acting
from kinerja.people.models import Post
from kinerja.people.operations import settle, tell
from kinerja.people.queries import calendar_of, titles
from kinerja.sop.models import Answer, Case, FolderEntry, Initial, MeetingTask, Procedure, State, Visit, of_unit
from kinerja.sop.policy import allow, initials_due, lanes_for, performers, receivers, start_obstacle
from kinerja.sop.register import Part, Wish, Work, act_of, supply_for, writer_of
from kinerja.vault import store

log.declare(
    {
        "case.started": "Kasus dimulai",
        "visit.taken_up": "Langkah mulai dikerjakan",
        "visit.prepared": "Isian langkah disimpan sebagai draf",
        "visit.completed": "Langkah diselesaikan",
        "visit.handed_over": "Langkah disampaikan kepada penerima",
        "visit.received": "Penerima menjawab; langkah selesai",
        "visit.returned": "Langkah dikembalikan",
        "folder.attached": "Dokumen dilampirkan ke berkas kasus",
        "folder.hard_copy": "Tempat simpan salinan cetak dicatat",
        "meeting_task.done": "Tugas dari rapat selesai",
        "initial.given": "Paraf dan arahan dibubuhkan pada lembar disposisi",
    }
)


SOURCE_LIMIT = 300  # letters of where a case or a paper comes from


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
    log.record(
        "case.started",
        subject=case,
        by=by,
        at=at,
        context=case,
        changes=created(procedure=procedure.code, period=period.key, trigger=case.trigger),
    )
    clock = _Clock(calendar_of(by.agency), by, at)
    for step in rules.first_steps(spec):
        _open(case, spec.step(step), clock=clock)
    return case


@dataclass(frozen=True, slots=True)
class _Clock:
    """The moment of the operation, who does it, and the agency's calendar."""

    calendar: Calendar
    by: Acting
    at: datetime


@dataclass(frozen=True, slots=True)
class _Return:
    """By which visit a step is visited again, and what the decider asks for."""

    by: Visit
    wish: Wish


def _open(case: Case, step: rules.Step, *, clock: _Clock, back: _Return | None = None) -> list[Visit]:
    """Open a step: one visit, or one per unit where its act fans out; tell those whose turn it is."""
    act = act_of(step)
    units, scope = (back.wish.units, back.wish.scope) if back else ((), ())
    shares = act.parts(case, step, clock.at, units, scope)
    parts: Sequence[Part | None] = [None] if shares is None else shares
    due_at = deadline(clock.at, step.time.amount, step.time.unit, clock.calendar)
    lanes = lanes_for(case, clock.at)
    visits = []
    for part in parts:
        unit_id = part.unit_id if part else None
        earlier = Visit.objects.filter(of_unit(unit_id), case=case, step=step.no)
        visit = Visit.objects.create(
            agency_id=case.agency_id,
            case=case,
            step=step.no,
            number=earlier.count() + 1,
            unit_id=unit_id,
            standard_minutes=step.time.minutes(clock.calendar.ordinary_day_minutes),
            due_at=back.wish.due_at if back else due_at,
            opened_at=clock.at,
            entry=_last_entry(earlier) if back else {},
            reason=back.wish.reason if back else "",
            scope=list(part.scope) if part else list(scope),
            returned_by=back.by if back else None,
        )
        act.opened(visit, clock.by, clock.at)
        tell(
            agency_id=case.agency_id,
            posts=performers(visit, lanes),
            text=f"{'Dikembalikan' if back else 'Giliran Anda'}: langkah {step.no} {case}. {step.text}.",
            path=f"/langkah/{visit.pk}/",
            at=clock.at,
        )
        visits.append(visit)
    return visits


def _last_entry(earlier: Any) -> dict[str, Any]:
    """Return what was typed at the visit before, so that nobody types a returned step anew; never its decision."""
    last = earlier.order_by("-number").first()
    if last is None:
        return {}
    return {key: value for key, value in last.entry.items() if key not in DECISION_KEYS}


DECISION_KEYS = frozenset({"answer", "across", "target", "units", "indicators", "reason", "due_at", "reply"})


def _locked(visit_id: int) -> Visit:
    """Lock the case, then the visit, in this order everywhere."""
    case = _lockable_cases().get(visit=visit_id)
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit_id)
    visit.case = case
    return visit


def lock_case(case_id: int) -> Case:
    """Lock a case within the running operation: whatever changes its steps or papers does this first."""
    return _lockable_cases().get(pk=case_id)


def _lockable_cases() -> QuerySet[Case]:
    """Return the cases as an operation locks them; the procedure's text is read once per process, not per lock."""
    cases = Case.objects.select_for_update(of=("self",)).select_related("procedure", "agency__government")
    return cases.defer("procedure__text")


def _work(visit: Visit, entry: Mapping[str, Any], by: Acting, at: datetime) -> Work:
    return Work(case=visit.case, visit=visit, step=visit.rule, entry=entry, by=by, at=at)


@operation
def take_up(*, visit_id: int, seen: int, by: Acting, at: datetime) -> Visit:
    """Note that the performer begins ("Mulai"): from here the actual time runs."""
    visit = _locked(visit_id)
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
    act_of(visit.rule).prepare(_work(visit, entry, by, at))
    _supply(visit, by, at)
    return visit.set(state=State.TAKEN, taken_up_at=at, taken_up_by=by.post)


def ensure_taken_up(*, visit_id: int, by: Acting, at: datetime) -> Visit:
    """Take a visit up within the running operation if nobody has yet."""
    visit = _locked(visit_id)
    changes = _begin(visit, visit.entry, by, at)
    if changes.rows:
        visit.save(update_fields=changes.fields)
        log.record("visit.taken_up", subject=visit, by=by, at=at, context=visit.case, changes=changes)
    return visit


@operation
def prepare_step(*, visit_id: int, seen: int, entry: Mapping[str, Any], by: Acting, at: datetime) -> Visit:
    """Keep what was typed so far; nothing is checked, so that saving a draft never fails for its content."""
    visit = _locked(visit_id)
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
    visit = _locked(visit_id)
    allow("complete", visit, by=by, at=at, seen=seen)
    changes = _begin(visit, entry, by, at)
    _supply(visit, by, at)  # what came to hand after the step was taken up
    work = _work(visit, entry, by, at)
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
        visit.save()
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
    visit = _locked(visit_id)
    allow("receive", visit, by=by, at=at, seen=seen)
    work = _work(visit, {**visit.entry, **entry}, by, at)
    if entry.get("answer") == Answer.NO:
        wish = _wish(work)
        back = _Return(visit, wish if visit.unit_id is None else replace(wish, units=(visit.unit_id,)))
        changes = visit.set(entry=dict(work.entry))
        _close(work, changes, answer=Answer.NO, event="visit.returned")
        _open(visit.case, work.step, clock=_Clock(calendar_of(visit.case.agency), by, at), back=back)
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
    still_open = frozenset(Visit.objects.filter(case=work.case, ended_at__isnull=True).values_list("step", flat=True))
    if work.visit.step in still_open:
        return
    move = rules.after(work.case.spec, step=work.visit.step, still_open=still_open)
    clock = _Clock(calendar_of(work.case.agency), work.by, work.at)
    for step in move.opens:
        _open(work.case, work.case.spec.step(step), clock=clock)
    if move.finished:
        ended = work.case.set(finished_at=work.at)
        work.case.save(update_fields=ended.fields)


def outputs_of(spec: rules.Procedure, step: rules.Step) -> list[rules.Document]:
    """Return the papers that this step makes: first those its act makes beside the SOP's, then the SOP's outputs.

    A kind of paper that the SOP gives to any of its steps is made there and nowhere else.
    """
    named = [spec.document(name) for name in step.outputs]
    made_by_sop = {document.kind for document in spec.documents if not document.outside}
    beside = [
        rules.Document(
            name=f"{kind[0].upper()}{kind[1:]} (langkah {step.no})",
            kind=kind,
            origin=str(step.no),
            evidence=True,
            aliases=(),
            printed="",
        )
        for kind in act_of(step).extra
        if kind not in made_by_sop
    ]
    return beside + named


def _close(work: Work, changes: Changes, *, answer: Answer, event: str) -> None:
    changes += work.visit.set(state=State.ENDED, answer=answer, ended_at=work.at, ended_by=work.by.post)
    work.visit.save()
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
    clock = _Clock(calendar_of(work.case.agency), work.by, work.at)
    _open(work.case, step, clock=clock, back=_Return(work.visit, wish))
    return work.visit


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


def put_output(work: Work, document: rules.Document, *, unit_id: int | None = None) -> FolderEntry:
    """Put a paper that this step makes into the folder and let its writer write it, within the running operation."""
    entry = _put(
        work.case,
        visit=work.visit,
        document=document,
        unit_id=unit_id or work.visit.unit_id,
        by=work.by,
        at=work.at,
    )
    writer = writer_of(document.kind, acts=work.step.acts)
    if writer is not None:
        writer(work, entry)
    return entry


def _put(
    case: Case,
    *,
    visit: Visit | None,
    document: rules.Document,
    by: Acting,
    at: datetime,
    unit_id: int | None = None,
    source: str = "",
    file_id: int | None = None,
) -> FolderEntry:
    """Add a folder entry; the current one of the same name and unit becomes a superseded one."""
    current = FolderEntry.objects.select_for_update().filter(
        of_unit(unit_id), case=case, name=document.name, superseded_at__isnull=True
    )
    for old in current:
        changes = old.set(superseded_at=at)
        old.save(update_fields=changes.fields)
    return FolderEntry.objects.create(
        agency_id=case.agency_id,
        case=case,
        visit=visit,
        unit_id=unit_id,
        name=document.name,
        kind=document.kind,
        source=source,
        file_id=file_id,
        added_at=at,
        added_by=by.post,
    )


def _supply(visit: Visit, by: Acting, at: datetime) -> None:
    """Put the papers from outside that are at hand (shelf, blank forms, another case) into the folder."""
    case = visit.case
    present = frozenset(
        FolderEntry.objects.filter(case=case, superseded_at__isnull=True).values_list("name", flat=True)
    )
    for document in rules.missing(case.spec, step=visit.step, present=present):
        supply = supply_for(case, document)
        if supply is None:
            continue
        entry = _put(
            case,
            visit=visit,
            document=document,
            by=by,
            at=at,
            source=supply.source,
            file_id=supply.file.pk if supply.file else None,
        )
        writer = writer_of(document.kind) if supply.written else None
        if writer is not None:
            writer(_work(visit, {}, by, at), entry)


@operation
def attach(
    *, visit_id: int, name: str, source: str, filename: str, data: bytes | None, by: Acting, at: datetime
) -> FolderEntry:
    """Put a paper from outside that the step needs into the folder: uploaded bytes, or a note where it is found.

    Raises Refused if the step does not need a paper of that name, or neither file nor note is given.
    """
    visit = _locked(visit_id)
    allow("prepare", visit, by=by, at=at)
    wanted = {document.name: document for document in visit.case.spec.documents if document.outside}
    if name not in wanted or name not in visit.rule.inputs:
        raise Refused(f"Langkah {visit.step} tidak meminta dokumen bernama {name}.", about=visit)
    if len(source.strip()) > SOURCE_LIMIT:
        raise Refused(
            f"Keterangan tempat dokumen paling panjang {SOURCE_LIMIT} huruf. Ringkaskan, lalu lampirkan lagi.",
            about=visit,
            fields={"source": f"Ringkaskan menjadi paling panjang {SOURCE_LIMIT} huruf."},
        )
    if data is None and not source.strip():
        raise Refused(
            f"Pilih berkas {name} atau sebutkan di mana dokumen itu disimpan.",
            about=visit,
            fields={"file": "Pilih berkas, atau isi keterangan tempatnya."},
        )
    try:
        kept = (
            store.keep(agency_id=visit.agency_id, name=filename, data=data, post=by.post, at=at)
            if data is not None
            else None
        )
    except Refused as refusal:
        raise Refused(str(refusal), about=visit, fields={"file": str(refusal)}) from refusal
    entry = _put(
        visit.case,
        visit=visit,
        document=wanted[name],
        by=by,
        at=at,
        source=source.strip() or "diunggah",
        file_id=kept.pk if kept else None,
    )
    log.record(
        "folder.attached",
        subject=entry,
        by=by,
        at=at,
        context=visit.case,
        changes=created(name=name, source=entry.source, sha256=kept.sha256 if kept else ""),
    )
    return entry


@operation
def note_hard_copy(*, entry_id: int, place: str, by: Acting, at: datetime) -> FolderEntry:
    """Note where the printed copy of a paper lies (Bungursari: softcopy and hardcopy at every stage)."""
    entry = (
        FolderEntry.objects.select_for_update(of=("self",))
        .select_related("case")
        .get(pk=entry_id, agency_id=by.agency_id)
    )
    if not place.strip():
        raise Refused(
            "Sebutkan tempat simpan salinan cetak, misalnya “Lemari 2, map Siklus TW I”.",
            about=entry,
            fields={"place": "Isi tempat simpan."},
        )
    changes = entry.set(hard_copy=place.strip()[:200])
    entry.save(update_fields=changes.fields)
    log.record("folder.hard_copy", subject=entry, by=by, at=at, context=entry.case, changes=changes)
    return entry


@operation
def give_initial(*, visit_id: int, instruction: str, by: Acting, at: datetime) -> Initial:
    """Put one's paraf and instruction on the lembar disposisi of an order, in one's turn; the sheet is written anew."""
    visit = _locked(visit_id)
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
    work = _work(visit, visit.entry, by, at)
    for document in visit.case.spec.documents:
        if document.outside and document.kind == "lembar disposisi":
            put_output(work, document)
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
