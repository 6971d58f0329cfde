"""What the page of a sheet shows of a revision: the unit's wish to change locked figures, and its answer."""

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from kinerja.audit.log import Refused
from kinerja.people.acting import Acting
from kinerja.people.queries import calendar_of, day_at, titles
from kinerja.performance import policy
from kinerja.performance.models import LOCKED, RevisionRequest, Sheet
from kinerja.performance.queries import FigureRow, request_of
from kinerja.web.forms.acts import default_return
from kinerja.web.forms.revision import AnswerRevisionForm, AskRevisionForm


@dataclass(frozen=True, slots=True)
class Wish:
    """What a unit asked for, waiting for its answer."""

    seen: int
    asked_by: str
    asked_at: datetime
    reason: str
    only: str
    waits_for: str
    own: str  # "" or the sentence that tells a decider why he does not answer his own wish


@dataclass(frozen=True, slots=True)
class Revision:
    """The part of a sheet's page about revisions; `ask` and `answer` are None where this post may not."""

    wish: Wish | None
    refused: str
    ask: AskRevisionForm | None
    answer: AnswerRevisionForm | None
    obstacle: str  # "" or why the wish cannot be granted now, only refused
    open: bool  # the form to ask stands unfolded


def revision_of(
    sheet: Sheet,
    rows: list[FigureRow],
    *,
    by: Acting,
    at: datetime,
    typed: QueryDict | None = None,
    refusal: Refused | None = None,
) -> Revision | None:
    """Return what is to be shown, or None where nothing of a locked sheet concerns this post."""
    last, faults = request_of(sheet), refusal.fields if refusal else {}
    if sheet.state not in LOCKED and (last is None or last.answered_at is not None):
        return None
    may_ask = policy.revision_obstacle(sheet, by=by) is None and policy.approval_of(sheet) is not None
    asking = typed is not None and typed.get("do") == "minta-revisi"
    shown = Revision(
        wish=_wish(last, by, at) if last is not None and last.answered_at is None else None,
        refused=_refused(last),
        ask=AskRevisionForm(typed if asking else None, faults, [(row.code, row.wording) for row in rows])
        if may_ask
        else None,
        answer=_answer(last, by, at, typed, faults) if last is not None else None,
        obstacle=(policy.grant_obstacle(last, by=by, at=at) or "") if last is not None else "",
        open=asking,
    )
    return shown if shown.wish or shown.refused or shown.ask else None


def _wish(request: RevisionRequest, by: Acting, at: datetime) -> Wish:
    posts = policy.deciders(request.visit, request.asked_by_id, at)
    return Wish(
        seen=request.version,
        asked_by=request.asked_by.title,
        asked_at=request.asked_at,
        reason=request.reason,
        only=", ".join(request.scope),
        waits_for=" / ".join(titles(posts)),
        own=(policy.answer_obstacle(request, by=by, at=at) or "") if by.post_id in posts else "",
    )


def _refused(request: RevisionRequest | None) -> str:
    if request is None or request.answered_by is None or request.granted:
        return ""
    return (
        f"Permintaan revisi {', '.join(request.scope)} ditolak oleh {request.answered_by.title}: {request.reply} "
        "Angkanya tetap; bila ada keterangan baru, mintalah lagi."
    )


def _answer(
    request: RevisionRequest, by: Acting, at: datetime, typed: QueryDict | None, faults: dict[str, str]
) -> AnswerRevisionForm | None:
    if policy.answer_obstacle(request, by=by, at=at) is not None:
        return None
    answering = typed is not None and typed.get("do") in ("izinkan", "tolak")
    due_at = default_return(day_at(by.agency, at), calendar_of(by.agency))
    return AnswerRevisionForm(typed if answering else None, faults, due_at=due_at)
