"""Measuring: worked examples that an expert can read, and properties against an independent reference."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product
from math import floor
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kinerja.core.compiled import compiled, source
from kinerja.core.explaining import explain, explain_mean
from kinerja.core.measure import (
    FORMULAS,
    PYTHON,
    Achievement,
    Aggregation,
    Formula,
    Nature,
    PeriodFigure,
    Polarity,
    Rule,
    Status,
    Total,
    achieve,
    achieve_total,
    average,
    load_method,
    measure,
    method_on,
    predicate,
    progress_to_year,
    quantity,
    up_to_period,
)
from kinerja.core.numbers import percent, read, scaled
from tests.core import worked
from tests.core.worked import hundredths, measured, rule_of, total_of, units

METHOD = load_method("kinerja-2018")
HIGHER = Rule(Polarity.HIGHER, Formula.HIGHER, Aggregation.SUM, Nature.SEPARATE)
LOWER = Rule(Polarity.LOWER, Formula.LOWER, Aggregation.SUM, Nature.SEPARATE)
SIZES = st.integers(-(10**20), 10**20) | st.integers(-30, 30)
POSITIVE = st.integers(1, 10**20) | st.integers(1, 30)


def cases(name: str) -> pytest.MarkDecorator:
    """Worked examples of one file, each shown under its own name."""
    entries = worked.cases(name)
    return pytest.mark.parametrize("case", [pytest.param(entry, id=entry["nama"]) for entry in entries])


def half_up(exact: Fraction) -> int:
    """The reference: one fraction in percent, rounded once to two decimals, never below zero."""
    return max(0, floor(exact * 10_000 + Fraction(1, 2)))


def value(rule: Rule, target: int, realisation: int, **more: Any) -> int | None:
    return achieve(rule, target=target, realisation=realisation, year_target=target, **more).value


# --- Worked examples


@cases("capaian.toml")
def test_a_worked_example_of_one_figure(case: dict[str, Any]) -> None:
    found = measured(case)
    assert (found.value is None) == ("alasan" in case)
    assert (percent(found.value) if found.value is not None else str(found.status)) in (
        case.get("capaian"),
        case.get("alasan"),
    )
    assert found.flags == tuple(case.get("tanda", ()))
    assert found.value is None or predicate(found.value, METHOD) == case["predikat"]


@cases("periode.toml")
def test_a_worked_example_of_several_periods(case: dict[str, Any]) -> None:
    total = total_of(case)
    found = achieve_total(rule_of(case), total, year_target=units(case["target_tahun"]))
    assert f"{total.reported} dari {total.expected}" == case["melapor"]
    assert total.provisional == case.get("sementara", False)
    assert (percent(found.value) if found.value is not None else None) == case.get("capaian")
    assert str(found.status) == case.get("alasan", "terukur")


@cases("rata-rata.toml")
def test_a_worked_example_of_an_average(case: dict[str, Any]) -> None:
    limit = case.get("batas", "100,00")
    cap = None if limit == "tanpa batas" else hundredths(limit)
    weights = [hundredths(weight) for weight in case["bobot"]] if "bobot" in case else None
    found = average([hundredths(figure) for figure in case["capaian"]], cap=cap, weights=weights)
    assert found.n == len(case["capaian"])
    assert (found.capped is None, found.uncapped is None) == (not case["capaian"], not case["capaian"])
    assert not case["capaian"] or (percent(found.capped or 0), percent(found.uncapped or 0)) == (
        case["rata_rata"],
        case["tanpa"],
    )


@pytest.mark.parametrize("weights", [[5000], [5000, 0], [5000, -1], [3000, 3000, 4000]])
def test_weights_that_do_not_pair_up_with_the_values_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="Bobot tidak berpasangan"):
        average([9000, 8000], cap=None, weights=weights)


@pytest.mark.parametrize("row", worked.conformance(), ids=lambda row: row["case"])
def test_where_public_systems_disagree_we_answer_as_published(row: dict[str, str]) -> None:
    found = measured(row)
    assert found.value == (scaled(read(row["ours"]).number or 0) // 100 if row["ours"] else None)
    assert row["ours"] or str(found.status) == row["ours_note"]
    assert row["ours_note"] != "aturan target nol" or "aturan target nol" in found.flags
    assert (predicate(found.value, METHOD) if found.value is not None else "") == row["predikat"]


def test_the_conformance_cases_are_all_here() -> None:
    assert len(worked.conformance()) == 26
    assert {row["arah"] for row in worked.conformance()} == set(Polarity)


# --- Properties


@given(SIZES, SIZES)
def test_higher_and_lower_equal_the_exact_fraction_rounded_once(target: int, realisation: int) -> None:
    assume(target)
    gain = Fraction(realisation - target, abs(target))
    assert value(HIGHER, target, realisation) == half_up(1 + gain)
    assert value(LOWER, target, realisation) == half_up(1 - gain)


@given(POSITIVE, SIZES, st.integers(10_000, 30_000))
def test_target_over_realisation_equals_the_exact_fraction_up_to_its_ceiling(
    target: int, realisation: int, top: int
) -> None:
    assume(realisation > 0)
    rule = Rule(Polarity.LOWER, Formula.INVERSE, Aggregation.SUM, Nature.SEPARATE, ceiling=top)
    assert value(rule, target, realisation) == min(top, half_up(Fraction(target, realisation)))


@given(SIZES, SIZES, SIZES)
def test_progress_equals_the_exact_fraction_in_both_directions(baseline: int, target: int, realisation: int) -> None:
    assume(target != baseline)
    rule = Rule(Polarity.LOWER, Formula.PROGRESS, Aggregation.LAST, Nature.SEPARATE, baseline=baseline)
    assert value(rule, target, realisation) == half_up(Fraction(realisation - baseline, target - baseline))


@given(POSITIVE, POSITIVE, SIZES)
def test_a_range_is_full_inside_and_falls_on_both_sides(low: int, width: int, realisation: int) -> None:
    rule = Rule(Polarity.RANGE, Formula.RANGE, Aggregation.LAST, Nature.SEPARATE)
    high = low + width
    exact = Fraction(min(realisation, low), low) if realisation <= high else Fraction(2 * high - realisation, high)
    assert value(rule, low, realisation, upper=high) == half_up(exact)


@given(SIZES, st.sampled_from([HIGHER, LOWER]), st.booleans())
def test_an_exact_hit_is_one_hundred_percent(target: int, rule: Rule, whole_year: bool) -> None:
    assume(target)
    year = target if whole_year else 4 * target
    assert achieve(rule, target=target, realisation=target, year_target=year) == Achievement(10_000, Status.MEASURED)


@given(SIZES, SIZES, POSITIVE)
def test_more_never_lowers_higher_and_never_raises_lower(target: int, realisation: int, more: int) -> None:
    assume(target)
    higher = [value(HIGHER, target, result) or 0 for result in (realisation, realisation + more)]
    lower = [value(LOWER, target, result) or 0 for result in (realisation, realisation + more)]
    assert higher[0] <= higher[1]
    assert lower[0] >= lower[1]


@given(
    st.sampled_from([HIGHER, LOWER]),
    st.none() | st.integers(-5, 5),
    st.none() | st.integers(-5, 5),
    st.none() | st.integers(-5, 5),
    st.booleans(),
)
def test_there_is_a_figure_exactly_when_it_is_measured(
    rule: Rule, target: int | None, realisation: int | None, year: int | None, away: bool
) -> None:
    found = achieve(rule, target=target, realisation=realisation, year_target=year, unavailable=away)
    assert (found.value is not None) == (found.status is Status.MEASURED)
    assert found.value is None or (target is not None and realisation is not None and not away)
    assert found.status.reason.endswith(".")


@given(
    st.lists(st.tuples(POSITIVE, st.none() | SIZES), min_size=1, max_size=12), st.sampled_from(["jumlah", "rata-rata"])
)
def test_sum_and_average_use_the_targets_of_the_reported_periods(
    periods: list[tuple[int, int | None]], way: str
) -> None:
    rule = Rule(Polarity.HIGHER, Formula.HIGHER, Aggregation(way), Nature.SEPARATE)
    total = up_to_period(rule, [PeriodFigure(str(key), *figure) for key, figure in enumerate(periods)], year_target=1)
    reported = [(target, result) for target, result in periods if result is not None]
    assert (total.reported, total.provisional) == (len(reported), len(reported) < len(periods))
    found = achieve_total(rule, total, year_target=1)
    assert found.value == (
        half_up(Fraction(sum(result for _, result in reported), sum(target for target, _ in reported)))
        if reported
        else None
    )


@given(st.lists(st.tuples(POSITIVE, st.integers(0, 10**20), POSITIVE), min_size=1, max_size=6))
def test_a_ratio_is_numerators_over_denominators_rounded_once(periods: list[tuple[int, int, int]]) -> None:
    rule = Rule(Polarity.HIGHER, Formula.HIGHER, Aggregation.RATIO, Nature.SEPARATE)
    figures = [PeriodFigure("", target, None, numerator=part, denominator=whole) for target, part, whole in periods]
    reached = Fraction(sum(part for _, part, _ in periods) * 1_000_000)
    wanted = sum(target * whole for target, _, whole in periods)
    assert achieve_total(rule, up_to_period(rule, figures), year_target=1).value == half_up(reached / wanted)


@given(st.lists(st.integers(0, 50_000), min_size=1, max_size=40), st.sampled_from([None, 10_000, 11_000, 12_000]))
def test_an_average_can_be_recomputed_from_the_printed_rows(values: list[int], cap: int | None) -> None:
    found = average(values, cap=cap)
    limited = [min(one, cap) if cap else one for one in values]
    assert found.capped == floor(Fraction(sum(limited), len(values)) + Fraction(1, 2))
    assert found.uncapped == floor(Fraction(sum(values), len(values)) + Fraction(1, 2))


@given(st.sampled_from(Formula), SIZES, SIZES, SIZES, SIZES, SIZES)
def test_the_compiled_arithmetic_is_the_definition_itself(
    formula: Formula, target: int, realisation: int, year_target: int, upper: int, baseline: int
) -> None:
    ceiling = 12_000 if formula is Formula.INVERSE else None
    inputs: dict[str, Any] = {"target": target, "realisation": realisation, "year_target": year_target}
    inputs |= {"upper": upper, "baseline": baseline}
    fast = compiled(lambda ops, **names: measure(ops, formula, **names, ceiling=ceiling))
    expected = measure(PYTHON, formula, **inputs, ceiling=ceiling)
    assert fast(target, realisation, year_target, upper, baseline) == expected


def test_the_compiled_source_computes_nothing_twice_and_asks_for_no_null() -> None:
    text = source(lambda ops, **names: measure(ops, Formula.LOWER, **names))
    lines = [line.partition(" = ")[2] for line in text.splitlines()[1:-1]]
    assert len(lines) == len(set(lines)) < 20
    assert " is None" not in text


@given(
    st.sampled_from([Formula.HIGHER, Formula.RANGE]),
    st.sampled_from([Aggregation.SUM, Aggregation.LAST, Aggregation.AVERAGE]),
    st.none() | st.integers(-2, 2),
    st.none() | st.integers(-2, 2),
    st.booleans(),
    st.none() | st.integers(0, 2),
)
def test_a_period_alone_is_what_it_is_beside_one_that_nobody_expects(
    formula: Formula, way: Aggregation, target: int | None, result: int | None, away: bool, year: int | None
) -> None:
    polarity = Polarity.RANGE if formula is Formula.RANGE else Polarity.HIGHER
    rule = Rule(polarity, formula, way, Nature.SEPARATE)
    figure = PeriodFigure("2024-tw2", target, result, away, upper=2)
    silent = PeriodFigure("2024-tw1", None, None)
    assert up_to_period(rule, [figure], year_target=year) == up_to_period(rule, [silent, figure], year_target=year)


@pytest.mark.parametrize("polarity", [Polarity.HIGHER, Polarity.LOWER, Polarity.STABILISE])
def test_the_arithmetic_alone_is_null_where_the_application_has_no_figure(polarity: Polarity) -> None:
    rule = Rule(polarity, FORMULAS[polarity][0], Aggregation.SUM, Nature.SEPARATE)
    for figures in product((None, -1, 0, 1, 2), repeat=3):
        inputs: dict[str, Any] = dict(zip(("target", "realisation", "year_target"), figures, strict=True))
        alone = measure(PYTHON, rule.formula, **inputs, upper=0, baseline=0)
        assert alone == achieve(rule, **inputs).value, inputs


# --- The rule, the method, the words


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"formula": Formula.LOWER}, "tidak cocok dengan arah naik"),
        ({"unit": "%"}, "tidak dijumlahkan"),
        ({"ceiling": 12_000}, "Batas atas"),
        ({"baseline": 0}, "Nilai awal"),
        ({"ranks": "opini"}, "Tabel peringkat"),
        ({"decimals": 5}, "paling banyak empat"),
    ],
)
def test_a_rule_whose_parts_do_not_fit_is_refused_with_a_sentence(parts: dict[str, Any], sentence: str) -> None:
    fitting = {"polarity": Polarity.HIGHER, "formula": Formula.HIGHER, "aggregation": Aggregation.SUM}
    with pytest.raises(ValueError, match=sentence):
        Rule(**{**fitting, "nature": Nature.SEPARATE, **parts})


def test_a_rule_survives_json() -> None:
    rule = Rule(Polarity.LOWER, Formula.INVERSE, Aggregation.AVERAGE, Nature.CUMULATIVE, unit="%", ceiling=15_000)
    assert Rule.from_json(rule.to_json()) == rule
    assert rule.to_json()["formula"] == "T/R"
    with pytest.raises(ValueError, match="tidak lengkap: nature"):
        Rule.from_json({key: part for key, part in rule.to_json().items() if key != "nature"})


def test_a_reading_that_does_not_fit_the_indicator_is_refused_with_a_sentence() -> None:
    opinion = Rule(Polarity.ORDINAL, Formula.RANK, Aggregation.LAST, Nature.SEPARATE, ranks="opini")
    with pytest.raises(ValueError, match="tidak ada dalam tabel peringkat opini"):
        quantity(opinion, read("BB Predikat"), METHOD)
    with pytest.raises(ValueError, match="Tulis sebuah angka"):
        quantity(HIGHER, read("WTP"), METHOD)
    with pytest.raises(ValueError, match="dapat berarti"):
        quantity(HIGHER, read("1.550"), METHOD)


def test_every_rank_of_every_method_can_be_read() -> None:
    for code in ("kinerja-2018", "kota-tegal"):
        for table in load_method(code).ranks.values():
            assert [read(word).rank for word in table] == list(table)
            assert min(table.values()) >= 1


def test_the_edges_differ_between_the_methods_where_they_should() -> None:
    tegal = load_method("kota-tegal")
    assert [predicate(figure, METHOD) for figure in (9100, 9099, 6600, 5100, 5099)] == [
        *("Sangat Tinggi", "Tinggi", "Sedang", "Rendah", "Sangat Rendah"),
    ]
    assert [predicate(figure, tegal) for figure in (9001, 9000, 6501, 5001, 5000)] == [
        *("Sangat Tinggi", "Tinggi", "Sedang", "Rendah", "Sangat Rendah"),
    ]


def test_a_day_finds_the_standard_method_in_force() -> None:
    assert method_on(date(2024, 3, 31)).code == "kinerja-2018"
    assert (METHOD.cap, METHOD.standard, load_method("kota-tegal").standard) == (10_000, True, False)
    with pytest.raises(ValueError, match="Belum ada metode"):
        method_on(date(2017, 12, 31))
    with pytest.raises(ValueError, match="tidak dikenal"):
        load_method("lain")


def test_progress_to_the_year_stands_beside_the_achievement() -> None:
    total = up_to_period(HIGHER, [PeriodFigure("2024-tw1", 30_000, 33_000)], year_target=120_000)
    assert achieve_total(HIGHER, total, year_target=120_000).value == 11_000
    assert progress_to_year(HIGHER, total, year_target=120_000).value == 2_750


def test_a_figure_explains_itself_with_its_numbers() -> None:
    total = up_to_period(LOWER, [PeriodFigure("2024-tw1", 100_000, 50_000)], year_target=400_000)
    lines = explain(LOWER, total, achieve_total(LOWER, total, year_target=400_000), METHOD).lines
    assert "Perhitungan: (2 × 10 − 5) ÷ 10 = 150,00%." in lines
    assert "Predikat Sangat Tinggi, karena 150,00% mencapai batasnya, 91,00%." in lines
    assert any("kinerja-2018 versi 1" in line for line in lines)


@cases("capaian.toml")
def test_every_example_explains_itself_in_whole_sentences(case: dict[str, Any]) -> None:
    rule, found = rule_of(case), measured(case)
    target, upper = quantity(rule, read(case["target"], locale="id"), METHOD)
    realisation = quantity(rule, read(case["realisasi"], locale="id"), METHOD)[0]
    total = Total(target, realisation, 1, 1, 0, False, "2024", "Tahun 2024", upper=upper)
    lines = explain(rule, total, found, METHOD).lines
    assert all(line[0].isupper() and line.endswith(".") and "None" not in line for line in lines)
    assert (f"= {case.get('capaian')}%." in " ".join(lines)) == (found.value is not None)
    assert found.value is not None or found.status.reason in lines


@cases("periode.toml")
def test_every_example_of_periods_explains_itself(case: dict[str, Any]) -> None:
    rule, total = rule_of(case), total_of(case)
    lines = explain(rule, total, achieve_total(rule, total, year_target=units(case["target_tahun"])), METHOD).lines
    assert all(line.endswith(".") and "None" not in line for line in lines)
    assert any("sementara" in line for line in lines) == case.get("sementara", False)


@cases("rata-rata.toml")
def test_every_mean_explains_itself_so_that_it_can_be_recomputed(case: dict[str, Any]) -> None:
    limit = case.get("batas", "100,00")
    cap = None if limit == "tanpa batas" else hundredths(limit)
    weights = [hundredths(weight) for weight in case["bobot"]] if "bobot" in case else None
    values = [hundredths(figure) for figure in case["capaian"]]
    terms = [average([value], cap=cap) for value in values]
    method = replace(METHOD, cap=cap)
    lines = explain_mean(
        average(values, cap=cap, weights=weights), terms, method, of="indikator", weights=weights
    ).lines
    assert all(line[0].isupper() and line.endswith(".") and "None" not in line for line in lines)
    assert not values or f"= {case['rata_rata']}%" in lines[0]
    assert any(f"= {case['tanpa']}%" in line for line in lines) if values else "belum ada rata-rata" in lines[0]


def test_a_mean_names_its_printed_figures_the_cap_and_the_predicate() -> None:
    terms = [average([value], cap=10_000) for value in (15_000, 8_750, 5_000, 5_001)]
    values = [term.uncapped or 0 for term in terms]
    mean = average(values, cap=10_000)
    assert explain_mean(mean, terms, METHOD, of="indikator", without=1).lines == (
        "Rata-rata dari 4 indikator sebagaimana tercetak: (100,00 + 87,50 + 50,00 + 50,01) ÷ 4 = 71,88%, dibulatkan "
        "sekali, setengah ke atas.",
        "Capaian di atas 100,00% dihitung 100,00%. Tanpa batas: (150,00 + 87,50 + 50,00 + 50,01) ÷ 4 = 84,38%, "
        "dibulatkan sekali, setengah ke atas.",
        "Predikat Sedang, karena 71,88% mencapai batasnya, 66,00%.",
        "Ada 1 indikator tanpa capaian; yang itu tidak ikut dihitung.",
    )
