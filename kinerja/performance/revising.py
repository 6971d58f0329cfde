"""Changing figures that are already locked: a correction that a decider asks for, or a revision with its reason.

An archived step is never opened again: the sheet's unit gets a correction task in the same cycle, the archived papers
stand, and the new ones say since when figures changed.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from kinerja.audit import log
from kinerja.audit.log import Refused, operation
from kinerja.audit.tracked import Changes, created
from kinerja.people.acting import Acting
from kinerja.people.models import Post
from kinerja.people.operations import settle, tell
from kinerja.performance.models import LOCKED, Correction, Cycle, FigureState, Sheet
from kinerja.performance.operations import Typed, faults_of, type_figures
from kinerja.performance.queries import codes_by_unit, correction_of
from kinerja.sop import operations as sop
from kinerja.sop.models import Visit
from kinerja.sop.register import Wish, Work

log.declare(
    {
        "correction.opened": "Tugas perbaikan data dibuka",
        "correction.done": "Perbaikan data diserahkan",
    }
)


def open_corrections_for(work: Work, cycle: Cycle, wish: Wish) -> Changes:
    """Open one correction task per chosen unit, or per unit of chosen indicators, within the running operation."""
    codes = codes_by_unit(cycle, wish.scope)
    sheets = list(Sheet.objects.filter(cycle=cycle, unit_id__in={*wish.units, *codes}).select_related("unit"))
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


def open_correction(sheet: Sheet, asked: Visit, wish: Wish, *, by: Acting, at: datetime) -> Correction:
    """Open a correction task for one sheet within the running operation; `asked` is the visit that asked for it.

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

    Only the head of the unit may. Raises Refused for anything illegible, a stale page, or nothing said.
    """
    cycle_case = Correction.objects.values_list("visit__case_id", flat=True).get(pk=correction_id)
    sop.lock_case(cycle_case)
    correction = Correction.objects.select_for_update(of=("self",)).get(pk=correction_id)
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("cycle", "unit").get(pk=correction.sheet_id)
    _allow(correction, sheet, seen=seen, by=by)
    changes = type_figures(sheet, typed, scope=correction.scope, state=FigureState.REVISED, by=by, at=at)
    faults = faults_of(sheet)
    if not changes.rows and not note.strip():
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
    sentence = correction_obstacle(correction, sheet, by=by)
    if sentence is not None:
        raise Refused(sentence, about=correction)
    if seen != sheet.version:
        raise Refused(
            f"{sheet} sudah berubah sejak halaman ini dibuka. Isian Anda masih ada di bawah; bandingkan dengan yang "
            "tersimpan, lalu serahkan lagi.",
            about=sheet,
        )


def correction_obstacle(correction: Correction, sheet: Sheet, *, by: Acting) -> str | None:
    """Return why `by` may not hand in this correction, or None."""
    if correction.ended_at is not None:
        return f"Perbaikan {sheet} sudah diserahkan."
    if sheet.state not in LOCKED:
        return f"{sheet} sedang terbuka untuk diisi; perbaiki angkanya di sana."
    if by.post.unit_id != sheet.unit_id or not by.post.heads_unit:
        return f"Perbaikan ini diserahkan oleh kepala {sheet.unit.name}, bukan oleh {by.title}."
    return None
