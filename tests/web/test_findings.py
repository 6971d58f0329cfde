"""Pemeriksaan kewajaran on the pages: beside the figure of a sheet, and before the decider of a cycle."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from kinerja.performance.models import Figure, Sheet
from kinerja.sop.models import Case
from kinerja.sop.operations import take_up
from tests.cast import carry, later, open_visit, performer, the_sheet
from tests.web.conftest import Clock, Desk

Browse = Callable[..., Desk]
UNIT = "subbag-keuangan"


@pytest.fixture
def received(collecting: Case, wall: Clock) -> Sheet:
    """The sheet of one unit, received and open to be filled."""
    case = carry(collecting, until=7)
    wall.moment = later(case)
    visit = open_visit(case, 7, UNIT)
    take_up(visit_id=visit.pk, seen=visit.version, by=performer(visit), at=wall.moment)
    return the_sheet(case, UNIT)


def post(desk: Desk, sheet: Sheet, do: str, **typed: str) -> Any:
    sheet.refresh_from_db()
    keys = {figure.indicator.code: figure.pk for figure in Figure.objects.filter(sheet=sheet)}
    fields = {f"value-{keys[code.replace('_', '-')]}": text for code, text in typed.items()}
    return desk.post(reverse("sheet", args=[sheet.pk]), {"seen": str(sheet.version), "do": do, **fields}, follow=True)


def test_a_saved_sheet_shows_what_the_checks_find_beside_the_figure(received: Sheet, browse: Browse) -> None:
    page = post(browse("kasubag-keuangan"), received, "simpan", KEU_1="2,5", KEU_2="2", KEU_3="90").content.decode()
    assert "Pemeriksaan kewajaran" in page
    assert "Realisasi 2,5 Dokumen bukan bilangan bulat" in page
    assert page.count("Pemeriksaan 15") == 1


def test_a_refused_hand_in_says_each_thing_once(received: Sheet, browse: Browse) -> None:
    desk = browse("kasubag-keuangan")
    post(desk, received, "simpan", KEU_1="2,5", KEU_2="#REF!")
    page = post(desk, received, "serahkan", KEU_1="2,5", KEU_2="#REF!", KEU_3="90").content.decode()
    assert page.count("tanda rumus yang rusak") == 2  # in the summary, and at its field
    assert ("Pemeriksaan 15" in page, "Pemeriksaan 1<" in page) == (True, False)


def test_beside_a_text_that_is_not_saved_no_finding_of_the_saved_one_stands(received: Sheet, browse: Browse) -> None:
    desk = browse("kasubag-keuangan")
    post(desk, received, "simpan", KEU_1="2,5")
    page = post(desk, received, "serahkan", KEU_1="3").content.decode()
    assert "Pemeriksaan 15" not in page


def test_the_decider_reads_the_findings_before_he_decides(collecting: Case, wall: Clock, browse: Browse) -> None:
    case = carry(collecting, until=10)
    wall.moment = later(case)
    page = browse("kabag-umum").get(reverse("step", args=[open_visit(case, 10).pk])).content.decode()
    assert page.index("Pemeriksaan kewajaran") < page.index("Keputusan</h2>")
    assert "Realisasi 1 dilaporkan, padahal targetnya kosong." in page
