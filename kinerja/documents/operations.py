"""Freezing papers: number, content and hash in the step's transaction; the bytes are made after it and added once."""

from datetime import datetime
from functools import partial

from django.db import connection, transaction

from kinerja.audit import log
from kinerja.audit.log import operation
from kinerja.audit.tracked import created
from kinerja.documents.content.frozen import Content, content_hash, freeze, thaw
from kinerja.documents.models import Paper
from kinerja.documents.render.pdf import render
from kinerja.people.acting import System
from kinerja.sop.models import FolderEntry
from kinerja.sop.register import Work
from kinerja.vault import store
from kinerja.vault.kinds import PDF

log.declare(
    {
        "paper.frozen": "Dokumen dibekukan dengan nomor dan sidik jarinya",
        "paper.printed": "PDF dokumen dibuat dan disimpan",
    }
)

# Permendagri 83/2022: 000.8.6.3 is Akuntabilitas Kinerja Instansi Pemerintah.
CLASSIFICATION = "000.8.6.3"
MARKS = {
    "disposisi": "DISP",
    "lembar disposisi": "LD",
    "undangan": "UND",
    "daftar hadir": "DH",
    "notulen": "NOT",
    "program kerja": "PK",
    "ceklist dokumen": "CEK",
    "formulir": "FORM",
    "formulir terisi": "FT",
    "tanda terima": "TT",
    "rekapitulasi": "REKAP",
    "kertas kerja": "KKP",
    "juknis pengukuran": "JUKNIS",
    "draft laporan": "DRAFT",
    "laporan hasil pengumpulan": "LHPD",
    "laporan hasil pengukuran": "LHPK",
    "daftar arsip": "DA",
    "berita acara": "BA",
    "surat pengantar": "SP",
    "salinan": "SAL",
}


_NEXT = """
    INSERT INTO documents_register (agency_id, kind, year, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (agency_id, kind, year) DO UPDATE SET last = documents_register.last + 1
    RETURNING last
"""


def next_number(*, agency_id: int, kind: str, unit: str, year: int) -> str:
    """Take the next number of a kind of paper: no gaps, no doubles, from 1 each year. Locks the register's row."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [agency_id, kind, year])
        number: int = cursor.fetchone()[0]
    mark = MARKS.get(kind, kind.upper().replace(" ", "-"))
    return f"{CLASSIFICATION}/{number:03d}/{mark}/{unit}/{year}"


def freeze_paper(work: Work, entry: FolderEntry, number: str, content: Content) -> Paper:
    """Keep a paper's content for good, within the running operation; its PDF follows after the commit."""
    frozen = freeze(content)
    paper = Paper.objects.create(
        agency_id=work.case.agency_id,
        case=work.case,
        visit=work.visit,
        entry=entry,
        kind=entry.kind,
        title=entry.name,
        number=number,
        content_type=type(content).__name__,
        content=frozen,
        content_hash=content_hash(frozen),
        frozen_at=work.at,
        frozen_by=work.by.post,
    )
    log.record(
        "paper.frozen",
        subject=paper,
        by=work.by,
        at=work.at,
        context=work.case,
        changes=created(title=paper.title, number=number, content_hash=paper.content_hash),
    )
    transaction.on_commit(
        partial(add_bytes, paper_id=paper.pk, by=System(work.case.agency_id), at=work.at), robust=True
    )
    return paper


def bytes_of(paper: Paper) -> bytes:
    """Return the PDF of a paper: the stored bytes, or the same bytes made from the frozen content."""
    if paper.file is not None:
        return store.read(paper.file)
    content = thaw(paper.content_type, paper.content)
    return render(content.paper(), preview=False, hash=paper.content_hash, at=paper.frozen_at)


@operation
def add_bytes(*, paper_id: int, by: System, at: datetime) -> Paper:
    """Make the PDF of a frozen paper and store it, once; a paper that has its bytes is left as it is."""
    paper = Paper.objects.select_for_update(of=("self",)).select_related("case").get(pk=paper_id)
    if paper.file is not None:
        return paper
    name = f"{paper.number.replace('/', '-')}.pdf"
    file = store.put(agency_id=paper.agency_id, name=name, data=bytes_of(paper), media_type=PDF, post=None, at=at)
    changes = paper.set(file=file)
    paper.save(update_fields=changes.fields)
    log.record(
        "paper.printed",
        subject=paper,
        by=by,
        at=at,
        context=paper.case,
        changes=changes + created(sha256=file.sha256),
    )
    return paper
