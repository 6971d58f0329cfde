"""Formulir with other than plain figures: a predikat and ya/tidak are chosen, a ratio has two boxes."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from kinerja.audit.log import trail_of
from kinerja.performance.models import Figure, Sheet
from kinerja.sop.models import Case
from kinerja.sop.operations import take_up
from kinerja.web import clock
from kinerja.web.trail_rows import event_lines
from tests.cast import MIXED_UNIT, later, open_visit, performer, the_sheet
from tests.web.conftest import Clock, Desk

Browse = Callable[..., Desk]


@pytest.fixture
def sheet(mixed: Case, wall: Clock) -> Sheet:
    """The received sheet of the unit whose plan has every other polarity."""
    wall.moment = later(mixed)
    visit = open_visit(mixed, 7, MIXED_UNIT)
    take_up(visit_id=visit.pk, seen=visit.version, by=performer(visit), at=clock.now())
    return the_sheet(mixed, MIXED_UNIT)


def _key(code: str) -> int:
    return Figure.objects.get(indicator__code=code).pk


def _typed(sheet: Sheet, do: str, **texts: str) -> dict[str, str]:
    """Return what a browser posts: `PRED_value="B"` and so on; what is not said is left empty."""
    fields = {"PRED": ("value",), "YA": ("value",), "RENTANG": ("value",), "RASIO": ("numerator", "denominator")}
    told = {f"{name}-{_key(code)}": texts.get(f"{code}_{name}", "") for code, names in fields.items() for name in names}
    return {**told, "seen": str(sheet.version), "do": do}


def test_words_are_chosen_from_the_table_and_a_ratio_has_two_boxes(sheet: Sheet, browse: Browse) -> None:
    page = browse(MIXED_UNIT).get(reverse("sheet", args=[sheet.pk])).content.decode()
    words = page.split(f'<select name="value-{_key("PRED")}"')[1].split("</select>")[0]
    assert [word for word in ("AA", "BB", "D", "ya") if f'value="{word}"' in words] == ["AA", "BB", "D"]
    assert f'<select name="value-{_key("YA")}"' in page
    assert f'name="numerator-{_key("RASIO")}"' in page
    assert f'name="value-{_key("RASIO")}"' not in page
    assert "<b>80-90</b>" in page


def test_a_saved_draft_shows_the_words_and_parts_again(sheet: Sheet, browse: Browse) -> None:
    client = browse(MIXED_UNIT)
    texts = {"PRED_value": "B", "YA_value": "tidak", "RASIO_numerator": "1.045,5", "RASIO_denominator": "2.000"}
    page = client.post(reverse("sheet", args=[sheet.pk]), _typed(sheet, "simpan", **texts), follow=True)
    told = page.content.decode()
    assert '<option value="B" selected>B</option>' in told
    assert '<option value="tidak" selected>tidak</option>' in told
    assert f'name="numerator-{_key("RASIO")}" value="1.045,5"' in told
    assert f'name="denominator-{_key("RASIO")}" value="2.000"' in told


def test_a_zero_denominator_is_told_at_its_box_and_stays_typed(sheet: Sheet, browse: Browse) -> None:
    texts = {"PRED_value": "B", "YA_value": "ya", "RENTANG_value": "85"}
    data = _typed(sheet, "serahkan", **texts, RASIO_numerator="45", RASIO_denominator="0")
    answer = browse(MIXED_UNIT).post(reverse("sheet", args=[sheet.pk]), data)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_denominator-{_key("RASIO")}"' in told
    assert "penyebut harus lebih dari nol" in told
    assert f'name="denominator-{_key("RASIO")}" value="0"' in told


def test_a_word_outside_the_table_stays_on_the_page_and_is_told(sheet: Sheet, browse: Browse) -> None:
    data = _typed(sheet, "serahkan", PRED_value="WTP")
    told = browse(MIXED_UNIT).post(reverse("sheet", args=[sheet.pk]), data).content.decode()
    assert '<option value="WTP" selected>WTP (tidak ada dalam daftar)</option>' in told
    assert "tidak ada dalam tabel peringkat akip" in told


def test_the_trail_tells_the_word_and_not_its_rank(sheet: Sheet, browse: Browse) -> None:
    client = browse(MIXED_UNIT)
    client.post(reverse("sheet", args=[sheet.pk]), _typed(sheet, "simpan", PRED_value="B"))
    sheet.refresh_from_db()
    client.post(reverse("sheet", args=[sheet.pk]), _typed(sheet, "simpan", PRED_value="BB"))
    told = event_lines(trail_of(sheet), sheet.agency_id)[-1].changes
    assert [(line.before, line.after) for line in told if line.field == "PRED: realisasi"] == [("B", "BB")]
