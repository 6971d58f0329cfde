"""What is made of the results of a cycle: recap, trend, the seven analyses, money and efficiency, process and target.

Of the quarter in `tests.cast`: KEU-1 100,00 · KEU-2 50,00 · KEU-3 96,94 (kumulatif) · SID-1 120,00 · WAS-1 0,00.
"""

from collections.abc import Callable

import pytest

from kinerja.people.acting import Acting
from kinerja.performance.models import Analysis, Cycle, Figure, Spending
from kinerja.planning.models import Budget, Comparison, Indicator, PlanNode
from kinerja.planning.operations import set_yardstick
from kinerja.sop.models import Case
from kinerja.web.trend_rows import spark
from tests.cast import NOW, SINCE, do, open_visit
from tests.web.conftest import Desk, desk_of, fields_of, text_of
from tests.web.strangers import stranger


@pytest.fixture
def desk(reviewed: Case) -> Desk:
    """The head of Tim SAKIP, while the draft report waits for its review."""
    return desk_of(reviewed.agency, "ketua-sakip")


def at(place: str = "") -> str:
    return f"/hasil/{Cycle.objects.get().pk}/{place}"


def figure_of(code: str) -> Figure:
    return Figure.objects.get(indicator__code=code)


def spent(code: str) -> str:
    return f"spent-{PlanNode.objects.get(code=code).pk}"


def test_every_page_of_a_cycle_is_one_tab_away(desk: Desk) -> None:
    page = desk.get(at()).content.decode()
    for place in ("rekapitulasi", "perkembangan", "analisis", "anggaran", "proses"):
        assert f'href="{at()}{place}/"' in page
        assert desk.get(at(f"{place}/")).content.decode().count('aria-current="page"') >= 2  # menu and tab


def test_the_recap_tells_each_level_apart_from_what_is_beneath_it(desk: Desk) -> None:
    page = text_of(desk.get(at("rekapitulasi/")))
    assert "3 dari 3 66,67 73,33 Sedang 75,00 dari 1 program" in page  # 100, 120 (held to 100) and 0; its program
    assert "2 dari 3 75,00 75,00 Sedang 98,47 dari 1 kegiatan" in page
    assert "tanpa indikator sendiri 66,67 dari 1 sasaran" in page


def test_the_trend_shows_each_quarter_on_the_basis_that_is_asked_for(desk: Desk) -> None:
    page = text_of(desk.get(at("perkembangan/")))
    assert "120,00 Sangat Tinggi" in page
    assert page.count("belum diukur") == 3  # at the heads of the other quarters only
    assert "30,00" in text_of(desk.get(at("perkembangan/?dasar=tahun")))  # SID-1: 12 of 40
    alone = text_of(desk.get(at("perkembangan/?dasar=periode")))
    assert "angka dilaporkan kumulatif" in alone
    assert "Perangkat daerah" not in alone
    assert f'href="{at("rekapitulasi/")}">Triwulan I</a>.' in desk.get(at("perkembangan/")).content.decode()


def test_a_line_breaks_where_a_figure_is_missing_and_keeps_100_percent_inside() -> None:
    line = spark([5000, 10000, None, 20000])
    assert line is not None
    assert line.pieces == ("3,20 33,14",)
    assert line.dots == ((3, 20), (33, 14), (93, 3))
    assert line.goal == 14
    assert spark([None, None]) is None


def test_a_sasaran_is_held_against_other_years_the_renstra_and_a_standard(
    desk: Desk, at_post: Callable[[str], Acting]
) -> None:
    told = {"source": "LKjIP 2023", "since": SINCE, "seen": None, "by": at_post("ketua-sakip"), "at": NOW}
    found = Indicator.objects.get(code="SID-1").pk
    set_yardstick(indicator_id=found, kind=Comparison.PAST, year=2023, text="45", **told)
    set_yardstick(indicator_id=found, kind=Comparison.MEDIUM_TERM, year=2026, text="48", **told)
    page = text_of(desk.get(at("analisis/")))
    assert "12 120,00 Sangat Tinggi 45 (2023) setahun penuh; LKjIP 2023; belum sebanding" in page
    assert "48 (2026) capaian 25,00% akhir Renstra; LKjIP 2023" in page  # 12 of 48
    assert "tidak ada yang diisi 5. Penyebab" in page


def test_a_low_indicator_beneath_a_sasaran_asks_for_its_causes_in_full(desk: Desk) -> None:
    page = text_of(desk.get(at("analisis/")))
    told, rest = page.split("Tulis tentang 5 indikator penunjang lain")
    assert "Indikator KEU-2 Capaian 50,00% Sangat Rendah Belum ada penyebab" in told
    assert "Indikator KEU-3 96,94%" in rest.split("6. Efisiensi")[0]
    assert "Program 4.02.02 Program dukungan 75,00 900.000.000,50" in rest


def test_causes_are_written_by_tim_sakip_and_shown_with_who_wrote_them(desk: Desk) -> None:
    url = f"/hasil/analisis/{figure_of('KEU-1').pk}/"
    assert f'href="{url}"' in desk.get(at("analisis/")).content.decode()
    sent = {**fields_of(desk.get(url)), "causes": "Dua berkas tertunda", "solution": "Jadwalkan ulang"}
    page = text_of(desk.post(url, sent, follow=True))
    assert "Analisis KEU-1 disimpan." in page
    assert "Dua berkas tertunda" in page
    assert "Ditulis Ketua Tim SAKIP" in page


def test_a_stale_page_of_causes_keeps_what_was_typed_and_shows_what_stands(desk: Desk) -> None:
    url = f"/hasil/analisis/{figure_of('KEU-1').pk}/"
    sent = fields_of(desk.get(url))
    desk.post(url, {**sent, "causes": "Sebab pertama"})
    refused = desk.post(url, {**sent, "causes": "Sebab kedua"})
    assert refused.status_code == 422
    assert fields_of(refused)["causes"] == "Sebab kedua"
    assert "Sebab pertama" in text_of(refused)
    desk.post(url, fields_of(refused))  # with the version that stands now
    assert Analysis.objects.get().causes == "Sebab kedua"


def test_a_text_too_long_is_named_beside_its_field(desk: Desk) -> None:
    url = f"/hasil/analisis/{figure_of('KEU-1').pk}/"
    page = desk.post(url, {"seen": "", "obstacles": "x" * 2001})
    assert page.status_code == 422
    assert 'href="#id_obstacles"' in page.content.decode()
    assert not Analysis.objects.exists()


def test_another_unit_reads_the_causes_and_is_told_who_writes_them(reviewed: Case) -> None:
    other = desk_of(reviewed.agency, "jf-pengawasan")
    url = f"/hasil/analisis/{figure_of('KEU-1').pk}/"
    page = other.get(url)
    assert "ditulis oleh Tim SAKIP atau kepala Subbagian" in text_of(page)
    assert "causes" not in fields_of(page)
    assert f'href="{url}"' not in other.get(at("analisis/")).content.decode()
    assert f"/hasil/analisis/{figure_of('WAS-1').pk}/" in other.get(at("analisis/")).content.decode()


def test_nothing_is_written_once_the_report_is_approved(reviewed: Case, desk: Desk) -> None:
    do(open_visit(reviewed, 8))
    page = desk.get(at("analisis/"))
    assert "laporan hasil pengukurannya sudah disetujui" in text_of(page)
    assert "/hasil/analisis/" not in page.content.decode()
    assert "Perbaiki KEU-2" in text_of(page)  # the rencana aksi of the cycle
    assert not [name for name in fields_of(desk.get(at("anggaran/"))) if name.startswith("spent-")]


def test_what_comes_too_late_is_refused_and_stays_on_the_page(reviewed: Case, desk: Desk) -> None:
    url, field = f"/hasil/analisis/{figure_of('KEU-1').pk}/", spent("4.02.02")
    do(open_visit(reviewed, 8))
    for page, name, typed in (
        (desk.post(url, {"seen": "", "causes": "Sebab"}), "causes", "Sebab"),
        (desk.post(at("anggaran/"), {field: "250"}), field, "250"),
    ):
        assert (page.status_code, fields_of(page)[name]) == (422, typed)
        assert "laporan hasil pengukurannya sudah disetujui" in text_of(page)
    assert not Analysis.objects.exists()
    assert not Spending.objects.exists()


def test_money_is_typed_beside_its_pagu_and_absorption_stands_apart(desk: Desk) -> None:
    Budget.objects.filter(node__code="4.02.02").update(ceiling=1000)
    field = spent("4.02.02")
    page = desk.post(at("anggaran/"), {**fields_of(desk.get(at("anggaran/"))), field: "Rp250,00"}, follow=True)
    assert "1 realisasi anggaran disimpan." in text_of(page)
    assert fields_of(page)[field] == "250,00"
    assert "25,00" in text_of(page)
    assert Spending.objects.get().amount == 250


def test_money_that_is_none_stays_typed_with_its_sentence_and_link(desk: Desk) -> None:
    field = spent("4.02.02")
    page = desk.post(at("anggaran/"), {field: "banyak"})
    assert page.status_code == 422
    assert fields_of(page)[field] == "banyak"
    assert f'href="#id_{field}"' in page.content.decode()
    assert "bukan jumlah rupiah" in text_of(page)


def test_the_efficiency_in_force_is_named_with_its_formula(desk: Desk) -> None:
    page = text_of(desk.get(at("anggaran/")))
    assert "Varian yang berlaku: E1 , bila capaian paling sedikit 100%" in page
    assert "E4 : pagu − realisasi anggaran" in page
    assert "belum dinilai" in page


def test_process_and_target_are_told_apart(desk: Desk) -> None:
    page = text_of(desk.get(at("proses/")))
    process, target = page.split("Keberhasilan target")
    assert "17 dalam waktu baku, 4 melewatinya; 0 kali dikembalikan." in process
    assert "3 dari 3 unit menyerahkan tepat waktu" in process
    assert "4 dari 7 indikator terukur mencapai 100,00% atau lebih." in target
    assert "5 menit 20 menit 10 menit 2 April 2024 pukul 15.00 WIB Sesuai waktu Melewati mutu baku" in target


@pytest.mark.parametrize("place", ["rekapitulasi", "perkembangan", "analisis", "anggaran", "proses"])
def test_for_another_agency_none_of_it_exists(reviewed: Case, place: str) -> None:
    other = stranger(reviewed.agency)
    assert other.get(at(f"{place}/")).status_code == 404
    assert other.get(f"/hasil/analisis/{figure_of('KEU-1').pk}/").status_code == 404
