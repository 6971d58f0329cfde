"""What each paper of the two Setwan procedures says, from what was typed and measured; and how it is frozen."""

from typing import Any

import pytest

from kinerja.audit.log import Refused
from kinerja.documents.content.archive import ArchiveList
from kinerja.documents.content.frozen import content_hash, thaw
from kinerja.documents.content.meetings import Attendance, Invitation, Minutes
from kinerja.documents.content.orders import Disposition, DispositionSheet
from kinerja.documents.content.preparation import Checklist, MeasurementGuide, MethodSheet, WorkPlan
from kinerja.documents.content.reports import CollectionReport, MeasurementReport
from kinerja.documents.content.results import MeasurementRecap, MeasurementSheet, Recap
from kinerja.documents.content.sheets import Receipt, SheetForm
from kinerja.documents.models import Paper, Register
from kinerja.documents.operations import add_bytes, bytes_of
from kinerja.documents.writers import head
from kinerja.people.acting import System
from kinerja.performance.models import Figure
from kinerja.performance.operations import Typed
from kinerja.planning.models import Card
from kinerja.sop.models import Case, FolderEntry
from kinerja.sop.operations import complete_step
from tests.cast import (
    MIXED_UNIT,
    NOW,
    carry,
    do,
    entries_for,
    hand_in,
    later,
    open_visit,
    performer,
    refusal,
    the_sheet,
    typed_on,
)

KABAG = "Kepala Bagian Umum dan Keuangan"
APPROVED = "bukan tanda tangan elektronik"


def said(case: Case, title: str, unit: str = "") -> Any:
    """Return what the current paper of this name says, thawed from what was frozen."""
    papers = Paper.objects.filter(case=case, title=title, entry__superseded_at__isnull=True)
    paper = (papers.filter(entry__unit__code=unit) if unit else papers).get()
    return thaw(paper.content_type, paper.content)


@pytest.fixture
def measured(collecting: Case, measuring: Case) -> Case:
    carry(collecting)
    return carry(measuring)


def test_every_output_of_both_procedures_is_a_paper_in_its_folder(collecting: Case, measured: Case) -> None:
    for case in (collecting, measured):
        named = {name for step in case.spec.steps for name in step.outputs}
        assert named <= set(Paper.objects.filter(case=case).values_list("title", flat=True))
        assert {"undangan", "daftar hadir"} <= set(Paper.objects.filter(case=case).values_list("kind", flat=True))
    written = FolderEntry.objects.filter(source__startswith="Ditulis aplikasi")
    assert written.count() == 3
    assert not written.filter(paper__isnull=True).exists()


def test_numbers_run_from_one_without_gaps_for_each_kind(collecting: Case, measured: Case) -> None:
    given: dict[str, list[str]] = {}
    for kind, number in Paper.objects.order_by("pk").values_list("kind", "number"):
        given.setdefault(kind, []).append(number.split("/")[1])
    assert len(given) == 17
    assert all(numbers == [f"{one:03d}" for one in range(1, len(numbers) + 1)] for numbers in given.values())
    assert given["disposisi"] == ["001", "002", "003", "004"]


def test_every_paper_is_known_by_the_hash_of_what_it_says(collecting: Case) -> None:
    carry(collecting, until=6)
    for paper in Paper.objects.all():
        assert paper.content_hash == content_hash(paper.content)
        assert thaw(paper.content_type, paper.content).paper().number == paper.number


def test_a_refusal_after_the_number_was_taken_gives_it_back(collecting: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise Refused("Dokumen tidak dapat dibekukan.")

    with monkeypatch.context() as patch:
        patch.setattr(head, "freeze_paper", refuse)
        with pytest.raises(Refused, match="dibekukan"):
            do(open_visit(collecting, 1))
    assert not Register.objects.exists()
    visit = open_visit(collecting, 1)
    at = later(collecting)
    complete_step(visit_id=visit.pk, seen=visit.version, entry=entries_for(visit), by=performer(visit), at=at)
    assert Paper.objects.get().number == "000.8.6.3/001/DISP/SETWAN/2024"


def test_the_disposisi_says_what_was_ordered_of_whom_until_when(collecting: Case) -> None:
    carry(collecting, until=2)
    paper: Disposition = said(collecting, "Disposisi")
    assert (paper.giver, paper.recipients, paper.due) == ("Sekretaris DPRD", (KABAG,), "30 April 2024")
    assert (paper.instructions, paper.urgency) == (("Laksanakan sesuai SOP.",), "Segera")
    assert paper.letter.subject == "Kalender siklus"
    assert paper.signature.approval.endswith(APPROVED)


def test_a_meeting_makes_invitation_attendance_and_minutes(collecting: Case) -> None:
    carry(collecting, until=3)
    called: Invitation = said(collecting, "Undangan (langkah 2)")
    came: Attendance = said(collecting, "Daftar hadir (langkah 2)")
    minutes: Minutes = said(collecting, "Notulen Rapat")
    assert called.recipients == ("Ketua Tim SAKIP", "Sekretaris Tim SAKIP", "Anggota Tim SAKIP")
    assert [one.presence for one in came.attendees if one.post == "Sekretaris Tim SAKIP"] == ["Tidak hadir"]
    assert (minutes.occasion.day, minutes.occasion.time) == ("Selasa, 2 April 2024", "09.00 WIB s.d. selesai")
    assert [(one.text, one.owner, one.due) for one in minutes.decisions] == [
        ("Siapkan formulir", "Ketua Tim SAKIP", "5 April 2024")
    ]


def test_the_invitation_says_that_it_was_recorded_after_the_meeting(
    collecting: Case,
) -> None:
    carry(collecting, until=2)
    visit = open_visit(collecting, 2)
    do(visit, {**entries_for(visit), "held_on": "2024-04-01", "starts_at": "07:30"})
    assert "sesudah rapat" in said(collecting, "Undangan (langkah 2)").head.remark


def test_plan_and_checklist_say_what_was_typed(collecting: Case) -> None:
    carry(collecting, until=5)
    plan: WorkPlan = said(collecting, "Program Kerja Kegiatan")
    checklist: Checklist = said(collecting, "Ceklist Dokumen")
    assert plan.basis[0].startswith("Disposisi nomor 000.8.6.3/001/DISP/SETWAN/2024 tanggal 1 April 2024")
    assert [(one.activity, one.start, one.end) for one in plan.activities] == [("Isi", "3 April 2024", "5 April 2024")]
    assert len(checklist.items) == 8
    assert [one.reference for one in checklist.items if one.document == "Renstra"] == ["1/2024"]


def test_the_blank_form_holds_every_indicator_under_its_unit(collecting: Case) -> None:
    carry(collecting, until=6)
    draft: SheetForm = said(collecting, "Draft formulir pengumpulan data capaian kinerja")
    form: SheetForm = said(collecting, "Formulir pengumpulan data capaian kinerja")
    assert (draft.draft, form.draft, len(form.rows)) == (True, False, 9)
    assert [row.indicator for row in form.rows][:3] == ["Indikator KEU-1", "Indikator KEU-2", "Indikator KEU-3"]
    assert form.rows[0].supplier == "Subbagian Program dan Keuangan (contoh)"
    assert {row.realisation for row in form.rows} == {""}


def test_a_receipt_lists_all_units_and_each_unit_signs_for_its_own(collecting: Case) -> None:
    carry(collecting, until=8)
    all_units: Receipt = _distribution(collecting)
    own: Receipt = said(collecting, "Bukti tanda terima formulir", "jf-pengawasan")
    assert [(row.indicators, row.received) for row in all_units.rows] == [(3, ""), (3, ""), (3, "")]
    assert len(own.rows) == 1
    assert own.rows[0].received.startswith("1 April 2024 pukul ")
    assert own.rows[0].approval.startswith("Diterima di aplikasi oleh JF Analis Kebijakan")


def _distribution(case: Case) -> Any:
    paper = Paper.objects.get(case=case, kind="tanda terima", entry__unit__isnull=True)
    return thaw(paper.content_type, paper.content)


def test_a_filled_form_says_figures_reasons_and_evidence(collecting: Case) -> None:
    carry(collecting, until=8)
    title = "Formulir pengumpulan data capaian kinerja yang sudah diisi"
    session: SheetForm = said(collecting, title, "jf-persidangan")
    control: SheetForm = said(collecting, title, "jf-pengawasan")
    assert [row.realisation for row in session.rows] == ["12", "tidak tersedia", "1"]
    assert session.rows[1].remark == "Survei belum selesai; diperkirakan ada 3 Juni 2024"
    assert session.rows[2].period_target == "belum ditargetkan"
    assert [row.realisation for row in control.rows] == ["0", "0", "1"]
    assert [(one.file, len(one.digest)) for one in control.evidence] == [("bukti.pdf", 12)]


def test_the_recap_counts_what_each_unit_handed_in(collecting: Case) -> None:
    carry(collecting, until=9)
    recap: Recap = said(collecting, "Rekapitulasi hasil pengumpulan data kinerja")
    assert [(one.indicators, one.filled, one.unavailable) for one in recap.units] == [(3, 3, 0), (3, 2, 1), (3, 3, 0)]
    assert {one.punctual for one in recap.units} == {"tepat waktu"}
    figures = {one.indicator: one.realisation for group in recap.groups for one in group.figures}
    assert (figures["Indikator KEU-3"], figures["Indikator SID-2"]) == ("87,25", "tidak tersedia")


def test_after_a_return_the_new_paper_says_what_it_replaces_and_what_changed(collecting: Case) -> None:
    carry(collecting, until=10)
    do(open_visit(collecting, 10), refusal(7, indicators=["KEU-1"]))
    sheet = the_sheet(collecting, "subbag-keuangan")
    hand_in(open_visit(collecting, 7), later(collecting), typed=typed_on(sheet, KEU_1=Typed("5")))
    carry(collecting)
    recap: Recap = said(collecting, "Rekapitulasi hasil pengumpulan data kinerja")
    assert recap.head.remark == (
        "Menggantikan 000.8.6.3/001/REKAP/SETWAN/2024 tanggal 1 April 2024, sesudah dikembalikan oleh "
        f"{KABAG} pada langkah 10: Angka belum sesuai dengan bukti. "
        "Angka berubah sejak 000.8.6.3/001/REKAP/SETWAN/2024 tanggal 1 April 2024: 1 indikator diisi ulang."
    )
    report: CollectionReport = said(collecting, "Laporan hasil pengumpulan data kinerja")
    assert [(one.by, one.what) for one in report.returns] == [(KABAG, "Langkah 7: indikator KEU-1")]
    assert Paper.objects.filter(case=collecting, kind="rekapitulasi").count() == 2


def test_the_draft_waits_and_the_final_report_carries_the_analysis(collecting: Case) -> None:
    carry(collecting, until=11)
    draft: CollectionReport = said(collecting, "Draft laporan hasil pengumpulan data kinerja")
    final: CollectionReport = said(collecting, "Laporan hasil pengumpulan data kinerja")
    assert (draft.draft, draft.author, draft.addressee) == (True, "Ketua Tim SAKIP", KABAG)
    assert draft.findings == ("Semua unit menyerahkan formulir.", "Usul: Lanjutkan ke telaah.")
    assert (final.draft, final.author, final.addressee) == (False, KABAG, "Sekretaris DPRD")
    assert final.decision.startswith(f"Hasil analisa {KABAG}: Data lengkap dan wajar.\nArahan: Jadikan bahan LKjIP.")
    assert [one.post for one in final.signatures] == ["Ketua Tim SAKIP", KABAG]


def test_the_receivers_disposisi_answers_the_report(collecting: Case) -> None:
    carry(collecting, until=12)
    paper: Disposition = said(collecting, "Disposisi Sekretaris DPRD")
    sheet: DispositionSheet = said(collecting, "Lembar disposisi")
    assert (paper.giver, paper.recipients, paper.instructions) == (
        "Sekretaris DPRD",
        (KABAG,),
        ("Pelajari dan tindak lanjuti.",),
    )
    assert (paper.letter.sender, paper.letter.number) == (KABAG, "000.8.6.3/001/LHPD/SETWAN/2024")
    assert sheet.entries == ()


def test_words_ranges_and_ratios_are_printed_as_they_were_typed(mixed: Case) -> None:
    carry(mixed, until=8)
    rows = said(mixed, "Formulir pengumpulan data capaian kinerja yang sudah diisi", MIXED_UNIT).rows
    assert [(row.year_target, row.realisation) for row in rows] == [
        ("BB", "B"),
        ("ya", "ya"),
        ("80-90", "92"),
        ("95,00", "45 dari 50 (90,00)"),
    ]


def test_a_measured_word_range_or_ratio_stands_beside_its_achievement(mixed_measured: Case) -> None:
    sheet: MeasurementSheet = said(mixed_measured, "Kertas Kerja Pengukuran Kinerja (terisi)")
    told = [(one.target.split(" (")[0], one.realisation, one.achievement) for one in sheet.groups[0].figures]
    assert told == [
        ("BB", "B", "80,00"),
        ("ya", "ya", "100,00"),
        ("80-90", "92", "97,78"),
        ("95,00", "45 dari 50 (90,00)", "94,74"),
    ]
    assert "Tabel peringkat akip: AA 7" in sheet.groups[0].figures[0].formula


def test_the_method_prints_the_table_of_ranks_and_the_weights(mixed_measured: Case) -> None:
    sheet: MethodSheet = said(mixed_measured, "Kertas Kerja Pengukuran Kinerja (metodologi)")
    predikat, answer = sheet.groups[0].indicators[:2]
    assert predikat.formula.endswith("; tabel akip: AA 7, A 6, BB 5, B 4, CC 3, C 2, D 1")
    assert predikat.aggregation == "terakhir, mandiri; bobot 40"
    assert answer.target == "ya (contoh)"


def test_a_weighted_mean_is_called_one(mixed_measured: Case) -> None:
    recap: MeasurementRecap = said(mixed_measured, "Rekapitulasi hasil pengukuran kinerja")
    sasaran = next(level for level in recap.levels if level.level == "Sasaran").nodes[0]
    assert (sasaran.capped, sasaran.remark) == ("89,98", "rata-rata berbobot")


def test_the_method_is_printed_before_any_figure_is_measured(collecting: Case, measuring: Case) -> None:
    carry(collecting)
    carry(measuring, until=5)
    guide: MeasurementGuide = said(measuring, "Juknis Pengukuran Kinerja")
    sheet: MethodSheet = said(measuring, "Kertas Kerja Pengukuran Kinerja (metodologi)")
    lines = {one.indicator: one for group in sheet.groups for one in group.indicators}
    falling = lines["Indikator KEU-2"]
    assert (falling.polarity, falling.formula) == ("turun", "(2 × target − realisasi) ÷ target")
    assert lines["Indikator KEU-3"].aggregation == "terakhir, kumulatif"
    assert [step.limits for step in sheet.scale] == [
        "91,00 ke atas", "76,00 sampai di bawah 91,00", "66,00 sampai di bawah 76,00",
        "51,00 sampai di bawah 66,00", "di bawah 51,00",
    ]  # fmt: skip
    assert guide.scale == sheet.scale


def test_every_measured_figure_says_how_it_came_about_or_why_there_is_none(measured: Case) -> None:
    sheet: MeasurementSheet = said(measured, "Kertas Kerja Pengukuran Kinerja (terisi)")
    lines = {one.indicator.removeprefix("Indikator "): one for group in sheet.groups for one in group.figures}
    assert (lines["KEU-2"].achievement, lines["KEU-2"].predicate) == ("50,00", "Sangat Rendah")
    assert lines["KEU-2"].formula == "Perhitungan: (2 × 2 − 3) ÷ 2 = 50,00%."
    assert (lines["SID-2"].realisation, lines["SID-2"].achievement) == ("tidak tersedia", "tidak tersedia")
    assert lines["SID-3"].achievement == "belum ditargetkan pada periode ini"
    assert lines["WAS-1"].achievement == "0,00"
    assert "1 indikator tidak tersedia, tidak masuk rata-rata." in sheet.remarks


def test_the_measurement_recap_prints_means_with_and_without_the_cap(measured: Case) -> None:
    recap: MeasurementRecap = said(measured, "Rekapitulasi hasil pengukuran kinerja")
    by_node = {node.node: node for level in recap.levels for node in level.nodes}
    objective = by_node["S1 Dukungan tugas DPRD tepat waktu"]
    assert (objective.indicators, objective.measured) == (3, 3)
    assert (objective.capped, objective.uncapped, objective.predicate) == ("66,67", "73,33", "Sedang")
    assert by_node["4.02.02 Program dukungan"].remark == "1 indikator tanpa capaian"
    assert by_node["T1 Layanan DPRD yang akuntabel"].remark == "tidak mempunyai indikator sendiri"
    assert (recap.agency.capped, recap.agency.remark) == ("66,67", "rata-rata 1 sasaran")


def test_the_final_measurement_report_cites_the_collected_one_and_the_analysis(measured: Case) -> None:
    report: MeasurementReport = said(measured, "Laporan hasil pengukuran kinerja")
    assert any("000.8.6.3/001/LHPD/SETWAN/2024" in one for one in report.basis)
    assert "Data lengkap dan wajar." in report.decision
    assert report.agency.measured == 3


def test_figures_typed_after_the_measuring_are_told_on_the_paper(collecting: Case, measuring: Case) -> None:
    carry(collecting)
    carry(measuring, until=6)
    figure = Figure.objects.get(indicator__code="KEU-1")
    Figure.objects.filter(pk=figure.pk).update(version=figure.version + 1, typed_at=later(measuring, 5), value=9)
    carry(measuring, until=7)
    recap: MeasurementRecap = said(measuring, "Rekapitulasi hasil pengukuran kinerja")
    assert recap.head.remark.startswith("Angka berubah sejak pengukuran 1 April 2024 pukul ")
    assert recap.head.remark.endswith("1 indikator diisi ulang sesudah diukur.")


def test_the_lembar_disposisi_carries_the_chain_of_instructions(collecting: Case, measuring: Case) -> None:
    carry(collecting)
    carry(measuring, until=8)
    do(open_visit(measuring, 8), refusal(6))
    carry(measuring, until=9)
    sheet: DispositionSheet = said(measuring, "Lembar disposisi")
    assert [(one.giver, one.instruction) for one in sheet.entries] == [
        ("Sekretaris DPRD", "Laksanakan sesuai SOP."),
        (KABAG, "Dikembalikan ke langkah 6: Angka belum sesuai dengan bukti."),
        (KABAG, "Jadikan bahan LKjIP."),
    ]
    assert all(one.approval.endswith(APPROVED) for one in sheet.entries)


def test_the_archive_lists_the_whole_folder_but_itself(collecting: Case) -> None:
    carry(collecting)
    listed: ArchiveList = said(collecting, "Daftar arsip")
    folder = FolderEntry.objects.filter(case=collecting).count()
    digests = {one.digest for one in listed.entries}
    assert len(listed.entries) == folder - 1 + 1  # without itself, with one file of evidence
    assert all(paper.content_hash[:12] in digests for paper in Paper.objects.exclude(kind="daftar arsip"))
    assert (listed.location, listed.entries[-1].document) == ("Lemari 2, map TW I", "Bukti WAS-3: bukti.pdf")


def test_the_archive_of_a_measuring_refers_to_the_collected_report(measured: Case) -> None:
    listed: ArchiveList = said(measured, "Daftar arsip")
    (report,) = [one for one in listed.entries if one.document.startswith("Dokumen Pengukuran Data Kinerja")]
    assert (report.number, report.form) == ("000.8.6.3/001/LHPD/SETWAN/2024", "rujukan")


def test_made_up_figures_are_marked_and_sources_are_named_in_the_footer(collecting: Case) -> None:
    Card.objects.filter(indicator__code="KEU-1").update(credit="S16, Sekretariat DPRD Kabupaten Jember 2021")
    Card.objects.filter(indicator__code="KEU-2").update(is_example=True)
    carry(collecting, until=8)
    Figure.objects.filter(indicator__code="KEU-1").update(is_example=True)
    carry(collecting, until=9)
    recap: Recap = said(collecting, "Rekapitulasi hasil pengumpulan data kinerja")
    figures = [one for group in recap.groups for one in group.figures]
    assert [one.realisation for one in figures if one.indicator == "Indikator KEU-1"] == ["3 (contoh)"]
    assert "Indikator KEU-2 (contoh)" in {one.indicator for one in figures}
    assert recap.head.source_note == (
        "Data bertanda (contoh) dibuat untuk peragaan. Indikator, satuan, target tahunan, dan pagu: "
        "S16, Sekretariat DPRD Kabupaten Jember 2021 (lihat SOURCES)."
    )


def test_hard_text_stays_text(collecting: Case) -> None:
    hard = '#import "x" $a_1$ \\ <b> & “kutip” \u202e 🙂\n- *satu*\n- dua'
    entry = {"instruction": hard, "nature": "Biasa", "due_on": "2024-04-30"}
    do(open_visit(collecting, 1), entry)
    paper = Paper.objects.get()
    order: Disposition = said(collecting, "Disposisi")
    assert order.instructions[0].startswith('#import "x" $a_1$')
    assert order.instructions[1:] == ("*satu*", "dua")
    assert order.note == "Sifat: Biasa"
    assert bytes_of(paper).startswith(b"%PDF-1.7")


def test_bytes_are_added_once_after_the_commit_and_are_the_same_when_made_again(
    collecting: Case, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as waiting:
        do(open_visit(collecting, 1))
    paper = Paper.objects.get()
    assert paper.file is None
    made = bytes_of(paper)
    for after_commit in waiting:
        after_commit()
    paper.refresh_from_db()
    file = paper.file
    assert file is not None
    assert bytes_of(paper) == made
    assert add_bytes(paper_id=paper.pk, by=System(paper.agency_id), at=NOW).file == file


@pytest.mark.django_db(transaction=True)
def test_a_real_commit_prints_the_paper(collecting: Case) -> None:
    do(open_visit(collecting, 1))
    paper = Paper.objects.select_related("file").get()
    assert paper.file is not None
    assert bytes_of(paper).startswith(b"%PDF-1.7")
