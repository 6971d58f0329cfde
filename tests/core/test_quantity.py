"""A target or realisation from text to print: each polarity takes its own words, and every fault is a sentence."""

from decimal import Decimal

import pytest

from kinerja.core.measure import FORMULAS, Aggregation, Nature, Polarity, Rule, load_method
from kinerja.core.quantity import NOTHING, Quantity, realisation_of, split_ratio, target_of

METHOD = load_method("kinerja-2018")


def rule(polarity: str, aggregation: str = "terakhir", ranks: str = "") -> Rule:
    direction = Polarity(polarity)
    return Rule(direction, FORMULAS[direction][0], Aggregation(aggregation), Nature.SEPARATE, ranks=ranks)


HIGHER, RANGE, YES = rule("naik"), rule("rentang"), rule("ya/tidak")
AKIP, RATIO = rule("predikat", ranks="akip"), rule("naik", "rasio")


@pytest.mark.parametrize(
    ("measured_by", "text", "found"),
    [
        (HIGHER, "87,25", Quantity(Decimal("87.25"))),
        (RANGE, "80-90", Quantity(Decimal(80), Decimal(90))),
        (AKIP, "BB Predikat", Quantity(Decimal(5), word="BB")),
        (AKIP, "bb", Quantity(Decimal(5), word="BB")),
        (YES, "Ya", Quantity(Decimal(1), word="ya")),
        (YES, "tidak", Quantity(Decimal(0), word="tidak")),
        (RATIO, "90", Quantity(Decimal(90))),
        (HIGHER, "", NOTHING),
        (AKIP, "-", NOTHING),
    ],
)
def test_a_target_is_read_by_its_polarity(measured_by: Rule, text: str, found: Quantity) -> None:
    assert target_of(measured_by, text, METHOD) == found


def test_a_file_writes_decimals_with_a_point() -> None:
    assert target_of(HIGHER, "87.25", METHOD, locale="en") == Quantity(Decimal("87.25"))
    assert target_of(RANGE, "80.5-90", METHOD, locale="en") == Quantity(Decimal("80.5"), Decimal(90))


@pytest.mark.parametrize(
    ("measured_by", "text", "sentence"),
    [
        (HIGHER, "BB", "tidak cocok dengan indikator berarah naik"),
        (HIGHER, "80-90", "tidak cocok dengan indikator berarah naik"),
        (RANGE, "85", "bukan rentang. Tulis batas bawah dan batas atas"),
        (RANGE, "90-80", "terbalik"),
        (AKIP, "WTP", "tidak ada dalam tabel peringkat akip. Pilih AA, A, BB"),
        (AKIP, "7", "tidak ada dalam tabel peringkat akip"),
        (YES, "1", "Tulis ya atau tidak"),
        (YES, "barangkali", "Tulis ya atau tidak"),
    ],
)
def test_what_does_not_fit_is_told(measured_by: Rule, text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        target_of(measured_by, text, METHOD)


def test_the_percentage_of_a_ratio_is_rounded_once_at_the_fourth_decimal() -> None:
    found = realisation_of(RATIO, "45 dari 50", METHOD)
    assert found == Quantity(Decimal(90), numerator=Decimal(45), denominator=Decimal(50))
    assert realisation_of(RATIO, "2 dari 3", METHOD).value == Decimal("66.6667")
    assert realisation_of(RATIO, "1 dari 800.000", METHOD).value == Decimal("0.0001")  # 0,000125
    assert realisation_of(RATIO, "100 dari 110 Organisasi", METHOD).denominator == 110


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("45", "isi juga penyebutnya"),
        ("dari 50", "isi juga pembilangnya"),
        ("45 dari 0", "penyebut harus lebih dari nol"),
        ("0 dari 0", "penyebut harus lebih dari nol"),
        ("45 dari -5", "penyebut harus lebih dari nol"),
        ("empat dari 5", "pembilang “empat” bukan angka"),
        ("4 dari lima", "penyebut “lima” bukan angka"),
        ("9000000000000000 dari 0,0001", "pembilang terlalu besar"),
    ],
)
def test_a_ratio_that_cannot_be_worked_out_is_told(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        realisation_of(RATIO, text, METHOD)


def test_a_realisation_is_one_figure_also_where_the_target_is_a_range() -> None:
    assert realisation_of(RANGE, "85", METHOD) == Quantity(Decimal(85))
    with pytest.raises(ValueError, match="Realisasi ditulis sebagai satu angka"):
        realisation_of(RANGE, "80-90", METHOD)


@pytest.mark.parametrize("text", ["", "-", "n/a", "Tidak tersedia data"])
def test_nothing_typed_is_no_realisation(text: str) -> None:
    assert all(realisation_of(one, text, METHOD) == NOTHING for one in (HIGHER, RANGE, AKIP, YES, RATIO))


@pytest.mark.parametrize(
    ("quantity", "decimals", "printed"),
    [
        (Quantity(Decimal("1016389.5")), 2, "1.016.389,50"),
        (Quantity(Decimal("87.255")), 2, "87,255"),
        (Quantity(Decimal(12)), None, "12"),
        (Quantity(Decimal(80), Decimal(90)), 0, "80-90"),
        (Quantity(Decimal(5), word="BB"), 0, "BB"),
        (Quantity(Decimal(0), word="tidak"), 0, "tidak"),
        (Quantity(Decimal(90), numerator=Decimal(45), denominator=Decimal(50)), 0, "45 dari 50 (90,00)"),
        (Quantity(Decimal("66.6667"), numerator=Decimal(2), denominator=Decimal(3)), 4, "2 dari 3 (66,67)"),
        (NOTHING, 2, ""),
    ],
)
def test_it_is_printed_as_officials_write_it(quantity: Quantity, decimals: int | None, printed: str) -> None:
    assert quantity.printed(decimals) == printed


def test_the_two_parts_of_a_typed_ratio_can_be_taken_apart() -> None:
    assert split_ratio(" 45 dari 50 ") == ("45", "50")
    assert split_ratio("45 dari") == ("45", "")
    assert split_ratio("dari 50") == ("", "50")
    assert split_ratio("empat puluh") == ("empat puluh", "")
