"""Rencana aksi: born from low achievement where the results are approved, confirmed, carried on until it is done.

The method's file says from which predicate on a figure asks for one. The seed's SOP demands it (letter B.3) in no step
of its own; so it is named with the "ya" of telaah and confirmed by who receives the report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from kinerja.audit import log
from kinerja.audit.log import Refused, operation
from kinerja.audit.tracked import created
from kinerja.core.numbers import percent
from kinerja.people.acting import Acting
from kinerja.people.models import Post
from kinerja.people.operations import settle, tell
from kinerja.performance.models import Analysis, Cycle, Figure, FollowUp, FollowUpProgress, Result
from kinerja.performance.queries import results_of
from kinerja.sop.register import Work
from kinerja.vault import store

log.declare(
    {
        "follow_up.named": "Rencana aksi ditetapkan untuk capaian rendah",
        "follow_up.changed": "Rencana aksi diubah",
        "follow_up.withdrawn": "Rencana aksi dicabut karena hasil pengukuran berubah",
        "follow_up.confirmed": "Rencana aksi ditegaskan oleh penerima laporan",
        "follow_up.progress": "Kemajuan rencana aksi dilaporkan",
        "follow_up.done": "Rencana aksi selesai dengan bukti",
    }
)

LIMIT = 500  # letters of an action, and of one report on it


@dataclass(frozen=True, slots=True)
class Low:
    """An indicator whose achievement asks for a rencana aksi; `achievement` in hundredths of a percent."""

    indicator_id: int
    code: str
    wording: str
    achievement: int
    predicate: str
    responsible_id: int

    @property
    def told(self) -> str:
        """The indicator with its figure: "Jumlah dokumen (50,00%, Sangat Rendah)"."""
        return f"{self.wording} ({percent(self.achievement)}%, {self.predicate})"


@dataclass(frozen=True, slots=True)
class Planned:
    """What somebody wants to be done about one indicator, by whom and by when.

    A draft may still lack the owner, or the day (`date.min`).
    """

    code: str
    action: str
    owner: Post | None
    due_on: date


def lows_of(cycle: Cycle) -> list[Low]:
    """Return the indicators of a measured cycle that ask for a rencana aksi, in the order of the plan."""
    results = results_of(cycle)
    if results is None:
        return []
    return [_low(row) for row in results.rows if results.method.asks_for_action(row.predicate)]


def _low(row: Result) -> Low:
    card = row.figure.card
    assert row.achievement is not None
    return Low(row.indicator_id, row.indicator.code, card.wording, row.achievement, row.predicate, card.responsible_id)


# --- Where the results are approved ---------------------------------------------------------------------------------


def name_follow_ups(work: Work, cycle: Cycle, lows: Sequence[Low], planned: Sequence[Planned]) -> int:
    """Name a rencana aksi for each low indicator within the running operation; return how many stand.

    Results approved anew change what was named before, and withdraw what is no longer asked for; what is done stays.
    """
    standing = {
        row.indicator_id: row
        for row in FollowUp.objects.select_for_update(of=("self",))
        .filter(cycle=cycle, withdrawn_at__isnull=True)
        .select_related("indicator")
    }
    wanted = {one.code: one for one in planned}
    for low in lows:
        _name(work, cycle, low, wanted[low.code], standing.pop(low.indicator_id, None))
    for row in standing.values():
        if row.done_at is None:
            _withdraw(work, row)
    return len(lows)


def _withdraw(work: Work, row: FollowUp) -> None:
    changes = row.set(withdrawn_at=work.at)
    row.save(update_fields=changes.fields)
    log.record("follow_up.withdrawn", subject=row, by=work.by, at=work.at, context=work.case, changes=changes)
    settle(agency_id=row.agency_id, path=_path(row), at=work.at)
    _tell_owner(row, f"Rencana aksi dicabut karena hasil pengukuran berubah: {row.action}", work.at)


def _path(row: FollowUp) -> str:
    """Return where a rencana aksi is read and reported on."""
    return f"/tindak-lanjut/{row.pk}/"


def _tell_owner(row: FollowUp, text: str, at: datetime) -> None:
    tell(agency_id=row.agency_id, posts=[row.owner_id], text=text[:500], path=_path(row), at=at)


def _name(work: Work, cycle: Cycle, low: Low, planned: Planned, before: FollowUp | None) -> None:
    told = {"action": planned.action, "owner": planned.owner, "due_on": planned.due_on}
    if before is not None:
        if before.done_at is not None:
            return
        changes = before.set(**told, achievement=low.achievement, predicate=low.predicate)
        if changes.rows:
            changes += before.set(
                visit=work.visit, named_at=work.at, named_by=work.by.post, confirmed_at=None, confirmed_by=None
            )
            before.save()
            log.record("follow_up.changed", subject=before, by=work.by, at=work.at, context=work.case, changes=changes)
            settle(agency_id=before.agency_id, path=_path(before), at=work.at)  # told anew when it is confirmed again
        return
    row = FollowUp.objects.create(
        agency_id=cycle.agency_id,
        cycle=cycle,
        indicator_id=low.indicator_id,
        visit=work.visit,
        achievement=low.achievement,
        predicate=low.predicate,
        named_at=work.at,
        named_by=work.by.post,
        is_example=work.by.agency.is_example,
        **told,
    )
    changes = created(indicator=low.code, **told)
    log.record("follow_up.named", subject=row, by=work.by, at=work.at, context=work.case, changes=changes)


def confirm_follow_ups(work: Work, cycle: Cycle) -> int:
    """Confirm what is named and not confirmed yet within the running operation, tell each owner, return how many."""
    rows = FollowUp.objects.select_for_update(of=("self",)).filter(
        cycle=cycle, withdrawn_at__isnull=True, confirmed_at__isnull=True, done_at__isnull=True
    )
    count = 0
    for row in rows.select_related("owner").order_by("pk"):
        changes = row.set(confirmed_at=work.at, confirmed_by=work.by.post)
        row.save(update_fields=changes.fields)
        log.record("follow_up.confirmed", subject=row, by=work.by, at=work.at, context=work.case, changes=changes)
        _tell_owner(row, f"Rencana aksi untuk Anda: {row.action}", work.at)
        count += 1
    return count


# --- Carrying it out ------------------------------------------------------------------------------------------------


def progress_obstacle(row: FollowUp, *, by: Acting) -> str | None:
    """Return why `by` may not report on this rencana aksi, or None. Only its owner does."""
    if row.withdrawn_at is not None:
        return "Rencana aksi ini sudah dicabut karena hasil pengukurannya berubah."
    if row.done_at is not None:
        return "Rencana aksi ini sudah selesai."
    if by.post_id != row.owner_id:
        return f"Kemajuan rencana aksi ini dilaporkan oleh {row.owner.title}, bukan oleh {by.title}."
    return None


@operation
def report_progress(
    *,
    follow_up_id: int,
    seen: int,
    text: str,
    by: Acting,
    at: datetime,
    filename: str = "",
    data: bytes | None = None,
    done: bool = False,
) -> FollowUp:
    """Report how far a rencana aksi has come, with a file as evidence if there is one; `done` ends it.

    Raises Refused for anybody but its owner, a stale page, a report without words, or an end without any evidence.
    """
    row = FollowUp.objects.select_for_update(of=("self",)).select_related("owner", "cycle").get(pk=follow_up_id)
    sentence = progress_obstacle(row, by=by)
    if sentence is not None:
        raise Refused(sentence, about=row)
    if seen != row.version:
        raise Refused(
            "Rencana aksi ini sudah berubah sejak halaman ini dibuka. Muat ulang, lalu laporkan lagi.", about=row
        )
    said, faults = text.strip(), {}
    if not said or len(said) > LIMIT:
        faults["text"] = f"Tulis apa yang sudah dikerjakan, paling panjang {LIMIT} huruf."
    if done and data is None and not FollowUpProgress.objects.filter(follow_up=row, file__isnull=False).exists():
        faults["file"] = "Lampirkan bukti bahwa rencana aksi ini selesai."
    if faults:
        raise Refused("Laporan kemajuan belum lengkap: " + " ".join(faults.values()), about=row, fields=faults)
    file = None
    if data is not None:
        try:
            file = store.keep(agency_id=row.agency_id, name=filename, data=data, post=by.post, at=at)
        except Refused as refusal:
            raise Refused(str(refusal), about=row, fields={"file": str(refusal)}) from refusal
    FollowUpProgress.objects.create(
        agency_id=row.agency_id, follow_up=row, text=said, file=file, reported_at=at, reported_by=by.post
    )
    changes = created(text=said, evidence=file.name if file else "") + (
        row.set(done_at=at, done_by=by.post) if done else row.touch()
    )
    row.save(update_fields=["done_at", "done_by", "version"])
    if done:
        settle(agency_id=row.agency_id, path=_path(row), at=at)
        log.record("follow_up.done", subject=row, by=by, at=at, changes=changes)
    else:
        log.record("follow_up.progress", subject=row, by=by, at=at, changes=changes)
    return row


# --- Questions ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """One report on a rencana aksi."""

    at: datetime
    by: str
    text: str
    file_id: int | None
    file: str


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A rencana aksi with everything about it, ready to print. `state` is one of `STATES`."""

    pk: int
    seen: int
    cycle_id: int
    period: str
    period_last_day: date
    code: str
    indicator: str
    achievement: int
    predicate: str
    cause: str
    action: str
    owner_id: int
    owner: str
    due_on: date
    state: str
    overdue: bool
    confirmed_by: str
    confirmed_at: datetime | None
    done_at: datetime | None
    progress: tuple[ProgressRow, ...]
    is_example: bool


NAMED, RUNNING, DONE, WITHDRAWN = "menunggu penegasan", "berjalan", "selesai", "dicabut"
STATES = (NAMED, RUNNING, DONE, WITHDRAWN)


def follow_ups_of(cycle: Cycle, *, on: date) -> list[FollowUpRow]:
    """Return the rencana aksi named for a cycle, in the order of the plan, without those withdrawn."""
    return _rows(FollowUp.objects.filter(cycle=cycle, withdrawn_at__isnull=True), on)


def open_follow_ups(*, agency_id: int, on: date, post_id: int | None = None) -> list[FollowUpRow]:
    """Return what an agency (or one post of it) still has to do, most urgent first; `overdue` marks what is late."""
    found = FollowUp.objects.filter(agency_id=agency_id, withdrawn_at__isnull=True, done_at__isnull=True)
    rows = _rows(found.filter(owner_id=post_id) if post_id is not None else found, on)
    return sorted(rows, key=lambda row: (row.due_on, row.pk))


def done_follow_ups(*, agency_id: int, on: date) -> list[FollowUpRow]:
    """Return the rencana aksi of an agency that are done, the last done first."""
    found = FollowUp.objects.filter(agency_id=agency_id, done_at__isnull=False)
    order = {pk: place for place, pk in enumerate(found.order_by("-done_at", "-pk").values_list("pk", flat=True))}
    return sorted(_rows(found, on), key=lambda row: order[row.pk])


def follow_up_row(pk: int, *, agency_id: int, on: date) -> FollowUpRow | None:
    """Return one rencana aksi of an agency, in whatever state, or None where it has none of this key."""
    return next(iter(_rows(FollowUp.objects.filter(pk=pk, agency_id=agency_id), on)), None)


def open_count(post_id: int) -> int:
    """Return how many rencana aksi a post still has to finish."""
    return FollowUp.objects.filter(owner_id=post_id, withdrawn_at__isnull=True, done_at__isnull=True).count()


def carried_into(cycle: Cycle, *, on: date, unit_id: int | None = None) -> list[FollowUpRow]:
    """Return the open rencana aksi of earlier periods about the indicators of a cycle (of one unit's sheet in it).

    Most urgent first: what its form has to show.
    """
    figures = Figure.objects.filter(cycle=cycle)
    if unit_id is not None:
        figures = figures.filter(sheet__unit_id=unit_id)
    found = FollowUp.objects.filter(
        indicator__in=figures.values("indicator"), withdrawn_at__isnull=True, done_at__isnull=True
    )
    first = cycle.calendar_period.first_day
    rows = [row for row in _rows(found.exclude(cycle=cycle), on) if row.period_last_day < first]
    return sorted(rows, key=lambda row: (row.due_on, row.pk))


def _rows(found: QuerySet[FollowUp], on: date) -> list[FollowUpRow]:
    named = found.select_related("cycle", "indicator", "owner", "confirmed_by")
    rows = sorted(named, key=lambda row: (row.indicator.position, row.pk))
    if not rows:
        return []
    cycles = {row.cycle_id for row in rows}
    figures = Figure.objects.filter(cycle__in=cycles).values_list("cycle_id", "indicator_id", "card__wording")
    wordings = {(cycle, indicator): wording for cycle, indicator, wording in figures}
    analyses = Analysis.objects.filter(cycle__in=cycles).values_list("cycle_id", "indicator_id", "causes")
    causes = {(cycle, indicator): said for cycle, indicator, said in analyses}
    reports: dict[int, list[ProgressRow]] = {}
    told = FollowUpProgress.objects.filter(follow_up__in=[row.pk for row in rows])
    for one in sorted(told.select_related("file", "reported_by"), key=lambda one: one.pk):
        reports.setdefault(one.follow_up_id, []).append(
            ProgressRow(
                one.reported_at, one.reported_by.title, one.text, one.file_id, one.file.name if one.file else ""
            )
        )
    return [_row(row, wordings, causes, tuple(reports.get(row.pk, ())), on) for row in rows]


def _row(
    row: FollowUp,
    wordings: Mapping[tuple[int, int], str],
    causes: Mapping[tuple[int, int], str],
    progress: tuple[ProgressRow, ...],
    on: date,
) -> FollowUpRow:
    key = row.cycle_id, row.indicator_id
    state = DONE if row.done_at else WITHDRAWN if row.withdrawn_at else RUNNING if row.confirmed_at else NAMED
    return FollowUpRow(
        pk=row.pk,
        seen=row.version,
        cycle_id=row.cycle_id,
        period=row.cycle.calendar_period.label,
        period_last_day=row.cycle.calendar_period.last_day,
        code=row.indicator.code,
        indicator=wordings.get(key, row.indicator.code),
        achievement=row.achievement,
        predicate=row.predicate,
        cause=causes.get(key, ""),
        action=row.action,
        owner_id=row.owner_id,
        owner=row.owner.title,
        due_on=row.due_on,
        state=state,
        overdue=state in (NAMED, RUNNING) and on > row.due_on,
        confirmed_by=row.confirmed_by.title if row.confirmed_by else "",
        confirmed_at=row.confirmed_at,
        done_at=row.done_at,
        progress=progress,
        is_example=row.is_example,
    )
