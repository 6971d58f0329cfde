"""Questions about papers: which a case has, who may see them, and how one would look before it is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from kinerja.audit.log import Refused
from kinerja.core.procedure import PERFORMANCE_FORM
from kinerja.documents.models import Paper
from kinerja.documents.registration import builder_of
from kinerja.documents.render.pdf import render
from kinerja.documents.writers.head import Writing
from kinerja.people.acting import Acting
from kinerja.performance.acts.deciding import asks_for_disposition
from kinerja.sop.models import Answer, Case, State, Visit
from kinerja.sop.operations import outputs_of
from kinerja.sop.register import Work, act_of

# Acts whose papers say what the performer types; without a word there is nothing to show.
TYPED_ACTS = frozenset(
    {"perintah", "rapat", "rencana", "himpun", "lapor", "telaah", "arsip", "undang", "nomor", "gandakan"}
)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of a case, as a list shows it."""

    pk: int
    step: int
    visit: int
    unit: str
    title: str
    kind: str
    number: str
    content_hash: str
    frozen_at: datetime
    by: str
    is_current: bool
    hard_copy: str
    entry_id: int


def papers_of(case: Case) -> list[PaperRow]:
    """Return every paper of a case in the order in which they were made, superseded ones too."""
    papers = (
        Paper.objects.filter(case=case)
        .select_related("visit", "entry__unit", "frozen_by")
        .defer("content")
        .order_by("frozen_at", "pk")
    )
    return [
        PaperRow(
            pk=paper.pk,
            step=paper.visit.step,
            visit=paper.visit.number,
            unit=paper.entry.unit.name if paper.entry.unit else "",
            title=paper.title,
            kind=paper.kind,
            number=paper.number,
            content_hash=paper.content_hash,
            frozen_at=paper.frozen_at,
            by=paper.frozen_by.title,
            is_current=paper.entry.superseded_at is None,
            hard_copy=paper.entry.hard_copy,
            entry_id=paper.entry_id,
        )
        for paper in papers
    ]


def visible_papers(agency_id: int) -> QuerySet[Paper]:
    """Return the papers that people of an agency may see: those of their own agency."""
    return Paper.objects.filter(agency_id=agency_id).select_related("file")


def papers_in_the_making(visit: Visit) -> list[str]:
    """Return the names of the papers that a visit will make and that can be previewed."""
    return [
        document.name
        for document in outputs_of(visit.case.spec, visit.rule)
        if builder_of(document.kind, acts=visit.rule.acts) is not None
    ]


def preview(visit: Visit, *, entry: Mapping[str, Any], name: str, by: Acting, at: datetime) -> bytes:
    """Return a paper of an open visit as PDF, stamped PRATINJAU, from what is typed so far; writes nothing.

    What is blank still is printed as dots. Raises Refused with a sentence where there is nothing to show.
    """
    if visit.state == State.ENDED:
        raise Refused(f"Langkah {visit.step} sudah selesai; buka dokumennya dari daftar dokumen kasus.", about=visit)
    if entry.get("answer") == Answer.NO:
        raise Refused(
            "Jawaban “tidak” mengembalikan pekerjaan dan tidak menghasilkan dokumen, jadi tidak ada pratinjau.",
            about=visit,
        )
    documents = {document.name: document for document in outputs_of(visit.case.spec, visit.rule)}
    build = builder_of(documents[name].kind, acts=visit.rule.acts) if name in documents else None
    if build is None:
        raise Refused(f"Langkah {visit.step} tidak menghasilkan dokumen bernama {name}.", about=visit)
    if act_of(visit.rule).hands_over and visit.state != State.HANDED:
        raise Refused(
            f"{name} ditulis penerimanya sesudah laporan disampaikan; pratinjaunya ada pada penerima.", about=visit
        )
    work = Work(case=visit.case, visit=visit, step=visit.rule, entry=entry, by=by, at=at)
    if _is_typed(work) and not _says_anything(entry):
        raise Refused(
            f"Belum ada isian untuk {name}. Isi paling sedikit satu bagian, lalu buka pratinjau lagi.", about=visit
        )
    content = build(Writing(work=work, name=name, kind=documents[name].kind, unit=visit.unit))
    return render(content.paper(), preview=True, hash="", at=at)


def _is_typed(work: Work) -> bool:
    """Return whether the papers of a step say what is typed there: what is merely received says it already."""
    if work.step.act == "sampaikan":
        return asks_for_disposition(work.visit)
    return work.step.act in TYPED_ACTS or work.step.form != PERFORMANCE_FORM


def _says_anything(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_says_anything(one) for key, one in value.items() if key != "answer")
    if isinstance(value, list | tuple):
        return any(_says_anything(one) for one in value)
    return bool(str(value if value is not None else "").strip())
