"""What each paper of the kecamatan's procedures says: its own form, paraf, letter, copies; and the published order."""

from collections.abc import Callable
from typing import Any

import pytest

from kinerja.documents.content.covering import CopyList, CoveringLetter
from kinerja.documents.content.frozen import thaw
from kinerja.documents.content.meetings import Attendance, Invitation
from kinerja.documents.content.orders import DispositionSheet
from kinerja.documents.content.paper import Table
from kinerja.documents.content.reports import MeasurementReport, UnmeasuredDraft
from kinerja.documents.content.results import MeasurementRecap, Recap
from kinerja.documents.content.sheets import Receipt, SheetForm
from kinerja.documents.content.validation import PersonnelData, ValidationRecord
from kinerja.documents.models import Paper
from kinerja.documents.queries import papers_in_the_making, preview
from kinerja.people.models import Agency, Unit
from kinerja.performance.models import Correction, Sheet
from kinerja.performance.operations import Typed
from kinerja.performance.revising import correct_sheet
from kinerja.sop.models import Case
from tests.cast import NOW, later, open_visit, performer, refusal
from tests.kecamatan import carry, do, entries_for, initial, post, typed_on

Begun = Callable[[str], Case]
COLLECT, MEASURE, PRINTED = "bungursari-pengumpulan", "bungursari-pengukuran", "bungursari-pengukuran-urutan-terbit"
PKP = "Kasubag Perencanaan, Keuangan dan Pelaporan"
APPROVED = "bukan tanda tangan elektronik"
GUIDE = ["No", "Sasaran", "Indikator Kinerja", "Target Tahunan", "Target Triwulan", "Realisasi Triwulan", "Keterangan"]


def said(case: Case, title: str, unit: str = "") -> Any:
    papers = Paper.objects.filter(case=case, title=title, entry__superseded_at__isnull=True)
    paper = (papers.filter(entry__unit__code=unit) if unit else papers).get()
    return thaw(paper.content_type, paper.content)


def table(paper: Any) -> Table:
    return next(block for block in paper.paper().blocks if isinstance(block, Table))


@pytest.mark.parametrize("code", [COLLECT, MEASURE, PRINTED])
def test_every_output_of_the_procedure_is_a_paper_in_its_folder(begun: Begun, code: str) -> None:
    case = carry(begun(code))
    named = {name for step in case.spec.steps for name in step.outputs}
    papers = Paper.objects.filter(case=case)
    assert case.finished_at is not None
    assert named <= set(papers.values_list("title", flat=True))
    assert all(thaw(paper.content_type, paper.content).paper().kind for paper in papers)


def test_the_form_has_the_seven_columns_of_the_guide(begun: Begun) -> None:
    case = carry(begun(COLLECT), until=2)
    form: SheetForm = said(case, "Format terisi target")
    assert [column.label for column in table(form).columns] == GUIDE
    assert form.paper().title == "Format Pengumpulan Data Kinerja"
    row = next(row for row in table(form).rows if "Indikator TAPEM" in row.cells[2 if len(row.cells) > 1 else 0])
    assert row.cells[2:] == ("Indikator TAPEM\n(Dokumen)", "40", "10 (contoh)", "", "")


def test_a_filled_form_and_the_staff_data_are_two_papers(begun: Begun) -> None:
    case = carry(begun(COLLECT), until=4)
    filled: SheetForm = said(case, "Format terisi realisasi", "kasi-trantib")
    staff: PersonnelData = said(case, "Data kepegawaian")
    assert [column.label for column in table(filled).columns] == GUIDE
    assert [row.realisation for row in filled.rows] == ["3"]
    assert (staff.unit, table(staff).rows[-1].cells[2:]) == ("Subbagian Umum dan Kepegawaian", ("15", "6", "21"))


def test_the_berita_acara_says_who_made_the_data_and_what_came_back(kecamatan: Agency, begun: Begun) -> None:
    case = carry(begun(COLLECT), until=4)
    unit = Unit.objects.get(agency=kecamatan, code="kasi-tapem")
    do(open_visit(case, 4), refusal(2, units=[unit.pk]))
    carry(case, until=5)
    record: ValidationRecord = said(case, "Data terverifikasi")
    assert record.validator == "Sekretaris Kecamatan"
    origin = next(one for one in record.origins if one.unit == "Seksi Tata Pemerintahan")
    assert (origin.makers, origin.handed_in_by) == ("Staf Seksi Tata Pemerintahan", "Kasi Tata Pemerintahan")
    assert record.returns == ("Langkah 4, Sekretaris Kecamatan: Angka belum sesuai dengan bukti.",)
    assert len(record.staff) == 6


def test_the_recap_made_final_carries_who_compiled_it_and_the_head(begun: Begun) -> None:
    case = carry(begun(COLLECT))
    recap: Recap = said(case, "Rekap triwulan ditetapkan")
    assert [(one.role, one.post) for one in recap.signatures] == [
        ("Disusun oleh", PKP),
        ("Ditetapkan oleh", "Camat Bungursari"),
    ]
    assert {one.punctual for one in recap.units} == {"tepat waktu"}


def test_the_lembar_disposisi_carries_order_and_paraf_in_turn(begun: Begun) -> None:
    case = carry(begun(MEASURE), until=2)
    initial(case, "Siapkan format.")
    initial(case, "Dibagikan hari ini.")
    sheet: DispositionSheet = said(case, "Lembar disposisi")
    assert [(one.giver, one.recipients, one.instruction) for one in sheet.entries] == [
        ("Camat Bungursari", "Sekretaris Kecamatan", "Susun pengukuran kinerja."),
        ("Sekretaris Kecamatan", PKP, "Siapkan format."),
        (PKP, "Dilaksanakan", "Dibagikan hari ini."),
    ]
    assert all(one.approval.endswith(APPROVED) for one in sheet.entries)
    assert sheet.letter.subject == "Kalender siklus"


def test_the_form_shows_what_is_final_already(begun: Begun) -> None:
    carry(begun(COLLECT))
    case = carry(begun(MEASURE), until=5)
    form: SheetForm = said(case, "Draf pengukuran kinerja (format)")
    checked: SheetForm = said(case, "Draf dokumen pengukuran kinerja (data tervalidasi)", "kasi-tapem")
    receipt: Receipt = said(case, "Draf masukan dan arahan")
    assert [column.label for column in table(form).columns] == GUIDE
    assert "8" in {row.realisation for row in form.rows}
    assert dict(checked.facts)["Diisi oleh"] == "Staf Seksi Tata Pemerintahan"
    assert dict(checked.facts)["Keadaan angka"].endswith("ditegaskan tanpa perubahan")
    assert table(receipt).columns[-1].label == "Masukan dan arahan"


def test_what_is_handed_over_names_maker_validator_sender_and_receiver(begun: Begun) -> None:
    case = carry(begun(MEASURE), until=6)
    handed: SheetForm = said(case, "Draf dokumen pengukuran kinerja (diserahkan)", "kasi-kesos")
    assert [(one.role, one.post) for one in handed.signatures] == [
        ("Yang menyampaikan", "Kasi Kesejahteraan Sosial"),
        ("Yang menerima", PKP),
    ]
    assert dict(handed.facts)["Divalidasi oleh"].startswith("Kasi Kesejahteraan Sosial, 1 April 2024 pukul")


def test_the_invitation_and_the_attendance_hold_the_same_people(begun: Begun) -> None:
    case = carry(begun(MEASURE), until=9)
    letter: Invitation = said(case, "Undangan rapat")
    came: Attendance = said(case, "Daftar hadir (langkah 8)")
    assert letter.recipients == ("Camat Bungursari", "Sekretaris Kecamatan", "Kasi Tata Pemerintahan")
    assert letter.signature.post == PKP
    assert [(one.post, one.presence[:5]) for one in came.attendees] == [
        ("Camat Bungursari", "Tidak"),
        ("Sekretaris Kecamatan", "Hadir"),
        (PKP, "Hadir"),
        ("Kasi Tata Pemerintahan", "Hadir"),
    ]


def test_the_draft_carries_the_paraf_of_compiler_and_sender(begun: Begun) -> None:
    case = carry(begun(MEASURE), until=10)
    met: MeasurementReport = said(case, "Draf pengukuran kinerja (hasil rapat)")
    handed: MeasurementReport = said(case, "Dokumen pengukuran kinerja (paraf)")
    assert met.findings[0] == "Angka dibahas per indikator."
    assert met.findings[1].startswith("Keputusan: Lengkapi bukti (Kasi Tata Pemerintahan, sampai")
    assert [(one.role, one.post) for one in handed.signatures] == [
        ("Paraf penyusun", PKP),
        ("Paraf pengirim", "Sekretaris Kecamatan"),
        ("Diterima oleh", "Camat Bungursari"),
    ]
    assert (handed.author, handed.addressee) == ("Sekretaris Kecamatan", "Camat Bungursari")
    assert handed.closing.endswith("langkah 10: mengoreksi dokumen pengukuran kinerja (Camat).")


def test_the_signed_document_keeps_the_analysis_and_is_no_electronic_signature(begun: Begun) -> None:
    case = carry(begun(MEASURE), until=12)
    signed: MeasurementReport = said(case, "Dokumen pengukuran kinerja (ditandatangani)")
    assert "Hasil analisa Camat Bungursari: Data wajar." in signed.decision
    assert signed.decision.endswith("Catatan: Dikirim hari ini.")
    assert (signed.signatures[-1].role, signed.signatures[-1].post) == ("Ditandatangani oleh", "Camat Bungursari")
    assert signed.signatures[-1].approval.endswith(APPROVED)
    assert signed.addressee == "Penerima menurut surat pengantar"


def test_the_covering_letter_has_recipients_tembusan_and_a_place_for_the_pen(begun: Begun) -> None:
    case = carry(begun(MEASURE), until=13)
    letter: CoveringLetter = said(case, "Dokumen pengukuran kinerja dan surat pengantar bernomor")
    assert letter.head.number == "000.8.6.3/001/SP/BUNGURSARI/2024"
    assert letter.recipients == ("Bupati Purwakarta", "Kepala Bagian Organisasi")
    assert letter.copies == ("Inspektur Daerah",)
    assert (letter.signature.post, letter.signature.capacity, letter.signature.approval) == ("Camat Bungursari", "", "")
    assert "(ditandatangani) nomor 000.8.6.3/002/LHPK" in letter.sent[0].document
    assert PKP in letter.prepared


def test_the_sekretaris_signs_the_letter_on_behalf_of_the_head(begun: Begun) -> None:
    case = carry(begun(MEASURE), until=12)
    visit = open_visit(case, 12)
    do(visit, {**entries_for(visit), "signed_by": "atas nama"})
    letter: CoveringLetter = said(case, "Dokumen pengukuran kinerja dan surat pengantar bernomor")
    assert (letter.signature.capacity, letter.signature.post) == ("a.n. Camat Bungursari", "Sekretaris Kecamatan")
    assert letter.signature.approval == ""


def test_the_copies_say_for_whom_and_how_many(begun: Begun) -> None:
    case = carry(begun(MEASURE), until=14)
    copies: CopyList = said(case, "Salinan dokumen pengukuran kinerja")
    assert [(one.receiver, one.count) for one in copies.lines] == [("Bagian Organisasi", 2), ("Bapperida", 1)]
    assert table(copies).rows[-1].cells[2] == "3"
    assert [one.split(" nomor ")[1][14:16] for one in copies.documents] == ["LH", "SP"]


def test_in_the_published_order_the_meeting_discusses_a_draft_without_results(begun: Begun) -> None:
    case = carry(begun(PRINTED), until=7)
    draft: UnmeasuredDraft = said(case, "Draf pengukuran kinerja (hasil rapat)")
    recap: Recap = said(case, "Draf dokumen pengukuran kinerja (rekap)")
    assert draft.closing == "Draft ini belum memuat hasil pengukuran. Pengukuran dilakukan pada langkah 8."
    assert "belum lapor" in {one.realisation for group in draft.groups for one in group.figures}
    assert {one.handed_in for one in recap.units} == {""}


def test_in_the_published_order_the_head_corrects_before_the_sekretaris_initials(begun: Begun) -> None:
    case = carry(begun(PRINTED), until=11)
    corrected: MeasurementReport = said(case, "Dokumen pengukuran kinerja (terkoreksi)")
    handed: MeasurementReport = said(case, "Dokumen pengukuran kinerja (paraf)")
    whole: SheetForm = said(case, "Draf dokumen pengukuran kinerja (diserahkan)")
    assert [one.role for one in corrected.signatures] == ["Paraf penyusun", "Ditelaah dan disetujui oleh"]
    assert handed.closing.endswith("langkah 11: menandatangani dokumen pengukuran kinerja (Camat).")
    assert (whole.unit, len(whole.rows)) == ("Seluruh unit pengisi", 7)


def test_after_a_correction_the_new_papers_say_since_when_figures_changed(kecamatan: Agency, begun: Begun) -> None:
    collected = carry(begun(COLLECT))
    before = Paper.objects.filter(case=collected).order_by("pk").values_list("pk", "content_hash")
    archived = list(before)
    case = carry(begun(MEASURE), until=10)
    do(open_visit(case, 10), refusal(4, indicators=["TAPEM"]))
    correction = Correction.objects.get()
    sheet = Sheet.objects.get(pk=correction.sheet_id)
    typed = typed_on(sheet, TAPEM=Typed("9"))
    by, at = post(kecamatan, "kasi-tapem"), later(case)
    correct_sheet(correction_id=correction.pk, seen=sheet.version, typed=typed, note="", by=by, at=at)
    carry(case)
    recap: MeasurementRecap = said(case, "Draf dokumen pengukuran kinerja (rekap)")
    signed: MeasurementReport = said(case, "Dokumen pengukuran kinerja (ditandatangani)")
    assert "Angka berubah sejak 000.8.6.3/003/REKAP/BUNGURSARI/2024" in recap.head.remark
    assert "Angka berubah sejak 000.8.6.3/002/REKAP/BUNGURSARI/2024" in signed.head.remark
    checked: SheetForm = said(case, "Draf dokumen pengukuran kinerja (data tervalidasi)", "kasi-tapem")
    assert "1 angka direvisi sesudahnya" in dict(checked.facts)["Keadaan angka"]
    assert list(before.all()) == archived


@pytest.mark.parametrize("step", [5, 6, 7, 11, 12, 13])
def test_a_paper_can_be_seen_before_it_is_made(begun: Begun, step: int) -> None:
    case = carry(begun(MEASURE), until=step)
    visit = open_visit(case, step, "kasi-tapem") if step == 5 else open_visit(case, step)
    by = performer(visit)
    if step == 5:
        assert papers_in_the_making(visit) == ["Draf dokumen pengukuran kinerja (diserahkan)"]
        return
    name = papers_in_the_making(visit)[0]
    assert preview(visit, entry=entries_for(visit), name=name, by=by, at=NOW).startswith(b"%PDF")
    assert not Paper.objects.filter(visit=visit).exists()
