"""Who may add to a plan that stands. `obstacle` returns the sentence that forbids it, `allow` raises it as Refused."""

from datetime import date

from kinerja.audit.log import Refused
from kinerja.people.acting import Acting
from kinerja.people.models import TeamMember
from kinerja.planning.models import Card


def obstacle(card: Card, *, by: Acting, on: date) -> str | None:
    """Return why `by` may not set what this indicator is held against, or None.

    Tim SAKIP may, the post responsible for the indicator, and the head of the agency.
    """
    own = by.agency_id == card.agency_id
    if own and (by.post.heads_agency or by.post_id == card.responsible_id or in_team(by, on)):
        return None
    return (
        f"Pembanding indikator {card.indicator.code} diisi oleh Tim SAKIP atau {card.responsible.title}, "
        f"bukan oleh {by.title}. Mintalah pejabat itu mengisinya."
    )


def in_team(by: Acting, on: date) -> bool:
    """Return whether a post stands in a team of its agency that an SK set, such as Tim SAKIP, on that day."""
    return TeamMember.objects.filter(agency_id=by.agency_id, post=by.post, team__validity__contains=on).exists()


def allow(card: Card, *, by: Acting, on: date) -> None:
    """Raise Refused with the sentence of `obstacle`."""
    sentence = obstacle(card, by=by, on=on)
    if sentence is not None:
        raise Refused(sentence, about=card.indicator)
