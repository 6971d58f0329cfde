"""The folder of a case: what steps write, what comes from outside, where the printed copy lies."""

from datetime import datetime

from kinerja.audit import log
from kinerja.audit.log import Refused, operation
from kinerja.audit.tracked import created
from kinerja.core import procedure as rules
from kinerja.people.acting import Acting
from kinerja.sop.folder import papers_in, papers_missing
from kinerja.sop.models import FolderEntry, Visit
from kinerja.sop.operations.locking import locked, work_at
from kinerja.sop.policy import allow, hard_copy_obstacle
from kinerja.sop.register import Work, act_of, supply_for, writer_of
from kinerja.vault import store

log.declare(
    {
        "folder.attached": "Dokumen dilampirkan ke berkas kasus",
        "folder.hard_copy": "Tempat simpan salinan cetak dicatat",
    }
)

SOURCE_LIMIT = 300  # letters of where a case or a paper comes from


def outputs_of(spec: rules.Procedure, step: rules.Step) -> list[rules.Document]:
    """Return the papers that this step makes: first those its act makes beside the SOP's, then the SOP's outputs.

    A kind of paper that the SOP gives to any of its steps is made there and nowhere else.
    """
    named = [spec.document(name) for name in step.outputs]
    made_by_sop = {document.kind for document in spec.documents if not document.outside}
    beside = [
        rules.Document(
            name=f"{kind[0].upper()}{kind[1:]} (langkah {step.no})",
            kind=kind,
            origin=str(step.no),
            evidence=True,
            aliases=(),
            printed="",
        )
        for kind in act_of(step).extra
        if kind not in made_by_sop
    ]
    return beside + named


def put_output(work: Work, document: rules.Document, *, unit_id: int | None = None) -> FolderEntry:
    """Put a paper that this step makes into the folder and let its writer write it, within the running operation."""
    entry, replaced = _put(work, document, unit_id=unit_id or work.visit.unit_id)
    writer = writer_of(document.kind, acts=work.step.acts)
    if writer is not None:
        writer(work, entry, replaced)
    return entry


def _put(
    work: Work,
    document: rules.Document,
    *,
    unit_id: int | None = None,
    source: str = "",
    file_id: int | None = None,
) -> tuple[FolderEntry, FolderEntry | None]:
    """Add a folder entry and return it with the current one of the same name and unit, which it supersedes."""
    papers = papers_in(work.case)
    replaced = None
    if (document.name, unit_id) in papers:
        replaced = FolderEntry.objects.select_for_update().get(pk=papers[document.name, unit_id])
        changes = replaced.set(superseded_at=work.at)
        replaced.save(update_fields=changes.fields)
    entry = FolderEntry.objects.create(
        agency_id=work.case.agency_id,
        case=work.case,
        visit=work.visit,
        unit_id=unit_id,
        name=document.name,
        kind=document.kind,
        source=source,
        file_id=file_id,
        added_at=work.at,
        added_by=work.by.post,
    )
    papers[document.name, unit_id] = entry.pk
    return entry, replaced


def take_in(visit: Visit, by: Acting, at: datetime) -> None:
    """Put the papers from outside that are at hand (shelf, blank forms, another case) into the folder."""
    work = work_at(visit, {}, by, at)
    for document in papers_missing(visit):
        supply = supply_for(visit.case, document)
        if supply is None:
            continue
        file_id = supply.file.pk if supply.file else None
        entry, replaced = _put(work, document, source=supply.source, file_id=file_id)
        writer = writer_of(document.kind) if supply.written else None
        if writer is not None:
            writer(work, entry, replaced)


@operation
def attach(
    *, visit_id: int, name: str, source: str, filename: str, data: bytes | None, by: Acting, at: datetime
) -> FolderEntry:
    """Put a paper from outside that the step needs into the folder: uploaded bytes, or a note where it is found.

    Raises Refused if the step does not need a paper of that name, or neither file nor note is given.
    """
    visit = locked(visit_id, by)
    allow("prepare", visit, by=by, at=at)
    wanted = {document.name: document for document in visit.case.spec.documents if document.outside}
    if name not in wanted or name not in visit.rule.inputs:
        raise Refused(f"Langkah {visit.step} tidak meminta dokumen bernama {name}.", about=visit)
    if len(source.strip()) > SOURCE_LIMIT:
        raise Refused(
            f"Keterangan tempat dokumen paling panjang {SOURCE_LIMIT} huruf. Ringkaskan, lalu lampirkan lagi.",
            about=visit,
            fields={"source": f"Ringkaskan menjadi paling panjang {SOURCE_LIMIT} huruf."},
        )
    if data is None and not source.strip():
        raise Refused(
            f"Pilih berkas {name} atau sebutkan di mana dokumen itu disimpan.",
            about=visit,
            fields={"file": "Pilih berkas, atau isi keterangan tempatnya."},
        )
    try:
        kept = (
            store.keep(agency_id=visit.agency_id, name=filename, data=data, post=by.post, at=at)
            if data is not None
            else None
        )
    except Refused as refusal:
        raise Refused(str(refusal), about=visit, fields={"file": str(refusal)}) from refusal
    entry, _ = _put(
        work_at(visit, {}, by, at),
        wanted[name],
        source=source.strip() or "diunggah",
        file_id=kept.pk if kept else None,
    )
    log.record(
        "folder.attached",
        subject=entry,
        by=by,
        at=at,
        context=visit.case,
        changes=created(name=name, source=entry.source, sha256=kept.sha256 if kept else ""),
    )
    return entry


@operation
def note_hard_copy(*, entry_id: int, place: str, by: Acting, at: datetime) -> FolderEntry:
    """Note where the printed copy of a paper lies (Bungursari: softcopy and hardcopy at every stage).

    Raises Refused for anybody but the posts of the case's lanes and Tim SAKIP, or where no place is said.
    """
    entry = (
        FolderEntry.objects.select_for_update(of=("self",))
        .select_related("case__procedure", "case__agency__government")
        .get(pk=entry_id, agency_id=by.agency_id)
    )
    sentence = hard_copy_obstacle(entry.case, by=by, at=at)
    if sentence is not None:
        raise Refused(sentence, about=entry)
    if not place.strip():
        raise Refused(
            "Sebutkan tempat simpan salinan cetak, misalnya “Lemari 2, map Siklus TW I”.",
            about=entry,
            fields={"place": "Isi tempat simpan."},
        )
    changes = entry.set(hard_copy=place.strip()[:200])
    entry.save(update_fields=changes.fields)
    log.record("folder.hard_copy", subject=entry, by=by, at=at, context=entry.case, changes=changes)
    return entry
