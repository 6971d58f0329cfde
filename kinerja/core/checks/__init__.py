"""The numbered checks ("pemeriksaan kewajaran"): what is wrong or odd in a table of performance figures.

Nearly every one of them was seen in a published report; `docs/checks.md` lists them with a real example each.
`examine` looks at a whole table; `Examination` takes the rows one by one, for a file too large to hold.
"""

from collections.abc import Iterable, Sequence

from kinerja.core.checks.cells import ErrorString, FractionOfWhole, Illegible, PercentOfCount, TwoUnits
from kinerja.core.checks.proving import EvidenceMissing, HandedInLate, Outlier
from kinerja.core.checks.publishing import ChangedAfterPublication, ClassGap, NotReproducible, StatusAgainstNumber
from kinerja.core.checks.row import EMPTY, Check, Finding, Row, Severity
from kinerja.core.checks.tables import AbsorptionAsPerformance, ParentAtZero
from kinerja.core.checks.targets import (
    AggregationMissing,
    PercentagesAddedUp,
    PeriodTargets,
    PolarityMissing,
    WeakTarget,
    WithoutTarget,
)
from kinerja.core.method import Method

__all__ = ["CHECKS", "EMPTY", "Check", "Examination", "Finding", "Row", "Severity", "examine"]

CHECKS: tuple[type[Check], ...] = (
    ErrorString,
    PolarityMissing,
    AggregationMissing,
    AbsorptionAsPerformance,
    PercentOfCount,
    ParentAtZero,
    PeriodTargets,
    NotReproducible,
    StatusAgainstNumber,
    ChangedAfterPublication,
    WeakTarget,
    WithoutTarget,
    TwoUnits,
    PercentagesAddedUp,
    FractionOfWhole,
    EvidenceMissing,
    Outlier,
    ClassGap,
    HandedInLate,
    Illegible,
)
"""Every check, in the order of its number."""


class Examination:
    """All checks at work on one table whose rows come one by one.

    The findings of a row come back when it is fed, except those of the checks that compare rows: they may name an
    earlier row, and the last of them come from `finish`.
    """

    def __init__(self, method: Method, *, checks: Sequence[type[Check]] = CHECKS) -> None:
        self._checks = [check(method) for check in checks]

    def feed(self, row: Row) -> list[Finding]:
        """Return what is known to be wrong once this row is seen."""
        return [finding for check in self._checks for finding in check.feed(row)]

    def finish(self) -> list[Finding]:
        """Return what only the end of the table shows."""
        return [finding for check in self._checks for finding in check.finish()]


def examine(rows: Iterable[Row], method: Method, *, checks: Sequence[type[Check]] = CHECKS) -> list[Finding]:
    """Return the findings of all checks on a table, by row and then by number of the check."""
    examination = Examination(method, checks=checks)
    found = [finding for row in rows for finding in examination.feed(row)]
    return sorted(found + examination.finish())
