"""The daftar arsip: everything in the folder of a case, with its number and the beginning of its SHA-256."""

from datetime import datetime
from typing import NamedTuple

from django.db import connection

from kinerja.core.calendar import long_date
from kinerja.documents.content.archive import ArchiveEntry, ArchiveList
from kinerja.documents.content.frozen import Content
from kinerja.documents.operations import CLASSIFICATION
from kinerja.documents.writers.figures import DIGEST
from kinerja.documents.writers.head import BLANK, Writing, approved, head_of, original_of
from kinerja.documents.writers.results import awaited_paper
from kinerja.performance.acts.entries import read_shelving
from kinerja.performance.acts.steps import collects
from kinerja.performance.models import Evidence


def archive_list(writing: Writing) -> Content:
    """arsip: papers of every visit, papers from outside, and the evidence that the case collected."""
    shelving = read_shelving(writing.work.entry, writing.work.visit, draft=writing.draft)
    return ArchiveList(
        head=head_of(writing),
        folder=f"{writing.case}, nomor arsip {shelving.number or BLANK}",
        classification=CLASSIFICATION,
        location=shelving.place or BLANK,
        entries=(*_papers(writing), *_evidence(writing)),
        signatures=(approved(writing, role="Diarsipkan oleh"),),
        closed=long_date(writing.today),
    )


class _Entry(NamedTuple):
    """A folder entry with the paper or file that it holds, in the order of the columns of `_FOLDER`."""

    key: int
    name: str
    kind: str
    source: str
    added_at: datetime
    is_superseded: bool
    step: int | None
    visit: int | None
    unit: str | None
    sha256: str | None
    number: str | None
    content_hash: str | None


_FOLDER = """
    SELECT entry.id, entry.name, entry.kind, entry.source, entry.added_at, entry.superseded_at IS NOT NULL,
        visit.step, visit.number, unit.name, file.sha256, paper.number, paper.content_hash
    FROM sop_folderentry entry
    LEFT JOIN sop_visit visit ON visit.id = entry.visit_id
    LEFT JOIN people_unit unit ON unit.id = entry.unit_id
    LEFT JOIN vault_storedfile file ON file.id = entry.file_id
    LEFT JOIN documents_paper paper ON paper.entry_id = entry.id
    WHERE entry.case_id = %s AND entry.id IS DISTINCT FROM %s
    ORDER BY entry.id
"""


def _papers(writing: Writing) -> list[ArchiveEntry]:
    own = writing.entry.pk if writing.entry is not None else None  # a list cannot hold its own hash
    with connection.cursor() as cursor:
        cursor.execute(_FOLDER, [writing.case.pk, own])
        return [_listed(writing, _Entry(*row)) for row in cursor.fetchall()]


def _listed(writing: Writing, entry: _Entry) -> ArchiveEntry:
    step = str(entry.step) if entry.step is not None else "-"
    if entry.visit is not None and entry.visit > 1:
        step += f" (kunjungan {entry.visit})"
    name = entry.name if entry.unit is None else f"{entry.name}, {entry.unit}"
    if entry.is_superseded:
        name += " (digantikan)"
    if entry.number is not None:
        number, form, digest = entry.number, "PDF", entry.content_hash or ""
    elif entry.sha256 is not None:
        number, form, digest = "", "berkas", entry.sha256
    else:
        original = original_of(writing, entry.key, entry.kind)
        name += f" ({entry.source})" if entry.source else ""
        number, form, digest = (original.number, "rujukan", original.content_hash) if original else ("", "rujukan", "")
    return ArchiveEntry(
        step=step,
        document=name,
        number=number,
        date=long_date(writing.day_of(entry.added_at)),
        form=form,
        digest=digest[:DIGEST],
    )


def _evidence(writing: Writing) -> list[ArchiveEntry]:
    """Return the files of evidence where this case is the one whose units filled the sheets."""
    filling = [step.no for step in writing.case.spec.steps if step.act in ("isi", "validasi")]
    if not filling or not (collects(writing.case.spec) or awaited_paper(writing) is None):
        return []
    step = filling[0]
    kept = Evidence.objects.filter(figure__cycle=writing.cycle).order_by("figure__position", "pk")
    said = kept.values_list("figure__indicator__code", "file__name", "file__sha256", "added_at", "replaced_at")
    return [
        ArchiveEntry(
            step=str(step),
            document=f"Bukti {code}: {name}{' (diganti)' if replaced_at else ''}",
            number="",
            date=long_date(writing.day_of(added_at)),
            form="berkas",
            digest=sha256[:DIGEST],
        )
        for code, name, sha256, added_at, replaced_at in said
    ]
