"""The plan: laid down whole or not at all, every fault told at once, codes of the official shape."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

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
    assert (targets[keu, "2024"], targets[keu, "2024-tw1"], targets[sid, "2024-tw1"]) == (12, 3, None)
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
