"""The page of a case."""

import pytest

from tests.cast import carry, do, later, open_visit, refusal
from tests.web.conftest import text_of


def test_every_step_is_shown_with_performer_and_standard_time(browse, collecting):
    page = text_of(browse("staf-arsip").get(f"/kasus/{collecting.pk}/"))
    assert "Langkah 1 dari 12" in page
    assert "Mengarsipkan data kinerja" in page
    assert "3 hari" in page


def test_the_open_step_is_marked_and_leads_to_its_page(browse, collecting):
    page = browse("sekwan").get(f"/kasus/{collecting.pk}/").content.decode()
    assert page.count('aria-current="step"') == 1
    assert f'href="/langkah/{open_visit(collecting, 1).pk}/"' in page


def test_the_shares_of_the_units_stand_below_their_step(browse, collecting, wall):
    carry(collecting, until=7)
    wall.moment = later(collecting)
    page = browse("sekwan").get(f"/kasus/{collecting.pk}/")
    assert page.content.decode().count('<tr class="visit">') == 3
    assert "Kelompok JF Persidangan dan Risalah" in text_of(page)


def test_a_second_visit_is_shown_beside_the_first_with_the_reason(browse, collecting, wall):
    carry(collecting, until=10)
    do(open_visit(collecting, 10), refusal(9))
    wall.moment = later(collecting)
    page = browse("sekwan").get(f"/kasus/{collecting.pk}/")
    assert "ke-2 kali" in text_of(page)
    assert "Dikembalikan: Angka belum sesuai dengan bukti." in text_of(page)
    assert "Selesai, dikembalikan" in text_of(page)


def test_nothing_is_said_to_block_a_step_that_is_ready(browse, collecting, wall):
    carry(collecting, until=8)
    wall.moment = later(collecting)
    page = text_of(browse("sekwan").get(f"/kasus/{collecting.pk}/"))
    assert "Yang menghambat" not in page
    assert "Sekarang pada Ketua Tim SAKIP" in page


def test_the_gate_of_the_measuring_procedure_is_said_on_top(browse, measuring, wall):
    carry(measuring, until=5)
    wall.moment = later(measuring)
    page = text_of(browse("sekwan").get(f"/kasus/{measuring.pk}/"))
    assert "Yang menghambat" in page
    assert "menunggu jawaban “ya” pada langkah 10" in page


def test_an_archived_case_says_so_and_holds_its_papers(browse, collecting, wall):
    carry(collecting)
    wall.moment = later(collecting)
    page = text_of(browse("sekwan").get(f"/kasus/{collecting.pk}/"))
    assert "Selesai, diarsipkan" in page
    assert "Ke-12 langkah selesai" in page
    assert "Sekarang pada" not in page


@pytest.mark.usefixtures("setwan")
def test_a_case_that_is_not_there_is_a_page_not_found(browse):
    page = browse("sekwan").get("/kasus/999999/")
    assert page.status_code == 404
    assert "Halaman tidak ditemukan" in text_of(page)
