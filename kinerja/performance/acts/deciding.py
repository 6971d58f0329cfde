"""The acts that compile, measure, report, decide, hand over, sign and put away."""

from datetime import datetime

from django.db.models import F

from kinerja.audit.log import Refused
from kinerja.audit.tracked import Changes, created
from kinerja.people.queries import day_at
from kinerja.performance.acts import entries
from kinerja.performance.acts.filling import correction_awaited, locked_sheets, move_figures, validate_sheet
from kinerja.performance.acts.steps import collects, measures, the_cycle
from kinerja.performance.checking import allow_settling
from kinerja.performance.follow_up import Low, Planned, confirm_follow_ups, lows_of, name_follow_ups
from kinerja.performance.measuring import keep_measurement
from kinerja.performance.models import FigureState, Sheet, SheetState
from kinerja.performance.queries import changed_codes, cycle_of, made_by, open_corrections, unfinished
from kinerja.performance.revising import open_corrections_for
from kinerja.sop.models import Visit
from kinerja.sop.register import Wish, Work


def all_handed_in(visit: Visit) -> str | None:
    """rekap, validasi of a collecting procedure wait until every unit has handed in."""
    cycle = cycle_of(visit.case)
    if cycle is None or not collects(visit.case.spec):
        return None
    late = unfinished(cycle)
    if not late:
        return None
    return f"Formulir belum diserahkan oleh {', '.join(late)}. Tunggu atau ingatkan unit itu, lalu lanjutkan."


def validation_obstacle(visit: Visit, at: datetime) -> str | None:
    """validasi: of a unit's sheet, its correction is in; of a whole cycle, every unit has handed in."""
    return correction_awaited(visit, at) or all_handed_in(visit)


def figures_settled(visit: Visit, at: datetime) -> str | None:
    """ukur, rekap wait for corrections that were asked for in this cycle."""
    cycle = cycle_of(visit.case)
    units = open_corrections(cycle) if cycle is not None else []
    if not units:
        return None
    return f"Menunggu perbaikan data oleh {', '.join(units)}. Langkah ini dapat diselesaikan sesudah perbaikan masuk."


def has_measurement(visit: Visit) -> str | None:
    """What follows the measuring needs its results."""
    measuring = measures(visit.case.spec)
    if measuring is None or measuring >= visit.step:
        return None
    cycle = cycle_of(visit.case)
    if cycle is not None and cycle.measurement_set.filter(superseded_at__isnull=True).exists():
        return None
    return "Siklus ini belum diukur. Selesaikan dahulu langkah pengukuran."


def recap_obstacle(visit: Visit, at: datetime) -> str | None:
    """rekap: every unit has handed in, corrections are in, and what is recapped was measured before."""
    return all_handed_in(visit) or figures_settled(visit, at) or has_measurement(visit)


def measure_cycle(work: Work) -> Changes:
    """ukur: measure every indicator of the cycle by its frozen rule and keep the results."""
    measurement = keep_measurement(work, the_cycle(work.case))
    return created(measurement=measurement.pk, method=measurement.method)


def check_report(work: Work) -> None:
    entries.read_report(work.entry, work.visit)


def check_maker(work: Work) -> None:
    """Nobody reviews a figure that he typed himself, whatever step the review is called."""
    made = made_by(the_cycle(work.case), work.by.user.pk)
    if made:
        raise Refused(
            f"Anda sendiri yang terakhir mengisi {', '.join(made[:3])}{' dan lainnya' if len(made) > 3 else ''}; "
            "pembuat angka tidak menelaah angkanya sendiri. Mintalah atasan Anda menelaah.",
            about=work.visit,
        )


def check_review(work: Work) -> None:
    """telaah: an analysis is written, by somebody who made none of the figures; each low result has its action."""
    check_maker(work)
    if _decides_results(work.visit):
        _decided(work)
    else:
        entries.read_review(work.entry, work.visit)


def _decides_results(visit: Visit) -> bool:
    measuring = measures(visit.case.spec)
    return measuring is not None and measuring < visit.step


def results_outdated(visit: Visit) -> str:
    """Return why the results under a decision cannot be approved as they were measured, "" where they can.

    A figure was typed anew since, of this period or of an earlier one that counts in it, or is about to be.
    """
    cycle = cycle_of(visit.case)
    if cycle is None or not _decides_results(visit):
        return ""
    again = f"Kembalikan ke langkah {measures(visit.case.spec)} agar diukur lagi, lalu putuskan."
    units = open_corrections(cycle)
    if units:
        return f"Hasil belum dapat disetujui karena data {', '.join(units)} sedang diperbaiki. {again}"
    codes = changed_codes(cycle)
    if not codes:
        return ""
    named = f"{', '.join(codes[:3])}{' dan lainnya' if len(codes) > 3 else ''}"
    return f"Hasil belum dapat disetujui karena angka {named} berubah sejak diukur. {again}"


def allow_approving(work: Work) -> None:
    """Raise Refused if a check holds a figure back, or if the results no longer say what the figures say."""
    allow_settling(the_cycle(work.case), about=work.visit)
    sentence = results_outdated(work.visit)
    if sentence:
        raise Refused(sentence, about=work.visit)


def _decided(work: Work) -> tuple[list[Low], tuple[Planned, ...]]:
    lows, today = lows_of(the_cycle(work.case)), day_at(work.case.agency, work.at)
    _, planned = entries.read_measured_review(
        work.entry, lows, today=today, agency_id=work.case.agency_id, about=work.visit
    )
    return lows, planned


def review(work: Work) -> Changes:
    """telaah answered "ya": collected figures are verified and locked; low results get their rencana aksi.

    What the head himself approves needs nobody's confirmation. A figure that a check holds back is approved by nobody.
    """
    changes = Changes()
    allow_approving(work)
    if _decides_results(work.visit):
        lows, planned = _decided(work)
        cycle = the_cycle(work.case)
        changes += created(follow_ups=name_follow_ups(work, cycle, lows, planned))
        if work.by.post.heads_agency:
            confirm_follow_ups(work, cycle)
    if collects(work.case.spec):
        changes += lock_cycle(work, SheetState.VERIFIED, FigureState.VERIFIED)
    return changes


def check_validation(work: Work) -> None:
    """validasi of a whole cycle: the validator made none of its figures. Of one sheet: see `validate_sheet`."""
    if work.visit.unit_id is None:
        check_maker(work)


def validate(work: Work) -> Changes:
    """validasi: of one unit's sheet, or with "ya" of all sheets at once."""
    if work.visit.unit_id is not None:
        return validate_sheet(work)
    return lock_cycle(work, SheetState.VERIFIED, FigureState.VERIFIED)


def decide(work: Work) -> Changes:
    """tetapkan answered "ya": the head makes the figures final; from here they change only by revision."""
    allow_approving(work)
    return lock_cycle(work, SheetState.FINAL, FigureState.FINAL)


def lock_cycle(work: Work, sheets: SheetState, figures: FigureState) -> Changes:
    """Put every sheet and figure of the cycle into a locked state; a final one is never made less than final."""
    cycle = the_cycle(work.case)
    changes = Changes()
    found = locked_sheets(cycle)
    locked = [sheet for sheet in found if sheets == SheetState.FINAL or sheet.state != SheetState.FINAL]
    for sheet in locked:
        changes += sheet.set(state=sheets).under(sheet.unit.code)
    Sheet.objects.filter(pk__in=[sheet.pk for sheet in locked]).exclude(state=sheets).update(
        state=sheets, version=F("version") + 1
    )
    return changes + created(figures=move_figures(locked, figures))


def receive(work: Work) -> Changes:
    """sampaikan: the receiver's disposisi or receipt.

    That of the head makes collected figures final, and confirms the rencana aksi that the report names.
    """
    if asks_for_disposition(work.visit):
        entries.read_reply(work.entry, work.visit)
    if not work.by.post.heads_agency:
        return Changes()
    if collects(work.case.spec):
        return lock_cycle(work, SheetState.FINAL, FigureState.FINAL)
    if not _decides_results(work.visit):
        return Changes()
    return created(confirmed=confirm_follow_ups(work, the_cycle(work.case)))


def asks_for_disposition(visit: Visit) -> bool:
    """Return whether the receiver answers with a disposisi; otherwise a receipt ends the step."""
    return any(visit.case.spec.document(name).kind == "disposisi" for name in visit.rule.outputs)


def correct(work: Work, wish: Wish) -> Changes:
    """telaah "tidak" aimed at another procedure: correction tasks open in the same cycle, archives stay closed."""
    measuring = measures(work.case.spec)
    target = int(str(work.entry.get("target") or 0))
    if measuring is not None and target > measuring:
        raise Refused(
            f"Data yang diperbaiki harus diukur lagi. Pilih langkah {measuring} atau sebelumnya sebagai tujuan.",
            about=work.visit,
            fields={"target": f"Pilih langkah {measuring} atau sebelumnya."},
        )
    return open_corrections_for(work, the_cycle(work.case), wish)


def check_signature(work: Work) -> None:
    entries.read_signature(work.entry, work.visit)


def check_letter(work: Work) -> None:
    entries.read_letter(work.entry, work.visit)


def check_copies(work: Work) -> None:
    entries.read_copies(work.entry, work.visit)


def check_shelving(work: Work) -> None:
    entries.read_shelving(work.entry, work.visit)
