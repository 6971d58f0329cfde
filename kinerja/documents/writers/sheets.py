"""The formulir (draft, blank, filled, validated, handed over) and its tanda terima."""

from collections import Counter
from dataclasses import replace

from kinerja.core.calendar import long_date
from kinerja.core.procedure import PERFORMANCE_FORM
from kinerja.documents.content.frozen import Content
from kinerja.documents.content.paper import Signature
from kinerja.documents.content.sheets import Evidence, Receipt, ReceiptRow, SheetForm, SheetRow
from kinerja.documents.writers.analysis import carried_on_form
from kinerja.documents.writers.figures import Line, lines_of, period_label, unit_label
from kinerja.documents.writers.head import BLANK, Writing, approved, handed_by, head_of
from kinerja.documents.writers.results import awaited_paper
from kinerja.documents.writers.validation import makers, personnel
from kinerja.people.models import Post, Unit
from kinerja.performance.models import LOCKED, Figure, FigureState, Sheet, SheetState
from kinerja.sop.models import Procedure, Visit

FORM = "Formulir Pengumpulan Data Capaian Kinerja"


def layout(writing: Writing) -> tuple[str, tuple[str, ...]]:
    """Return title and columns of the form: those of this procedure, or of the one whose figures it takes over."""
    spec = writing.case.spec
    if not spec.form_columns and spec.gate is not None:
        other = Procedure.objects.filter(
            agency=writing.agency, code=spec.gate.procedure, validity__contains=writing.today
        ).first()
        spec = other.spec if other is not None else spec
    return spec.form_title or FORM, spec.form_columns


def draft_form(writing: Writing) -> Content:
    """The standard form with this cycle's indicators, before Tim SAKIP made it ready."""
    return _blank(writing, signatures=(), draft=True)


def blank_form(writing: Writing) -> Content:
    """siapkan, buka: the form as it goes to the units, each unit's rows under its name."""
    role = "Dibuka oleh" if writing.work.step.act == "buka" else "Disiapkan oleh"
    return _blank(writing, signatures=(approved(writing, role=role),))


def _blank(writing: Writing, *, signatures: tuple[Signature, ...], draft: bool = False) -> SheetForm:
    title, columns = layout(writing)
    lines = lines_of(writing, by_unit=True)
    known = any(_is_known(line) for line in lines)
    told = "Angka yang sudah ditetapkan tercetak; unit menegaskannya atau meminta perbaikan."
    return SheetForm(
        head=head_of(writing),
        unit="Seluruh unit pengisi",
        period_label=period_label(writing),
        rows=tuple(_row_of(line, blank=not _is_known(line)) for line in lines),
        signatures=signatures,
        draft=draft,
        title=title,
        columns=columns,
        facts=(("Catatan", told),) if known else (),
        carried=carried_on_form(writing, None),
    )


def _is_known(line: Line) -> bool:
    """Return whether a figure was verified or made final before: it is typed once per cycle, whoever asks again."""
    return line.sheet_state in LOCKED


def _row_of(line: Line, *, blank: bool = False) -> SheetRow:
    return SheetRow(
        node=line.node,
        indicator=line.indicator,
        unit=line.unit,
        year_target=line.year_target,
        period_target=line.period_target,
        realisation="" if blank else line.realisation,
        remark="" if blank else line.remark,
        supplier=line.supplier,
    )


def filled_form(writing: Writing) -> Content:
    """isi: what the unit hands in, with its evidence; of another form than that of figures, the data kepegawaian."""
    if writing.work.step.form != PERFORMANCE_FORM:
        return personnel(writing)
    return _filled(writing, signatures=(approved(writing, role="Yang menyerahkan"),))


def validated_form(writing: Writing) -> Content:
    """validasi: the sheet of a unit (of all, where it is not shared) as its validator answers for it."""
    return _filled(writing, signatures=(approved(writing, role="Divalidasi oleh"),), facts=_origin(writing))


def handed_form(writing: Writing) -> Content:
    """sampaikan: the sheets as they were handed over and received."""
    sender = handed_by(writing, role="Yang menyampaikan")
    own = approved(writing, role="Yang menerima")
    return _filled(writing, signatures=(sender, own) if sender else (own,), facts=_origin(writing))


def _filled(
    writing: Writing, *, signatures: tuple[Signature, ...], facts: tuple[tuple[str, str], ...] = ()
) -> SheetForm:
    title, columns = layout(writing)
    unit = writing.unit or writing.work.visit.unit
    lines = lines_of(writing, unit=unit, by_unit=True)
    rows = tuple(_row_of(line) for line in lines)
    return SheetForm(
        head=head_of(writing),
        unit=unit_label(unit) if unit is not None else "Seluruh unit pengisi",
        period_label=period_label(writing),
        rows=rows if unit is None else tuple(replace(row, supplier="") for row in rows),
        signatures=signatures,
        filled=True,
        evidence=tuple(Evidence(line.indicator, name, digest) for line in lines for name, digest in line.evidence),
        title=title,
        columns=columns,
        facts=facts,
        carried=carried_on_form(writing, unit),
    )


def _origin(writing: Writing) -> tuple[tuple[str, str], ...]:
    """Return who filled and who validated the figures, and whether they were made final before."""
    unit = writing.unit or writing.work.visit.unit
    lines = lines_of(writing, unit=unit)
    told = [("Diisi oleh", makers(list(lines)) or "-")]
    checked = _validator(writing, unit)
    if checked:
        told.append(("Divalidasi oleh", checked))
    if lines and all(line.sheet_state == SheetState.FINAL for line in lines):
        revised = sum(line.state == FigureState.REVISED for line in lines)
        since = awaited_paper(writing)
        named = f" dengan {since.title} nomor {since.number}" if since is not None else ""
        change = f"; {revised} angka direvisi sesudahnya" if revised else "; ditegaskan tanpa perubahan"
        told.append(("Keadaan angka", f"Sudah ditetapkan{named}{change}"))
    return tuple(told)


def _validator(writing: Writing, unit: Unit | None) -> str:
    """Return who validated this unit's sheet in a step before this one, with the moment; of all units, who did."""
    steps = [one.no for one in writing.case.spec.steps if one.act == "validasi" and one.no < writing.work.step.no]
    visits = Visit.objects.filter(case=writing.case, step__in=steps, ended_at__isnull=False).select_related("ended_by")
    visits = visits.filter(unit=unit) if unit is not None else visits
    if unit is None:
        ordered = visits.order_by("unit__position", "number")
        return ", ".join(dict.fromkeys(writing.post_title(visit.ended_by, visit.ended_at) for visit in ordered))
    last = visits.order_by("-number").first()
    return f"{writing.post_title(last.ended_by, last.ended_at)}, {writing.moment(last.ended_at)}" if last else ""


def distribution(writing: Writing) -> Content:
    """distribusi: to whom the forms were sent; the receipts follow as each unit opens its own."""
    sheets = Sheet.objects.filter(cycle=writing.cycle).select_related("unit", "received_by")
    # Where the SOP calls this paper one of remarks and instructions, units write them on it.
    with_notes = "masukan" in writing.name.casefold()
    paper = _receipt(writing, list(sheets.order_by("unit__position", "pk")), role="Yang membagikan")
    return replace(paper, title=writing.name, with_notes=True) if with_notes else paper


def receipt(writing: Writing) -> Content:
    """isi, validasi: the receipt of one unit, when it takes up its form."""
    sheets = Sheet.objects.filter(cycle=writing.cycle, unit=_unit(writing)).select_related("unit", "received_by")
    return _receipt(writing, list(sheets), role="Yang menerima")


def _receipt(writing: Writing, sheets: list[Sheet], *, role: str) -> Receipt:
    opened = writing.work.visit.opened_at
    before = any(sheet.distributed_at is not None and sheet.distributed_at < opened for sheet in sheets)
    shared = (
        "; sudah dibagikan dan diterima pada pengumpulan data periode ini" if before and writing.unit is None else ""
    )
    return Receipt(
        head=head_of(writing),
        document=f"{layout(writing)[0]} {writing.period.label}{shared}",
        rows=_rows(writing, sheets),
        signature=approved(writing, role=role),
    )


def _rows(writing: Writing, sheets: list[Sheet]) -> tuple[ReceiptRow, ...]:
    heads = Post.objects.filter(unit__in=[sheet.unit_id for sheet in sheets], heads_unit=True)
    by_unit = {head.unit_id: head for head in heads}
    figures = Figure.objects.filter(sheet__in=[sheet.pk for sheet in sheets]).values_list("sheet_id", flat=True)
    counts = Counter(figures)
    return tuple(_row(writing, sheet, by_unit.get(sheet.unit_id), counts[sheet.pk]) for sheet in sheets)


def _row(writing: Writing, sheet: Sheet, head: Post | None, indicators: int) -> ReceiptRow:
    receiver = sheet.received_by or head
    sent = sheet.distributed_at
    received = f"Diterima di aplikasi oleh {writing.post_title(receiver)}" if sheet.received_at else ""
    return ReceiptRow(
        unit=unit_label(sheet.unit),
        receiver=writing.post_title(receiver) if receiver else BLANK,
        indicators=indicators,
        sent=writing.moment(sent) or long_date(writing.today),
        received=writing.moment(sheet.received_at),
        approval=received,
    )


def _unit(writing: Writing) -> Unit:
    unit = writing.unit or writing.work.visit.unit
    assert unit is not None, "a sheet is filled by a unit"
    return unit
