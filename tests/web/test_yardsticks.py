"""The pages of comparisons: what an indicator is held against beside its target, and who may set it."""

import pytest

from kinerja.performance.models import Cycle, Figure
from kinerja.planning.models import Yardstick
from kinerja.sop.models import Case
from tests.cast import do, open_visit
from tests.web.conftest import Desk, desk_of, fields_of, text_of
from tests.web.strangers import stranger

TYPED = {"kind": "lampau", "year": "2023", "value": "45", "source": "LKjIP 2023 halaman 20"}


@pytest.fixture
def desk(reviewed: Case) -> Desk:
    """The head of Tim SAKIP, while the draft report waits for its review."""
    return desk_of(reviewed.agency, "ketua-sakip")


def listed() -> str:
    return f"/hasil/{Cycle.objects.get().pk}/pembanding/"


def own(code: str = "SID-1") -> str:
    return f"/hasil/pembanding/{Figure.objects.get(indicator__code=code).pk}/"


def test_a_comparison_typed_on_its_page_shows_in_the_list_and_in_the_analysis(desk: Desk) -> None:
    analyses = f"/hasil/{Cycle.objects.get().pk}/analisis/"
    assert f'href="{listed()}"' in desk.get(analyses).content.decode()
    assert f'href="{own()}"' in desk.get(listed()).content.decode()
    page = text_of(desk.post(own(), TYPED, follow=True))
    assert "Pembanding SID-1 disimpan." in page
    assert "45 (2023) LKjIP 2023 halaman 20" in page
    assert "45 (2023) setahun penuh; LKjIP 2023 halaman 20" in text_of(desk.get(analyses))


def test_only_sasaran_are_listed_until_another_is_held_against_something(desk: Desk) -> None:
    assert own("KEU-3") not in desk.get(listed()).content.decode()
    desk.post(own("KEU-3"), {**TYPED, "kind": "renstra", "year": "2026"})
    assert own("KEU-3") in desk.get(listed()).content.decode()


def test_every_fault_is_told_beside_its_field_and_what_was_typed_stays(desk: Desk) -> None:
    page = desk.post(own(), {"kind": "lampau", "year": "2024", "value": "banyak", "source": ""})
    assert page.status_code == 422
    assert "Tahun lampau adalah tahun sebelum 2024." in text_of(page)
    assert fields_of(page)["value"] == "banyak"
    assert all(f'href="#id_{name}"' in page.content.decode() for name in ("year", "value", "source"))
    assert not Yardstick.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"kind": "antah", "year": "dua ribu", "value": "", "source": ""}])
def test_a_form_without_a_choice_is_refused_in_sentences(desk: Desk, sent: dict[str, str]) -> None:
    page = desk.post(own(), sent)
    assert page.status_code == 422
    assert "Pilih jenis pembandingnya." in text_of(page)
    assert "Isi tahun dengan empat angka." in text_of(page)


def test_a_figure_is_changed_from_what_stands_and_the_old_one_is_kept(desk: Desk) -> None:
    desk.post(own(), TYPED)
    sent = fields_of(desk.get(f"{own()}?jenis=lampau&tahun=2023"))
    assert (sent["year"], sent["value"], sent["source"]) == ("2023", "45", "LKjIP 2023 halaman 20")
    desk.post(own(), {**sent, "kind": "lampau", "value": "46"})  # on the same day
    page = text_of(desk.get(own()))
    assert "46 (2023)" in page
    assert "45 (2023)" not in page
    assert sorted(Yardstick.objects.values_list("value", flat=True)) == [45, 46]


def test_a_stale_page_is_refused_and_keeps_what_was_typed(desk: Desk) -> None:
    sent = fields_of(desk.get(own()))
    desk.post(own(), {**sent, **TYPED})
    refused = desk.post(own(), {**sent, **TYPED, "value": "47"})
    assert (refused.status_code, fields_of(refused)["value"]) == (422, "47")
    assert "sudah berubah sejak halaman ini dibuka" in text_of(refused)
    assert [row.value for row in Yardstick.objects.all()] == [45]


def test_the_responsible_post_may_and_another_is_told_who_does(reviewed: Case) -> None:
    other = desk_of(reviewed.agency, "staf-arsip")
    page = other.get(own())
    assert "diisi oleh Tim SAKIP atau" in text_of(page)
    assert "disabled" in page.content.decode()
    assert "value" not in fields_of(page)
    assert other.post(own(), TYPED).status_code == 422
    assert not Yardstick.objects.exists()
    responsible = Figure.objects.get(indicator__code="SID-1").card.responsible
    assert desk_of(reviewed.agency, responsible.code).post(own(), TYPED).status_code == 302


def test_after_the_approval_it_holds_from_today_and_leaves_the_approved_analysis_alone(
    reviewed: Case, desk: Desk
) -> None:
    do(open_visit(reviewed, 8))
    assert "berlaku mulai" in text_of(desk.get(listed()))
    desk.post(own(), TYPED)
    assert "45 (2023)" in text_of(desk.get(listed()))
    assert "45 (2023)" not in text_of(desk.get(f"/hasil/{Cycle.objects.get().pk}/analisis/"))


def test_for_another_agency_none_of_it_exists(reviewed: Case) -> None:
    other = stranger(reviewed.agency)
    assert other.get(listed()).status_code == 404
    assert other.get(own()).status_code == 404
    assert other.post(own(), TYPED).status_code == 404
