"""Formulir: receive, fill, prove, save, hand in; nothing typed is lost on the way."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kinerja.audit.log import trail_of
from kinerja.performance.models import Evidence, Figure, Sheet, SheetState
from kinerja.performance.operations import Typed, save_sheet
from kinerja.sop.models import Case
from kinerja.sop.operations import complete_step, take_up
from kinerja.web import clock
from tests.cast import PDF, TYPED, carry, do, entries_for, hand_in, later, open_visit, performer, refusal, the_sheet
from tests.web.conftest import Clock, Desk
from tests.web.strangers import stranger

Cast = Callable[[str], Any]
Browse = Callable[..., Desk]
UNIT = "subbag-keuangan"


@pytest.fixture
def filling(collecting: Case, wall: Clock) -> Case:
    """The collecting case at the step where every unit fills its sheet; the page's clock stands there too."""
    case = carry(collecting, until=7)
    wall.moment = later(case)
    return case


def _received(case: Case, unit: str = UNIT) -> Sheet:
    visit = open_visit(case, 7, unit)
    take_up(visit_id=visit.pk, seen=visit.version, by=performer(visit), at=clock.now())
    return the_sheet(case, unit)


def _key(sheet: Sheet, code: str) -> int:
    return Figure.objects.get(sheet=sheet, indicator__code=code).pk


def _posted(sheet: Sheet, **changed: str) -> dict[str, Any]:
    """Return a whole page of a sheet as a browser posts it: `TYPED`, but for what is changed by field name."""
    data: dict[str, Any] = {"seen": str(sheet.version)}
    for figure in Figure.objects.filter(sheet=sheet).select_related("indicator"):
        typed = TYPED[figure.indicator.code]
        data[f"value-{figure.pk}"] = typed.text
        data[f"reason-{figure.pk}"] = typed.reason
        data[f"expected-{figure.pk}"] = typed.expected_on
        data[f"remark-{figure.pk}"] = ""
        if typed.unavailable:
            data[f"unavailable-{figure.pk}"] = "on"
    return {**data, **changed}


def _value(sheet: Sheet, code: str) -> str:
    return str(Figure.objects.get(sheet=sheet, indicator__code=code).value)


def test_before_its_receipt_a_sheet_shows_one_button_and_no_fields(filling: Case, browse: Browse) -> None:
    sheet = the_sheet(filling, UNIT)
    client = browse("kasubag-keuangan")
    page = client.get(reverse("sheet", args=[sheet.pk])).content.decode()
    assert "Terima formulir" in page
    assert f'name="value-{_key(sheet, "KEU-1")}"' not in page


def test_receiving_takes_the_visit_up_and_opens_the_fields(filling: Case, acting: Cast, browse: Browse) -> None:
    sheet, visit = the_sheet(filling, UNIT), open_visit(filling, 7, UNIT)
    client = browse("kasubag-keuangan")
    answer = client.post(reverse("sheet", args=[sheet.pk]), {"do": "terima", "seen": visit.version}, follow=True)
    sheet.refresh_from_db()
    assert sheet.received_by == acting("kasubag-keuangan").post
    assert f'name="value-{_key(sheet, "KEU-1")}"' in answer.content.decode()


def test_figures_go_in_and_out_with_a_decimal_comma(filling: Case, browse: Browse) -> None:
    sheet = _received(filling)
    client = browse("kasubag-keuangan")
    key = _key(sheet, "KEU-3")
    data = _posted(sheet, **{f"value-{key}": "1.087,25"}, do="simpan")
    page = client.post(reverse("sheet", args=[sheet.pk]), data, follow=True).content.decode()
    assert _value(sheet, "KEU-3") == "1087.2500"
    assert 'value="1.087,25"' in page
    assert "Draf formulir disimpan." in page


def test_an_illegible_figure_is_kept_as_typed_in_a_draft(filling: Case, browse: Browse) -> None:
    sheet = _received(filling)
    client = browse("staf-keuangan")
    data = _posted(sheet, **{f"value-{_key(sheet, 'KEU-1')}": "tiga"}, do="simpan")
    page = client.post(reverse("sheet", args=[sheet.pk]), data, follow=True).content.decode()
    figure = Figure.objects.get(sheet=sheet, indicator__code="KEU-1")
    assert (figure.value, figure.typed) == (None, "tiga")
    assert 'value="tiga"' in page


def test_what_cannot_be_handed_in_is_told_at_the_field_and_stays_typed(filling: Case, browse: Browse) -> None:
    sheet = _received(filling)
    client = browse("kasubag-keuangan")
    key = _key(sheet, "KEU-1")
    answer = client.post(reverse("sheet", args=[sheet.pk]), _posted(sheet, **{f"value-{key}": "3,,5"}, do="serahkan"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_value-{key}"' in page
    assert 'value="3,,5"' in page
    assert f'id="id_value-{key}_error"' in page
    assert trail_of(sheet)[-1].name == "operation.refused"


def test_the_head_hands_the_sheet_in(filling: Case, acting: Cast, browse: Browse) -> None:
    sheet = _received(filling)
    client = browse("kasubag-keuangan")
    answer = client.post(reverse("sheet", args=[sheet.pk]), _posted(sheet, do="serahkan"), follow=True)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.submitted_by) == (SheetState.SUBMITTED, acting("kasubag-keuangan").post)
    assert "Formulir diserahkan kepada Tim SAKIP." in answer.content.decode()


def test_staff_may_save_and_are_told_who_hands_in(filling: Case, browse: Browse) -> None:
    sheet = _received(filling)
    client = browse("staf-keuangan")
    page = client.get(reverse("sheet", args=[sheet.pk])).content.decode()
    assert 'value="serahkan" disabled' in page
    assert "dikerjakan oleh Kasubag Program dan Keuangan" in page
    data = _posted(sheet, do="serahkan")
    assert client.post(reverse("sheet", args=[sheet.pk]), data).status_code == 422
    sheet.refresh_from_db()
    assert sheet.state == SheetState.EMPTY


def test_another_unit_reads_the_sheet_and_the_sentence_why(filling: Case, browse: Browse) -> None:
    sheet = _received(filling)
    client = browse("jf-persidangan")
    page = client.get(reverse("sheet", args=[sheet.pk])).content.decode()
    assert "bukan oleh JF Perisalah Legislatif" in page
    assert 'name="value-' not in page


def test_a_stale_page_shows_what_is_typed_and_what_is_saved(filling: Case, acting: Cast, browse: Browse) -> None:
    sheet = _received(filling)
    key, mine = _key(sheet, "KEU-1"), _posted(sheet, do="simpan")
    colleague = acting("staf-keuangan")
    save_sheet(sheet_id=sheet.pk, seen=sheet.version, typed={key: Typed("7")}, by=colleague, at=clock.now())
    client = browse("kasubag-keuangan")
    answer = client.post(reverse("sheet", args=[sheet.pk]), mine)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "realisasi: 7" in page
    assert f'name="value-{key}" value="3"' in page
    sheet.refresh_from_db()
    assert client.post(reverse("sheet", args=[sheet.pk]), {**mine, "seen": sheet.version}).status_code == 302


def test_attaching_evidence_keeps_what_is_typed(filling: Case, browse: Browse) -> None:
    sheet = _received(filling)
    client = browse("kasubag-keuangan")
    key = _key(sheet, "KEU-1")
    data = _posted(sheet, **{f"value-{key}": "2,5", f"evidence-{key}": SimpleUploadedFile("surat.pdf", PDF)})
    answer = client.post(reverse("evidence", args=[sheet.pk, key]), data, follow=True)
    page = answer.content.decode()
    assert Evidence.objects.get(figure_id=key).file.name == "surat.pdf"
    assert 'value="2,5"' in page
    assert "belum disimpan" in page
    assert Figure.objects.get(pk=key).value is None


def test_a_file_of_another_kind_is_refused_at_its_field_and_the_text_stays(filling: Case, browse: Browse) -> None:
    sheet = _received(filling)
    client = browse("kasubag-keuangan")
    key = _key(sheet, "KEU-1")
    data = _posted(sheet, **{f"remark-{key}": "lihat surat", f"evidence-{key}": SimpleUploadedFile("a.pdf", b"teks")})
    answer = client.post(reverse("evidence", args=[sheet.pk, key]), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Berkas a.pdf bukan PDF" in page
    assert "lihat surat" in page
    assert not Evidence.objects.exists()


def test_evidence_is_replaced_only_with_a_reason_and_only_once(filling: Case, browse: Browse) -> None:
    sheet = _received(filling)
    client = browse("kasubag-keuangan")
    key = _key(sheet, "KEU-1")
    address = reverse("evidence", args=[sheet.pk, key])

    def attach(**more: str) -> int:
        upload = SimpleUploadedFile("surat.pdf", PDF)
        return client.post(address, _posted(sheet, **{f"evidence-{key}": upload}, **more)).status_code  # type: ignore[arg-type]

    assert attach() == 302
    old = str(Evidence.objects.get().pk)
    assert attach(**{f"replaces-{key}": old}) == 422
    assert attach(**{f"replaces-{key}": old, f"why-{key}": "salah unggah"}) == 302
    assert attach(**{f"replaces-{key}": old, f"why-{key}": "salah unggah"}) == 422
    assert Evidence.objects.filter(replaced_at__isnull=True).count() == 1


def test_a_chosen_file_that_is_not_attached_holds_the_handing_in_back(filling: Case, browse: Browse) -> None:
    sheet = _received(filling)
    client = browse("kasubag-keuangan")
    upload: Any = SimpleUploadedFile("surat.pdf", PDF)
    data = _posted(sheet, **{f"evidence-{_key(sheet, 'KEU-1')}": upload}, do="serahkan")
    answer = client.post(reverse("sheet", args=[sheet.pk]), data)
    assert answer.status_code == 422
    assert "surat.pdf belum dilampirkan" in answer.content.decode()


def test_a_directed_return_opens_only_what_it_aims_at(filling: Case, wall: Clock, browse: Browse) -> None:
    for unit in (UNIT, "jf-persidangan", "jf-pengawasan"):
        hand_in(open_visit(filling, 7, unit), later(filling))
    for step in (8, 9):
        do(open_visit(filling, step))
    review = open_visit(filling, 10)
    said = {**entries_for(review), **refusal(7, indicators=["KEU-2"])}
    complete_step(visit_id=review.pk, seen=review.version, entry=said, by=performer(review), at=later(filling))
    wall.moment = later(filling)
    sheet = _received(filling)
    client = browse("kasubag-keuangan")
    page = client.get(reverse("sheet", args=[sheet.pk])).content.decode()
    assert f'name="value-{_key(sheet, "KEU-2")}"' in page
    assert f'name="value-{_key(sheet, "KEU-1")}"' not in page
    assert "Tidak diminta berubah, jadi terkunci." in page
    assert page.count("Angka belum sesuai dengan bukti.") >= 2


def test_for_another_agency_the_sheet_does_not_exist(filling: Case) -> None:
    sheet = _received(filling)
    client = stranger(filling.agency)
    assert client.get(reverse("sheet", args=[sheet.pk])).status_code == 404
    assert client.post(reverse("sheet", args=[sheet.pk]), _posted(sheet, do="simpan")).status_code == 404


def test_the_forms_carry_their_token(filling: Case, browse: Browse) -> None:
    sheet = _received(filling)
    strict = browse("kasubag-keuangan", csrf=True)
    page = strict.get(reverse("sheet", args=[sheet.pk])).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[-1].split('"')[0]
    data = _posted(sheet, do="simpan", csrfmiddlewaretoken=token)
    assert strict.post(reverse("sheet", args=[sheet.pk]), data).status_code == 302
