"""Changes to what was reached: a cycle opens, figures are typed, evidence is added, sheets are handed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kinerja.audit import log
from kinerja.audit.log import Refused, operation
from kinerja.audit.tracked import Changes, created, keep
from kinerja.core.calendar import Period
from kinerja.core.measure import Aggregation, Method, load_method, method_on
from kinerja.core.numbers import Kind, read
from kinerja.core.quantity import NOTHING, Quantity, choices, realisation_of, split_ratio, target_of
from kinerja.people.acting import Acting
from kinerja.people.models import Agency
from kinerja.performance import policy
from kinerja.performance.locking import cases_to_lock, lock_figures, lock_sheet
from kinerja.performance.models import LOCKED, Correction, Cycle, Evidence, Figure, FigureState, Sheet, SheetState
from kinerja.performance.queries import correction_of
from kinerja.planning.models import Card
from kinerja.planning.queries import cards_in_force, targets_of
from kinerja.sop import operations as sop
from kinerja.sop.models import Visit
from kinerja.vault import store

log.declare(
    {
        "cycle.opened": "Siklus dibuka; metode dan target dibekukan",
        "sheet.saved": "Formulir disimpan sebagai draf",
        "sheet.submitted": "Formulir diserahkan",
        "evidence.added": "Bukti dukung ditambahkan",
        "evidence.replaced": "Bukti dukung diganti",
    }
)

MADE = frozenset(  # what has a maker
    {"value", "word", "numerator", "denominator", "typed", "unavailable", "unavailable_reason", "expected_on"}
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed for one figure, as text: nothing is read or dropped before the operation.

    A ratio is typed in its two parts, or in one text: "45 dari 50".
    """

    text: str = ""
    unavailable: bool = False
    reason: str = ""
    expected_on: str = ""
    remark: str = ""
    numerator: str = ""
    denominator: str = ""

    @property
    def said(self) -> str:
        """The figure in one text."""
        parts = self.numerator.strip(), self.denominator.strip()
        return f"{parts[0]} dari {parts[1]}".strip() if any(parts) else self.text.strip()


def open_cycle(*, agency: Agency, period: Period, by: Acting, at: datetime) -> Cycle:
    """Open the cycle of a period within the running operation, or return it if it is open already.

    Freezes the method in force, each indicator's rule and its targets; makes one sheet per supplying unit.
    Raises Refused for indicators without a target of the year.
    """
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)  # two procedures may order at the same moment
    existing = Cycle.objects.filter(agency=agency, period=period.key).first()
    if existing is not None:
        return existing
    cards = cards_in_force(agency_id=agency.pk, on=period.last_day)
    targets = targets_of(agency_id=agency.pk, periods=[period.key, str(period.year)])
    yearly = {
        indicator_id: target
        for (indicator_id, key), target in targets.items()
        if key == str(period.year) and target.value is not None
    }
    lacking = [card.indicator.code for card in cards if card.indicator_id not in yearly]
    if lacking or not cards:
        told = ", ".join(lacking) or "belum ada satu pun indikator"
        raise Refused(
            f"Siklus {period.label} belum dapat dibuka karena target tahun {period.year} belum ada: {told}. "
            "Lengkapi targetnya dahulu."
        )
    method = method_on(period.last_day)
    cycle = Cycle.objects.create(agency=agency, period=period.key, method=method.code, opened_at=at, opened_by=by.post)
    sheets = {card.supplier_id: Sheet(agency=agency, cycle=cycle, unit=card.supplier) for card in cards}
    Sheet.objects.bulk_create(sheets.values())
    figures = []
    for card in cards:
        of_year = _ranked(card, yearly[card.indicator_id], method)
        assert of_year.value is not None
        of_period = _ranked(card, targets.get((card.indicator_id, period.key), NOTHING), method)
        figure = Figure(
            agency=agency,
            cycle=cycle,
            sheet=sheets[card.supplier_id],
            indicator=card.indicator,
            card=card,
            position=card.indicator.position,
            frozen_rule=card.rule.to_json(),
            weight=card.weight,
            year_target=of_year.value,
            year_upper=of_year.upper,
            year_word=of_year.word,
            period_target=of_period.value,
            period_upper=of_period.upper,
            period_word=of_period.word,
        )
        figures.append(figure)
    Figure.objects.bulk_create(figures)
    log.record(
        "cycle.opened",
        subject=cycle,
        by=by,
        at=at,
        changes=created(
            period=period.key,
            method=cycle.method,
            indicators=len(cards),
            units=[sheet.unit.code for sheet in sheets.values()],
        ),
    )
    return cycle


def _ranked(card: Card, target: Quantity, method: Method) -> Quantity:
    """Return a target with the rank that its word has in the method of this cycle, not in that of the plan."""
    if not card.ranks or not target.word:
        return target
    try:
        return target_of(card.rule, target.word, method)
    except ValueError as fault:
        raise Refused(f"Siklus belum dapat dibuka. Target {card.indicator.code}: {fault}") from fault


@operation
def save_sheet(*, sheet_id: int, seen: int, typed: Mapping[int, Typed], by: Acting, at: datetime) -> Sheet:
    """Keep what was typed, by figure; a draft is never refused for its content.

    Raises Refused if this post may not fill the sheet now or if the page was stale.
    """
    sheet, visit = _open_sheet(sheet_id, seen, by, at)
    changes = _type(sheet, visit, typed, by, at)
    _take_up(visit, by, at)
    told = sheet.set(state=SheetState.RETURNED if visit.returned_by_id else SheetState.DRAFT)
    if changes.rows and not told.rows:
        told = sheet.touch()
    keep((sheet, ["state", "version"]))
    log.record("sheet.saved", subject=sheet, by=by, at=at, context=visit.case, changes=changes + told)
    return sheet


@operation
def submit_sheet(*, sheet_id: int, seen: int, typed: Mapping[int, Typed], by: Acting, at: datetime) -> Sheet:
    """Hand the sheet over to Tim SAKIP: keep what was typed, check every figure, end the unit's share of the step.

    Only the head of the unit may. Raises Refused with a sentence per figure that is missing or illegible.
    """
    sheet, visit = _open_sheet(sheet_id, seen, by, at, ends=True)
    policy.allow_hand_in(visit, by=by, at=at)
    changes = _type(sheet, visit, typed, by, at)
    faults = faults_of(sheet)
    if faults:
        raise Refused(
            f"{sheet} belum dapat diserahkan karena {len(faults)} isian perlu diperbaiki.", about=sheet, fields=faults
        )
    if changes.rows:
        log.record("sheet.saved", subject=sheet, by=by, at=at, context=visit.case, changes=changes)
    sop.complete_step(visit_id=visit.pk, seen=visit.version, entry={}, by=by, at=at)
    sheet.refresh_from_db()
    return sheet


@operation
def confirm_sheet(*, sheet_id: int, seen: int, by: Acting, at: datetime) -> Sheet:
    """Confirm figures that another procedure of the cycle locked: the unit's share of the step ends, nothing changes.

    Raises Refused if the sheet waits for no confirmation of this post, for a correction, or if the page was stale.
    """
    for case_id in cases_to_lock(sheet_id, ends=True):
        sop.lock_case(case_id)
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("cycle", "unit").get(pk=sheet_id)
    visit = policy.filling_visit(sheet)
    if visit is None or not policy.confirms(sheet, visit):
        raise Refused(f"{sheet} tidak menunggu konfirmasi angka. Muat ulang halamannya.", about=sheet)
    policy.allow_hand_in(visit, by=by, at=at)
    policy.allow_seen(sheet, seen)
    sop.complete_step(visit_id=visit.pk, seen=visit.version, entry={}, by=by, at=at)
    sheet.refresh_from_db()
    return sheet


def _open_sheet(
    sheet_id: int, seen: int | None, by: Acting, at: datetime, *, ends: bool = False
) -> tuple[Sheet, Visit]:
    """Lock the sheet and ask whether it is open to this post.

    What also moves the case (taking the share up, ending it) locks the case first, as every step does. A mere save
    does not: units that fill their sheets at the same moment need not wait for one another.
    """
    for case_id in cases_to_lock(sheet_id, ends=ends):
        sop.lock_case(case_id)
    sheet = lock_sheet(sheet_id)
    return sheet, policy.allow(sheet, policy.filling_visit(sheet, by=by), by=by, at=at, seen=seen)


def _take_up(visit: Visit, by: Acting, at: datetime) -> None:
    if visit.taken_up_at is None:
        sop.ensure_taken_up(visit_id=visit.pk, by=by, at=at)


def _type(sheet: Sheet, visit: Visit, typed: Mapping[int, Typed], by: Acting, at: datetime) -> Changes:
    state = FigureState.RETURNED if visit.returned_by_id else FigureState.DRAFT
    return type_figures(sheet, typed, scope=visit.scope, state=state, by=by, at=at)


def type_figures(
    sheet: Sheet, typed: Mapping[int, Typed], *, scope: Sequence[str], state: FigureState, by: Acting, at: datetime
) -> Changes:
    """Put what was typed on the sheet's figures within the running operation; `scope` (codes) limits which, if given.

    Who really changed a value, not merely its remark, is its maker. A figure that says something gets `state`.
    """
    changes, changed = Changes(), []
    method = load_method(sheet.cycle.method)
    for figure in lock_figures(sheet, typed):
        if not policy.is_open(figure, scope):
            continue
        told = figure.set(**_values(figure, typed[figure.pk], method), is_example=by.agency.is_example)
        if told.rows:
            filled = figure.value is not None or figure.unavailable or figure.typed
            if not MADE.isdisjoint(told.fields):
                told += figure.set(typed_at=at, typed_by=by.user, typed_as=by.post)
            told += figure.set(state=state if filled else FigureState.EMPTY)
            changed.append((figure, told.fields))
            changes += told.under(figure.indicator.code)
    keep(*changed)
    return changes


def _values(figure: Figure, typed: Typed, method: Method) -> dict[str, Any]:
    """Return the fields of a figure from what was typed; what its rule cannot take is kept as text."""
    kept, reached = "", NOTHING
    unavailable = typed.unavailable or read(typed.said, locale="id").kind is Kind.UNAVAILABLE
    try:
        reached = realisation_of(figure.rule, typed.said, method)
    except ValueError:
        kept = typed.said[:100]
    if unavailable and reached != NOTHING:
        kept, reached = typed.said[:100], NOTHING
    try:
        expected_on = date.fromisoformat(typed.expected_on) if typed.expected_on else None
    except ValueError:
        expected_on = None
    return {
        "value": reached.value,
        "word": reached.word,
        "numerator": reached.numerator,
        "denominator": reached.denominator,
        "typed": kept,
        "unavailable": unavailable,
        "unavailable_reason": typed.reason.strip()[:500] if unavailable else "",
        "expected_on": expected_on if unavailable else None,
        "remark": typed.remark.strip()[:500],
    }


def faults_of(sheet: Sheet) -> dict[str, str]:
    """Return what stands between a sheet and its handing in: a sentence per field, `value-<figure key>` and so on.

    A ratio's fields are `numerator-` and `denominator-<figure key>`.
    """
    faults: dict[str, str] = {}
    method = load_method(sheet.cycle.method)
    proven = set(
        Evidence.objects.filter(figure__sheet=sheet, replaced_at__isnull=True).values_list("figure_id", flat=True)
    )
    for figure in Figure.objects.filter(sheet=sheet).select_related("indicator", "card").order_by("position"):
        name, field = figure.card.wording, _field(figure)
        if figure.unavailable:
            if figure.typed:
                faults[field] = f"{name}: tertulis “{figure.typed}”, padahal ditandai belum tersedia. Pilih salah satu."
            if not figure.unavailable_reason:
                faults[f"reason-{figure.pk}"] = f"{name}: tulis alasan data belum tersedia."
            if figure.expected_on is None:
                faults[f"expected-{figure.pk}"] = f"{name}: isi tanggal data diperkirakan tersedia."
        elif figure.typed:
            faults[field] = f"{name}: {_unread(figure, method)}"
        elif figure.value is None:
            how = "Pilih jawabannya" if choices(figure.rule, method) else "Isi angkanya (nol ditulis 0)"
            faults[field] = f"{name}: realisasi belum diisi. {how}, atau pilih “Data belum tersedia”."
        elif figure.card.evidence_required and figure.pk not in proven:
            faults[f"evidence-{figure.pk}"] = f"{name}: bukti dukung wajib dilampirkan."
    return faults


def _field(figure: Figure) -> str:
    """Return the field of the page on which a figure's realisation is put right."""
    if figure.rule.aggregation is not Aggregation.RATIO:
        return f"value-{figure.pk}"
    numerator, _ = split_ratio(figure.typed)
    return f"{'denominator' if read(numerator, locale='id').kind is Kind.NUMBER else 'numerator'}-{figure.pk}"


def _unread(figure: Figure, method: Method) -> str:
    """Return why what was typed is no realisation of this figure."""
    try:
        realisation_of(figure.rule, figure.typed, method)
    except ValueError as fault:
        return str(fault)
    return f"“{figure.typed}” belum tersimpan sebagai realisasi. Ketik sekali lagi."


def _opening(sheet_id: int, by: Acting, at: datetime) -> Visit | Correction:
    """Lock the sheet; return what opens it to this post now: a correction of locked figures, or the unit's share."""
    for case_id in cases_to_lock(sheet_id, ends=False):
        sop.lock_case(case_id)
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("cycle", "unit").get(pk=sheet_id)
    correction = correction_of(sheet) if sheet.state in LOCKED else None
    if correction is None:
        return policy.allow(sheet, policy.filling_visit(sheet), by=by, at=at)
    sentence = policy.correction_obstacle(correction, sheet, by=by)
    if sentence is not None:
        raise Refused(sentence, about=correction)
    return correction


@operation
def add_evidence(
    *,
    figure_id: int,
    filename: str,
    data: bytes,
    by: Acting,
    at: datetime,
    replaces: int | None = None,
    reason: str = "",
) -> Evidence:
    """Attach a file that proves a figure, or put it in place of an earlier one, which is kept with the reason.

    A correction opens it for the locked figures that it aims at, to the head of the unit.
    """
    figure = Figure.objects.select_related("indicator").get(pk=figure_id)
    opening = _opening(figure.sheet_id, by, at)
    case = opening.case if isinstance(opening, Visit) else opening.visit.case
    if not policy.is_open(figure, opening.scope):
        asked = "Pengembalian" if isinstance(opening, Visit) else "Perbaikan"
        raise Refused(
            f"{asked} ini tidak meminta perubahan pada {figure.indicator.code}; buktinya tetap.", about=figure
        )
    field = f"evidence-{figure.pk}"
    if replaces is not None and not reason.strip():
        raise Refused("Tulis alasan penggantian bukti.", about=figure, fields={field: "Tulis alasan penggantian."})
    try:
        file = store.keep(agency_id=figure.agency_id, name=filename, data=data, post=by.post, at=at)
    except Refused as refusal:
        raise Refused(str(refusal), about=figure, fields={field: str(refusal)}) from refusal
    if isinstance(opening, Visit):
        _take_up(opening, by, at)
    if replaces is not None:
        old = Evidence.objects.select_for_update().filter(pk=replaces, figure=figure, replaced_at__isnull=True).first()
        if old is None:
            raise Refused(
                "Bukti itu sudah diganti. Muat ulang halaman, lalu pilih bukti yang masih berlaku.",
                about=figure,
                fields={field: "Bukti ini sudah diganti."},
            )
        changes = old.set(replaced_at=at, replaced_by=by.post, replaced_reason=reason.strip()[:300])
        old.save(update_fields=changes.fields)
        log.record("evidence.replaced", subject=old, by=by, at=at, context=case, changes=changes)
    evidence = Evidence.objects.create(
        agency_id=figure.agency_id, figure=figure, file=file, added_at=at, added_by=by.post
    )
    log.record(
        "evidence.added",
        subject=evidence,
        by=by,
        at=at,
        context=case,
        changes=created(indicator=figure.indicator.code, name=file.name, sha256=file.sha256),
    )
    return evidence
