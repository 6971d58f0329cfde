"""Masuk: by name and password, or in a demo by choosing a post."""

import pytest
from django.test import Client

from kinerja.people.models import Appointment
from tests.web.conftest import Desk, text_of

pytestmark = pytest.mark.usefixtures("setwan", "procedures")


def post_key(code):
    return Appointment.objects.get(post__code=code).pk


def test_without_a_demo_the_page_asks_for_a_name_only():
    page = Desk().get("/masuk/")
    assert "Nama pengguna" in text_of(page)
    assert "/masuk/peragaan/" not in page.content.decode()


def test_without_a_demo_nobody_takes_a_post():
    page = Client().post("/masuk/peragaan/", {"post": post_key("sekwan")})
    assert page.status_code == 404


@pytest.mark.usefixtures("open_demo")
def test_the_demo_lists_every_post_with_what_it_comes_for():
    page = text_of(Desk().get("/masuk/"))
    assert "Sekretaris DPRD Memerintahkan siklus, memberi disposisi" in page
    assert "Staf Arsip Bagian Umum dan Keuangan Mengarsipkan" in page


@pytest.mark.usefixtures("open_demo")
def test_a_post_of_the_demo_is_taken_by_one_button():
    desk = Client(enforce_csrf_checks=True)
    token = desk.get("/masuk/").cookies["csrftoken"].value
    page = desk.post("/masuk/peragaan/", {"post": post_key("sekwan"), "csrfmiddlewaretoken": token}, follow=True)
    assert page.redirect_chain[-1][0] == "/tugas/"
    assert "menunggu Sekretaris DPRD" in text_of(page)


@pytest.mark.usefixtures("open_demo")
def test_the_demo_is_closed_to_other_machines():
    page = Client(REMOTE_ADDR="192.0.2.7").post("/masuk/peragaan/", {"post": post_key("sekwan")})
    assert page.status_code == 404


@pytest.mark.usefixtures("open_demo")
def test_in_the_demo_every_page_leads_to_the_other_posts(browse):
    page = browse("sekwan").get("/tugas/")
    assert "Demo: ganti jabatan" in text_of(page)
    assert f'value="{post_key("kabag-umum")}"' in page.content.decode()


def test_outside_the_demo_no_page_offers_other_posts(browse):
    page = browse("sekwan").get("/tugas/")
    assert page.status_code == 200
    assert "/masuk/peragaan/" not in page.content.decode()


def test_a_wrong_password_is_told_in_indonesian():
    page = Client().post("/masuk/", {"login": "setwan.sekwan", "password": "bukan ini"})
    assert "Nama pengguna atau kata sandi salah." in text_of(page)
    assert 'value="setwan.sekwan"' in page.content.decode()


def test_a_password_opens_the_tasks_of_the_post():
    user = Appointment.objects.get(post__code="sekwan").user
    user.set_password("kalimat sandi yang panjang")
    user.save()
    page = Client().post("/masuk/", {"login": user.username, "password": "kalimat sandi yang panjang"}, follow=True)
    assert "menunggu Sekretaris DPRD" in text_of(page)


def test_leaving_needs_a_button_not_a_link(browse):
    desk = browse("sekwan")
    assert desk.get("/keluar/").status_code == 405
    assert desk.post("/keluar/").url == "/masuk/"
    assert desk.get("/tugas/").url.startswith("/masuk/")


def test_an_account_without_a_post_is_told_so(django_user_model):
    desk = Desk()
    user = django_user_model.objects.create(username="tanpa-jabatan", name="Tanpa Jabatan")
    desk.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = desk.get("/tugas/")
    assert page.status_code == 403
    assert "belum memegang jabatan" in text_of(page)


def test_a_post_of_somebody_else_is_not_taken(browse):
    desk = browse("sekwan")
    page = desk.post("/bertindak/", {"post": post_key("kabag-umum")}, follow=True)
    assert "bukan jabatan Anda" in text_of(page)
    assert "menunggu Sekretaris DPRD" in text_of(page)
