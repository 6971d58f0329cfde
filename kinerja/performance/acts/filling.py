"""The acts about sheets: they go out to units, are filled and handed in, validated, and come back."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import F, Q

from kinerja.audit import log
from kinerja.audit.log import Refused
from kinerja.audit.tracked import Changes, created
from kinerja.core.procedure import PERFORMANCE_FORM, Document, Procedure, Step
from kinerja.people.acting import Acting
from kinerja.people.models import Post
from kinerja.people.queries import Lanes, units_of
from kinerja.performance.acts import entries
from kinerja.performance.acts.steps import the_cycle
from kinerja.performance.checking import Told, findings_of, held_fields, noted
from kinerja.performance.models import LOCKED, Cycle, Figure, FigureState, Sheet, SheetState
from kinerja.performance.operations import faults_of
from kinerja.performance.queries import codes_by_unit, correction_of, cycle_of
from kinerja.performance.revising import open_correction
from kinerja.sop import operations as sop
from kinerja.sop.models import Case, Visit
from kinerja.sop.policy import lanes_for
from kinerja.sop.register import Part, Wish, Work

log.declare(
    {
        "sheet.confirmed": "Angka yang sudah terkunci dikonfirmasi unitnya",
        "sheet.received": "Formulir diterima oleh unit",
        "sheet.validated": "Data unit divalidasi",
    }
)


def distribute(work: Work) -> Changes:
    """distribusi, buka: every sheet of the cycle goes out to its unit; receipts fill in as units take them up.

    Raises Refused if a supplying unit stands in no lane that fills: it would be waited for in vain.
    """
    cycle = the_cycle(work.case)
    sheets = locked_sheets(cycle)
    lost = _unreached(work, [sheet.unit_id for sheet in sheets])
    if lost:
        names = ", ".join(sheet.unit.name for sheet in sheets if sheet.unit_id in lost)
        raise Refused(
            f"Formulir belum dapat dibagikan: {names} menyuplai data, tetapi jabatannya tidak ada pada jalur pelaksana "
            "yang mengisi. Lengkapi jalur pelaksana prosedur ini.",
            about=work.visit,
        )
    changes = Changes()
    sent = [sheet for sheet in sheets if sheet.distributed_at is None]
    for sheet in sent:
        changes += sheet.set(distributed_at=work.at).under(sheet.unit.code)
    Sheet.objects.filter(pk__in=[sheet.pk for sheet in sent]).update(distributed_at=work.at, version=F("version") + 1)
    return changes


def locked_sheets(cycle: Cycle) -> list[Sheet]:
    """Lock the sheets of a cycle, in one order everywhere, and return them with their units."""
    found = Sheet.objects.select_for_update(of=("self",)).filter(cycle=cycle).select_related("unit")
    return list(found.order_by("pk"))


def _unreached(work: Work, units: Sequence[int]) -> set[int]:
    """Return the units whose sheet no step of this procedure would ever open; none where it does not collect."""
    lanes = lanes_for(work.case, work.at)
    filling = [step.performer for step in work.case.spec.steps if step.act == "isi" and step.form == PERFORMANCE_FORM]
    return set(units) - _units_of(lanes.of(*filling)) if filling else set()


def _units_of(posts: frozenset[int]) -> set[int]:
    return set(units_of(posts).values())


def parts(case: Case, step: Step, at: datetime, units: Sequence[int], scope: Sequence[str]) -> list[Part] | None:
    """isi, validasi, sampaikan: one share per supplying unit whose post stands in the lane; None where none does.

    A validation covers every sheet of the cycle; a step that measures is about the whole cycle and never shared.
    A directed return opens only the chosen units and the units of chosen codes. Raises Refused for unknown ones.
    """
    cycle = cycle_of(case)
    if cycle is None or "ukur" in step.acts:
        return None
    held = _units_of(lanes_for(case, at).of(step.performer))
    if step.form != PERFORMANCE_FORM:
        return [Part(unit_id) for unit_id in sorted(held)]
    sheets = list(Sheet.objects.filter(cycle=cycle).order_by("unit__position", "pk"))
    own = [sheet for sheet in sheets if sheet.unit_id in held]
    if step.act == "isi" and not own:
        raise Refused(f"Langkah {step.no} tidak mempunyai unit pengisi. Lengkapi jalur pelaksana {step.performer}.")
    if step.act != "isi" and len(own) < 2:
        return None
    shared = sheets if step.act == "validasi" else own
    return _aimed_at(cycle, shared, units, scope) if units or scope else [Part(sheet.unit_id) for sheet in shared]


def _aimed_at(cycle: Cycle, sheets: Sequence[Sheet], units: Sequence[int], scope: Sequence[str]) -> list[Part]:
    codes = codes_by_unit(cycle, scope)
    known = {code for found in codes.values() for code in found}
    if set(units) - {sheet.unit_id for sheet in sheets} or set(scope) - known:
        raise Refused(
            "Unit atau indikator yang dipilih tidak ada dalam siklus ini. Pilih dari daftar.",
            about=cycle,
            fields={"units": "Pilih unit atau indikator dari daftar."},
        )
    return [
        Part(sheet.unit_id, () if sheet.unit_id in units else tuple(codes.get(sheet.unit_id, ())))
        for sheet in sheets
        if sheet.unit_id in units or sheet.unit_id in codes
    ]


def reopen(visit: Visit, by: Acting, at: datetime) -> None:
    """A sheet that comes back is open again, for the figures the return aims at.

    What another procedure made final stays final: its unit gets a correction task, as any change of final figures is.
    """
    if visit.returned_by is None or visit.unit_id is None or visit.rule.form != PERFORMANCE_FORM:
        return
    cycle = the_cycle(visit.case)
    sheets = Sheet.objects.select_for_update(of=("self",)).select_related("unit", "cycle")
    sheet = sheets.get(cycle=cycle, unit=visit.unit)
    if sheet.state == SheetState.FINAL:
        wish = Wish(reason=visit.reason, due_at=visit.due_at, scope=tuple(visit.scope))
        open_correction(sheet, visit.returned_by, wish, by=by, at=at)
        return
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
    if work.visit.unit_id is None or work.step.form != PERFORMANCE_FORM:
        return
    sheet = _sheet(work)
    if sheet.received_at is not None:
        return
    changes = sheet.set(received_at=work.at, received_by=work.by.post)
    sheet.save(update_fields=changes.fields)
    log.record("sheet.received", subject=sheet, by=work.by, at=work.at, context=work.case, changes=changes)
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


def check_form(work: Work) -> None:
    """isi of another form than that of figures: what its page asks for is whole."""
    if work.step.form != PERFORMANCE_FORM:
        entries.read_personnel(work.entry, work.visit)


def hand_in(work: Work) -> Changes:
    """isi: the unit's head hands the sheet in; every figure of it says something.

    What another procedure of the cycle locked before stays locked: the unit confirms it.
    """
    if work.step.form != PERFORMANCE_FORM:
        return Changes()
    sheet, told = _whole_sheet(work, "diserahkan")
    if sheet.state in LOCKED:
        log.record("sheet.confirmed", subject=sheet, by=work.by, at=work.at, context=work.case)
        return Changes()
    changes = sheet.set(state=SheetState.SUBMITTED, submitted_at=work.at, submitted_by=work.by.post)
    sheet.save(update_fields=changes.fields)
    move_figures([sheet], FigureState.SUBMITTED)
    if told:  # later nobody can say that it was not shown
        changes += created(findings=noted(told))
    log.record("sheet.submitted", subject=sheet, by=work.by, at=work.at, context=work.case, changes=changes)
    return Changes()


def _whole_sheet(work: Work, done: str) -> tuple[Sheet, list[Told]]:
    """Return the unit's sheet, locked, and what the checks find in it without holding it back.

    Raises Refused with a sentence per figure that says nothing, or that a check holds back.
    """
    sheet = _sheet(work)
    told = findings_of(sheet=sheet)
    faults = faults_of(sheet) or held_fields(told)
    if faults:
        raise Refused(
            f"{sheet} belum dapat {done} karena {len(faults)} isian perlu diperbaiki.",
            about=work.visit,
            fields=faults,
        )
    return sheet, told


def move_figures(sheets: Iterable[Sheet], state: FigureState) -> int:
    """Put the figures of sheets into a state, each with its own version; return how many changed."""
    figures = Figure.objects.filter(sheet__in=[sheet.pk for sheet in sheets]).exclude(state=state)
    return figures.update(state=state, version=F("version") + 1)


def validators(visit: Visit, posts: frozenset[int], lanes: Lanes) -> frozenset[int]:
    """Return who validates a unit's sheet: its own post, unless he typed a figure of it himself.

    What the unit's head typed is validated by the post that makes the recap, and what that one typed by the post
    above it (product: a Kasi validates what his staff typed).
    """
    if visit.unit_id is None:
        return posts
    makers = set(
        Figure.objects.filter(
            sheet__cycle__agency_id=visit.agency_id, sheet__cycle__period=visit.case.period, sheet__unit=visit.unit
        )
        .filter(Q(value__isnull=False) | Q(unavailable=True))
        .values_list("typed_as_id", flat=True)
    )
    compilers = lanes.of(*_compiling_lanes(visit.case.spec))
    bosses = Post.objects.filter(pk__in=compilers, above__isnull=False)
    above = frozenset(bosses.values_list("above__pk", flat=True))
    return next((group for group in (posts, compilers, above) if group and not group & makers), posts)


def _compiling_lanes(spec: Procedure) -> list[str]:
    return [step.performer for step in spec.steps if "rekap" in step.acts]


def correction_awaited(visit: Visit, at: datetime) -> str | None:
    """isi, validasi of a unit's locked sheet wait for the correction that was asked of that unit."""
    sheet = sheet_of(visit)
    if sheet is None or sheet.state not in LOCKED or correction_of(sheet) is None:
        return None
    return f"Menunggu perbaikan data pada {sheet}. Langkah ini dapat diselesaikan sesudah perbaikan diserahkan."


def sheet_of(visit: Visit) -> Sheet | None:
    """Return the sheet that a unit's share of a step is about, or None for a step as a whole."""
    if visit.unit_id is None or visit.rule.form != PERFORMANCE_FORM:
        return None
    sheets = Sheet.objects.filter(cycle__agency_id=visit.agency_id, cycle__period=visit.case.period, unit=visit.unit)
    return sheets.select_related("unit", "cycle").first()


def validate_sheet(work: Work) -> Changes:
    """validasi of one unit's sheet: it is whole, and nobody validates what he typed himself."""
    sheet, _ = _whole_sheet(work, "divalidasi")
    own = [figure.indicator.code for figure in sheet.figure_set.select_related("indicator") if _typed_by(figure, work)]
    if own:
        raise Refused(
            f"Anda sendiri yang terakhir mengisi {', '.join(own[:3])}; pembuat angka tidak memvalidasi angkanya "
            "sendiri. Validasi dilakukan oleh penyusun rekap atau atasannya.",
            about=work.visit,
        )
    if sheet.state in LOCKED:
        return Changes()
    changes = sheet.set(state=SheetState.VERIFIED)
    sheet.save(update_fields=changes.fields)
    move_figures([sheet], FigureState.VERIFIED)
    log.record("sheet.validated", subject=sheet, by=work.by, at=work.at, context=work.case, changes=changes)
    return Changes()


def _typed_by(figure: Figure, work: Work) -> bool:
    return figure.typed_by_id == work.by.user.pk and (figure.value is not None or figure.unavailable)
