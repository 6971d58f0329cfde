"""The acts themselves: what performing a step changes, beyond the procedure's own bookkeeping."""

from collections.abc import Sequence
from datetime import datetime

from kinerja.audit import log
from kinerja.audit.log import Refused
from kinerja.audit.tracked import Changes, created
from kinerja.core.procedure import Document, Procedure, Step
from kinerja.performance.acts import entries
from kinerja.performance.measuring import keep_measurement
from kinerja.performance.models import Cycle, Figure, FigureState, Sheet, SheetState
from kinerja.performance.operations import open_cycle
from kinerja.performance.queries import cycle_of, made_by, unfinished
from kinerja.sop import operations as sop
from kinerja.sop.models import Case, Visit
from kinerja.sop.register import Part, Work


def collects(spec: Procedure) -> bool:
    """Return whether a procedure collects figures from units itself."""
    return any(step.act == "isi" for step in spec.steps)


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


def distribute(work: Work) -> Changes:
    """distribusi: every sheet of the cycle goes out to its unit; receipts fill in as units take them up."""
    changes = Changes()
    for sheet in (
        Sheet.objects.select_for_update(of=("self",)).filter(cycle=the_cycle(work.case)).select_related("unit")
    ):
        told = sheet.set(distributed_at=work.at)
        sheet.save(update_fields=told.fields)
        changes += told.under(sheet.unit.code)
    return changes


def parts(case: Case, step: Step, units: Sequence[int], scope: Sequence[str]) -> list[Part]:
    """isi: one share per supplying unit; a directed return only for the chosen units and the units of chosen codes."""
    cycle = the_cycle(case)
    sheets = Sheet.objects.filter(cycle=cycle).order_by("unit__position", "pk")
    if not units and not scope:
        return [Part(sheet.unit_id) for sheet in sheets]
    codes: dict[int, list[str]] = {}
    known: set[str] = set()
    for unit_id, code in (
        Figure.objects.filter(cycle=cycle, indicator__code__in=list(scope))
        .order_by("position")
        .values_list("sheet__unit_id", "indicator__code")
    ):
        codes.setdefault(unit_id, []).append(code)
        known.add(code)
    if set(units) - {sheet.unit_id for sheet in sheets} or set(scope) - known:
        raise Refused(
            "Unit atau indikator yang dipilih tidak ada dalam siklus ini. Pilih dari daftar.",
            about=case,
            fields={"units": "Pilih unit atau indikator dari daftar."},
        )
    return [
        Part(sheet.unit_id, () if sheet.unit_id in units else tuple(codes.get(sheet.unit_id, ())))
        for sheet in sheets
        if sheet.unit_id in units or sheet.unit_id in codes
    ]


def reopen(visit: Visit, at: datetime) -> None:
    """A sheet that comes back is open again, for the figures the return aims at."""
    if visit.returned_by_id is None:
        return
    cycle = the_cycle(visit.case)
    sheet = Sheet.objects.select_for_update(of=("self",)).get(cycle=cycle, unit=visit.unit)
    changes = sheet.set(state=SheetState.RETURNED)
    sheet.save(update_fields=changes.fields or ["version"])
    figures = Figure.objects.select_for_update(of=("self",)).filter(sheet=sheet).select_related("indicator")
    for figure in figures:
        if not visit.scope or figure.indicator.code in visit.scope:
            told = figure.set(state=FigureState.RETURNED)
            if told.rows:
                figure.save(update_fields=told.fields)


def receive_sheet(work: Work) -> None:
    """The first act of a unit on its form is the receipt: "Terima formulir"."""
    sheet = _sheet(work)
    if sheet.received_at is not None:
        return
    changes = sheet.set(received_at=work.at, received_by=work.by.post)
    sheet.save(update_fields=changes.fields)
    receipt = Document(
        name="Bukti tanda terima formulir",
        kind="tanda terima",
        origin=str(work.step.no),
        evidence=True,
        aliases=(),
        printed="",
    )
    sop.put_output(work, receipt)


def _sheet(work: Work) -> Sheet:
    return (
        Sheet.objects.select_for_update(of=("self",))
        .select_related("unit", "cycle")
        .get(cycle=the_cycle(work.case), unit=work.visit.unit)
    )


def hand_in(work: Work) -> Changes:
    """isi: the unit's head hands the sheet in; every figure of it says something."""
    from kinerja.performance.operations import faults_of

    sheet = _sheet(work)
    faults = faults_of(sheet)
    if faults:
        raise Refused(
            f"{sheet} belum dapat diserahkan karena {len(faults)} isian perlu diperbaiki.",
            about=work.visit,
            fields=faults,
        )
    changes = sheet.set(state=SheetState.SUBMITTED, submitted_at=work.at, submitted_by=work.by.post)
    sheet.save(update_fields=changes.fields)
    _move_figures(sheet.cycle, FigureState.SUBMITTED, sheet=sheet)
    log.record("sheet.submitted", subject=sheet, by=work.by, at=work.at, context=work.case, changes=changes)
    return Changes()


def _move_figures(cycle: Cycle, state: FigureState, *, sheet: Sheet | None = None) -> int:
    """Put figures into a state, each with its own version; return how many changed."""
    figures = Figure.objects.select_for_update(of=("self",)).filter(cycle=cycle)
    moved = []
    for figure in figures.filter(sheet=sheet) if sheet else figures:
        if figure.set(state=state).rows:
            moved.append(figure)
    Figure.objects.bulk_update(moved, ["state", "version"])
    return len(moved)


def all_handed_in(visit: Visit) -> str | None:
    """rekap of a collecting procedure waits until every unit has handed in."""
    cycle = cycle_of(visit.case)
    if cycle is None or not collects(visit.case.spec):
        return None
    late = [row.unit for row in unfinished(cycle)]
    if not late:
        return None
    return f"Formulir belum diserahkan oleh {', '.join(late)}. Tunggu atau ingatkan unit itu, lalu rekap."


def measure_cycle(work: Work) -> Changes:
    """ukur: measure every indicator of the cycle by its frozen rule and keep the results."""
    measurement = keep_measurement(work, the_cycle(work.case))
    return created(measurement=measurement.pk, method=measurement.method)


def has_measurement(visit: Visit) -> str | None:
    """What follows the measuring needs its results."""
    if collects(visit.case.spec) or "ukur" in visit.rule.acts:
        return None
    cycle = cycle_of(visit.case)
    if cycle is not None and cycle.measurement_set.filter(superseded_at__isnull=True).exists():
        return None
    return "Siklus ini belum diukur. Selesaikan dahulu langkah pengukuran."


def check_report(work: Work) -> None:
    entries.read_report(work.entry, work.visit)


def check_review(work: Work) -> None:
    """telaah: an analysis is written, and nobody reviews a figure that he typed himself."""
    made = made_by(the_cycle(work.case), work.by.user.pk)
    if made:
        raise Refused(
            f"Anda sendiri yang terakhir mengisi {', '.join(made[:3])}{' dan lainnya' if len(made) > 3 else ''}; "
            "pembuat angka tidak menelaah angkanya sendiri. Mintalah atasan Anda menelaah.",
            about=work.visit,
        )
    entries.read_review(work.entry, work.visit)


def review(work: Work) -> Changes:
    """telaah answered "ya": in a collecting procedure the figures are verified and locked."""
    if not collects(work.case.spec):
        return Changes()
    return _lock(work, SheetState.VERIFIED, FigureState.VERIFIED)


def _lock(work: Work, sheets: SheetState, figures: FigureState) -> Changes:
    cycle = the_cycle(work.case)
    changes = Changes()
    for sheet in Sheet.objects.select_for_update(of=("self",)).filter(cycle=cycle).select_related("unit"):
        told = sheet.set(state=sheets)
        if told.rows:
            sheet.save(update_fields=told.fields)
            changes += told.under(sheet.unit.code)
    return changes + created(figures=_move_figures(cycle, figures))


def receive(work: Work) -> Changes:
    """sampaikan: the receiver's disposisi; of the head of the agency it makes collected figures final."""
    entries.read_reply(work.entry, work.visit)
    if collects(work.case.spec) and work.by.post.heads_agency:
        return _lock(work, SheetState.FINAL, FigureState.FINAL)
    return Changes()


def check_shelving(work: Work) -> None:
    entries.read_shelving(work.entry, work.visit)
