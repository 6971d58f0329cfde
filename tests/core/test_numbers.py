"""Figures as officials write them: nothing is guessed, nothing is lost on the way in and out."""

import csv
import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinerja.core.numbers import Kind, Number, Reading, locale_of, percent, plain, read, rupiah, scaled, unscaled, write

CASES_FOLDER = Path(__file__).parent / "cases"
CASES = tomllib.loads((CASES_FOLDER / "angka.toml").read_text("utf-8"))["kasus"]
FIGURES = st.integers(-(10**20) + 1, 10**20 - 1).map(unscaled)
# Texts near the border: what a form, a spreadsheet and a careless hand put together.
SCRAPS = st.lists(
    st.sampled_from([*"0123456789", ".", ",", "-", "%", " ", "Rp", "(", ")", "dari", "x", "#", "juta", "²", "٣", "A"]),
    max_size=14,
).map("".join)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['tulisan']}-{case.get('tempat', 'berkas')}")
def test_a_text_reads_as_the_expert_says(case: dict[str, Any]) -> None:
    found = read(case["tulisan"], locale="id" if case.get("tempat") == "formulir" else None)
    low, high = (Decimal(bound) for bound in case["rentang"]) if "rentang" in case else (None, None)
    above, below = (Decimal(part) for part in case["rasio"]) if "rasio" in case else (None, None)
    assert (found.kind, found.unit, found.rank) == (case["jenis"], case.get("satuan", ""), case.get("predikat", ""))
    assert found.number == (Decimal(case["angka"]) if "angka" in case else None)
    assert (found.low, found.high, found.numerator, found.denominator) == (low, high, above, below)
    assert case.get("kalimat", "") in found.reason
    assert found.remark == case.get("catatan", "")


@given(FIGURES)
def test_what_is_written_reads_back_the_same(value: Decimal) -> None:
    assert read(write(value), locale="id").number == value
    assert read(plain(value), locale="en").number == value
    assert scaled(unscaled(scaled(value))) == scaled(value)


@given(st.integers(0, 10**16 - 1).map(lambda sen: Decimal(f"{sen}E-2")))
def test_rupiah_read_back_the_same_wherever_they_stand(value: Decimal) -> None:
    assert read(rupiah(value)).quantity == Number(value, "Rp")
    assert read(rupiah(-value), locale="id").number == -value


@given(st.text(max_size=40) | SCRAPS, st.sampled_from(["id", "en", None]))
def test_no_text_makes_reading_fail_and_every_refusal_is_a_sentence(text: str, locale: Any) -> None:
    found = read(text, locale=locale)
    assert found.text == text
    assert found.reason.endswith(".") or found.kind not in (Kind.UNREADABLE, Kind.AMBIGUOUS, Kind.ERROR)


@given(text=st.text(max_size=40) | SCRAPS, locale=st.sampled_from(["id", "en", None]))
def test_every_digit_of_a_figure_stands_in_the_text(text: str, locale: Any) -> None:
    found = read(text, locale=locale)
    if found.kind is not Kind.YES_NO:
        written = "".join(sign for sign in text if sign.isdecimal())
        for value in (found.number, found.low, found.high, found.numerator, found.denominator):
            assert value is None or plain(abs(value)).replace(".", "").strip("0") in written


@given(FIGURES, st.sampled_from(["", " %", " Dokumen", " Orang/bulan"]))
def test_thousands_and_units_read_back_in_both_ways_of_writing(value: Decimal, unit: str) -> None:
    grouped = f"{value:,f}"
    swapped = grouped.translate(str.maketrans(",.", ".,"))
    assert read(grouped + unit, locale="en").number == value
    assert read(swapped + unit, locale="id").quantity == Number(value, unit.strip())


PUBLISHED = list(csv.DictReader((CASES_FOLDER / "published-strings.csv").read_text("utf-8").splitlines()))


def test_every_string_of_the_published_tables_is_a_value_or_a_reason() -> None:
    for row in PUBLISHED:
        found = read(row["tulisan"])
        value = plain(found.number) if found.number is not None else found.rank
        value = f"{found.low}-{found.high}" if found.kind is Kind.RANGE else value
        value = f"{found.numerator}/{found.denominator}" if found.kind is Kind.RATIO else value
        assert (found.kind, value, found.unit) == (row["jenis"], row["nilai"], row["satuan"]), row
        assert row["keterangan"] in (found.reason or found.remark), row


def test_the_published_strings_are_all_here_and_few_are_refused() -> None:
    kinds = Counter(row["jenis"] for row in PUBLISHED)
    assert len(PUBLISHED) == len({row["tulisan"] for row in PUBLISHED}) == 326
    assert (kinds["angka"], kinds["tidak terbaca"], kinds["bermakna ganda"]) == (311, 3, 1)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("140 Kelompok (1400 orang)", ("Kelompok", "orang")),
        ("5 Dokumen / 3 Laporan", ("Dokumen", "Laporan")),
        ("100 persen dan 5 event", ("%", "event")),
        ("Rp5.000.000 Dokumen", ("Rp", "Dokumen")),
        ("80% (75%)", ()),
        ("2 (POPNAS 201)", ()),
        ("5 Orang/bulan", ()),
    ],
)
def test_two_units_in_a_cell_are_told(text: str, units: tuple[str, ...]) -> None:
    assert read(text).units == units


@given(SCRAPS)
def test_an_unknown_locale_never_says_more_than_both_known_ones(text: str) -> None:
    free, candidates = read(text), [read(text, locale="id"), read(text, locale="en")]
    if free.kind is Kind.NUMBER:
        assert any(found.number == free.number for found in candidates)
    if all(found.kind is Kind.NUMBER for found in candidates) and candidates[0].number != candidates[1].number:
        assert free.kind is Kind.AMBIGUOUS


@pytest.mark.parametrize(
    ("column", "locale"),
    [
        (["1.550", "87,25", "12"], "id"),
        (["1.550", "1.016.389"], "id"),
        (["1.550", "31.82"], "en"),
        (["31.82", "1.016.389", "1.550"], None),
        (["1.550", "12", "n/a"], None),
    ],
)
def test_the_other_rows_decide_only_without_contradiction(column: list[str], locale: str | None) -> None:
    assert locale_of(column) == locale


def test_every_way_of_printing() -> None:
    assert write(Decimal("1016389.25")) == "1.016.389,25"
    assert (write(5), write(Decimal("0.1"), 2), write(Decimal("-1234.5"))) == ("5", "0,10", "-1.234,5")
    assert (percent(9778), percent(0), percent(123456)) == ("97,78", "0,00", "1.234,56")
    assert rupiah(Decimal("5294655000")) == "Rp5.294.655.000,00"
    assert (plain(Decimal("87.5"), 2), plain(Decimal("1016389.25"))) == ("87.50", "1016389.25")
    assert (str(Number(Decimal("87.25"), "%")), str(Number(Decimal(12), "Dokumen"))) == ("87,25%", "12 Dokumen")


def test_printing_fewer_decimals_rounds_half_up() -> None:
    assert (write(Decimal("0.125"), 2), write(Decimal("-0.125"), 2)) == ("0,13", "-0,13")
    assert (write(Decimal("-0.001"), 2), write(Decimal("999.995"), 2)) == ("0,00", "1.000,00")


def test_a_fifth_decimal_is_refused_and_never_rounded() -> None:
    with pytest.raises(ValueError, match="lebih dari empat"):
        scaled(Decimal("0.00001"))
    with pytest.raises(ValueError, match="lebih dari empat"):
        write(Decimal("0.12345"))
    with pytest.raises(ValueError, match="bukan angka"):
        scaled(Decimal("NaN"))


def test_a_very_long_text_is_refused_shortly() -> None:
    found: Reading = read("1" * 100_000)
    assert found.kind is Kind.UNREADABLE
    assert len(found.reason) < 150
