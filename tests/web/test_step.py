"""The page of a step: every act is done with what the page itself proposes, and a refusal loses nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kinerja.audit.log import trail_of
from kinerja.performance.operations import Typed
from kinerja.planning.models import ShelfDocument
from kinerja.sop.models import FolderEntry, Visit
from tests.cast import (
    PDF,
    carry,
    do,
    hand_in,
    later,
    open_visit,
    performer,
    receiver,
    refusal,
    supply,
    the_sheet,
    typed_on,
)
from tests.web.conftest import fields_of, send, text_of

EMPTY = {
    1: ("instruction", "Tulis isi disposisi"),
    2: ("discussion", "Tulis ringkasan pembahasan."),
    9: ("summary", "Tulis ringkasan hasil untuk laporan."),
    12: ("number", "Isi nomor arsip."),
}


def at_step(case, step, wall):
    """Carry a case to a step, its papers at hand, and return the open visit."""
    carry(case, until=step)
    visit = open_visit(case, step)
    supply(visit, performer(visit), later(case))
    wall.moment = later(case)
    return Visit.objects.get(pk=visit.pk)


def post_of(visit):
    return performer(visit).post.code


@pytest.mark.parametrize("step", [1, 2, 3, 5, 6, 8, 9, 12])
def test_a_step_is_done_with_what_its_page_proposes(browse, collecting, wall, step):
    visit = at_step(collecting, step, wall)
    page = send(browse(post_of(visit)), visit)
    visit.refresh_from_db()
    assert visit.ended_at == wall.moment, text_of(page)
    assert f"Langkah {step} selesai." in text_of(page)


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5, 6])
def test_the_measuring_steps_are_done_with_what_their_page_proposes(browse, collecting, measuring, wall, step):
    carry(collecting)
    step += 3
    visit = at_step(measuring, step, wall)
    actions = {"actions-0-action": "Jadwalkan ulang", "actions-1-action": "Tambah petugas"}
    sent = {"answer": "ya", "analysis": "Wajar.", **actions} if step == 8 else {}
    send(browse(post_of(visit)), visit, **sent)
    visit.refresh_from_db()
    assert visit.taken_up_at == wall.moment
    assert (visit.ended_at or visit.handed_at) == wall.moment


def test_the_checklist_is_ticked_from_the_shelf(browse, collecting, wall):
    visit = at_step(collecting, 4, wall)
    desk = browse("anggota-sakip")
    sent = fields_of(desk.get(f"/langkah/{visit.pk}/"))
    assert (sent["items-1-name"], sent["items-1-state"]) == ("Renstra", "ada")
    assert sent["items-0-state"] == ""
    waived = {
        f"items-{place}-{column}": value
        for place in range(8)
        for column, value in {"state": "dikecualikan", "note": "Belum disahkan"}.items()
    }
    send(desk, visit, **waived)
    visit.refresh_from_db()
    assert visit.entry["items"][0] == {"name": "Perjanjian Kinerja", "state": "dikecualikan", "note": "Belum disahkan"}


@pytest.mark.parametrize("step", sorted(EMPTY))
def test_a_blank_field_is_named_and_the_rest_stays(browse, collecting, wall, step):
    visit = at_step(collecting, step, wall)
    name, sentence = EMPTY[step]
    page = send(browse(post_of(visit)), visit, **{name: ""})
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert f'href="#id_{name}"' in page.content.decode()
    visit.refresh_from_db()
    assert visit.taken_up_at is None


def test_a_wrong_row_is_named_in_its_place(browse, collecting, wall):
    visit = at_step(collecting, 3, wall)
    desk = browse("ketua-sakip")
    page = send(desk, visit, **{"activities-1-end_on": "2020-01-01", "activities-2-executor": ""})
    assert page.status_code == 422
    assert 'id="id_activities-1-end_on_error"' in page.content.decode()
    assert 'id="id_activities-2-executor_error"' in page.content.decode()
    assert fields_of(page)["activities-1-end_on"] == "2020-01-01"


def test_a_draft_keeps_what_was_typed_and_ends_nothing(browse, collecting, wall):
    visit = at_step(collecting, 2, wall)
    desk = browse("kabag-umum")
    page = send(desk, visit, "save", discussion="Setengah jalan", place="")
    visit.refresh_from_db()
    assert (visit.entry["discussion"], visit.ended_at) == ("Setengah jalan", None)
    assert "Draf disimpan." in text_of(page)
    assert fields_of(page)["discussion"] == "Setengah jalan"


def test_beginning_starts_the_time(browse, collecting, wall):
    visit = at_step(collecting, 2, wall)
    page = send(browse("kabag-umum"), visit, "start")
    visit.refresh_from_db()
    assert visit.taken_up_at == wall.moment
    assert 'value="start"' not in page.content.decode()


def test_another_post_sees_the_button_refused_with_the_sentence(browse, collecting):
    visit = open_visit(collecting, 1)
    page = browse("staf-arsip").get(f"/langkah/{visit.pk}/")
    assert "dikerjakan oleh Sekretaris DPRD, bukan oleh Staf Arsip" in text_of(page)
    assert "disabled" in page.content.decode()
    assert "instruction" not in fields_of(page)


def test_another_post_is_refused_and_the_refusal_is_in_the_trail(browse, collecting):
    visit = open_visit(collecting, 1)
    page = browse("staf-arsip").post(f"/langkah/{visit.pk}/", {"do": "complete", "seen": visit.version})
    assert page.status_code == 422
    assert trail_of(collecting)[-1].name == "operation.refused"


def test_a_stale_page_is_refused_and_keeps_what_was_typed(browse, collecting, wall):
    visit = at_step(collecting, 2, wall)
    desk = browse("kabag-umum")
    sent = {**fields_of(desk.get(f"/langkah/{visit.pk}/")), "discussion": "Ketikan saya", "do": "complete"}
    send(browse("kabag-umum"), visit, "save")
    page = desk.post(f"/langkah/{visit.pk}/", sent)
    assert page.status_code == 422
    assert "Halaman ini sudah usang" in text_of(page)
    assert fields_of(page)["discussion"] == "Ketikan saya"


def test_a_step_is_not_done_twice(browse, collecting, wall):
    visit = at_step(collecting, 1, wall)
    desk = browse("sekwan")
    sent = {**fields_of(desk.get(f"/langkah/{visit.pk}/")), "do": "complete"}
    desk.post(f"/langkah/{visit.pk}/", sent)
    page = desk.post(f"/langkah/{visit.pk}/", sent)
    assert page.status_code == 422
    assert "sudah diselesaikan oleh Sekretaris DPRD" in text_of(page)


def test_an_unknown_button_is_refused(browse, collecting):
    page = browse("sekwan").post(f"/langkah/{open_visit(collecting, 1).pk}/", {"do": "hapus", "seen": "x"})
    assert page.status_code == 422
    assert "Permintaan ini tidak dikenal." in text_of(page)


def test_the_receiver_answers_and_ends_the_step(browse, collecting, wall):
    visit = at_step(collecting, 11, wall)
    page = send(browse("kabag-umum"), visit)
    assert "menunggu disposisinya" in text_of(page)
    page = send(browse("sekwan"), visit, "receive")
    visit.refresh_from_db()
    assert visit.ended_by.code == "sekwan"
    assert "langkah 11 selesai" in text_of(page)


def test_the_receiver_may_send_it_back_with_a_reason(browse, collecting, wall):
    visit = at_step(collecting, 11, wall)
    send(browse("kabag-umum"), visit)
    page = send(browse("sekwan"), visit, "return")
    assert (page.status_code, "Tulis alasan pengembalian" in text_of(page)) == (422, True)
    send(browse("sekwan"), visit, "return", reason="Lampiran tertukar.")
    again = open_visit(collecting, 11)
    assert (again.number, again.reason) == (2, "Lampiran tertukar.")


def test_no_returns_to_the_chosen_unit_with_reason_and_due_time(browse, collecting, wall):
    visit = at_step(collecting, 10, wall)
    desk = browse("kabag-umum")
    unit = Visit.objects.filter(case=collecting, step=7).order_by("pk").first().unit
    page = send(desk, visit, answer="tidak", target="7", units=[unit.pk], reason="Angka tertukar.")
    back = open_visit(collecting, 7)
    assert (back.unit, back.reason) == (unit, "Angka tertukar.")
    assert "dijawab “tidak”" in text_of(page)


def test_no_without_units_or_reason_says_both_and_keeps_the_choice(browse, collecting, wall):
    visit = at_step(collecting, 10, wall)
    page = send(browse("kabag-umum"), visit, answer="tidak", target="7", reason="")
    assert page.status_code == 422
    assert "Tulis alasan pengembalian" in text_of(page)
    assert fields_of(page)["answer"] == ["tidak"]
    assert fields_of(page)["target"] == ["7"]


def test_the_review_shows_what_the_correction_changed(browse, collecting, wall):
    visit = at_step(collecting, 10, wall)
    do(visit, refusal(7, indicators=["KEU-1"]))
    sheet = the_sheet(collecting, "subbag-keuangan")
    hand_in(open_visit(collecting, 7), later(collecting), typed=typed_on(sheet, KEU_1=Typed("5")))
    carry(collecting, until=10)
    wall.moment = later(collecting)
    page = browse("kabag-umum").get(f"/langkah/{open_visit(collecting, 10).pk}/")
    assert '<span class="vh">semula </span>3</del> 5' in page.content.decode()
    assert page.content.decode().count("semula ") == 1


def test_a_garbled_target_is_refused(browse, collecting, wall):
    visit = at_step(collecting, 10, wall)
    page = send(browse("kabag-umum"), visit, answer="tidak", target="x", units=["y"], reason="Salah.")
    assert page.status_code == 422
    assert "Pilih langkah tujuan dari daftar." in text_of(page)


def test_the_share_of_a_unit_leads_to_its_form(browse, collecting, wall):
    carry(collecting, until=7)
    wall.moment = later(collecting)
    visit = open_visit(collecting, 7, "subbag-keuangan")
    page = browse("kasubag-keuangan").get(f"/langkah/{visit.pk}/")
    assert "Buka formulir Subbagian Program dan Keuangan" in text_of(page)
    assert "Terima formulir" in text_of(page)


def test_a_missing_paper_is_attached_as_a_file(browse, collecting, wall):
    ShelfDocument.objects.filter(name="Renstra").update(name="Renstra lama")
    carry(collecting, until=4)
    wall.moment = later(collecting)
    visit = open_visit(collecting, 4)
    desk = browse("ketua-sakip")
    assert "Kelengkapan belum ada di berkas: Renstra." in text_of(desk.get(f"/langkah/{visit.pk}/"))
    file = SimpleUploadedFile("renstra.pdf", PDF, "application/pdf")
    desk.post(f"/langkah/{visit.pk}/lampiran/", {"name": "Renstra", "file": file})
    assert FolderEntry.objects.get(case=collecting, name="Renstra").file.name == "renstra.pdf"
    assert "Kelengkapan yang belum ada" not in text_of(desk.get(f"/langkah/{visit.pk}/"))


def test_a_file_of_another_kind_is_refused_with_a_sentence(browse, collecting, wall):
    visit = at_step(collecting, 4, wall)
    file = SimpleUploadedFile("renstra.pdf", b"MZ bukan pdf", "application/pdf")
    page = browse("ketua-sakip").post(f"/langkah/{visit.pk}/lampiran/", {"name": "Renstra", "file": file})
    assert page.status_code == 422
    assert "renstra.pdf" in text_of(page)


def test_a_preview_shows_what_is_typed_and_writes_nothing(browse, collecting, wall):
    visit = at_step(collecting, 1, wall)
    desk = browse("sekwan")
    page = send(desk, visit, "preview-0", instruction="Ketikan baru")
    assert page["Content-Type"] == "application/pdf"
    visit.refresh_from_db()
    assert (visit.entry, visit.taken_up_at) == ({}, None)
    assert desk.get(f"/langkah/{visit.pk}/pratinjau/0/").content.startswith(b"%PDF")
    assert desk.get(f"/langkah/{visit.pk}/pratinjau/9/").status_code == 404


def test_an_ended_step_shows_how_it_ended_and_has_no_form(browse, collecting, wall):
    visit = at_step(collecting, 1, wall)
    do(visit)
    wall.moment = later(collecting)
    page = browse("sekwan").get(f"/langkah/{visit.pk}/")
    assert "Diselesaikan oleh Sekretaris DPRD." in text_of(page)
    assert 'name="do"' not in page.content.decode()


@pytest.mark.parametrize("step", [2, 10, 11])
def test_every_form_carries_its_csrf_token(browse, collecting, wall, step):
    visit = at_step(collecting, step, wall)
    desk = browse(post_of(visit), csrf=True)
    page = desk.get(f"/langkah/{visit.pk}/")
    html = page.content.decode()
    assert html.count("csrfmiddlewaretoken") == html.count('method="post"')
    sent = {**fields_of(page), "do": "save", "csrfmiddlewaretoken": str(page.context["csrf_token"])}
    assert desk.post(f"/langkah/{visit.pk}/", sent).status_code == 302


def test_the_receiver_of_the_cast_is_who_the_page_asks(browse, collecting, wall):
    visit = at_step(collecting, 11, wall)
    send(browse("kabag-umum"), visit)
    visit = open_visit(collecting, 11)
    assert receiver(visit).post.code == "sekwan"
    page = browse("kabag-umum").get(f"/langkah/{visit.pk}/")
    assert "menjawab langkah 11 adalah Sekretaris DPRD" in text_of(page)
