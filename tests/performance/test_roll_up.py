"""Means up the plan tree: each is taken from figures as printed, so that anybody can recompute it from the page."""

from kinerja.core.measure import load_method
from kinerja.performance.measuring import NodeMean, agency_mean, roll_up
from kinerja.performance.models import Result
from kinerja.planning.models import Indicator, Level, PlanNode

METHOD = load_method("kinerja-2018")  # cap 100,00
TREE = (
    PlanNode(pk=1, level=Level.OBJECTIVE, code="S1"),
    PlanNode(pk=2, level=Level.PROGRAM, code="P1", parent_id=1),
    PlanNode(pk=3, level=Level.PROGRAM, code="P2", parent_id=1),
)


def _rolled(*achievements: tuple[int, int | None]) -> dict[int, NodeMean]:
    """Return the tree's means from (node, achievement in hundredths of a percent)."""
    results = [Result(indicator=Indicator(node_id=node), achievement=value) for node, value in achievements]
    return {mean.node_id: mean for mean in roll_up(TREE, results, METHOD)}


def test_the_mean_beneath_is_taken_from_the_printed_means_of_the_children() -> None:
    # P1 prints (50 + 100) / 2 = 75,00 with the cap and (50 + 200) / 2 = 125,00 without; P2 prints 80,00.
    rolled = _rolled((2, 5000), (2, 20000), (3, 8000))
    assert (rolled[1].beneath.capped, rolled[1].beneath.uncapped, rolled[1].beneath.n) == (7750, 10250, 2)


def test_a_node_without_a_figure_of_its_own_stays_out_of_every_mean() -> None:
    rolled = _rolled((2, None), (3, 8000))
    assert (rolled[2].own.capped, rolled[2].counted) == (None, 1)
    assert (rolled[1].own.n, rolled[1].beneath.capped, rolled[1].beneath.n) == (0, 8000, 1)
    assert agency_mean(list(rolled.values())).n == 0


def test_the_agency_is_the_mean_of_its_sasaran_and_of_nothing_beneath() -> None:
    rolled = _rolled((1, 12000), (1, 0), (2, 9000))
    mean = agency_mean(list(rolled.values()))
    assert (mean.capped, mean.uncapped, mean.n) == (5000, 6000, 1)
