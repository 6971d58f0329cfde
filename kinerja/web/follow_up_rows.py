"""What pages show of a rencana aksi: a line in a list, and the page of one with its reports."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from kinerja.core.numbers import percent
from kinerja.performance.follow_up import DONE, NAMED, WITHDRAWN, FollowUpRow, ProgressRow
from kinerja.web.parts import Badge, FileLink
from kinerja.web.running import LATE

_STATES = {
    NAMED: Badge("plain", "clock", "Menunggu penegasan"),
    DONE: Badge("good", "check", "Selesai"),
    WITHDRAWN: Badge("plain", "close", "Dicabut"),
}
_OPEN = Badge("info", "play", "Berjalan")


@dataclass(frozen=True, slots=True)
class ActionLine:
    """A rencana aksi in a list, or beside the figure of a later form."""

    url: str
    action: str
    indicator: str
    reached: str
    period: str
    owner: str
    due_on: date
    done_at: datetime | None
    state: Badge
    late: bool
    last: str
    example: bool


def action_line(row: FollowUpRow) -> ActionLine:
    """Return one rencana aksi as a line; late is what is open beyond its day."""
    return ActionLine(
        url=reverse("follow-up", args=[row.pk]),
        action=row.action.removesuffix(" (contoh)") if row.is_example else row.action,
        indicator=row.indicator,
        reached=f"{percent(row.achievement)}%, {row.predicate}",
        period=row.period,
        owner=row.owner,
        due_on=row.due_on,
        done_at=row.done_at,
        state=LATE if row.overdue else _STATES.get(row.state, _OPEN),
        late=row.overdue,
        last=row.progress[-1].text if row.progress else "",
        example=row.is_example,
    )


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report of the owner."""

    at: datetime
    by: str
    text: str
    files: tuple[FileLink, ...]


@dataclass(frozen=True, slots=True)
class ActionPage:
    """A rencana aksi as its own page shows it."""

    line: ActionLine
    seen: int
    code: str
    cause: str
    results_url: str
    confirmed_by: str
    confirmed_at: datetime | None
    reports: tuple[ReportLine, ...]


def action_page(row: FollowUpRow) -> ActionPage:
    """Return one rencana aksi with everything about it, its newest report first."""
    return ActionPage(
        line=action_line(row),
        seen=row.seen,
        code=row.code,
        cause=row.cause,
        results_url=reverse("cycle-analysis", args=[row.cycle_id]),
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
        reports=tuple(_report(one) for one in reversed(row.progress)),
    )


def _report(one: ProgressRow) -> ReportLine:
    files = (FileLink(one.file, reverse("file", args=[one.file_id]), ""),) if one.file_id is not None else ()
    return ReportLine(one.at, one.by, one.text, files)
