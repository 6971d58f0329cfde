"""What the page of papers shows: per case its papers, superseded ones marked, and what came from outside."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from kinerja.documents.models import Paper
from kinerja.documents.queries import PaperRow, papers_of
from kinerja.people.acting import Acting
from kinerja.sop.models import Case, FolderEntry
from kinerja.sop.policy import hard_copy_obstacle
from kinerja.sop.queries import folder_of
from kinerja.web.parts import Badge, size


@dataclass(frozen=True, slots=True)
class Shelving:
    """A place of a printed copy that was refused, still to be shown as typed."""

    paper: int
    place: str
    fault: str

    @property
    def anchor(self) -> str:
        return f"tempat-{self.paper}"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper in the list of its case."""

    pk: int
    name: str
    number: str
    unit: str
    no: int
    visit: int
    made_at: datetime
    post: str
    state: Badge
    url: str
    download_url: str
    hash: str
    place: str
    place_typed: str
    place_fault: str
    place_url: str


@dataclass(frozen=True, slots=True)
class OutsideLine:
    """A paper from outside that lies in the case folder."""

    name: str
    source: str
    url: str
    size: str
    added_at: datetime
    post: str
    state: Badge


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """A case with everything that lies in its folder."""

    name: str
    url: str
    papers: tuple[PaperLine, ...]
    outside: tuple[OutsideLine, ...]
    obstacle: str  # "" or why this post does not note where printed copies lie


CURRENT, SUPERSEDED = Badge("good", "check", "Final"), Badge("plain", "archive", "Digantikan")
PRESENT = Badge("good", "check", "Ada")


def period_of(paper: Paper) -> str:
    """Return the key of the period that a paper belongs to."""
    return paper.case.period


def case_papers(case: Case, shelving: Shelving | None, *, by: Acting, at: datetime) -> CaseFolder:
    """Return the folder of a case for its page, as `by` sees it."""
    papers = papers_of(case)
    written = {row.entry_id for row in papers}
    return CaseFolder(
        name=str(case),
        url=reverse("case", args=[case.pk]),
        papers=tuple(_paper(row, shelving) for row in papers),
        outside=tuple(_outside(entry) for entry in folder_of(case, superseded=True) if _from_outside(entry, written)),
        obstacle=hard_copy_obstacle(case, by=by, at=at) or "",
    )


def _from_outside(entry: FolderEntry, written: set[int]) -> bool:
    return entry.pk not in written and bool(entry.source)


def _paper(row: PaperRow, shelving: Shelving | None) -> PaperLine:
    refused = shelving if shelving and shelving.paper == row.pk else None
    return PaperLine(
        pk=row.pk,
        name=row.title,
        number=row.number,
        unit=row.unit,
        no=row.step,
        visit=row.visit,
        made_at=row.frozen_at,
        post=row.by,
        state=CURRENT if row.is_current else SUPERSEDED,
        url=reverse("paper", args=[row.pk]),
        download_url=reverse("paper-download", args=[row.pk]),
        hash=row.content_hash[:12],
        place=row.hard_copy,
        place_typed=refused.place if refused else row.hard_copy,
        place_fault=refused.fault if refused else "",
        place_url=reverse("hard-copy", args=[row.pk]),
    )


def _outside(entry: FolderEntry) -> OutsideLine:
    return OutsideLine(
        name=entry.name,
        source=entry.source,
        url=reverse("file", args=[entry.file_id]) if entry.file_id else "",
        size=size(entry.file.size) if entry.file else "",
        added_at=entry.added_at,
        post=entry.added_by.title if entry.added_by else "Sistem",
        state=SUPERSEDED if entry.superseded_at else PRESENT,
    )
