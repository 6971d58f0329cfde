"""Locking a case before anything of it changes, in one order everywhere: the case, then the visit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kinerja.people.acting import Acting
from kinerja.sop.models import Case, Visit
from kinerja.sop.register import Work

_VISITS = Visit.objects.select_for_update(of=("case", "self")).select_related("case__procedure")


def locked(visit_id: int, by: Acting) -> Visit:
    """Lock a visit and its case, in one statement that takes the case first, and return the visit with its case.

    Whoever waited gets the rows as those before left them. The agency is the one that `by` came with.
    """
    visit = _VISITS.get(pk=visit_id)
    if visit.case.agency_id == by.agency_id:
        visit.case.agency = by.agency
    return visit


def lock_case(case_id: int) -> Case:
    """Lock a case within the running operation: whatever changes its steps or papers does this first."""
    cases = Case.objects.select_for_update(of=("self",)).select_related("procedure", "agency__government")
    return cases.defer("procedure__text").get(pk=case_id)


def work_at(visit: Visit, entry: Mapping[str, Any], by: Acting, at: datetime) -> Work:
    """Return a visit's step as work that `by` does at that moment."""
    return Work(case=visit.case, visit=visit, step=visit.rule, entry=entry, by=by, at=at)
