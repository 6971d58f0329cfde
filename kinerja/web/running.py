"""Running procedures as pages show them: papers as pieces, times in words, states as badges, progress as a track."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from kinerja.core import procedure as rules
from kinerja.core.calendar import Calendar, duration, working_minutes
from kinerja.documents.queries import papers_of
from kinerja.sop.models import Case, FolderEntry, State, Visit
from kinerja.sop.queries import StepRow, Times
from kinerja.web.parts import Badge

WAITING = Badge("plain", "dash", "Belum terbuka")
LATE = Badge("bad", "alert", "Terlambat")
SOON = Badge("warning", "clock", "Segera")
IN_TIME = Badge("good", "check", "Sesuai waktu")
RUNNING = Badge("info", "play", "Berjalan")
ARCHIVED = Badge("good", "archive", "Selesai, diarsipkan")
_STATES = {
    State.OPEN: Badge("info", "clock", State.OPEN.label),
    State.TAKEN: Badge("info", "pen", State.TAKEN.label),
    State.HANDED: Badge("info", "send", State.HANDED.label),
    State.ENDED: Badge("good", "check", State.ENDED.label),
}
RETURNED = Badge("warning", "return", "Selesai, dikembalikan")


def visit_badge(visit: Visit) -> Badge:
    """Return where a visit stands; one that ended with "tidak" says so."""
    if visit.state == State.ENDED and visit.answer == "tidak":
        return RETURNED
    return _STATES[State(visit.state)]


def step_badge(row: StepRow) -> Badge:
    """Return where a step stands: that of its open visits, or of its last one."""
    if not row.visits:
        return WAITING
    standing = [seen.visit for seen in row.visits if seen.visit.state == row.state]
    if any(seen.times.late for seen in row.visits if seen.visit.ended_at is None):
        return LATE
    return visit_badge(standing[-1])


def urgency(due_at: datetime, calendar: Calendar, at: datetime) -> Badge:
    """Return whether what is due then is late, soon due (less than half an ordinary working day left) or in time."""
    if at > due_at:
        return LATE
    left = working_minutes(at, due_at, calendar)
    return SOON if left < calendar.ordinary_day_minutes // 2 else IN_TIME


def remaining(visit: Visit, calendar: Calendar, at: datetime) -> str:
    """Return the working time until the deadline, or since it passed, in words."""
    if at > visit.due_at:
        return f"lewat {spell(working_minutes(visit.due_at, at, calendar), calendar)} kerja"
    return f"sisa {spell(working_minutes(at, visit.due_at, calendar), calendar)} kerja"


def spell(minutes: int, calendar: Calendar) -> str:
    """Return working minutes as one says them: "2 hari 3 jam", "3 jam 15 menit"; minutes are dropped beside days."""
    days, rest = divmod(minutes, calendar.ordinary_day_minutes)
    hours, left = divmod(rest, 60)
    parts = [f"{days} hari"] if days else []
    parts += [f"{hours} jam"] if hours else []
    parts += [f"{left} menit"] if (left and not days) or not (days or hours) else []
    return " ".join(parts)


def printed(minutes: int | None, calendar: Calendar) -> str:
    """Return working minutes as the procedure counts them, "" for none."""
    return "" if minutes is None else duration(minutes, calendar.ordinary_day_minutes)


@dataclass(frozen=True, slots=True)
class Piece:
    """A paper of the folder: there or not, what opens it, where it comes from."""

    name: str
    ready: bool
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Folder:
    """The papers of a case with the addresses that open them."""

    papers: dict[int, tuple[int, str]]  # folder entry: its paper and number

    @classmethod
    def of(cls, case: Case) -> "Folder":
        """Return the folder of a case: one question for all of its papers."""
        return cls({row.entry_id: (row.pk, row.number) for row in papers_of(case)})

    def awaited(self, document: rules.Document, *, case_url: str) -> Piece:
        """Return a paper that is not there yet; the whole folder always is."""
        if document.whole_folder:
            return Piece(document.name, True, case_url, "seluruh isi berkas kasus ini")
        return Piece(document.name, False, "", "dari luar prosedur" if document.outside else "")

    def present(self, entry: FolderEntry, name: str = "") -> Piece:
        """Return a paper that lies in the folder, under the name that the step uses for it."""
        paper, number = self.papers.get(entry.pk, (0, ""))
        url = ""
        if paper:
            url = reverse("paper", args=[paper])
        elif entry.file_id:
            url = reverse("file", args=[entry.file_id])
        shown = name or entry.name
        if entry.unit is not None:
            shown = f"{shown}: {entry.unit.name}"
        return Piece(shown, True, url, number or entry.source)


def inputs_of(row: StepRow, folder: Folder, case_url: str) -> tuple[Piece, ...]:
    """Return what a step needs: one piece per unit where units made it."""
    return _pieces(row.inputs, folder, case_url)


def outputs_of(row: StepRow, folder: Folder, case_url: str) -> tuple[Piece, ...]:
    """Return what a step makes: one piece per unit where the step fans out."""
    return _pieces(row.outputs, folder, case_url)


def _pieces(
    rows: Iterable[tuple[rules.Document, tuple[FolderEntry, ...]]], folder: Folder, case_url: str
) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for document, entries in rows:
        pieces += [folder.present(entry, document.name) for entry in entries] or [
            folder.awaited(document, case_url=case_url)
        ]
    return tuple(pieces)


@dataclass(frozen=True, slots=True)
class Mark:
    """One step in the track of a case."""

    tone: str
    word: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a case has come."""

    sentence: str
    marks: tuple[Mark, ...]


def progress_of(case: Case, rows: Sequence[StepRow]) -> Progress:
    """Return a mark per step and a sentence that says at which step the case is."""
    marks = tuple(_mark(row) for row in rows)
    if case.finished_at is not None:
        return Progress(f"Ke-{len(rows)} langkah selesai", marks)
    current = current_of(rows)
    now = f"Langkah {current[0].step.no} dari {len(rows)}" if current else f"{len(rows)} langkah"
    return Progress(now, marks)


def current_of(rows: Sequence[StepRow]) -> list[StepRow]:
    """Return the steps that are open now."""
    return [row for row in rows if any(seen.visit.ended_at is None for seen in row.visits)]


def _mark(row: StepRow) -> Mark:
    open_visits = [seen for seen in row.visits if seen.visit.ended_at is None]
    if any(seen.times.late for seen in open_visits):
        return Mark("bad", f"Langkah {row.step.no}: terlambat")
    if open_visits:
        return Mark("now", f"Langkah {row.step.no}: sekarang")
    if row.visits:
        return Mark("good", f"Langkah {row.step.no}: selesai")
    return Mark("todo", f"Langkah {row.step.no}: belum")


def total(times: Iterable[Times], field: str) -> int:
    """Return the sum of one kind of working minutes; what is not known counts nothing."""
    return sum(getattr(row, field) or 0 for row in times)
