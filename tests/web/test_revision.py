"""The page of a locked sheet: the unit confirms it or asks to revise it, and whoever decided answers there."""

import pytest

from kinerja.people.models import Appointment
from kinerja.performance.models import Correction, RevisionRequest, Sheet, SheetState
from tests.cast import later, open_visit
from tests.kecamatan import carry, sheet_of
from tests.web.conftest import fields_of, text_of


@pytest.fixture
def shown(begun, wall):
    """The sheet of the Kasi Tata Pemerintahan: validated by the measuring procedure, then opened by the collecting."""
    carry(begun("bungursari-pengukuran"), until=6)
    case = carry(begun("bungursari-pengumpulan"), until=2)
    wall.moment = later(case)
    return sheet_of(open_visit(case, 2, "kasi-tapem"))


def ask(desk, sheet, **said):
    url = f"/formulir/{sheet.pk}/"
    return desk.post(url, {"seen": fields_of(desk.get(url))["seen"], "do": "minta-revisi", **said}, follow=True)


def test_a_sheet_locked_by_the_other_procedure_is_confirmed_on_its_page(shown, visit_district):
    url = f"/formulir/{shown.pk}/"
    page = visit_district("staf-tapem").get(url)
    assert 'disabled aria-describedby="why-konfirmasi"' in page.content.decode()
    desk = visit_district("kasi-tapem")
    page = desk.get(url)
    assert "Periksa angkanya, lalu konfirmasi" in text_of(page)
    assert not [name for name in fields_of(page) if name.startswith("value-")]
    done = desk.post(url, {**fields_of(page), "do": "konfirmasi"}, follow=True)
    assert "Angka dikonfirmasi" in text_of(done)
    assert 'value="konfirmasi"' not in done.content.decode()


def test_the_head_asks_beside_each_field_and_the_decider_grants(shown, visit_district):
    kasi, sekcam = visit_district("kasi-tapem"), visit_district("sekcam")
    refused = ask(kasi, shown, reason="Salah.")
    assert (refused.status_code, 'href="#id_codes"' in refused.content.decode()) == (422, True)
    assert fields_of(refused)["reason"] == "Salah."
    assert "Permintaan revisi TAPEM dikirim." in text_of(ask(kasi, shown, codes=["TAPEM"], reason="Salah."))
    assert "Menunggu Sekretaris Kecamatan" in text_of(kasi.get(f"/formulir/{shown.pk}/"))
    tasks = sekcam.get("/tugas/")
    assert f'href="/formulir/{shown.pk}/#revisi"' in tasks.content.decode()
    sent = fields_of(sekcam.get(f"/formulir/{shown.pk}/"))
    assert "Revisi diizinkan" in text_of(sekcam.post(f"/formulir/{shown.pk}/", {**sent, "do": "izinkan"}, follow=True))
    assert "diizinkan Sekretaris Kecamatan" in text_of(kasi.get(f"/formulir/{shown.pk}/"))
    assert "revisi diizinkan" in text_of(kasi.get("/tugas/"))


def test_what_cannot_be_granted_now_is_told_beside_the_button_and_may_be_refused(shown, visit_district):
    kasi, sekcam, url = visit_district("kasi-tapem"), visit_district("sekcam"), f"/formulir/{shown.pk}/"
    ask(kasi, shown, codes=["TAPEM"], reason="Salah.")
    Sheet.objects.filter(pk=shown.pk).update(state=SheetState.RETURNED)
    page = sekcam.get(url)
    assert 'value="izinkan" disabled aria-describedby="why-izinkan"' in page.content.decode()
    assert "sudah terbuka lagi untuk diisi, jadi tidak perlu revisi" in text_of(page)
    assert 'value="tolak" disabled' not in page.content.decode()


def test_who_asked_reads_at_his_second_desk_why_he_does_not_answer(shown, visit_district):
    ask(visit_district("kasi-tapem"), shown, codes=["TAPEM"], reason="Salah.")
    RevisionRequest.objects.update(asked_user=Appointment.objects.get(post__code="sekcam").user)
    page = visit_district("sekcam").get(f"/formulir/{shown.pk}/")
    assert "Anda sendiri yang meminta revisi ini" in text_of(page)
    assert 'value="izinkan"' not in page.content.decode()


def test_a_refused_wish_is_told_on_the_page_and_in_the_trail(shown, visit_district):
    kasi, sekcam, url = visit_district("kasi-tapem"), visit_district("sekcam"), f"/formulir/{shown.pk}/"
    ask(kasi, shown, codes=["TAPEM"], reason="Salah.")
    sent = fields_of(sekcam.get(url))
    page = sekcam.post(url, {**sent, "do": "tolak"})
    assert (page.status_code, 'href="#id_reply"' in page.content.decode()) == (422, True)
    sekcam.post(url, {**sent, "do": "tolak", "reply": "Sudah sesuai bukti."})
    assert "ditolak oleh Sekretaris Kecamatan: Sudah sesuai bukti." in text_of(kasi.get(url))
    trail = text_of(kasi.get("/jejak/"))
    assert "Permintaan revisi, Formulir Seksi Tata Pemerintahan" in trail


def test_a_page_without_a_wish_answers_none(begun, wall, visit_district):
    case = carry(begun("bungursari-pengumpulan"), until=2)
    wall.moment = later(case)
    url = f"/formulir/{sheet_of(open_visit(case, 2, 'kasi-tapem')).pk}/"
    for do in ("izinkan", "tolak", "periksa-revisi"):
        page = visit_district("sekcam").post(url, {"do": do, "due_at": "bukan tanggal", "reply": "Tidak."})
        assert page.status_code == 422
    assert not RevisionRequest.objects.exists()
    assert not Correction.objects.exists()
    assert "Minta revisi" not in text_of(visit_district("kasi-ekbang").get(url))
