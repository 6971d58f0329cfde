"""Formulir: the sheets of each cycle with how complete they are."""

from collections.abc import Callable

from django.urls import reverse

from kinerja.sop.models import Case
from tests.cast import carry, hand_in, later, open_visit
from tests.web.conftest import Desk
from tests.web.strangers import stranger

Browse = Callable[..., Desk]


def test_without_a_cycle_the_page_says_what_brings_sheets(browse: Browse) -> None:
    client = browse("ketua-sakip")
    assert "Belum ada formulir" in client.get(reverse("sheets")).content.decode()


def test_a_cycle_tells_how_many_sheets_are_handed_in_and_figures_filled(collecting: Case, browse: Browse) -> None:
    case = carry(collecting, until=7)
    hand_in(open_visit(case, 7, "subbag-keuangan"), later(case))
    client = browse("ketua-sakip")
    page = client.get(reverse("sheets")).content.decode()
    assert "1 dari 3 formulir diserahkan, 3 dari 9 indikator terisi" in page
    assert page.count("Diajukan") == 1
    assert page.count("Belum diisi") == 2


def test_another_agency_sees_none_of_them(collecting: Case) -> None:
    case = carry(collecting, until=7)
    client = stranger(case.agency)
    assert "Kelompok JF" not in client.get(reverse("sheets")).content.decode()
