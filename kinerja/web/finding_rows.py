"""What the pages show of the numbered checks: a line per finding, beside its figure or in one list."""

from collections.abc import Iterable
from dataclasses import dataclass

from kinerja.core.checks import Severity
from kinerja.performance.checking import Told
from kinerja.web.parts import Badge


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding as it is printed; `about` is the indicator or the sheet that it speaks of."""

    figure_id: int
    number: int
    about: str
    sentence: str
    severity: Badge


_BADGES = {
    Severity.BLOCK: Badge("bad", "close", Severity.BLOCK.label),
    Severity.WARN: Badge("warning", "alert", Severity.WARN.label),
    Severity.NOTE: Badge("info", "info", Severity.NOTE.label),
}


def finding_lines(told: Iterable[Told]) -> tuple[FindingLine, ...]:
    """Return findings for a page, in their order."""
    return tuple(FindingLine(one.figure_id, one.check, one.about, one.sentence, _BADGES[one.severity]) for one in told)
