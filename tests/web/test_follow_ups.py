"""Tindak lanjut: the list until all is done, and the page where the owner reports with evidence.

Low in `tests.cast` are KEU-2 (owner: Kasubag Program dan Keuangan) and WAS-1; both are due on 28 June 2024.
"""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kinerja.audit.log import operation
from kinerja.core.calendar import Period
from kinerja.performance.models import FollowUp
from kinerja.performance.operations import open_cycle
from tests.cast import NOW, PDF, carry, later
from tests.web.conftest import desk_of, fields_of, text_of
from tests.web.strangers import stranger


@pytest.fixture
def named(reviewed, wall):
    """The rencana aksi of KEU-2 after its confirmation."""
    wall.moment = later(carry(reviewed))
    return FollowUp.objects.get(indicator__code="KEU-2")


def owner(named):
    return desk_of(named.agency, "kasubag-keuangan")


def proof():
    return SimpleUploadedFile("jadwal.pdf", PDF)


def test_the_list_shows_the_agencys_or_the_posts_and_flags_what_is_late(named, wall):
    desk = owner(named)
    page = text_of(desk.get("/tindak-lanjut/"))
    assert "2 rencana aksi" in page
    assert "Terlambat" not in page
    wall.moment = datetime(2024, 7, 1, 2, tzinfo=UTC)
    page = text_of(desk.get("/tindak-lanjut/?milik=jabatan-ini"))
    assert ("Perbaiki KEU-2" in page, "Perbaiki WAS-1" in page) == (True, False)
    assert "1 rencana aksi, 1 terlambat" in page


def test_the_owner_finds_it_among_the_tasks_and_counted_in_the_menu(named):
    page = owner(named).get("/tugas/")
    assert "Rencana aksi Anda" in text_of(page)
    assert f'href="/tindak-lanjut/{named.pk}/"' in page.content.decode()
    assert "Tindak lanjut 1 perlu dikerjakan" in text_of(page)
    assert "Rencana aksi Anda" not in text_of(desk_of(named.agency, "sekwan").get("/tugas/"))


def test_the_owner_reports_then_ends_it_with_evidence(named):
    desk, url = owner(named), f"/tindak-lanjut/{named.pk}/"
    sent = {**fields_of(desk.get(url)), "text": "Jadwal tersusun", "do": "lapor"}
    assert "Kemajuan dilaporkan." in text_of(desk.post(url, sent, follow=True))
    sent = {**fields_of(desk.get(url)), "text": "Semua selesai", "do": "selesai"}
    refused = desk.post(url, sent)
    assert (refused.status_code, 'href="#id_file"' in refused.content.decode()) == (422, True)
    assert fields_of(refused)["text"] == "Semua selesai"
    page = text_of(desk.post(url, {**sent, "file": proof()}, follow=True))
    assert "Rencana aksi dinyatakan selesai." in page
    assert page.index("Semua selesai") < page.index("Jadwal tersusun")  # the newest first
    assert "jadwal.pdf" in page


def test_what_is_done_leaves_the_list_and_stands_among_the_done(named):
    desk, url = owner(named), f"/tindak-lanjut/{named.pk}/"
    desk.post(url, {**fields_of(desk.get(url)), "text": "Selesai", "file": proof(), "do": "selesai"})
    assert "Perbaiki KEU-2" not in text_of(desk.get("/tindak-lanjut/"))
    assert "Perbaiki KEU-2" in text_of(desk.get("/tindak-lanjut/?milik=selesai"))
    assert "Rencana aksi ini sudah selesai." in text_of(desk.get(url))


def test_enter_in_a_field_reports_nothing(named):
    desk, url = owner(named), f"/tindak-lanjut/{named.pk}/"
    page = desk.post(url, {**fields_of(desk.get(url)), "text": "Setengah", "do": "periksa"})
    assert (page.status_code, fields_of(page)["text"]) == (422, "Setengah")
    assert not FollowUp.objects.filter(followupprogress__isnull=False).exists()


def test_a_report_that_comes_after_the_end_is_refused_and_stays_on_the_page(named):
    desk, url = owner(named), f"/tindak-lanjut/{named.pk}/"
    sent = {**fields_of(desk.get(url)), "text": "Selesai", "do": "selesai"}
    desk.post(url, {**sent, "file": proof()})
    page = desk.post(url, {**sent, "text": "Masih berjalan", "do": "lapor"})
    assert (page.status_code, fields_of(page)["text"]) == (422, "Masih berjalan")
    assert "Rencana aksi ini sudah selesai." in text_of(page)


def test_others_read_it_and_are_told_who_reports(named):
    page = desk_of(named.agency, "sekwan").get(f"/tindak-lanjut/{named.pk}/")
    assert "dilaporkan oleh Kasubag" in text_of(page)
    assert "text" not in fields_of(page)


def test_it_stands_beside_the_figure_on_the_next_cycles_sheet(named, at_post):
    opened = operation(open_cycle)(agency=named.agency, period=Period.parse("2024-tw2"), by=at_post("sekwan"), at=NOW)
    sheets = {sheet.unit.code: sheet for sheet in opened.sheet_set.select_related("unit")}
    page = owner(named).get(f"/formulir/{sheets['subbag-keuangan'].pk}/")
    assert "Rencana aksi Triwulan I 2024: Perbaiki KEU-2" in text_of(page)
    assert f'href="/tindak-lanjut/{named.pk}/"' in page.content.decode()
    assert "Perbaiki" not in text_of(owner(named).get(f"/formulir/{sheets['jf-persidangan'].pk}/"))


def test_for_another_agency_it_does_not_exist(named):
    desk = stranger(named.agency)
    assert desk.get(f"/tindak-lanjut/{named.pk}/").status_code == 404
    assert "Perbaiki" not in text_of(desk.get("/tindak-lanjut/"))
