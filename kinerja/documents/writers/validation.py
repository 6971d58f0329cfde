"""Data kepegawaian, and the berita acara of a validation that covers the whole cycle."""

from kinerja.core.procedure import PERFORMANCE_FORM
from kinerja.documents.content.frozen import Content
from kinerja.documents.content.validation import PersonnelData, StaffLine, Validated, ValidationRecord
from kinerja.documents.writers.figures import Line, lines_of, unit_label
from kinerja.documents.writers.head import Writing, approved, cited, head_of, printed_day, returns_of, with_mark
from kinerja.documents.writers.results import completeness
from kinerja.performance.acts.entries import Entry, read_personnel
from kinerja.performance.models import Sheet
from kinerja.sop.models import Visit


def personnel(writing: Writing) -> Content:
    """isi of the form "kepegawaian": how many men and women of each group work in the agency."""
    unit = writing.unit or writing.work.visit.unit
    return PersonnelData(
        head=head_of(writing),
        unit=unit_label(unit) if unit is not None else writing.agency.name,
        lines=_staff(writing.work.entry, writing),
        signatures=(approved(writing, role="Yang menyerahkan"),),
    )


def _staff(entry: Entry, writing: Writing) -> tuple[StaffLine, ...]:
    counts = read_personnel(entry, writing.work.visit, draft=True)
    made_up = writing.agency.is_example
    return tuple(StaffLine(with_mark(one.group, made_up), one.men, one.women) for one in counts)


def record(writing: Writing) -> Content:
    """validasi of a whole cycle: the berita acara of who checked what, from whom it came, and what was sent back."""
    lines = lines_of(writing)
    sheets = Sheet.objects.filter(cycle=writing.cycle).select_related("unit", "submitted_by")
    return ValidationRecord(
        head=head_of(writing),
        day=printed_day(writing.today, weekday=True),
        validator=writing.by.title,
        basis=cited(writing, "disposisi", "formulir", "formulir terisi"),
        units=completeness(writing, lines),
        origins=tuple(
            Validated(
                unit=unit_label(sheet.unit),
                makers=makers([line for line in lines if line.sheet_id == sheet.pk]),
                handed_in_by=writing.post_title(sheet.submitted_by, sheet.submitted_at) if sheet.submitted_by else "",
            )
            for sheet in sheets.order_by("unit__position", "pk")
        ),
        staff=_staff_of_the_cycle(writing),
        returns=tuple(
            f"Langkah {visit.step}, {writing.post_title(visit.ended_by, visit.ended_at)}: {visit.entry.get('reason')}"
            for visit in returns_of(writing)
        ),
        signatures=(approved(writing, role="Divalidasi oleh"),),
    )


def makers(lines: list[Line]) -> str:
    """Return the posts that last typed these figures, each once."""
    return ", ".join(dict.fromkeys(line.maker for line in lines if line.maker))


def _staff_of_the_cycle(writing: Writing) -> tuple[StaffLine, ...]:
    """Return the data kepegawaian that this case collected, none where it collects none."""
    steps = [step.no for step in writing.case.spec.steps if step.act == "isi" and step.form != PERFORMANCE_FORM]
    visits = Visit.objects.filter(case=writing.case, step__in=steps, ended_at__isnull=False)
    last = visits.order_by("-ended_at", "-pk").first()
    return _staff(last.entry, writing) if last is not None else ()
