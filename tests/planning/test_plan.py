"""The plan: laid down whole or not at all, every fault told at once, codes of the official shape."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kinerja.audit.log import Refused, latest, trail_of
from kinerja.people.acting import Acting
from kinerja.people.models import Agency
from kinerja.planning.models import Budget, Card, Indicator, PlanNode, ShelfDocument, Target
from kinerja.planning.operations import PlanDescription, lay_down_plan, put_on_shelf
from kinerja.planning.queries import cards_in_force, ceilings, nodes_of, on_shelf, targets_of
from tests.cast import INDICATORS, NODES, NOW, PDF, PERCENT, PLAN, SINCE, indicator

Cast = Callable[[str], Acting]


def lay_down(agency: Agency, by: Acting, plan: PlanDescription = PLAN) -> list[Indicator]:
    return lay_down_plan(agency=agency, year=2024, plan=plan, since=SINCE, by=by, at=NOW)


def nothing_written() -> bool:
    return not any(model.objects.exists() for model in (PlanNode, Indicator, Card, Target, Budget))


def test_a_plan_stands_with_tree_cards_targets_and_money(setwan: Agency, acting: Cast) -> None:
    indicators = lay_down(setwan, acting("ketua-sakip"))
    assert [node.code for node in nodes_of(setwan.pk)] == [node["code"] for node in NODES]
    assert [card.indicator.code for card in cards_in_force(agency_id=setwan.pk, on=SINCE)] == [
        row["code"] for row in INDICATORS
    ]
    targets = targets_of(agency_id=setwan.pk, periods=["2024", "2024-tw1"])
    keu, sid = indicators[0].pk, indicators[5].pk
    assert (targets[keu, "2024"].value, targets[keu, "2024-tw1"].value, targets[sid, "2024-tw1"].value) == (12, 3, None)
    assert list(ceilings(agency_id=setwan.pk, year=2024).values()) == [Decimal("900000000.50")]


def test_it_is_one_row_of_the_trail(setwan: Agency, acting: Cast) -> None:
    before = len(latest(setwan.pk))
    lay_down(setwan, acting("ketua-sakip"))
    assert len(latest(setwan.pk)) == before + 1
    assert trail_of(setwan)[-1].name == "plan.laid_down"


def test_every_fault_is_told_at_once_and_nothing_is_written(setwan: Agency, acting: Cast) -> None:
    nameless = {key: value for key, value in INDICATORS[0].items() if key not in ("target", "wording")}
    plan = PlanDescription(
        nodes=(
            *NODES,
            NODES[0],
            {"level": "sasaran", "code": "S9", "wording": "x", "parent": "T9", "pagu": "banyak"},
            {"level": "program", "code": "4.2", "wording": "x"},
            {"level": "bidang", "code": "B1", "wording": "x"},
        ),
        indicators=(
            *INDICATORS,
            INDICATORS[0],
            {**nameless, "code": "A"},
            indicator("B", "X9", "gudang", "dua", ("1", "", "", "satu")),
            indicator("C", "S1", "jf-persidangan", "1", ("1",)),
            indicator("D", "S1", "jf-persidangan", "1", ("", "", "", ""), formula="(2T-R)/T"),
            indicator("E", "S1", "jf-persidangan", "1", ("", "", "", ""), **{**PERCENT, "aggregation": "jumlah"}),
            indicator("F", "S1", "jf-persidangan", "NaN", ("", "", "", ""), polarity="miring"),
        ),
    )
    with pytest.raises(Refused) as refused:
        lay_down(setwan, acting("ketua-sakip"), plan)
    for told in (
        "Kode T1 ditulis dua kali.",
        "Induk T9 dari S9 belum ditulis di atasnya.",
        "Pagu S9 bukan angka: banyak.",
        "Indikator KEU-1 ditulis dua kali.",
        "Indikator A belum mempunyai target tahunan.",
        "Indikator A belum mengisi wording.",
        "Indikator B menunjuk X9 yang tidak ada dalam pohon rencana.",
        "Indikator B menunjuk unit gudang yang tidak terdaftar.",
        "Indikator B: target dua bukan angka.",
        "Indikator B: target satu bukan angka.",
        "Indikator C harus menyebut empat target triwulan",
        "Indikator D: Rumus (2T-R)/T tidak cocok dengan arah naik.",
        "Indikator E: Persentase dan indeks tidak dijumlahkan antarperiode.",
        "Indikator F: target NaN bukan angka.",
        "Indikator F: miring bukan pilihan polarity. Pilih naik, turun, stabil",
        "Kode 4.2 tidak berbentuk kode program",
        "Jenjang bidang dari B1 tidak dikenal.",
    ):
        assert told in str(refused.value)
    assert nothing_written()


PREDIKAT = {"polarity": "predikat", "formula": "peringkat", "ranks": "akip", "aggregation": "terakhir"}
RANGE = {"polarity": "rentang", "formula": "rentang", "aggregation": "terakhir"}
YES_NO = {"polarity": "ya/tidak", "formula": "ya/tidak", "aggregation": "terakhir"}


def of_unit(code: str, target: str, quarters: tuple[str, ...] = ("", "", "", ""), **rest: Any) -> dict[str, Any]:
    return indicator(code, "S1", "jf-persidangan", target, quarters, **rest)


def plan_of(*indicators: dict[str, Any]) -> PlanDescription:
    return PlanDescription(nodes=NODES, indicators=indicators)


def test_targets_are_read_by_the_polarity_of_their_card(setwan: Agency, acting: Cast) -> None:
    plan = plan_of(
        of_unit("P", "BB", ("", "", "", "B"), **PREDIKAT),
        of_unit("R", "80-90", ("80.5-90", "", "", ""), **RANGE),
        of_unit("Y", "ya", ("tidak", "ya", "ya", "ya"), **YES_NO),
    )
    lay_down(setwan, acting("ketua-sakip"), plan)
    rows = Target.objects.filter(period__in=("2024", "2024-tw1")).order_by("indicator__position", "period")
    assert [(row.indicator.code, row.quantity.printed(), row.value) for row in rows.select_related("indicator")] == [
        ("P", "BB", 5),
        ("P", "", None),
        ("R", "80-90", 80),
        ("R", "80,5-90", Decimal("80.5")),
        ("Y", "ya", 1),
        ("Y", "tidak", 0),
    ]


def test_a_card_keeps_everything_its_rule_needs(setwan: Agency, acting: Cast) -> None:
    inverse = {"polarity": "turun", "formula": "T/R", "ceiling": "150"}
    progress = {"polarity": "turun", "formula": "kemajuan", "baseline": "12.5"}
    percent = {**PERCENT, "aggregation": "jumlah", "sum_reason": "Persentase tambahan tiap triwulan"}
    plan = plan_of(*(of_unit(code, "8", **rest) for code, rest in (("I", inverse), ("K", progress), ("S", percent))))
    lay_down(setwan, acting("ketua-sakip"), plan)
    rules = [card.rule for card in cards_in_force(agency_id=setwan.pk, on=SINCE)]
    assert (rules[0].ceiling, rules[1].baseline) == (15000, 125000)
    assert rules[2].sum_reason == "Persentase tambahan tiap triwulan"


def test_a_target_that_does_not_fit_its_polarity_is_told_with_the_others(setwan: Agency, acting: Cast) -> None:
    plan = plan_of(
        of_unit("P", "WTP", **PREDIKAT),
        of_unit("Q", "A", **{**PREDIKAT, "ranks": "bintang"}),
        of_unit("R", "85", ("90-80", "", "", ""), **RANGE),
        of_unit("Y", "1", **YES_NO),
        of_unit("N", "BB"),
        of_unit("K", "87,25"),
        of_unit("T", "5", polarity="turun", formula="T/R"),
    )
    with pytest.raises(Refused) as refused:
        lay_down(setwan, acting("ketua-sakip"), plan)
    for told in (
        "Indikator P: target WTP tidak sesuai: “WTP” tidak ada dalam tabel peringkat akip. Pilih AA, A, BB",
        "Indikator Q: tabel peringkat bintang tidak dikenal. Pilih opini, akip.",
        "Indikator R: target 85 tidak sesuai: “85” bukan rentang.",
        "Indikator R: target 90-80 bukan angka.",
        "Indikator Y: target 1 tidak sesuai: “1” tidak cocok dengan indikator berarah ya/tidak. Tulis ya atau tidak.",
        "Indikator N: target BB tidak sesuai: “BB” tidak cocok dengan indikator berarah naik.",
        "Indikator K: target 87,25 bukan angka. Tulis angka dengan titik untuk desimal",
        "Indikator T: Batas atas wajib pada rumus T/R",
    ):
        assert told in str(refused.value)
    assert nothing_written()


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        (("60", "30"), "Bobot indikator pada S1 berjumlah 90, seharusnya 100."),
        (("60", None), "Bobot pada S1 harus ditulis untuk semua indikatornya atau tidak sama sekali."),
        (("100", "0"), "Indikator B: bobot 0 tidak dapat dipakai."),
        (("99.999", "0.001"), "Indikator A: bobot 99.999 tidak dapat dipakai."),
        (("60", "empat"), "Indikator B: bobot empat bukan angka."),
    ],
)
def test_weights_of_a_node_sum_to_100_or_are_absent(
    setwan: Agency, acting: Cast, weights: tuple[str | None, ...], sentence: str
) -> None:
    told = [{} if weight is None else {"weight": weight} for weight in weights]
    plan = plan_of(*(of_unit(code, "1", **rest) for code, rest in zip("AB", told, strict=True)))
    with pytest.raises(Refused, match=re.escape(sentence)):
        lay_down(setwan, acting("ketua-sakip"), plan)
    assert nothing_written()


def test_weights_stand_on_the_cards(setwan: Agency, acting: Cast) -> None:
    plan = plan_of(of_unit("A", "1", weight="66.67"), of_unit("B", "1", weight="33.33"))
    lay_down(setwan, acting("ketua-sakip"), plan)
    found = [card.weight for card in cards_in_force(agency_id=setwan.pk, on=SINCE)]
    assert found == [Decimal("66.67"), Decimal("33.33")]


@pytest.mark.parametrize(
    ("level", "code"),
    [
        ("program", "4.2.02"),
        ("program", "4.02.02.2.01"),
        ("kegiatan", "4.02.02.3.01"),
        ("kegiatan", "4.02.02"),
        ("sub kegiatan", "4.02.02.2.01.001"),
        ("sub kegiatan", "4.02.02.2.01.1"),
        ("bidang", "B1"),
    ],
)
def test_the_database_refuses_a_code_of_the_wrong_shape(setwan: Agency, level: str, code: str) -> None:
    with pytest.raises(IntegrityError, match="node_code_has_the_shape_of_its_level"), transaction.atomic():
        PlanNode.objects.create(agency=setwan, level=level, code=code, wording="x", position=1)


@pytest.mark.parametrize("code", ["4.02.02.2.01.01", "4.02.02.2.01.0001"])
def test_sub_activities_come_in_both_widths(setwan: Agency, code: str) -> None:
    node = PlanNode.objects.create(agency=setwan, level="sub kegiatan", code=code, wording="x", position=1)
    assert str(node) == f"{code} x"


def test_an_indicator_has_one_card_in_force_at_a_time(plan: list[Indicator]) -> None:
    card = Card.objects.get(indicator=plan[0])
    card.pk, card._state.adding = None, True
    with pytest.raises(IntegrityError, match="one_card_in_force"), transaction.atomic():
        card.save()
    assert Card.objects.filter(indicator=plan[0]).count() == 1


def test_the_shelf_gives_the_newest_document_valid_on_the_day(setwan: Agency, acting: Cast) -> None:
    for number, since, until in (("1", SINCE, date(2024, 3, 1)), ("2", date(2024, 3, 1), None)):
        document = {"name": "Renstra", "kind": "dokumen instansi", "number": number, "since": since, "until": until}
        put_on_shelf(agency=setwan, document=document, file=("r.pdf", PDF), by=acting("ketua-sakip"), at=NOW)
    early = on_shelf(agency_id=setwan.pk, names=["Renja", "Renstra"], on=date(2024, 2, 29))
    late = on_shelf(agency_id=setwan.pk, names=["Renja", "Renstra"], on=date(2024, 3, 1))
    assert (early.number, late.number) == ("1", "2")  # type: ignore[union-attr]
    assert on_shelf(agency_id=setwan.pk, names=["Renstra"], on=date(2023, 12, 31)) is None


def test_an_unfit_file_puts_nothing_on_the_shelf(setwan: Agency, acting: Cast) -> None:
    document = {"name": "Renstra", "kind": "dokumen instansi", "since": SINCE}
    with pytest.raises(Refused, match="bukan PDF, JPEG"):
        put_on_shelf(agency=setwan, document=document, file=("r.pdf", b"teks"), by=acting("ketua-sakip"), at=NOW)
    assert not ShelfDocument.objects.exists()
