"""Corrections of figures already locked: asked for at the review, made on the sheet, told wherever they block."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kinerja.people.models import Post
from kinerja.performance.models import Correction, Figure
from kinerja.performance.operations import Typed
from kinerja.performance.revising import correct_sheet
from kinerja.web.review_page import reviewed_figures, unit_picks
from tests.cast import PDF, carry, later, open_visit, performer, person, supply, the_sheet
from tests.web.conftest import fields_of, send, text_of


@pytest.fixture
def reviewed(collecting, measuring, wall):
    """The review of the measuring procedure, open for the Kepala Bagian; the collecting one is archived."""
    carry(collecting)
    carry(measuring, until=8)
    visit = open_visit(measuring, 8)
    supply(visit, performer(visit), later(measuring))
    wall.moment = later(measuring)
    visit.refresh_from_db()
    return visit


@pytest.fixture
def asked(reviewed, browse, wall):
    """The sheet of the Subbagian Keuangan with a correction of KEU-1 open."""
    send(browse("kabag-umum"), reviewed, answer="tidak", across="on", target="5", indicators=["KEU-1"], reason="Salah.")
    wall.moment = later(reviewed.case)
    return the_sheet(reviewed.case, "subbag-keuangan")


def test_the_review_offers_a_correction_on_the_other_procedure(reviewed, browse):
    page = browse("kabag-umum").get(f"/langkah/{reviewed.pk}/")
    assert "buka tugas perbaikan pada SOP Pengumpulan Data Kinerja" in text_of(page)
    assert 'name="across"' in page.content.decode()
    assert page.content.decode().count('name="units"') == 3


def test_a_correction_without_a_unit_or_behind_the_measuring_is_refused(reviewed, browse):
    desk = browse("kabag-umum")
    page = send(desk, reviewed, answer="tidak", across="on", target="5", reason="Salah.")
    assert (page.status_code, "Pilih paling sedikit satu unit atau satu indikator." in text_of(page)) == (422, True)
    page = send(desk, reviewed, answer="tidak", across="on", target="6", indicators=["KEU-1"], reason="Salah.")
    assert "Pilih langkah 5 atau sebelumnya" in text_of(page)
    assert 'id="id_across" checked' in page.content.decode()
    assert Correction.objects.count() == 0


def test_the_decision_says_beside_it_that_a_figure_changed_since_it_was_measured(reviewed, browse):
    desk, url = browse("kabag-umum"), f"/langkah/{reviewed.pk}/"
    assert "berubah sejak diukur" not in text_of(desk.get(url))
    Figure.objects.filter(indicator__code="KEU-1").update(value=1)
    assert "karena angka KEU-1 berubah sejak diukur. Kembalikan ke langkah 5" in text_of(desk.get(url))


def test_it_waits_for_the_unit_and_blocks_the_case(asked, reviewed, browse):
    page = text_of(browse("kasubag-keuangan").get("/tugas/"))
    assert "Perbaikan data" in page
    assert "Hanya KEU-1" in page
    assert "Salah." in page
    assert "Perbaikan data" not in text_of(browse("staf-arsip").get("/tugas/"))
    case = browse("sekwan").get(f"/kasus/{reviewed.case_id}/")
    assert "Perbaikan data Subbagian Program dan Keuangan ditunggu sampai" in text_of(case)
    assert f'href="/formulir/{asked.pk}/"' in case.content.decode()


def test_only_its_figures_can_be_typed(asked, browse):
    sent = fields_of(browse("kasubag-keuangan").get(f"/formulir/{asked.pk}/"))
    keys = {figure.indicator.code: figure.pk for figure in Figure.objects.filter(sheet=asked)}
    assert f"value-{keys['KEU-1']}" in sent
    assert f"value-{keys['KEU-2']}" not in sent
    assert "diserahkan oleh kepala" in text_of(browse("staf-keuangan").get(f"/formulir/{asked.pk}/"))


def test_handing_it_in_changes_the_figure_and_ends_the_task(asked, browse, wall):
    desk, url = browse("kasubag-keuangan"), f"/formulir/{asked.pk}/"
    figure = Figure.objects.get(sheet=asked, indicator__code="KEU-1")
    sent = {**fields_of(desk.get(url)), f"value-{figure.pk}": "2", "do": "perbaikan"}
    page = desk.post(url, sent, follow=True)
    figure.refresh_from_db()
    assert "Perbaikan diserahkan." in text_of(page)
    assert (figure.value, figure.state) == (2, "direvisi")
    assert "Perbaikan data" not in text_of(desk.get("/tugas/"))
    assert Correction.objects.get().ended_at == wall.moment


def test_nothing_changed_needs_a_word_beside_its_field(asked, browse):
    desk, url = browse("kasubag-keuangan"), f"/formulir/{asked.pk}/"
    page = desk.post(url, {**fields_of(desk.get(url)), "do": "perbaikan"})
    assert page.status_code == 422
    assert 'href="#id_note"' in page.content.decode()
    assert 'id="id_note_error"' in page.content.decode()
    page = desk.post(url, {**fields_of(page), "do": "perbaikan", "note": "Sudah sesuai bukti."}, follow=True)
    assert "Perbaikan diserahkan." in text_of(page)


def test_enter_in_a_field_hands_nothing_in(asked, browse):
    desk, url = browse("kasubag-keuangan"), f"/formulir/{asked.pk}/"
    page = desk.post(url, {**fields_of(desk.get(url)), "do": "periksa", "note": "Ketikan"})
    assert (page.status_code, fields_of(page)["note"]) == (422, "Ketikan")
    assert Correction.objects.get().ended_at is None


def test_a_stale_correction_is_refused_and_keeps_what_was_typed(asked, browse):
    desk, url = browse("kasubag-keuangan"), f"/formulir/{asked.pk}/"
    sent = {**fields_of(desk.get(url)), "seen": "1", "note": "Ketikan saya", "do": "perbaikan"}
    page = desk.post(url, sent)
    assert page.status_code == 422
    assert fields_of(page)["note"] == "Ketikan saya"


def test_the_trail_says_what_was_asked_and_what_changed(asked, browse):
    page = text_of(browse("sekwan").get("/jejak/"))
    assert "Tugas perbaikan data dibuka" in page
    assert "Perbaikan data, Formulir Subbagian Program dan Keuangan" in page


def test_evidence_is_attached_within_a_correction_and_nothing_typed_is_lost(asked, browse):
    desk, url = browse("kasubag-keuangan"), f"/formulir/{asked.pk}/"
    figure = Figure.objects.get(sheet=asked, indicator__code="KEU-1")
    page = desk.get(url)
    assert f'formaction="{url}bukti/{figure.pk}/"' in page.content.decode()
    sent = {**fields_of(page), f"value-{figure.pk}": "2", "note": "Sesuai register"}
    chosen = {f"evidence-{figure.pk}": SimpleUploadedFile("register.pdf", PDF)}
    left = desk.post(url, {**sent, **chosen, "do": "perbaikan"})
    assert (left.status_code, "Berkas register.pdf belum dilampirkan" in text_of(left)) == (422, True)
    chosen[f"evidence-{figure.pk}"].seek(0)
    page = desk.post(f"{url}bukti/{figure.pk}/", {**sent, **chosen}, follow=True)
    kept = fields_of(page)
    assert (kept[f"value-{figure.pk}"], kept["note"]) == ("2", "Sesuai register")
    assert "belum diserahkan. Tekan Serahkan perbaikan" in text_of(page)
    assert "register.pdf" in text_of(desk.get(url))


def test_what_came_back_across_shows_what_stood_there_before(asked, reviewed, browse, wall):
    figure = Figure.objects.get(sheet=asked, indicator__code="KEU-1")
    was = reviewed_figures(reviewed)[figure.position - 1].realisation
    correction = Correction.objects.get()
    correct_sheet(
        correction_id=correction.pk,
        seen=asked.version,
        typed={figure.pk: Typed("2")},
        note="",
        by=person(Post.objects.get(code="kasubag-keuangan")),
        at=later(reviewed.case),
    )
    carry(reviewed.case, until=8)
    shown = {row.indicator: row for row in reviewed_figures(open_visit(reviewed.case, 8))}[figure.card.wording]
    assert (shown.realisation, shown.before) == ("2", was)


def test_what_may_be_sent_back_is_read_at_once_for_all_units(reviewed):
    with CaptureQueriesContext(connection) as asked:
        picks = unit_picks(reviewed, (), ("KEU-1",))
    assert [len(pick.figures) for pick in picks] == [3, 3, 3]
    assert [pick.open for pick in picks].count(True) == 1
    assert len([query for query in asked if "performance_evidence" in query["sql"]]) == 1
