"""Hasil: means, every indicator by its node, and how each figure explains itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from kinerja.performance.models import Cycle, Figure, Measurement
from kinerja.sop.models import Case
from tests.cast import carry
from tests.web.conftest import Desk
from tests.web.strangers import stranger

Browse = Callable[..., Desk]


@pytest.fixture
def measured(collecting: Case, measuring: Case) -> Cycle:
    """Quarter I of the cast's plan, collected and measured."""
    carry(collecting)
    carry(measuring)
    return Cycle.objects.get()


def _page(client: Desk, cycle: Cycle) -> str:
    return client.get(reverse("cycle-results", args=[cycle.pk])).content.decode()


def test_the_list_shows_each_cycle_with_its_mean_and_word(measured: Cycle, browse: Browse) -> None:
    client = browse("sekwan")
    page = client.get(reverse("results")).content.decode()
    assert "Triwulan I 2024" in page
    assert "66,67" in page
    assert "Sedang" in page


def test_a_cycle_that_nobody_measured_says_so(collecting: Case, browse: Browse) -> None:
    carry(collecting, until=3)
    client = browse("sekwan")
    assert "belum diukur" in client.get(reverse("results")).content.decode()
    assert "Siklus ini belum diukur" in _page(client, Cycle.objects.get())


def test_the_mean_stands_with_and_without_the_cap_and_names_it(measured: Cycle, browse: Browse) -> None:
    client = browse("sekwan")
    page = _page(client, measured)
    # The sasaran has 100, 120 and 0: (100 + 100 + 0) / 3 with the cap, (100 + 120 + 0) / 3 without.
    assert "capaian dibatasi 100,00%" in page
    assert "66,67" in page
    assert "73,33" in page


def test_words_ranges_and_ratios_stand_as_they_are_written(mixed_measured: Case, browse: Browse) -> None:
    page = _page(browse("sekwan"), Cycle.objects.get())
    for told in ("BB", "80-90", "45 dari 50 (90,00)", "4 dari 4 terukur, berbobot", "89,98"):
        assert told in page
    assert "Tabel peringkat akip: AA 7, A 6, BB 5" in page


def test_what_has_no_figure_is_counted_and_says_why(measured: Cycle, browse: Browse) -> None:
    client = browse("sekwan")
    page = _page(client, measured)
    assert "dari 9 indikator" in page
    assert "1 tidak tersedia" in page
    assert "1 belum ditargetkan pada periode ini" in page
    assert "Data dinyatakan tidak tersedia, sehingga tidak ada capaian" in page


def test_a_node_shows_the_mean_beneath_it_apart_from_its_own(measured: Cycle, browse: Browse) -> None:
    client = browse("sekwan")
    assert "Rata-rata 1 program di bawahnya: 75,00%" in _page(client, measured)


def test_every_figure_explains_itself(measured: Cycle, browse: Browse) -> None:
    client = browse("sekwan")
    page = _page(client, measured)
    assert page.count("Jelaskan angka ini") == 9 + 4 + 1  # indicators, nodes with a mean, the agency
    assert "Perhitungan: 12 ÷ 10 = 120,00%." in page
    assert "Disetujui oleh" in page
    assert "Kepala Bagian Umum dan Keuangan" in page
    assert "bukti.pdf" in page
    assert "Kemajuan terhadap target tahun: 30,00%" in page  # 12 of 40


def test_every_mean_explains_itself(measured: Cycle, browse: Browse) -> None:
    page = _page(browse("sekwan"), measured)
    assert "Rata-rata dari 3 indikator sebagaimana tercetak: (100,00 + 100,00 + 0,00) ÷ 3 = 66,67%" in page
    assert "Capaian di atas 100,00% dihitung 100,00%. Tanpa batas: (100,00 + 120,00 + 0,00) ÷ 3 = 73,33%" in page
    assert "Rata-rata dari 1 sasaran sebagaimana tercetak: 66,67%." in page
    assert "Di bawahnya: Rata-rata dari 1 program sebagaimana tercetak: 75,00%." in page


def test_a_figure_typed_after_the_measuring_is_marked(measured: Cycle, browse: Browse) -> None:
    after = Measurement.objects.get().measured_at + timedelta(days=1)
    figure = Figure.objects.get(indicator__code="KEU-1")
    Figure.objects.filter(pk=figure.pk).update(version=figure.version + 1, typed_at=after)
    client = browse("sekwan")
    page = _page(client, measured)
    assert "1 angka berubah sejak diukur" in page
    assert page.count("angka berubah sejak diukur</span>") == 1


def test_for_another_agency_the_results_do_not_exist(measured: Cycle) -> None:
    client = stranger(measured.agency)
    assert client.get(reverse("cycle-results", args=[measured.pk])).status_code == 404
