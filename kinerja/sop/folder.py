"""What lies in the folder of a case, and what a step still lacks of it."""

from django.db import connection

from kinerja.audit.log import once
from kinerja.core import procedure as rules
from kinerja.sop.models import Case, Visit

_CURRENT = "SELECT name, unit_id, id FROM sop_folderentry WHERE case_id = %s AND superseded_at IS NULL"


def papers_in(case: Case) -> dict[tuple[str, int | None], int]:
    """Return the current papers of a case: their name and unit with the key of the folder's entry.

    Asked once per operation, which holds the case's lock and notes here what it puts there itself.
    """
    return once(("folder", case.pk), lambda: _papers_in(case))


def _papers_in(case: Case) -> dict[tuple[str, int | None], int]:
    with connection.cursor() as cursor:
        cursor.execute(_CURRENT, [case.pk])
        return {(name, unit_id): key for name, unit_id, key in cursor.fetchall()}


def papers_missing(visit: Visit) -> list[rules.Document]:
    """Return the inputs of a visit's step that do not lie in the folder."""
    present = frozenset(name for name, _ in papers_in(visit.case))
    return list(rules.missing(visit.case.spec, step=visit.step, present=present))
