"""Tugas saya."""

from datetime import timedelta

import pytest

from kinerja.people.models import Message
from kinerja.sop.models import MeetingTask
from tests.cast import NOW, carry, later, open_visit
from tests.web.conftest import text_of


def test_an_open_step_waits_for_its_post_with_the_working_time_left(browse, collecting):
    page = browse("sekwan").get("/tugas/")
    visit = open_visit(collecting, 1)
    assert f'href="/langkah/{visit.pk}/"' in page.content.decode()
    assert "sisa 1 hari" in text_of(page) or "kerja" in text_of(page)


def test_a_step_past_its_deadline_is_late(browse, collecting, wall):
    wall.moment = NOW + timedelta(days=3)
    page = text_of(browse("sekwan").get("/tugas/"))
    assert "Terlambat 1" in page
    assert "lewat" in page


def test_what_others_do_is_shown_apart(browse, collecting):
    page = text_of(browse("ketua-sakip").get("/tugas/"))
    assert "Tidak ada yang menunggu Anda" in page
    assert "Sedang di meja lain" in page


def test_staff_see_the_share_of_their_unit_as_help(browse, collecting, wall):
    carry(collecting, until=7)
    wall.moment = later(collecting)
    page = text_of(browse("staf-keuangan").get("/tugas/"))
    assert "Subbagian Program dan Keuangan. Anda membantu menyiapkan." in page


def test_a_task_from_a_meeting_is_ticked_off_by_its_owner(browse, collecting, wall):
    carry(collecting, until=3)
    wall.moment = later(collecting)
    desk = browse("ketua-sakip")
    assert "Siapkan formulir" in text_of(desk.get("/tugas/"))
    task = MeetingTask.objects.get()
    desk.post(f"/tugas/rapat/{task.pk}/selesai/")
    task.refresh_from_db()
    assert task.done_at == wall.moment
    assert "Tugas dari rapat" not in text_of(desk.get("/tugas/")).replace("Tugas dari rapat ditandai", "")


def test_another_post_cannot_tick_it_off(browse, collecting, wall):
    carry(collecting, until=3)
    wall.moment = later(collecting)
    task = MeetingTask.objects.get()
    page = browse("sekwan").post(f"/tugas/rapat/{task.pk}/selesai/", follow=True)
    task.refresh_from_db()
    assert task.done_at is None
    assert "hanya ia yang dapat menandainya selesai" in text_of(page)


def test_messages_are_read_by_their_own_post_only(browse, collecting):
    message = Message.objects.get(post__code="sekwan")
    browse("kabag-umum").post("/tugas/pemberitahuan/dibaca/", {"message": message.pk})
    assert Message.objects.filter(read_at__isnull=False).count() == 0
    page = browse("sekwan").post("/tugas/pemberitahuan/dibaca/", {"message": message.pk}, follow=True)
    assert Message.objects.get(pk=message.pk).read_at == NOW
    assert "Giliran Anda" not in text_of(page)


@pytest.mark.usefixtures("collecting")
def test_tasks_need_somebody_who_is_signed_in(client):
    assert client.get("/tugas/").url == "/masuk/?next=/tugas/"
