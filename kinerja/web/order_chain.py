"""The chain of an order that is passed on: who gave which instruction, whose paraf is awaited."""

from dataclasses import dataclass
from datetime import datetime

from kinerja.people.acting import Acting
from kinerja.people.queries import titles
from kinerja.sop.models import Initial, Visit
from kinerja.sop.policy import initials_due, lanes_for
from kinerja.web.parts import Badge

GIVEN = Badge("good", "check", "Sudah diparaf")
ORDERED = Badge("good", "check", "Memerintahkan")
AWAITED = Badge("info", "clock", "Menunggu paraf")
LATER = Badge("plain", "dash", "Belum gilirannya")


@dataclass(frozen=True, slots=True)
class Link:
    """One post of the chain with its instruction, "" while it has given none."""

    post: str
    instruction: str
    at: datetime | None
    state: Badge


def chain_of(visit: Visit, at: datetime) -> list[Link]:
    """Return the chain of an ended order, the one who ordered first; none for other steps."""
    step = visit.rule
    if visit.ended_at is None or not step.forwarded_to or step.act != "perintah":
        return []
    lanes = lanes_for(visit.case, at)
    due = initials_due(visit, lanes)
    given = {one.post_id: one for one in Initial.objects.filter(visit=visit).select_related("post")}
    who = visit.ended_by.title if visit.ended_by else step.performer
    chain = [Link(who, str(visit.entry.get("instruction") or ""), visit.ended_at, ORDERED)]
    for lane in (*step.to, *step.forwarded_to):
        posts = lanes.of(lane)
        initial = next((given[post] for post in posts if post in given), None)
        if initial is not None:
            chain.append(Link(initial.post.title, initial.instruction, initial.given_at, GIVEN))
        else:
            state = AWAITED if posts and posts == due else LATER
            chain.append(Link(" / ".join(titles(posts)) or lane, "", None, state))
    return chain


def may_initial(visit: Visit, *, by: Acting, at: datetime) -> bool:
    """Return whether the chain waits for the paraf of this post."""
    if visit.case.finished_at is not None:
        return False
    return by.post_id in initials_due(visit, lanes_for(visit.case, at))
