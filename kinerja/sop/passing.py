"""An order that is passed on (diteruskan): each post of its chain is told when his paraf is awaited."""

from datetime import datetime

from kinerja.people.operations import settle, tell
from kinerja.sop.models import Case, Visit
from kinerja.sop.policy import initials_due, lanes_for


def tell_next(order: Visit, *, at: datetime) -> None:
    """Tell whose paraf an ended order waits for now, and nobody else any more, within the running operation.

    Does nothing for a step that is no order, or whose chain is through.
    """
    path = _path(order)
    settle(agency_id=order.agency_id, path=path, at=at)
    tell(
        agency_id=order.agency_id,
        posts=initials_due(order, lanes_for(order.case, at)),
        text=f"Menunggu paraf dan arahan Anda: lembar disposisi {order.case}.",
        path=path,
        at=at,
    )


def tell_no_more(case: Case, *, at: datetime) -> None:
    """Take the messages about orders of a case that has ended off every desk: its papers change no more."""
    passed_on = [step.no for step in case.spec.steps if step.forwarded_to]
    for order in Visit.objects.filter(case=case, step__in=passed_on) if passed_on else ():
        settle(agency_id=case.agency_id, path=_path(order), at=at)


def _path(order: Visit) -> str:
    return f"/langkah/{order.pk}/#paraf"
