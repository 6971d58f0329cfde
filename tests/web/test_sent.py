"""What a browser may send: texts that a database can keep, no longer than they are read."""

import re

import pytest

from kinerja.people.models import Message
from kinerja.sop.models import Visit
from tests.cast import carry, do, later, open_visit, performer
from tests.web.conftest import fields_of, send, text_of


@pytest.mark.parametrize("field", ["instruction", "seen", "do"])
def test_a_nul_character_is_turned_away_with_a_sentence(browse, collecting, field):
    visit = open_visit(collecting, 1)
    page = browse("sekwan").post(f"/langkah/{visit.pk}/", {"do": "save", "seen": "1", field: "a\x00b"})
    assert page.status_code == 400
    assert "Isian ini tidak dapat dibaca" in text_of(page)
    assert Visit.objects.get(pk=visit.pk).entry == {}


def test_it_is_turned_away_on_a_form_and_in_an_address_too(browse, collecting):
    assert browse("sekwan").get("/jejak/", {"kasus": "1\x00"}).status_code == 400
    assert browse("sekwan").post("/siklus/mulai/", {"trigger": "\x00"}).status_code == 400


def test_a_form_with_too_many_fields_is_told_in_our_words(browse, collecting):
    sent = {f"x{place}": "1" for place in range(5001)}
    page = browse("sekwan").post(f"/langkah/{open_visit(collecting, 1).pk}/", sent)
    assert (page.status_code, "Isian ini tidak dapat dibaca" in text_of(page)) == (400, True)


@pytest.mark.parametrize("step", [1, 2, 9, 12])
def test_every_text_of_a_form_says_how_long_it_may_be(browse, collecting, wall, step):
    visit = open_visit(carry(collecting, until=step), step)
    wall.moment = later(collecting)
    html = browse(performer(visit).post.code).get(f"/langkah/{visit.pk}/").content.decode()
    texts = re.findall(r"<textarea[^>]*>|<input type=\"text\"[^>]*>", html)
    assert texts
    assert [tag for tag in texts if "maxlength" not in tag] == []


def test_a_message_about_a_step_leaves_the_desk_once_it_ended(browse, collecting, wall):
    visit = open_visit(collecting, 1)
    assert "Giliran Anda: langkah 1" in text_of(browse("sekwan").get("/tugas/"))
    do(visit)
    wall.moment = later(collecting)
    assert "Giliran Anda: langkah 1" not in text_of(browse("sekwan").get("/tugas/"))
    assert Message.objects.filter(path=f"/langkah/{visit.pk}/", read_at__isnull=True).count() == 0
    assert "Giliran Anda: langkah 2" in text_of(browse("kabag-umum").get("/tugas/"))


def test_what_was_handed_over_calls_its_receiver_and_no_more_its_sender(browse, collecting, wall):
    visit = open_visit(carry(collecting, until=11), 11)
    wall.moment = later(collecting)
    send(browse("kabag-umum"), visit)
    assert "langkah 11" not in text_of(browse("kabag-umum").get("/tugas/")).partition("Pemberitahuan")[2]
    assert "Disampaikan kepada Anda: langkah 11" in text_of(browse("sekwan").get("/tugas/"))


@pytest.mark.parametrize("made_up", [True, False])
def test_a_case_is_an_example_where_its_agency_is(browse, collecting, made_up, settings):
    settings.DEMO = not made_up
    collecting.agency.is_example = made_up
    collecting.agency.save()
    for path in ("/siklus/", f"/kasus/{collecting.pk}/"):
        assert ('class="example"' in browse("sekwan").get(path).content.decode()) is made_up


def test_what_is_proposed_can_be_sent_as_it_stands(browse, collecting):
    sent = fields_of(browse("sekwan").get(f"/langkah/{open_visit(collecting, 1).pk}/"))
    assert len(sent["instruction"]) <= 2000
