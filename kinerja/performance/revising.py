"""Changing figures that are already locked: a correction that a decider asks for, or a revision with its reason.

An archived step is never opened again: the sheet's unit gets a correction task in the same cycle, the archived papers
stand, and the new ones say since when figures changed. A unit that sees a wrong figure of its own asks for the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from kinerja.audit import log
from kinerja.audit.log import Refused, operation
from kinerja.audit.tracked import Changes, created
from kinerja.people.acting import Acting
from kinerja.people.models import Post
from kinerja.people.operations import settle, tell
from kinerja.performance import policy
from kinerja.performance.models import (
    Correction,
    Cycle,
    Evidence,
    Figure,
    FigureState,
    RevisionRequest,
    Sheet,
)
from kinerja.performance.operations import Typed, faults_of, type_figures
from kinerja.performance.queries import codes_by_unit, correction_of
from kinerja.sop import operations as sop
from kinerja.sop.models import Visit
from kinerja.sop.register import Wish, Work

log.declare(
    {
        "correction.opened": "Tugas perbaikan data dibuka",
        "correction.done": "Perbaikan data diserahkan",
        "revision.asked": "Revisi angka yang terkunci diminta",
        "revision.granted": "Permintaan revisi diizinkan",
        "revision.refused": "Permintaan revisi ditolak",
    }
)


def open_corrections_for(work: Work, cycle: Cycle, wish: Wish) -> Changes:
    """Open one correction task per chosen unit, or per unit of chosen indicators, within the running operation."""
    codes = codes_by_unit(cycle, wish.scope)
    # Locked before it is asked whether one is open: a revision granted meanwhile is waited for, then refused.
    chosen = Sheet.objects.select_for_update(of=("self",)).filter(cycle=cycle, unit_id__in={*wish.units, *codes})
    sheets = list(chosen.select_related("unit").order_by("pk"))
    if {sheet.unit_id for sheet in sheets} != {*wish.units, *codes} or not sheets:
        raise Refused(
            "Unit atau indikator yang dipilih tidak ada dalam siklus ini. Pilih dari daftar.",
            about=work.visit,
            fields={"units": "Pilih unit atau indikator dari daftar."},
        )
    for sheet in sheets:
        scope = () if sheet.unit_id in wish.units else tuple(codes[sheet.unit_id])
        open_correction(sheet, work.visit, replace(wish, scope=scope), by=work.by, at=work.at)
    return created(corrections=[sheet.unit.code for sheet in sheets])


def open_correction(
    sheet: Sheet, asked: Visit, wish: Wish, *, by: Acting, at: datetime, request: RevisionRequest | None = None
) -> Correction:
    """Open a correction task for one sheet within the running operation.

    `asked` is the visit that asked for it or, with the `request` of a unit, the decision that is revised.

    Raises Refused while another correction of the same sheet is open: nobody could tell two reasons apart.
    """
    before = correction_of(sheet)
    if before is not None:
        raise Refused(
            f"{sheet} sedang diperbaiki atas permintaan {before.visit.case}. Tunggu perbaikan itu diserahkan.",
            about=asked,
        )
    correction = Correction.objects.create(
        agency_id=sheet.agency_id,
        sheet=sheet,
        visit=asked,
        request=request,
        scope=list(wish.scope),
        reason=wish.reason,
        due_at=wish.due_at,
        opened_at=at,
    )
    log.record(
        "correction.opened",
        subject=correction,
        by=by,
        at=at,
        context=asked.case,
        changes=created(unit=sheet.unit.code, scope=correction.scope, reason=wish.reason, due_at=wish.due_at),
    )
    tell(
        agency_id=sheet.agency_id,
        posts=Post.objects.filter(unit_id=sheet.unit_id).values_list("pk", flat=True),
        text=f"Perbaikan data diminta: {sheet} {sheet.cycle.calendar_period.label}. {wish.reason}"[:500],
        path=f"/formulir/{sheet.pk}/",
        at=at,
    )
    return correction


@operation
def correct_sheet(
    *, correction_id: int, seen: int, typed: Mapping[int, Typed], note: str, by: Acting, at: datetime
) -> Correction:
    """Hand in what a correction asked for: figures change with the reason, before and after in the trail.

    Only the head of the unit may. Raises Refused for anything illegible or unproven, a stale page, or nothing said.
    """
    cycle_case = Correction.objects.values_list("visit__case_id", flat=True).get(pk=correction_id)
    sop.lock_case(cycle_case)
    correction = Correction.objects.select_for_update(of=("self",)).get(pk=correction_id)
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("cycle", "unit").get(pk=correction.sheet_id)
    _allow(correction, sheet, seen=seen, by=by)
    changes = type_figures(sheet, typed, scope=correction.scope, state=FigureState.REVISED, by=by, at=at)
    faults = faults_of(sheet)
    proven = Evidence.objects.filter(figure__sheet=sheet, added_at__gte=correction.opened_at).exists()
    if not changes.rows and not proven and not note.strip():
        faults["note"] = "Tidak ada angka yang berubah. Tulis penjelasan mengapa angka yang ada sudah benar."
    if faults:
        raise Refused(
            f"Perbaikan belum dapat diserahkan karena {len(faults)} isian perlu diperbaiki.", about=sheet, fields=faults
        )
    sheet.touch()
    sheet.save(update_fields=["version"])
    changes += correction.set(ended_at=at, ended_by=by.post, note=note.strip()[:500])
    correction.save(update_fields=["ended_at", "ended_by", "note", "version"])
    settle(agency_id=sheet.agency_id, path=f"/formulir/{sheet.pk}/", at=at)
    log.record("correction.done", subject=correction, by=by, at=at, context=correction.visit.case, changes=changes)
    return correction


def _allow(correction: Correction, sheet: Sheet, *, seen: int, by: Acting) -> None:
    sentence = policy.correction_obstacle(correction, sheet, by=by)
    if sentence is not None:
        raise Refused(sentence, about=correction)
    policy.allow_seen(sheet, seen)


REPLY_LIMIT = 500  # letters of an answer


@operation
def ask_revision(
    *, sheet_id: int, seen: int, codes: Sequence[str], reason: str, by: Acting, at: datetime
) -> RevisionRequest:
    """Ask to change locked figures of one's own sheet; those who decided on them, and Tim SAKIP's head, are told.

    Only the head of the unit may. Raises Refused where nothing is chosen or said, or another wish is still open.
    """
    sheet = _locked_sheet(sheet_id)
    sentence = policy.revision_obstacle(sheet, by=by)
    approval = policy.approval_of(sheet)
    if sentence is not None or approval is None:
        raise Refused(sentence or f"{sheet} belum pernah disetujui; tidak ada yang direvisi.", about=sheet)
    posts = policy.deciders(approval, by.post.pk, at)
    if not posts:
        raise Refused(
            f"Selain {by.title} belum ada pejabat yang dapat menjawab permintaan revisi ini. Tetapkan dahulu ketua Tim "
            "SAKIP, lalu mintalah lagi.",
            about=sheet,
        )
    policy.allow_seen(sheet, seen)
    own = Figure.objects.filter(sheet=sheet, indicator__code__in=list(codes)).order_by("position")
    chosen = list(own.values_list("indicator__code", flat=True))
    fields = {}
    if not chosen or len(chosen) != len(set(codes)):
        fields["codes"] = "Centang paling sedikit satu indikator formulir ini."
    if not reason.strip():
        fields["reason"] = "Tulis apa yang salah dan dari mana Anda tahu."
    if fields:
        raise Refused("Permintaan revisi belum lengkap: " + " ".join(fields.values()), about=sheet, fields=fields)
    request = RevisionRequest.objects.create(
        agency_id=sheet.agency_id,
        sheet=sheet,
        visit=approval,
        scope=chosen,
        reason=reason.strip(),
        asked_at=at,
        asked_by=by.post,
        asked_user=by.user,
    )
    said = created(scope=chosen, reason=request.reason)
    log.record("revision.asked", subject=request, by=by, at=at, context=approval.case, changes=said)
    tell(
        agency_id=sheet.agency_id,
        posts=posts,
        text=f"Revisi diminta: {sheet} {sheet.cycle.calendar_period.label}. {request.reason}"[:500],
        path=request_path(request),
        at=at,
    )
    return request


@operation
def grant_revision(*, request_id: int, seen: int, due_at: datetime | None, by: Acting, at: datetime) -> Correction:
    """Grant a unit's wish to revise: it gets a correction task for the figures that it named, due at `due_at`."""
    request = _locked_request(request_id, seen, by, at)
    obstacle = policy.grant_obstacle(request, by=by, at=at)
    if obstacle is not None:
        raise Refused(obstacle, about=request)
    sentence = "Isi tenggat perbaikan yang masih akan datang."
    if due_at is None or due_at.tzinfo is None or due_at <= at:
        raise Refused(sentence, about=request, fields={"due_at": sentence})
    changes = _answer(request, granted=True, reply="", by=by, at=at)
    log.record("revision.granted", subject=request, by=by, at=at, context=request.visit.case, changes=changes)
    wish = Wish(reason=request.reason, due_at=due_at, scope=tuple(request.scope))
    return open_correction(request.sheet, request.visit, wish, by=by, at=at, request=request)


@operation
def refuse_revision(*, request_id: int, seen: int, reply: str, by: Acting, at: datetime) -> RevisionRequest:
    """Refuse a unit's wish to revise, with the reason that its head reads; the figures stay as they are."""
    request = _locked_request(request_id, seen, by, at)
    if not reply.strip() or len(reply.strip()) > REPLY_LIMIT:
        sentence = f"Tulis alasan penolakan, paling panjang {REPLY_LIMIT} huruf."
        raise Refused(sentence, about=request, fields={"reply": sentence})
    changes = _answer(request, granted=False, reply=reply.strip(), by=by, at=at)
    log.record("revision.refused", subject=request, by=by, at=at, context=request.visit.case, changes=changes)
    tell(
        agency_id=request.agency_id,
        posts=[request.asked_by_id],
        text=f"Revisi {request.sheet} tidak diizinkan oleh {by.title}: {request.reply}"[:500],
        path=f"/formulir/{request.sheet_id}/",
        at=at,
    )
    return request


def request_path(request: RevisionRequest) -> str:
    """Return where a request for revision is answered."""
    return f"/formulir/{request.sheet_id}/#revisi"


def _locked_sheet(sheet_id: int) -> Sheet:
    return Sheet.objects.select_for_update(of=("self",)).select_related("cycle", "unit").get(pk=sheet_id)


def _locked_request(request_id: int, seen: int, by: Acting, at: datetime) -> RevisionRequest:
    """Lock the sheet, then the request; ask whether this post may answer it."""
    sheet = _locked_sheet(RevisionRequest.objects.values_list("sheet_id", flat=True).get(pk=request_id))
    requests = RevisionRequest.objects.select_for_update(of=("self",))
    request = requests.select_related("visit__case__agency__government", "answered_by").get(pk=request_id)
    request.sheet = sheet
    sentence = policy.answer_obstacle(request, by=by, at=at)
    if sentence is not None:
        raise Refused(sentence, about=request)
    if seen != request.version:
        raise Refused("Permintaan revisi ini sudah berubah. Muat ulang halaman, lalu jawab lagi.", about=request)
    return request


def _answer(request: RevisionRequest, *, granted: bool, reply: str, by: Acting, at: datetime) -> Changes:
    changes = request.set(granted=granted, reply=reply, answered_at=at, answered_by=by.post)
    request.save(update_fields=[*changes.fields])
    settle(agency_id=request.agency_id, path=request_path(request), at=at)
    return changes
