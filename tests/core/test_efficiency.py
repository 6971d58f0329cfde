"""Efficiency of money: every variant on published numbers, at its limits, and where it has no figure."""

from decimal import Decimal
from typing import Any

import pytest

from kinerja.core.efficiency import (
    FORMULAS,
    NO_BUDGET,
    NO_OUTPUT,
    NO_SPENDING,
    WITHIN_YEAR,
    Money,
    Output,
    Variant,
    judge,
)
from kinerja.core.method import load_method


def money(ceiling: Any, spent: Any) -> Money:
    return Money(*(None if value is None else Decimal(value) for value in (ceiling, spent)))


def output(ceiling: Any, spent: Any, target: Any, reached: Any) -> Output:
    return Output("Keluaran A", money(ceiling, spent), Decimal(target), Decimal(reached))


def test_a_statistics_office_saved_what_its_report_prints() -> None:
    found = judge(Variant.RUPIAH, achievement=None, money=money(18947968, 17512862))
    assert found.printed == "Rp1.435.106,00"
    assert found.worked == "Rp18.947.968,00 − Rp17.512.862,00 = Rp1.435.106,00"


def test_a_city_reached_its_index_with_eleven_percent_left() -> None:
    # Published: IPM, capaian 100,45 %, efisiensi 11,01 %; so 88,99 % of the money was spent.
    found = judge(Variant.SAVING, achievement=10045, money=money(10000, 8899))
    assert (found.printed, found.word) == ("11,01%", "Efisien")


@pytest.mark.parametrize(
    ("achievement", "spent", "told"),
    [(9999, 5000, "belum mencapai 100%"), (10000, 10000, "tidak di bawah 100%"), (0, 10001, "belum mencapai 100%")],
)
def test_nothing_is_saved_where_the_target_was_missed_or_all_was_spent(achievement: int, spent: int, told: str) -> None:
    found = judge(Variant.SAVING, achievement=achievement, money=money(10000, spent))
    assert (found.printed, found.word) == ("", "Tidak efisien")
    assert told in found.reason


@pytest.mark.parametrize(
    ("achievement", "word"),
    [(8501, "Efisien"), (8500, "Cukup efisien"), (7500, "Cukup efisien"), (7499, "Tidak efisien")],
)
def test_five_points_between_achievement_and_absorption_are_fairly_efficient(achievement: int, word: str) -> None:
    found = judge(Variant.GAP, achievement=achievement, money=money(100, 80))
    assert found.word == word
    assert found.printed.endswith(" poin")


@pytest.mark.parametrize(
    ("spent", "reached", "printed"),
    [
        (100, 10, "50,00%"),
        (90, 10, "75,00%"),
        (80, 10, "100,00%"),
        (10, 10, "100,00%"),
        (120, 10, "0,00%"),
        (900, 1, "0,00%"),
    ],
)
def test_the_value_of_outputs_never_leaves_nought_to_a_hundred(spent: int, reached: int, printed: str) -> None:
    found = judge(Variant.OUTPUT, achievement=None, money=money(None, None), outputs=[output(100, spent, 10, reached)])
    assert found.printed == printed


def test_the_value_of_outputs_is_one_mean_of_exact_savings() -> None:
    outputs = [output(300, 290, 3, 3), output(700, 700, 7, 7), output(100, 97, 1, 1)]
    found = judge(Variant.OUTPUT, achievement=None, money=money(1100, 1087), outputs=outputs)
    # (10/300 + 0 + 3/100) / 3 = 2,111... %; 50 + 2,111.../20 x 50 = 55,2777...
    assert found.printed == "55,28%"
    assert "E dari 3 keluaran = 2,11%" in found.worked


def test_absorption_is_spending_over_pagu_of_the_sums_and_never_a_mean() -> None:
    # Published: 98,40 + 98,80 + 98,91 divided by FOUR, printed as 74,03 %. Sums cannot go wrong that way.
    parts = [money(1000, 984), money(5000, 4940), money(11000, 10880)]
    assert [part.absorption for part in parts] == [9840, 9880, 9891]
    together = Money(
        sum((part.ceiling or Decimal(0) for part in parts), Decimal(0)),
        sum((part.spent or Decimal(0) for part in parts), Decimal(0)),
    )
    assert together.absorption == 9885


@pytest.mark.parametrize("variant", [Variant.SAVING, Variant.GAP, Variant.RUPIAH])
def test_without_pagu_or_spending_there_is_a_reason_and_no_figure(variant: Variant) -> None:
    for given, reason in ((money(0, 5), NO_BUDGET), (money(None, 5), NO_BUDGET), (money(5, None), NO_SPENDING)):
        found = judge(variant, achievement=10000, money=given)
        assert (found.printed, found.word, found.reason) == ("", "", reason)


def test_within_the_year_only_unit_costs_say_anything() -> None:
    for variant in (Variant.SAVING, Variant.GAP, Variant.RUPIAH):
        found = judge(variant, achievement=10000, money=money(100, 20), whole_year=False)
        assert (found.printed, found.reason) == ("", WITHIN_YEAR)
    outputs = [output(100, 50, 10, 5)]
    assert judge(Variant.OUTPUT, achievement=None, money=money(1, 1), outputs=outputs, whole_year=False).printed


def test_an_output_that_was_not_made_has_no_cost_and_says_so() -> None:
    found = judge(Variant.OUTPUT, achievement=None, money=money(1, 1), outputs=[output(100, 50, 10, 0)])
    assert "realisasi volume keluarannya nol" in found.reason
    assert judge(Variant.OUTPUT, achievement=None, money=money(1, 1)).reason == NO_OUTPUT


def test_the_method_says_which_variant_is_printed_and_from_which_predicate_action_is_asked() -> None:
    method = load_method("kinerja-2018")
    assert Variant(method.efficiency) in FORMULAS
    asked = [edge.name for edge in method.edges if method.asks_for_action(edge.name)]
    assert asked == ["Rendah", "Sangat Rendah"]
    assert not method.asks_for_action("")
