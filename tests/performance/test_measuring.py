"""Measuring a cycle: each result as it can be worked out by hand from `tests.cast.TYPED`, and the means above them.

KEU-1 naik 3/3 = 100,00 · KEU-2 turun (2x2-3)/2 = 50,00 · KEU-3 naik 87,25/90 = 96,94
SID-1 naik 12/10 = 120,00 · SID-2 tidak tersedia · SID-3 tanpa target triwulan
WAS-1 naik 0/4 = 0,00 · WAS-2 turun, target 0, realisasi 0 = 100,00 · WAS-3 naik 1/1 = 100,00
"""

import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from kinerja.core.measure import Aggregation, Formula, Nature, Polarity, Rule, load_method
from kinerja.core.numbers import SCALE
from kinerja.people.acting import Acting
from kinerja.performance.measuring import Measured, Reported, agency_mean, measure_figure, roll_up, standing
from kinerja.performance.models import Cycle, Figure, Measurement, Result
from kinerja.performance.queries import Results, results_of
from kinerja.planning.models import Card, Indicator, PlanNode
from kinerja.sop.models import Case
from tests.cast import carry, do, open_visit, refusal

Cast = Callable[[str], Acting]
METHOD = load_method("kinerja-2018")


@pytest.fixture
def measured(collecting: Case, measuring: Case) -> Case:
    """A measuring case at its review, with its results."""
    carry(collecting, until=11)
    return carry(measuring, until=8)


def results() -> Results:
    found = results_of(Cycle.objects.get())
    assert found is not None
    return found


def by_code() -> dict[str, Result]:
    return {row.indicator.code: row for row in results().rows}


def test_each_indicator_has_its_achievement_and_predicate(measured: Case) -> None:
    found = {code: (row.achievement, row.predicate) for code, row in by_code().items()}
    assert found == {
        "KEU-1": (10000, "Sangat Tinggi"),
        "KEU-2": (5000, "Sangat Rendah"),
        "KEU-3": (9694, "Sangat Tinggi"),
        "SID-1": (12000, "Sangat Tinggi"),
        "SID-2": (None, ""),
        "SID-3": (None, ""),
        "WAS-1": (0, "Sangat Rendah"),
        "WAS-2": (10000, "Sangat Tinggi"),
        "WAS-3": (10000, "Sangat Tinggi"),
    }


def test_where_a_cycle_stands_is_what_measuring_it_keeps(measured: Case) -> None:
    found, kept = standing(Cycle.objects.get().pk), results()
    assert [(one.figure.figure_id, one.achievement.value, one.predicate) for one in found.figures] == [
        (row.figure_id, row.achievement, row.predicate) for row in kept.rows
    ]
    assert (found.nodes, found.agency) == (kept.nodes, kept.agency)


def test_what_has_no_figure_says_why(measured: Case) -> None:
    found = by_code()
    assert found["SID-2"].status == "tidak tersedia"
    assert found["SID-3"].status == "belum ditargetkan pada periode ini"
    assert found["SID-3"].realisation == 1  # printed beside it
    assert all(found[code].reason.endswith(".") for code in ("SID-2", "SID-3"))
    assert found["WAS-1"].reason == ""
    assert results().without_figure == 2


def test_every_result_explains_itself(measured: Case) -> None:
    told = " ".join(by_code()["KEU-2"].explanation)
    assert "50,00" in told
    assert all(row.explanation for row in results().rows)


def test_progress_is_told_against_the_target_of_the_year(measured: Case) -> None:
    found = by_code()
    assert found["KEU-1"].progress == 2500
    assert found["SID-1"].progress == 3000
    assert found["SID-2"].progress is None


def test_a_node_is_the_mean_of_its_own_indicators_and_the_agency_that_of_its_sasaran(measured: Case) -> None:
    found = results()
    own = {mean.code: (mean.own.capped, mean.own.uncapped, mean.own.n, mean.counted) for mean in found.nodes}
    assert own["T1"] == (None, None, 0, 0)
    assert own["S1"] == (6667, 7333, 3, 3)  # (100 + 100 + 0) / 3 and (100 + 120 + 0) / 3
    assert own["4.02.02"] == (7500, 7500, 2, 3)  # (50 + 100) / 2; SID-2 is counted and not measured
    assert own["4.02.02.2.01"] == (9847, 9847, 2, 3)
    assert own["4.02.02.2.01.0001"] == (None, None, 0, 0)
    assert found.agency == (6667, 7333, 1)


def test_the_mean_beneath_is_a_second_figure(measured: Case) -> None:
    beneath = {mean.code: mean.beneath for mean in results().nodes}
    assert beneath["T1"] == (6667, 7333, 1)
    assert beneath["S1"] == (7500, 7500, 1)
    assert beneath["4.02.02.2.01"].n == 0


def test_the_mean_beneath_can_be_recomputed_from_the_means_as_printed() -> None:
    nodes = [PlanNode(pk=1, level="sasaran", code="S"), PlanNode(pk=2, level="program", code="P", parent_id=1)]
    rows = [Result(indicator=Indicator(node_id=2), achievement=value) for value in (15000, 5000)]
    above, below = roll_up(nodes, rows, METHOD)
    assert below.own == (7500, 10000, 2)  # 100 and 50 capped, 150 and 50 not
    assert above.beneath == (7500, 10000, 1)
    assert agency_mean([above, below]) == (None, None, 0)  # beneath never stands in for a node's own


def test_a_mean_is_rounded_half_up_once() -> None:
    nodes = [PlanNode(pk=1, level="sasaran", code="S")]
    rows = [Result(indicator=Indicator(node_id=1), achievement=value) for value in (9000, 9001)]
    assert roll_up(nodes, rows, METHOD)[0].own == (9001, 9001, 2)  # 90,005 becomes 90,01


def test_measuring_again_supersedes_and_keeps_the_first(measured: Case, acting: Cast) -> None:
    first = Measurement.objects.get()
    do(open_visit(measured, 8), refusal(5))
    do(open_visit(measured, 5))
    first.refresh_from_db()
    second = Measurement.objects.get(superseded_at=None)
    assert (first.superseded_at, first.result_set.count()) == (second.measured_at, 9)
    assert second.pk != first.pk
    assert results().measurement == second


def test_the_frozen_rule_is_measured_by_whatever_the_card_says_now(measured: Case) -> None:
    Card.objects.filter(indicator__code="KEU-1").update(polarity="turun", formula="(2T-R)/T")
    Figure.objects.filter(indicator__code="KEU-1").update(value=Decimal(6))
    do(open_visit(measured, 8), refusal(5))
    do(open_visit(measured, 5))
    assert by_code()["KEU-1"].achievement == 20000  # R/T, not (2T-R)/T


def test_recap_and_report_wait_for_the_measuring(collecting: Case, measuring: Case) -> None:
    carry(collecting)
    carry(measuring, until=5)
    assert results_of(Cycle.objects.get()) is None
    do(open_visit(measuring, 5))
    assert results_of(Cycle.objects.get()) is not None


def of_periods(*values: str | None) -> Measured:
    """Measure an indicator (naik, jumlah, mandiri; 3 per quarter, 12 a year) from one value per quarter."""
    rule = Rule(Polarity.HIGHER, Formula.HIGHER, Aggregation.SUM, Nature.SEPARATE)
    frozen, target = json.dumps(rule.to_json()), 3 * SCALE
    labels = {f"2024-tw{number}": f"Triwulan {number}" for number, _ in enumerate(values, start=1)}
    year = [
        Reported(key, frozen, 12 * SCALE, target=target, value=None if value is None else int(value) * SCALE)
        for key, value in zip(labels, values, strict=True)
    ]
    return measure_figure(year, labels, METHOD)


def test_quarters_are_added_up_and_set_against_the_targets_up_to_now() -> None:
    found = of_periods("3", "1")
    assert (found.reached.value, found.aim.value) == (Decimal(4), Decimal(6))
    assert found.achievement.value == 6667
    assert (found.predicate, found.progress, found.total.provisional) == ("Sedang", 3333, False)


def test_a_quarter_not_reported_makes_the_sum_provisional_and_is_no_zero() -> None:
    found = of_periods(None, "3")
    assert (found.reached.value, found.aim.value) == (Decimal(3), Decimal(3))
    assert found.achievement.value == 10000
    assert (found.total.provisional, found.total.reported, found.total.expected) == (True, 1, 2)
