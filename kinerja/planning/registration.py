"""What planning puts into the procedure's registers: papers from outside are looked for on the agency's shelf."""

from kinerja.core.procedure import Document
from kinerja.people.queries import day_at
from kinerja.planning.queries import incoming_letters, letter_label, on_shelf
from kinerja.sop.models import Case
from kinerja.sop.register import Supply, register_source


def from_shelf(case: Case, document: Document) -> Supply | None:
    """Return the shelf document under the paper's name or one of its other names, valid at the end of the period."""
    found = on_shelf(
        agency_id=case.agency_id,
        names=[document.name, *document.aliases],
        on=day_at(case.agency, case.started_at),
    )
    if found is None:
        return None
    number = f" nomor {found.number}" if found.number else ""
    example = " (contoh)" if found.is_example else ""
    return Supply(title=found.name, source=f"Rak perangkat daerah: {found.name}{number}{example}", file=found.file)


def the_letter(case: Case, document: Document) -> Supply | None:
    """Return what the case began from: an incoming letter of the shelf, or the calendar's entry."""
    letters = incoming_letters(agency_id=case.agency_id, on=day_at(case.agency, case.started_at))
    file = next((letter.file for letter in letters if letter_label(letter) == case.trigger), None)
    return Supply(title=document.name, source=case.trigger, file=file)


def register() -> None:
    """Standing documents come from the shelf; so does the letter that orders the case."""
    register_source("dokumen instansi", from_shelf)
    register_source("surat masuk", the_letter)
