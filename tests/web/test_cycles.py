"""Siklus, and beginning a case."""

import pytest

from kinerja.sop.models import Case
from tests.cast import carry, later
from tests.web.conftest import Desk, fields_of, text_of


def test_a_period_shows_where_each_procedure_stands(browse, measuring, collecting, wall):
    carry(collecting, until=3)
    wall.moment = later(collecting)
    page = text_of(browse("sekwan").get("/siklus/"))
    assert "Triwulan I 2024" in page
    assert "Langkah 3 dari 12" in page
    assert "Langkah 1 dari 10" in page


def test_the_page_proposes_what_has_not_run_yet(browse, collecting):
    desk = browse("sekwan")
    sent = fields_of(desk.get("/siklus/mulai/"))
    assert sent["period"] == "2024-tw1"
    assert "Mulai Pengukuran Kinerja" in text_of(desk.get("/siklus/"))


def test_a_case_begins_with_what_the_page_proposes(browse, plan, procedures):
    desk = browse("sekwan")
    page = desk.post("/siklus/mulai/", fields_of(desk.get("/siklus/mulai/")), follow=True)
    case = Case.objects.get()
    assert page.redirect_chain[-1][0] == f"/kasus/{case.pk}/"
    assert case.trigger == "Kalender siklus Triwulan I 2024"


def test_a_second_run_is_refused_and_what_was_chosen_stays(browse, collecting):
    sent = {"procedure": collecting.procedure_id, "period": "2024-tw1", "trigger": "kalender"}
    page = browse("sekwan").post("/siklus/mulai/", sent)
    assert page.status_code == 422
    assert "sudah berjalan" in text_of(page)
    assert fields_of(page)["procedure"] == str(collecting.procedure_id)


def test_blank_fields_are_named_in_indonesian(browse, procedures):
    page = browse("sekwan").post("/siklus/mulai/", {})
    assert page.status_code == 422
    assert "Pilih prosedurnya." in text_of(page)


@pytest.mark.usefixtures("procedures")
def test_who_may_not_begin_sees_why(browse):
    page = browse("staf-arsip").get("/siklus/")
    assert "Yang memulai Pengukuran Kinerja adalah Sekretaris DPRD" in text_of(page)
    assert "disabled" in page.content.decode()


def test_who_may_not_begin_is_refused(browse, procedures):
    procedure = procedures["setwan-pengumpulan"]
    sent = {"procedure": procedure.pk, "period": "2024-tw1", "trigger": "kalender"}
    page = browse("staf-arsip").post("/siklus/mulai/", sent)
    assert page.status_code == 422
    assert Case.objects.count() == 0


def test_the_form_carries_its_csrf_token(browse, procedures):
    desk: Desk = browse("sekwan", csrf=True)
    page = desk.get("/siklus/mulai/")
    token = page.context["csrf_token"]
    sent = {**fields_of(page), "csrfmiddlewaretoken": str(token)}
    assert page.content.decode().count("csrfmiddlewaretoken") >= 2
    assert desk.post("/siklus/mulai/", sent).status_code in (302, 422)
