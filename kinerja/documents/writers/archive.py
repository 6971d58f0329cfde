"""The daftar arsip: everything in the folder of a case, with its number and the beginning of its SHA-256."""

from kinerja.core.calendar import long_date
from kinerja.documents.content.archive import ArchiveEntry, ArchiveList
from kinerja.documents.content.frozen import Content
from kinerja.documents.models import Paper
from kinerja.documents.operations import CLASSIFICATION
from kinerja.documents.writers.figures import DIGEST
from kinerja.documents.writers.head import BLANK, Writing, approved, head_of, original_of
from kinerja.documents.writers.results import awaited_paper
from kinerja.performance.acts.entries import read_shelving
from kinerja.performance.acts.steps import collects
from kinerja.performance.models import Evidence
from kinerja.sop.models import FolderEntry


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


def _papers(writing: Writing) -> list[ArchiveEntry]:
    papers = {paper.entry_id: paper for paper in Paper.objects.filter(case=writing.case)}
    folder = FolderEntry.objects.filter(case=writing.case).select_related("visit", "unit", "file").order_by("pk")
    if writing.entry is not None:
        folder = folder.exclude(pk=writing.entry.pk)  # a list cannot hold its own hash
    return [_listed(writing, entry, papers.get(entry.pk)) for entry in folder]


def _listed(writing: Writing, entry: FolderEntry, paper: Paper | None) -> ArchiveEntry:
    step = str(entry.visit.step) if entry.visit else "-"
    if entry.visit and entry.visit.number > 1:
        step += f" (kunjungan {entry.visit.number})"
    name = entry.name if entry.unit is None else f"{entry.name}, {entry.unit.name}"
    if entry.superseded_at is not None:
        name += " (digantikan)"
    if paper is not None:
        number, form, digest = paper.number, "PDF", paper.content_hash
    elif entry.file is not None:
        number, form, digest = "", "berkas", entry.file.sha256
    else:
        original = original_of(writing, entry)
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
    kept = Evidence.objects.filter(figure__cycle=writing.cycle).select_related("file", "figure__indicator")
    return [
        ArchiveEntry(
            step=str(step),
            document=f"Bukti {one.figure.indicator.code}: {one.file.name}{' (diganti)' if one.replaced_at else ''}",
            number="",
            date=long_date(writing.day_of(one.added_at)),
            form="berkas",
            digest=one.file.sha256[:DIGEST],
        )
        for one in kept.order_by("figure__position", "pk")
    ]
