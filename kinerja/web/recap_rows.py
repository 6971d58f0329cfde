"""What the page of the recap shows: the means of a measured cycle level by level, the agency's above them."""

from dataclasses import dataclass

from kinerja.performance.measuring import NodeMean
from kinerja.performance.queries import Results
from kinerja.planning.models import Level
from kinerja.web.parts import Badge
from kinerja.web.result_rows import BENEATH, mean_lines, predicate_of, shown


@dataclass(frozen=True, slots=True)
class RecapLine:
    """One node: its own indicators, their mean with and without the cap, and the mean of the nodes beneath."""

    code: str
    wording: str
    measured: int
    counted: int
    weighted: bool
    average: str
    uncapped: str
    predicate: Badge | None
    beneath: str
    beneath_of: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecapLevel:
    """One level of the plan with its nodes, in the order of the plan."""

    key: str
    label: str
    lines: tuple[RecapLine, ...]


def recap_levels(results: Results) -> list[RecapLevel]:
    """Return every level of the plan that has a node with indicators, or above such a one."""
    levels = []
    for level in Level:
        nodes = [node for node in results.nodes if node.level == level and (node.counted or node.beneath.n)]
        if nodes:
            lines = tuple(_line(node, results) for node in nodes)
            levels.append(RecapLevel(level.name.casefold(), level.label, lines))
    return levels


def _line(node: NodeMean, results: Results) -> RecapLine:
    return RecapLine(
        code=node.code,
        wording=node.wording,
        measured=node.own.n,
        counted=node.counted,
        weighted=node.weighted,
        average=shown(node.own.capped),
        uncapped=shown(node.own.uncapped),
        predicate=predicate_of(node.own, results.method),
        beneath=shown(node.beneath.capped),
        beneath_of=f"dari {node.beneath.n} {BENEATH.get(Level(node.level), 'simpul')}" if node.beneath.n else "",
        lines=mean_lines(node, results),
    )
