"""Jejak: what happened and what was refused, in words, and whether the chain is whole."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from kinerja.audit.log import EVENTS, Refused, latest
from kinerja.sop.models import Case
from kinerja.sop.operations import complete_step
from kinerja.web.trail_rows import FIELDS, event_lines
from tests.cast import NOW, TYPED, carry, open_visit
from tests.web.conftest import Desk
from tests.web.strangers import stranger

Cast = Callable[[str], Any]
Browse = Callable[..., Desk]


def test_events_stand_newest_first_with_who_and_what(collecting: Case, browse: Browse) -> None:
    carry(collecting, until=3)
    client = browse("staf-arsip")
    page = client.get(reverse("trail")).content.decode()
    assert "Rantai utuh" in page
    assert page.index("Langkah diselesaikan") < page.index("Kasus dimulai")
    assert f"{collecting}, langkah 1" in page


def test_a_refusal_is_told_with_its_sentence_and_fields(collecting: Case, acting: Cast, browse: Browse) -> None:
    visit = open_visit(collecting, 1)
    with pytest.raises(Refused):
        complete_step(visit_id=visit.pk, seen=visit.version, entry={}, by=acting("staf-arsip"), at=NOW)
    client = browse("staf-arsip")
    page = client.get(reverse("trail")).content.decode()
    assert "Ditolak" in page
    assert "bukan oleh Staf Arsip" in page


def test_a_case_shows_its_own_events_only(collecting: Case, measuring: Case, browse: Browse) -> None:
    client = browse("staf-arsip")
    page = client.get(reverse("trail"), {"kasus": measuring.pk}).content.decode()
    assert f"Jejak {measuring}" in page
    assert f"{collecting}" not in page


def test_older_events_are_one_link_away(collecting: Case, browse: Browse) -> None:
    carry(collecting)
    client = browse("staf-arsip")
    page = client.get(reverse("trail")).content.decode()
    assert "Kasus dimulai" not in page
    assert "?jumlah=150" in page
    assert "Kasus dimulai" in client.get(reverse("trail"), {"jumlah": "150"}).content.decode()


def test_a_broken_chain_is_told_in_red(collecting: Case, browse: Browse) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE audit_entry SET by_text = 'Orang lain' WHERE number = 3")
        cursor.execute("SET LOCAL session_replication_role = origin")
    client = browse("staf-arsip")
    page = client.get(reverse("trail")).content.decode()
    assert "Rantai terputus" in page
    assert "Isi baris jejak nomor 3 berubah sesudah dicatat." in page


def test_every_field_of_a_whole_quarter_has_an_indonesian_word(collecting: Case, measuring: Case) -> None:
    carry(collecting)
    carry(measuring)
    agency_id = collecting.agency_id
    names = {name.rpartition(".")[2] for line in latest(agency_id, count=9999) for name, _, _ in line.changes}
    assert names <= FIELDS.keys()
    assert {line.name for line in latest(agency_id, count=9999)} <= EVENTS.keys()


def test_a_typed_figure_is_told_before_and_after_as_officials_write_it(collecting: Case) -> None:
    carry(collecting, until=8)
    lines = event_lines(latest(collecting.agency_id, count=9999), collecting.agency_id)
    changes = {change.field: change.after for line in lines for change in line.changes}
    assert changes["KEU-3: realisasi"] == TYPED["KEU-3"].text
    assert changes["SID-2: perkiraan tersedia"] == "3 Juni 2024"
    takers = {change.after for line in lines for change in line.changes if change.field == "dikerjakan oleh"}
    assert "Kasubag Program dan Keuangan" in takers


def test_another_agency_sees_nothing_of_it(collecting: Case) -> None:
    client = stranger(collecting.agency)
    assert str(collecting) not in client.get(reverse("trail")).content.decode()
    assert client.get(reverse("trail"), {"kasus": collecting.pk}).status_code == 404
