"""The grouping from periods to a nation: in Python against a reference in fractions, in SQL against Python by hash."""

import random
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinerja.core.measure import load_method
from kinerja.core.rollup.flat import AGENCY, GOVERNMENT, INDICATOR, NATION, NODE, PERIOD, Fault, Level, Row
from kinerja.core.rollup.skeleton import roll_up
from tests.core import engines, reference
from tests.core.flat_rows import rows

METHOD = load_method("kinerja-2018")
FAULTS = {str(fault) for fault in Fault}
PLAIN = Row(1, 10, "sasaran", 100, 1000, 2024, 1, "R/T", "jumlah", "mandiri", 120_000, 10_000, 10_000)
Tables = dict[str, list[tuple[Any, ...]]]


def dicts(found: Tables, level: Level) -> list[dict[str, Any]]:
    return [dict(zip(level.columns, row, strict=True)) for row in found[level.name]]


def one(made: list[Row], level: Level = INDICATOR) -> dict[str, Any]:
    """Return the last row of a level."""
    return dicts(roll_up(made, METHOD), level)[-1]


def hashes(found: Tables) -> dict[str, str]:
    return {name: engines.digest(made) for name, made in found.items()}


@pytest.fixture(scope="module")
def adversarial() -> tuple[list[Row], Tables]:
    """Rows that look for trouble, and all their levels in Python."""
    made = rows(seed=4)
    return made, roll_up(made, METHOD)


# --- Three engines, one figure ----------------------------------------------------------------------------------------


def test_duckdb_gives_every_level_as_python_does(adversarial: tuple[list[Row], Tables], tmp_path: Path) -> None:
    made, found = adversarial
    assert hashes(engines.on_duckdb(made, METHOD, tmp_path)) == hashes(found)


@pytest.mark.django_db
def test_postgresql_gives_every_level_as_python_does(adversarial: tuple[list[Row], Tables]) -> None:
    made, found = adversarial
    assert hashes(engines.on_postgresql(made, METHOD)) == hashes(found)


def test_the_engines_agree_without_a_cap_and_with_edges_that_must_be_passed(tmp_path: Path) -> None:
    made, method = rows(seed=5, indicators=150), load_method("kota-tegal")
    assert hashes(engines.on_duckdb(made, method, tmp_path)) == hashes(roll_up(made, method))


def test_the_order_of_the_rows_does_not_matter(adversarial: tuple[list[Row], Tables]) -> None:
    made, found = adversarial
    shuffled = random.Random(1).sample(made, len(made))
    assert hashes(roll_up(shuffled, METHOD)) == hashes(found)


def test_the_adversary_leaves_nothing_out(adversarial: tuple[list[Row], Tables]) -> None:
    made, found = adversarial
    told = {row["status"] for row in dicts(found, INDICATOR)}
    assert told >= FAULTS
    assert {row.formula for row in made} > {"R/T", "T/R", "kemajuan", "rentang naik", "peringkat", "ya/tidak"}
    assert any((row["achievement"] or 0) > 10**18 for row in dicts(found, INDICATOR))


# --- Python against fractions -----------------------------------------------------------------------------------------


def test_every_figure_equals_the_reference_in_fractions(adversarial: tuple[list[Row], Tables]) -> None:
    made, found = adversarial
    by_indicator = defaultdict(list)
    for row in made:
        by_indicator[row.government, row.agency, row.indicator, row.year].append(row)
    checked = 0
    for row in dicts(found, INDICATOR):
        if row["status"] not in FAULTS:
            same = by_indicator[row["government"], row["agency"], row["indicator"], row["year"]]
            until = [one for one in same if one.period <= 3 * row["quarter"]]
            assert row["achievement"] == reference.up_to(until), until
            quarter = [one for one in until if one.period > 3 * (row["quarter"] - 1)]
            assert row["alone"] == (reference.up_to(quarter) if quarter else None), quarter
            checked += row["achievement"] is not None
    assert checked > 2000


def test_every_mean_equals_the_reference_in_fractions(adversarial: tuple[list[Row], Tables]) -> None:
    _, found = adversarial
    members = defaultdict(list)
    for row in dicts(found, INDICATOR):
        if row["achievement"] is not None:
            members[tuple(row[name] for name in NODE.columns[:6])].append((row["achievement"], row["weight"]))
    for row in dicts(found, NODE):
        pairs = members[tuple(row[name] for name in NODE.columns[:6])]
        weights = [weight for _, weight in pairs]
        shares = None if None in weights else weights
        values = [value for value, _ in pairs]
        assert (row["capped"], row["uncapped"]) == tuple(reference.mean(values, cap, shares) for cap in (10_000, None))


@pytest.mark.parametrize(("lower", "upper"), [(NODE, AGENCY), (AGENCY, GOVERNMENT), (GOVERNMENT, NATION)])
def test_every_level_above_is_the_mean_of_the_printed_figures_beneath(
    lower: Level, upper: Level, adversarial: tuple[list[Row], Tables]
) -> None:
    _, found = adversarial
    keys = upper.columns[: upper.columns.index("capped")]
    members = defaultdict(list)
    for row in dicts(found, lower):
        if row.get("level", "sasaran") == "sasaran" and row["capped"] is not None:
            members[tuple(row[name] for name in keys)].append(row)
    for row in dicts(found, upper):
        beneath = members[tuple(row[name] for name in keys)]
        assert row["capped"] == reference.mean([one["capped"] for one in beneath], None)
        assert row["measured"] == len(beneath) <= row["members"]


@given(
    st.lists(st.tuples(st.integers(-(10**6), 10**6), st.integers(0, 10**6)), min_size=1, max_size=4),
    st.integers(1, 10**6),
    st.sampled_from(("R/T", "(2T-R)/T", "stabil")),
)
def test_figures_in_another_unit_give_the_same_achievement(
    pairs: list[tuple[int, int]], scale: int, formula: str
) -> None:
    made = [
        PLAIN._replace(period=number, target=target, realisation=reached, formula=formula)
        for number, (target, reached) in enumerate(pairs, start=1)
    ]
    scaled = [
        row._replace(target=(row.target or 0) * scale, realisation=(row.realisation or 0) * scale) for row in made
    ]
    assert one(made)["achievement"] == one(scaled)["achievement"]


# --- What the skeleton decides ----------------------------------------------------------------------------------------


def test_three_bases_stand_side_by_side() -> None:
    made = [PLAIN._replace(period=month, realisation=10_000 + 1_000 * month) for month in range(1, 7)]
    found = one(made)
    assert (found["quarter"], found["alone"], found["achievement"], found["progress"]) == (2, 15_000, 13_500, 6_750)
    assert (found["target"], found["realisation"], found["divisor"]) == (60_000, 81_000, 1)
    assert one(made[:1], PERIOD)["achievement"] == 11_000


def test_a_ratio_is_rolled_up_as_a_ratio_of_sums() -> None:
    ratio = PLAIN._replace(aggregation="rasio", realisation=None, target=500_000, year_target=500_000)
    made = [
        ratio._replace(period=1, numerator=10_000, denominator=20_000),
        ratio._replace(period=2, numerator=0, denominator=980_000),
    ]
    assert one(made)["achievement"] == 200  # one of a hundred against half of them, not the mean of 50 % and 0 %
    assert one(made[1:], PERIOD)["achievement"] == 0


def test_silence_is_counted_and_never_zero() -> None:
    made = [PLAIN, PLAIN._replace(period=2, realisation=None), PLAIN._replace(period=3, unavailable=True)]
    found = one(made)
    assert (found["achievement"], found["provisional"]) == (10_000, True)
    assert (found["reported"], found["expected"], found["unavailable"]) == (1, 3, 1)


def test_an_agency_is_drawn_up_to_the_last_quarter_it_knows() -> None:
    other = PLAIN._replace(indicator=1001, period=8)
    quarters = [row["quarter"] for row in dicts(roll_up([PLAIN, other], METHOD), INDICATOR)]
    assert quarters == [1, 2, 3, 3]


def test_a_fault_spoils_the_indicator_from_its_quarter_on_and_nothing_else() -> None:
    made = [PLAIN, PLAIN._replace(period=5), PLAIN._replace(period=5), PLAIN._replace(indicator=1001, period=5)]
    found = {(row["indicator"], row["quarter"]): row for row in dicts(roll_up(made, METHOD), INDICATOR)}
    assert found[1000, 1]["achievement"] == found[1001, 2]["achievement"] == 10_000
    assert (found[1000, 2]["achievement"], found[1000, 2]["status"]) == (None, Fault.TWICE)
    assert (one(made, NODE)["measured"], one(made, NODE)["members"]) == (1, 2)


def test_rows_that_disagree_on_the_rule_are_one_row_with_the_reason() -> None:
    made = [PLAIN, PLAIN._replace(period=5, year_target=1), PLAIN._replace(indicator=1001, period=5)]
    found = [row for row in dicts(roll_up(made, METHOD), INDICATOR) if row["indicator"] == 1000]
    assert [(row["quarter"], row["achievement"], row["status"]) for row in found] == [(1, None, Fault.TWO_RULES)]
    assert one(made, NODE)["measured"] == one(made, NODE)["members"] == 1


def test_weights_count_only_where_every_measured_indicator_has_one() -> None:
    made = [
        PLAIN._replace(weight=7_500),
        PLAIN._replace(indicator=1001, weight=2_500, realisation=5_000),
        PLAIN._replace(indicator=1002, realisation=None),
    ]
    assert one(made, NODE)["capped"] == 8_750
    assert one([*made, PLAIN._replace(indicator=1003, realisation=0)], NODE)["capped"] == 5_000


def test_timeliness_counts_periods_with_a_deadline() -> None:
    due = PLAIN._replace(due=date(2024, 2, 5))
    made = [
        due._replace(handed_in=datetime(2024, 2, 5, 23, 59, tzinfo=UTC)),
        due._replace(period=2, handed_in=date(2024, 2, 6)),
        PLAIN._replace(period=3),
    ]
    found = one(made, NATION)
    assert (found["due"], found["on_time"], found["reported"]) == (2, 1, 3)
