"""The steps of the second agency: every act is done with what its page proposes, and refused with a sentence."""

import pytest

from kinerja.people.models import Post
from kinerja.performance.models import Sheet
from kinerja.sop.models import Case, Initial, Visit
from tests.cast import later, open_visit, performer, receiver, supply
from tests.kecamatan import STAFF, carry, fill, post
from tests.web.conftest import fields_of, send, text_of

COLLECTING, MEASURING = "bungursari-pengumpulan", "bungursari-pengukuran"
# What the page cannot propose, by act: a decision, a signature, a note of one's own, figures of the staff.
SAID = {
    "telaah": {"answer": "ya", "analysis": "Wajar.", "actions-0-action": "Tambah patroli"},
    "validasi": {"answer": "ya"},
    "tetapkan": {"answer": "ya"},
    "tandatangan": {"agree": "on"},
    "isi": {f"groups-{place}-{who}": count for place, row in enumerate(STAFF["groups"]) for who, count in row.items()},
}


def at_step(case, step, wall, unit=""):
    """Carry a case to a step, its papers at hand, and return the open visit (of a unit)."""
    carry(case, until=step)
    return ready(open_visit(case, step, unit), wall)


def ready(visit, wall):
    supply(visit, performer(visit), later(visit.case))
    wall.moment = later(visit.case)
    return Visit.objects.get(pk=visit.pk)


def press_on(case, wall, visit_district):
    """Do the next open step of a case through its page, its receiver's answer too; return its number, 0 at the end."""
    visit = Visit.objects.filter(case=case, ended_at__isnull=True).order_by("step", "unit__position").first()
    if visit is None:
        return 0
    visit = ready(visit, wall)
    send(visit_district(performer(visit).post.code), visit, **SAID.get(visit.rule.act, {}))
    visit.refresh_from_db()
    if visit.state == "disampaikan":
        send(visit_district(receiver(visit).post.code), visit, "receive")
        visit.refresh_from_db()
    assert visit.ended_at == wall.moment, visit
    return visit.step


def test_the_measuring_procedure_is_done_from_order_to_archive_by_its_pages(begun, wall, visit_district):
    carry(begun(COLLECTING))
    case = begun(MEASURING)
    done = []
    while step := press_on(case, wall, visit_district):
        done.append(step)
    assert list(dict.fromkeys(done)) == list(range(1, 15))
    assert (done.count(4), done.count(5)) == (7, 6)


def test_opening_shows_indicators_targets_and_units_before_it_freezes_them(begun, wall, visit_district):
    visit = ready(open_visit(begun(COLLECTING), 1), wall)
    desk = visit_district("kasubag-pkp")
    page = text_of(desk.get(f"/langkah/{visit.pk}/"))
    assert "Indikator dan target yang dibuka" in page
    assert "Indikator TAPEM" in page
    assert "Seksi Tata Pemerintahan" in page
    assert "tidak ditargetkan" in page
    assert "Langkah 1 selesai." in text_of(send(desk, visit))
    assert Sheet.objects.filter(distributed_at__isnull=False).count() == 7


def test_the_button_that_opens_a_period_waits_for_the_end_of_the_period(begun, wall, visit_district):
    case = begun(COLLECTING)
    visit = ready(open_visit(case, 1), wall)
    Case.objects.filter(pk=case.pk).update(period="2024-tw2")
    desk, sentence = visit_district("kasubag-pkp"), "Formulir dibuka mulai 1 Juli 2024"
    page = desk.get(f"/langkah/{visit.pk}/")
    assert 'value="complete" disabled' in page.content.decode()
    assert sentence in text_of(page)
    assert f"Langkah 1: Triwulan II 2024 belum berakhir. {sentence}" in text_of(desk.get(f"/kasus/{case.pk}/"))


def test_the_staff_form_begins_blank_and_names_every_blank_number(begun, wall, visit_district):
    visit = at_step(begun(COLLECTING), 3, wall)
    desk = visit_district("kasubag-umpeg")
    page = send(desk, visit)
    assert page.status_code == 422
    assert "Golongan IV: isi jumlah dengan angka bulat (0 bila nihil)." in text_of(page)
    assert 'href="#id_groups-5-women"' in page.content.decode()
    send(desk, visit, **SAID["isi"])
    visit.refresh_from_db()
    assert visit.entry["groups"][5] == {"men": "5", "women": "1"}


def test_the_staff_of_the_unit_prepares_the_staff_form_and_its_head_hands_it_in(begun, wall, visit_district):
    visit = at_step(begun(COLLECTING), 3, wall)
    page = send(visit_district("staf-umpeg"), visit, "save", **SAID["isi"])
    assert "Draf disimpan." in text_of(page)
    assert "bukan oleh Staf" in text_of(send(visit_district("staf-umpeg"), visit))
    assert fields_of(visit_district("kasubag-umpeg").get(f"/langkah/{visit.pk}/"))["groups-1-men"] == "1"


def test_a_validation_of_the_cycle_shows_makers_and_may_send_one_unit_back(begun, wall, visit_district):
    case = begun(COLLECTING)
    visit = at_step(case, 4, wall)
    desk = visit_district("sekcam")
    page = text_of(desk.get(f"/langkah/{visit.pk}/"))
    assert "Yang divalidasi" in page
    assert "Staf Seksi Tata Pemerintahan" in page
    unit = Post.objects.get(agency=case.agency, code="kasi-tapem").unit_id
    send(desk, visit, answer="tidak", target="2", units=[unit], reason="Bukti kurang.")
    assert open_visit(case, 2).unit_id == unit


def test_the_head_makes_the_figures_final_or_returns_them(begun, wall, visit_district):
    case = begun(COLLECTING)
    visit = at_step(case, 6, wall)
    desk = visit_district("camat")
    assert "Yang ditetapkan" in text_of(desk.get(f"/langkah/{visit.pk}/"))
    assert "Pilih Ya atau Tidak" in text_of(send(desk, visit))
    send(desk, visit, answer="tidak", target="5", reason="Rekap belum lengkap.")
    assert open_visit(case, 5).reason == "Rekap belum lengkap."


def test_a_unit_is_validated_on_a_page_with_its_own_figures_only(begun, wall, visit_district):
    carry(begun(COLLECTING))
    visit = at_step(begun(MEASURING), 4, wall, "kasi-tapem")
    desk = visit_district("kasi-tapem")
    page = text_of(desk.get(f"/langkah/{visit.pk}/"))
    assert "Indikator TAPEM" in page
    assert "Indikator KESOS" not in page
    assert "Staf Seksi Tata Pemerintahan" in page
    assert "Konfirmasi angka" in page  # the collecting procedure made them final
    assert "Langkah 4 selesai." in text_of(send(desk, visit, note="Sesuai buku register."))
    visit.refresh_from_db()
    assert visit.entry["note"] == "Sesuai buku register."


def test_who_typed_a_figure_still_fills_but_does_not_validate(begun, wall, visit_district):
    visit = at_step(begun(MEASURING), 4, wall, "kasi-tapem")
    fill(visit, by=post(visit.agency, "kasi-tapem"))
    wall.moment = later(visit.case)
    desk = visit_district("kasi-tapem")
    page = text_of(desk.get(f"/langkah/{visit.pk}/"))
    assert "dikerjakan oleh Kasubag Perencanaan, Keuangan dan Pelaporan, bukan oleh Kasi Tata Pemerintahan" in page
    assert "Anda membantu menyiapkan" in text_of(desk.get("/tugas/"))
    sheet = Sheet.objects.get(unit=visit.unit)
    assert "Simpan draf" in text_of(desk.get(f"/formulir/{sheet.pk}/"))


def test_a_sheet_that_nobody_collected_is_filled_and_validated_on_its_own_page(begun, wall, visit_district):
    visit = at_step(begun(MEASURING), 4, wall, "kasi-tapem")
    fill(visit)
    wall.moment = later(visit.case)
    sheet = Sheet.objects.get(unit=visit.unit)
    desk = visit_district("kasi-tapem")
    page = desk.get(f"/formulir/{sheet.pk}/")
    assert "Serahkan kepada" not in text_of(page)
    answer = desk.post(f"/formulir/{sheet.pk}/", {**fields_of(page), "do": "serahkan"}, follow=True)
    visit.refresh_from_db()
    assert "Data unit ini sudah divalidasi dan terkunci." in text_of(answer)
    assert visit.ended_by.code == "kasi-tapem"


def test_what_asks_for_no_disposition_is_received_with_one_button(begun, wall, visit_district):
    carry(begun(COLLECTING))
    visit = at_step(begun(MEASURING), 5, wall, "kasi-tapem")
    page = send(visit_district("kasi-tapem"), visit)
    assert "menunggu tanda terimanya" in text_of(page)
    desk = visit_district("kasubag-pkp")
    page = desk.get(f"/langkah/{visit.pk}/")
    assert "Disposisi Anda" not in text_of(page)
    assert "Terima" in text_of(page)
    assert "Penerimaan dicatat; langkah 5 selesai." in text_of(send(desk, visit, "receive"))


def test_the_receiver_of_a_receipt_may_send_it_back_too(begun, wall, visit_district):
    carry(begun(COLLECTING))
    case = begun(MEASURING)
    visit = at_step(case, 5, wall, "kasi-tapem")
    send(visit_district("kasi-tapem"), visit)
    send(visit_district("kasubag-pkp"), visit, "return", reason="Tanda tangan belum ada.")
    assert open_visit(case, 5, "kasi-tapem").reason == "Tanda tangan belum ada."


def test_the_meeting_begins_from_its_invitation(begun, wall, visit_district):
    carry(begun(COLLECTING))
    case = begun(MEASURING)
    invitation = at_step(case, 7, wall)
    desk = visit_district("kasubag-pkp")
    called = fields_of(desk.get(f"/langkah/{invitation.pk}/"))["invited"]
    assert str(post(case.agency, "camat").post_id) in called
    assert len(called) == 9
    send(desk, invitation, place="Aula kecamatan", invited=called[:3])
    meeting = ready(open_visit(case, 8), wall)
    sent = fields_of(visit_district("sekcam").get(f"/langkah/{meeting.pk}/"))
    assert sent["place"] == "Aula kecamatan"
    assert set(sent["attendees"]) == {*called[:3], str(post(case.agency, "sekcam").post_id)}


def test_an_invitation_to_nobody_is_refused_beside_its_field(begun, wall, visit_district):
    carry(begun(COLLECTING))
    visit = at_step(begun(MEASURING), 7, wall)
    page = send(visit_district("kasubag-pkp"), visit, invited=[])
    assert page.status_code == 422
    assert "Centang siapa yang diundang." in text_of(page)


def test_the_sender_may_send_back_before_handing_over(begun, wall, visit_district):
    carry(begun(COLLECTING))
    case = begun(MEASURING)
    visit = at_step(case, 9, wall)
    desk = visit_district("sekcam")
    assert fields_of(desk.get(f"/langkah/{visit.pk}/"))["answer"] == ["ya"]
    send(desk, visit, answer="tidak", target="6", reason="Rekap keliru.")
    assert open_visit(case, 6).reason == "Rekap keliru."


def test_a_signature_is_given_expressly(begun, wall, visit_district):
    carry(begun(COLLECTING))
    visit = at_step(begun(MEASURING), 11, wall)
    desk = visit_district("camat")
    page = send(desk, visit)
    assert page.status_code == 422
    assert "Centang persetujuan untuk menandatangani dokumen ini." in text_of(page)
    send(desk, visit, agree="on")
    visit.refresh_from_db()
    assert (visit.entry["agree"], visit.ended_by.code) == ("ya", "camat")


def test_copies_are_proposed_from_the_covering_letter(begun, wall, visit_district):
    carry(begun(COLLECTING))
    case = begun(MEASURING)
    letter = at_step(case, 12, wall)
    desk = visit_district("kasubag-pkp")
    assert "Bupati Purwakarta" in fields_of(desk.get(f"/langkah/{letter.pk}/"))["recipients"]
    page = send(desk, letter, recipients="")
    assert "Tulis paling sedikit satu penerima surat" in text_of(page)
    send(desk, letter, recipients="Bagian Organisasi", copies_to="")
    copies = ready(open_visit(case, 13), wall)
    sent = fields_of(visit_district("kasi-tapem").get(f"/langkah/{copies.pk}/"))
    assert (sent["copies-0-receiver"], sent["copies-0-count"]) == ("Bagian Organisasi", "1")
    page = send(visit_district("kasi-tapem"), copies, **{"copies-0-count": "nol"})
    assert 'id="id_copies-0-count_error"' in page.content.decode()


def test_the_chain_of_an_order_is_initialled_one_after_the_other(begun, wall, visit_district):
    visit = ready(open_visit(begun(MEASURING), 1), wall)
    send(visit_district("camat"), visit)
    first, last = visit_district("sekcam"), visit_district("kasubag-pkp")
    assert "Menunggu paraf Anda" in text_of(first.get("/tugas/"))
    assert "Menunggu paraf Anda" not in text_of(last.get("/tugas/"))
    page = first.get(f"/langkah/{visit.pk}/")
    assert "Sekretaris Tim SAKIP agar melaksanakan" in fields_of(page)["instruction"]
    first.post(f"/langkah/{visit.pk}/paraf/", {"instruction": "Segera kerjakan."})
    page = text_of(last.get(f"/langkah/{visit.pk}/"))
    assert "Segera kerjakan." in page
    assert "Sudah diparaf" in page
    assert "Bubuhkan paraf" in page
    last.post(f"/langkah/{visit.pk}/paraf/", fields_of(last.get(f"/langkah/{visit.pk}/")))
    assert list(Initial.objects.order_by("pk").values_list("post__code", flat=True)) == ["sekcam", "kasubag-pkp"]


def test_a_paraf_out_of_turn_or_without_a_word_is_refused(begun, wall, visit_district):
    visit = ready(open_visit(begun(MEASURING), 1), wall)
    send(visit_district("camat"), visit)
    page = visit_district("kasubag-pkp").post(f"/langkah/{visit.pk}/paraf/", {"instruction": "Saya dulu."})
    assert (page.status_code, "menunggu paraf Sekretaris Kecamatan" in text_of(page)) == (422, True)
    page = visit_district("sekcam").post(f"/langkah/{visit.pk}/paraf/", {"instruction": " "})
    assert (page.status_code, 'id="id_instruction_error"' in page.content.decode()) == (422, True)
    assert Initial.objects.count() == 0


def test_a_return_to_a_unit_whose_figures_are_final_asks_for_a_correction_on_its_sheet(begun, wall, visit_district):
    carry(begun(COLLECTING))
    case = begun(MEASURING)
    visit = at_step(case, 10, wall)
    unit = Post.objects.get(agency=case.agency, code="kasi-tapem").unit_id
    send(visit_district("camat"), visit, answer="tidak", target="4", units=[unit], reason="Angka keliru.")
    wall.moment = later(case)
    desk = visit_district("kasi-tapem")
    sheet = Sheet.objects.get(unit_id=unit)
    assert "Perbaikan data" in text_of(desk.get("/tugas/"))
    assert "Menunggu perbaikan data" in text_of(desk.get(f"/langkah/{open_visit(case, 4).pk}/"))
    page = desk.get(f"/formulir/{sheet.pk}/")
    assert "Perbaikan diminta oleh Camat Bungursari" in text_of(page)
    sent = {**fields_of(page), "do": "perbaikan", "note": "Sudah sesuai register."}
    assert "Perbaikan diserahkan." in text_of(desk.post(f"/formulir/{sheet.pk}/", sent, follow=True))


@pytest.mark.parametrize("step", [4, 9, 12])
def test_every_form_carries_its_csrf_token(begun, wall, visit_district, step):
    carry(begun(COLLECTING))
    visit = at_step(begun(MEASURING), step, wall, "kasi-tapem" if step == 4 else "")
    desk = visit_district(performer(visit).post.code, csrf=True)
    page = desk.get(f"/langkah/{visit.pk}/")
    assert page.content.decode().count("csrfmiddlewaretoken") == page.content.decode().count('method="post"')
    sent = {**fields_of(page), "do": "save", "csrfmiddlewaretoken": str(page.context["csrf_token"])}
    assert desk.post(f"/langkah/{visit.pk}/", sent).status_code == 302
