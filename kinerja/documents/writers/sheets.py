"""The formulir (draft, blank, filled) and its tanda terima."""

from kinerja.core.calendar import long_date
from kinerja.documents.content.frozen import Content
from kinerja.documents.content.sheets import Evidence, Receipt, ReceiptRow, SheetForm, SheetRow
from kinerja.documents.writers.figures import lines_of, period_label, unit_label
from kinerja.documents.writers.head import BLANK, Writing, approved, head_of
from kinerja.people.models import Post, Unit
from kinerja.performance.models import Figure, Sheet

FORM = "Formulir pengumpulan data capaian kinerja"


def draft_form(writing: Writing) -> Content:
    """The standard form with this cycle's indicators, before Tim SAKIP made it ready."""
    return SheetForm(
        head=head_of(writing),
        unit="Seluruh unit pengisi",
        period_label=period_label(writing),
        rows=_blank_rows(writing),
        signatures=(),
        draft=True,
    )


def blank_form(writing: Writing) -> Content:
    """siapkan of a collecting procedure: the form as it goes to the units, each unit's rows under its name."""
    return SheetForm(
        head=head_of(writing),
        unit="Seluruh unit pengisi",
        period_label=period_label(writing),
        rows=_blank_rows(writing),
        signatures=(approved(writing, role="Disiapkan oleh"),),
    )


def _blank_rows(writing: Writing) -> tuple[SheetRow, ...]:
    """Return every unit's rows under its name, in the order of the plan within each unit."""
    units = sorted(lines_of(writing), key=lambda line: (line.figure.sheet.unit.position, line.figure.sheet_id))
    return tuple(
        SheetRow(
            node=line.node,
            indicator=line.indicator,
            unit=line.unit,
            year_target=line.year_target,
            period_target=line.period_target,
            supplier=line.supplier,
        )
        for line in units
    )


def filled_form(writing: Writing) -> Content:
    """isi: what the unit hands in, with its evidence."""
    unit = _unit(writing)
    lines = lines_of(writing, unit=unit)
    return SheetForm(
        head=head_of(writing),
        unit=unit_label(unit),
        period_label=period_label(writing),
        rows=tuple(
            SheetRow(
                node=line.node,
                indicator=line.indicator,
                unit=line.unit,
                year_target=line.year_target,
                period_target=line.period_target,
                realisation=line.realisation,
                remark=line.remark,
            )
            for line in lines
        ),
        signatures=(approved(writing, role="Yang menyerahkan"),),
        filled=True,
        evidence=tuple(Evidence(line.indicator, name, digest) for line in lines for name, digest in line.evidence),
    )


def distribution(writing: Writing) -> Content:
    """distribusi: to whom the forms were sent; the receipts follow as each unit opens its own."""
    sheets = Sheet.objects.filter(cycle=writing.cycle).select_related("unit", "received_by")
    return _receipt(writing, list(sheets.order_by("unit__position", "pk")), role="Yang membagikan")


def receipt(writing: Writing) -> Content:
    """isi: the receipt of one unit, when it takes up its form."""
    sheets = Sheet.objects.filter(cycle=writing.cycle, unit=_unit(writing)).select_related("unit", "received_by")
    return _receipt(writing, list(sheets), role="Yang menerima")


def _receipt(writing: Writing, sheets: list[Sheet], *, role: str) -> Receipt:
    return Receipt(
        head=head_of(writing),
        document=f"{FORM} {writing.period.label}",
        rows=tuple(_row(writing, sheet) for sheet in sheets),
        signature=approved(writing, role=role),
    )


def _row(writing: Writing, sheet: Sheet) -> ReceiptRow:
    head = Post.objects.filter(unit=sheet.unit, heads_unit=True).first()
    receiver = sheet.received_by or head
    sent = sheet.distributed_at
    received = f"Diterima di aplikasi oleh {writing.post_title(receiver)}" if sheet.received_at else ""
    return ReceiptRow(
        unit=unit_label(sheet.unit),
        receiver=writing.post_title(receiver) if receiver else BLANK,
        indicators=Figure.objects.filter(sheet=sheet).count(),
        sent=writing.moment(sent) or long_date(writing.today),
        received=writing.moment(sheet.received_at),
        approval=received,
    )


def _unit(writing: Writing) -> Unit:
    unit = writing.unit or writing.work.visit.unit
    assert unit is not None, "a sheet is filled by a unit"
    return unit
