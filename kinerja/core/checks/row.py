"""What a check looks at and what it says: one row of a table or sheet, one finding, and the shape of a check."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final

from kinerja.core.measure import Aggregation, Method, Nature, Polarity, Rule
from kinerja.core.numbers import Kind, Reading, scaled


class Severity(StrEnum):
    """How much a finding weighs: `block` stops a hand-in or a decision, the others are shown and kept."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The word that officials see."""
        return {Severity.BLOCK: "menahan", Severity.WARN: "peringatan", Severity.NOTE: "catatan"}[self]


EMPTY: Final = Reading(Kind.EMPTY, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One indicator in one period, as a table or a sheet states it.

    `number` is the row as the spreadsheet shows it, or the position on a sheet. `stated` names the fields of this
    class that the table has a column for at all: a check about a column that does not exist there stays silent.
    Readings keep what was written; money is a `Reading` in rupiah. Everything but the number is optional.

    `source`, `agency`, `year` and `period` say which table a row belongs to; `node` and `parent` are codes of the
    plan, and where `parent` is blank the order of `level` (program, kegiatan, sub kegiatan) tells it.
    """

    number: int
    stated: frozenset[str] = frozenset()

    # What is measured, and how.
    indicator: str = ""
    unit: str = ""
    polarity: Polarity | None = None
    aggregation: Aggregation | None = None
    nature: Nature | None = None
    rule: Rule | None = None
    unknown_polarity: str = ""  # what stands for the direction and names none, as written

    # Which table, and where in it.
    source: str = ""
    agency: str = ""
    node: str = ""
    level: str = ""
    parent: str = ""
    year: str = ""
    period: str = ""

    # Promised and reached, as written.
    target: Reading = EMPTY
    realisation: Reading = EMPTY
    year_target: Reading | None = None
    # The periods of this row's year (or quarter) in order; a blank one is an empty reading.
    period_targets: tuple[Reading, ...] = ()
    period_realisations: tuple[Reading, ...] = ()

    # What was published beside it.
    achievement: Reading | None = None
    predicate: str = ""  # the word of a scale, or a status such as "Tercapai"
    published_before: Reading | None = None  # the realisation as an earlier publication printed it

    # Money of the same row: spent, and the ceiling it was spent from.
    spent: Reading | None = None
    ceiling: Reading | None = None

    # Earlier years or periods of the same indicator, oldest first; `last_year` is last year's realisation.
    last_year: Reading | None = None
    history: tuple[Reading, ...] = ()

    # Proof and time. A day without an hour: a due day ends at 23.59, a day of handing in begins at 00.00.
    evidence_required: bool = False
    evidence: int | None = None
    due_at: datetime | None = None
    handed_in_at: datetime | None = None

    @property
    def cells(self) -> tuple[tuple[str, Reading], ...]:
        """The cells that hold a figure, under the names of their fields."""
        named = (
            ("target", self.target),
            ("realisation", self.realisation),
            ("year_target", self.year_target),
            ("achievement", self.achievement),
            ("spent", self.spent),
            ("ceiling", self.ceiling),
            ("last_year", self.last_year),
        )
        return tuple((name, reading) for name, reading in named if reading is not None)

    @property
    def table(self) -> tuple[str, str, str, str]:
        """What the rows of one published table share."""
        return self.source, self.agency, self.year, self.period


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What one check says about one row; `column` is the field of `Row` that it is about, if it is about one."""

    row: int
    check: int
    severity: Severity
    message: str
    column: str = ""


class Check(ABC):
    """One numbered check at work on one table: it is fed the rows in order and finishes when they end.

    A check that looks at rows one by one answers at once and keeps nothing; one that compares rows (`grouped`) keeps
    only what it needs of each group and may answer for an earlier row, or at the end. `sentence` is the message with
    its gaps in braces; it says what is wrong and what to do.
    """

    number: ClassVar[int]
    name: ClassVar[str]
    severity: ClassVar[Severity]
    sentence: ClassVar[str]
    grouped: ClassVar[bool] = False

    def __init__(self, method: Method) -> None:
        self.method = method

    @abstractmethod
    def feed(self, row: Row) -> Iterable[Finding]:
        """Return what is known to be wrong once this row is seen."""

    def finish(self) -> Iterable[Finding]:
        """Return what only the end of the table shows."""
        return ()

    def find(self, row: Row | int, column: str = "", **gaps: object) -> Finding:
        """Return a finding of this check with the gaps of its sentence filled in."""
        number = row if isinstance(row, int) else row.number
        return Finding(number, self.number, self.severity, self.sentence.format(**gaps), column)


def single(reading: Reading | None) -> int | None:
    """Return the single figure of a reading in 1e-4 units, or None where it holds none."""
    if reading is None or reading.kind is not Kind.NUMBER or reading.number is None:
        return None
    return scaled(reading.number)
