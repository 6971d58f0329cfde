"""What documents puts into the procedure's registers: who writes the paper of each kind, and which it supplies."""

from collections.abc import Mapping, Sequence
from typing import Final

from kinerja.core.measure import load_method
from kinerja.core.procedure import Document
from kinerja.documents.writers import (
    archive,
    covering,
    meetings,
    orders,
    preparation,
    reports,
    results,
    sheets,
    validation,
)
from kinerja.documents.writers.head import Builder, writer
from kinerja.performance.queries import cycle_of
from kinerja.sop.models import Case
from kinerja.sop.register import Supply, register_source, register_writer

# (act of the step, kind of paper): who says what it says. Act "" is any step that has no line of its own.
PAPERS: Final[Mapping[tuple[str, str], Builder]] = {
    ("perintah", "disposisi"): orders.disposition,
    ("sampaikan", "disposisi"): orders.answer,
    ("", "lembar disposisi"): orders.blank_sheet,
    ("perintah", "lembar disposisi"): orders.initialled_sheet,
    ("telaah", "lembar disposisi"): orders.sheet_with_chain,
    ("undang", "undangan"): meetings.call,
    ("rapat", "undangan"): meetings.invitation,
    ("rapat", "daftar hadir"): meetings.attendance,
    ("rapat", "notulen"): meetings.minutes,
    ("rencana", "program kerja"): preparation.work_plan,
    ("himpun", "ceklist dokumen"): preparation.checklist,
    ("", "juknis pengukuran"): preparation.guide,
    ("siapkan", "kertas kerja"): preparation.method_sheet,
    ("", "formulir"): sheets.draft_form,
    ("siapkan", "formulir"): sheets.blank_form,
    ("buka", "formulir"): sheets.blank_form,
    ("distribusi", "tanda terima"): sheets.distribution,
    ("isi", "tanda terima"): sheets.receipt,
    ("validasi", "tanda terima"): sheets.receipt,
    ("isi", "formulir terisi"): sheets.filled_form,
    ("validasi", "formulir terisi"): sheets.validated_form,
    ("sampaikan", "formulir terisi"): sheets.handed_form,
    ("validasi", "berita acara"): validation.record,
    ("rekap", "rekapitulasi"): results.recap,
    ("tetapkan", "rekapitulasi"): results.recap,
    ("ukur", "kertas kerja"): results.measurement_sheet,
    ("lapor", "draft laporan"): reports.draft_report,
    ("rapat", "draft laporan"): reports.meeting_draft,
    ("sampaikan", "draft laporan"): reports.handed_draft,
    ("telaah", "laporan hasil pengumpulan"): reports.collection_report,
    ("telaah", "laporan hasil pengukuran"): reports.measurement_report,
    ("tandatangan", "laporan hasil pengukuran"): reports.signed_report,
    ("nomor", "surat pengantar"): covering.covering_letter,
    ("gandakan", "salinan"): covering.copies,
    ("arsip", "daftar arsip"): archive.archive_list,
}


def builder_of(kind: str, *, acts: Sequence[str] = ()) -> Builder | None:
    """Return who says what a paper of this kind says in a step with these acts, or None."""
    return next((PAPERS[act, kind] for act in (*acts, "") if (act, kind) in PAPERS), None)


def blank_disposition_sheet(case: Case, document: Document) -> Supply:
    """Return the empty lembar disposisi that the application prints."""
    return Supply(title=document.name, source="Ditulis aplikasi: lembar disposisi kosong", written=True)


def standard_form(case: Case, document: Document) -> Supply | None:
    """Return the standard form with the cycle's indicators, once the cycle is open."""
    if cycle_of(case) is None:
        return None
    return Supply(title=document.name, source="Ditulis aplikasi: format baku formulir", written=True)


def method_guide(case: Case, document: Document) -> Supply | None:
    """Return the juknis that follows from the method of the cycle, once the cycle is open."""
    cycle = cycle_of(case)
    if cycle is None:
        return None
    method = load_method(cycle.method)
    return Supply(
        title=document.name, source=f"Ditulis aplikasi: metode {method.code} versi {method.version}", written=True
    )


def register() -> None:
    """Say who writes each kind of paper, and which papers from outside the application itself writes."""
    for (act, kind), build in PAPERS.items():
        register_writer(kind, writer(build), act=act)
    register_source("lembar disposisi", blank_disposition_sheet)
    register_source("formulir", standard_form)
    register_source("juknis pengukuran", method_guide)
