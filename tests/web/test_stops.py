"""Pages that cannot be shown say what happened and what to do."""

import pytest
from django.core.exceptions import PermissionDenied

from kinerja.web.views import stops, tasks
from tests.web.conftest import text_of


def test_an_unknown_address_says_so(browse):
    page = browse("sekwan").get("/tidak-ada/")
    assert page.status_code == 404
    assert "Mulailah lagi dari Tugas saya." in text_of(page)


def test_a_form_without_its_token_says_that_nothing_was_kept(browse, collecting):
    page = browse("sekwan", csrf=True).post(f"/langkah/{collecting.visit_set.get().pk}/", {"do": "complete"})
    assert page.status_code == 403
    assert "Formulir ini sudah kedaluwarsa" in text_of(page)


@pytest.mark.parametrize(
    ("fault", "status", "sentence"),
    [
        (RuntimeError("rusak"), 500, "Tidak ada yang tersimpan setengah jalan."),
        (PermissionDenied(), 403, "Halaman ini bukan untuk jabatan Anda"),
    ],
)
def test_a_page_that_fails_is_told_in_whole_sentences(browse, monkeypatch, fault, status, sentence):
    def failing(*args):
        raise fault

    monkeypatch.setattr(tasks, "turns_of", failing)
    desk = browse("sekwan")
    desk.raise_request_exception = False
    page = desk.get("/tugas/")
    assert page.status_code == status
    assert sentence in text_of(page)


def test_the_page_of_a_defect_needs_no_request(rf):
    assert stops.broken(rf.get("/")).status_code == 500
