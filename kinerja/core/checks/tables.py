"""Checks that compare the rows of one table with one another: money against performance, parents and children."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from kinerja.core.checks.counting import is_percent
from kinerja.core.checks.row import Check, Finding, Row, Severity, single
from kinerja.core.method import Method
from kinerja.core.numbers import SCALE, Kind, Reading, half_up, rupiah, unscaled

ABSORPTION_ROWS: Final = 3
"""From how many rows on it is no chance: one or two equal percentages happen, three to two decimals do not."""

ABSORPTION_SHARE: Final = 2
"""Rows spread over many agencies count together only if they are one in two of those that can be tested."""

_HUNDRED: Final = 100 * SCALE
_HUNDREDTH: Final = SCALE // 100
_LEVELS: Final = ("tujuan", "sasaran", "program", "subkegiatan", "kegiatan")
_DEPTHS: Final = {"tujuan": 0, "sasaran": 1, "program": 2, "kegiatan": 3, "subkegiatan": 4}


@dataclass(slots=True)
class _Suspects:
    """The rows of one table whose performance equals what was spent, until there are enough of them to say so."""

    waiting: list[tuple[int, str, str]] = field(default_factory=list)
    count: int = 0


class AbsorptionAsPerformance(Check):
    """Find performance that is only the share of the budget that was spent, in at least three rows of a table.

    Every percentage of kegiatan that can be tested in one city's tables (S01 to S03) is the absorption of its budget.
    Where the ceiling is printed, spent against ceiling is compared. Where only money spent is, two periods of the
    same row give it away: if spent / performance is the same ceiling both times, performance was computed from it.
    Rows at 0 or 100 prove nothing; neither do two periods with the same figures, or both in whole percents. Three
    rows of one agency are enough; so are three of one publication where they are half of all that can be tested.
    """

    number = 4
    name = "Kinerja sama dengan serapan anggaran"
    severity = Severity.WARN
    grouped = True
    sentence = "Kinerja {performance} sama dengan serapan anggaran ({proof}). Isi dengan hasil kerja, bukan serapan."

    def __init__(self, method: Method) -> None:
        super().__init__(method)
        self._agencies: dict[tuple[str, str], _Suspects] = defaultdict(_Suspects)
        self._tested: dict[str, int] = defaultdict(int)
        self._first: dict[int, tuple[int, str, int, int, int]] = {}

    def feed(self, row: Row) -> Iterable[Finding]:
        spent, shown = single(row.spent), _performance(row)
        value = single(shown)
        if shown is None or value is None or not spent or value <= 0 or value == _HUNDRED:
            return ()
        ceiling = single(row.ceiling)
        if ceiling:
            return self._against_ceiling(row, shown, value, spent, ceiling)
        return self._against_other_period(row, shown, value, spent)

    def finish(self) -> Iterable[Finding]:
        """Return the rows of publications that spread the same habit over many small tables."""
        counts: dict[str, int] = defaultdict(int)
        for (source, _), suspects in self._agencies.items():
            counts[source] += suspects.count
        return [
            self.find(number, "realisation", performance=text, proof=proof)
            for (source, _), suspects in self._agencies.items()
            if counts[source] >= max(ABSORPTION_ROWS, self._tested[source] // ABSORPTION_SHARE)
            for number, text, proof in suspects.waiting
        ]

    def _against_ceiling(self, row: Row, shown: Reading, value: int, spent: int, ceiling: int) -> list[Finding]:
        step = min(_step(shown), _HUNDREDTH)  # 25% beside an absorption of 25,4% is no sign of anything
        self._tested[row.source] += 1
        if value not in (half_up(spent * _HUNDRED, ceiling * step) * step, spent * _HUNDRED // (ceiling * step) * step):
            return []
        proof = f"{rupiah(unscaled(spent))} dari {rupiah(unscaled(ceiling))}"
        return self._suspect(row, [(row.number, shown.text.strip(), proof)])

    def _against_other_period(self, row: Row, shown: Reading, value: int, spent: int) -> list[Finding]:
        key = hash((row.source, row.agency, row.year, row.node, row.indicator))
        text, step = shown.text.strip(), _step(shown)
        number, before, other, other_spent, other_step = self._first.setdefault(
            key, (row.number, text, value, spent, step)
        )
        same, coarse = other == value and other_spent == spent, step == other_step == SCALE
        if number == row.number or same or coarse:
            return []
        self._tested[row.source] += 2
        low, high = _implied(spent, value, step)
        other_low, other_high = _implied(other_spent, other, other_step)
        if max(low, other_low) > min(high, other_high):
            return []
        ceiling = max((step, half_up(spent * 100, value)), (other_step, half_up(other_spent * 100, other)), key=_finest)
        proof = f"pagu tersirat sekitar {rupiah(ceiling[1])} pada kedua periode"
        del self._first[key]
        return self._suspect(row, [(number, before, proof), (row.number, text, proof)])

    def _suspect(self, row: Row, found: list[tuple[int, str, str]]) -> list[Finding]:
        suspects = self._agencies[row.source, row.agency]
        suspects.waiting.extend(found)
        suspects.count += len(found)
        if suspects.count < ABSORPTION_ROWS:
            return []
        told, suspects.waiting = suspects.waiting, []
        return [self.find(number, "realisation", performance=text, proof=proof) for number, text, proof in told]


def _finest(ceiling: tuple[int, int]) -> int:
    """Order implied ceilings by how finely their percentage was printed."""
    return -ceiling[0]


def _performance(row: Row) -> Reading | None:
    """Return the cell that prints performance as a percentage: the realisation, else the published achievement."""
    if row.realisation.kind is Kind.NUMBER and _in_percent(row):
        return row.realisation
    return row.achievement if row.achievement is not None and row.achievement.kind is Kind.NUMBER else None


def _in_percent(row: Row) -> bool:
    return row.realisation.unit == "%" or (not row.realisation.unit and is_percent(row.unit))


def _step(shown: Reading) -> int:
    """Return the last digit a percentage was printed with, in 1e-4 units: 0,01 for "21,06%", 1 for "27%"."""
    decimals = shown.text.strip().removesuffix("%").strip().replace(".", ",").partition(",")[2]
    return max(SCALE // 10 ** len(decimals), 1) if decimals.isdigit() else SCALE


def _implied(spent: int, value: int, step: int) -> tuple[Fraction, Fraction]:
    """Return between which ceilings a percentage, rounded or cut off at `step`, can have come from this money."""
    return Fraction(spent, value + step), Fraction(2 * spent, max(2 * value - step, 1))


class ParentAtZero(Check):
    """Find a row at zero while a row beneath it stands at a hundred.

    Thirteen kegiatan print 0,00% above a sub kegiatan that shows 100,00% (S04): the upper row was left unfilled. It
    is no proof (an outcome may lag behind its outputs), so it warns. `parent` names the upper row; where it is blank
    the order of the levels does, as the tables are printed.
    """

    number = 6
    name = "Induk nol, anaknya seratus"
    severity = Severity.WARN
    grouped = True
    sentence = (
        "Realisasi di sini nol, padahal baris {child} di bawahnya sudah {reached}. Periksa realisasi baris induk."
    )

    def __init__(self, method: Method) -> None:
        super().__init__(method)
        self._open: dict[tuple[str, str, str, str], list[tuple[int, int]]] = defaultdict(list)
        self._zero: dict[int, list[int]] = defaultdict(list)
        self._full: dict[int, tuple[int, str]] = {}

    def feed(self, row: Row) -> Iterable[Finding]:
        found = self._by_code(row)
        return found if row.parent else found + self._by_order(row)

    def _by_code(self, row: Row) -> list[Finding]:
        found = []
        own, above = hash((row.table, row.node)), hash((row.table, row.parent))
        if row.node and single(row.realisation) == 0:
            if own in self._full:
                child, reached = self._full[own]
                found.append(self.find(row, "realisation", child=child, reached=reached))
            else:
                self._zero[own].append(row.number)
        if row.parent and (reached := _full(row)):
            self._full.setdefault(above, (row.number, reached))
            parents = self._zero.pop(above, ())
            found.extend(self.find(number, "realisation", child=row.number, reached=reached) for number in parents)
        return found

    def _by_order(self, row: Row) -> list[Finding]:
        depth = _depth(row.level)
        if depth is None:
            return []
        waiting = self._open[row.table]
        while waiting and waiting[-1][1] >= depth:
            waiting.pop()
        found = []
        if reached := _full(row):
            found = [self.find(number, "realisation", child=row.number, reached=reached) for number, _ in waiting]
            waiting.clear()
        if single(row.realisation) == 0:
            waiting.append((row.number, depth))
        return found


def _full(row: Row) -> str:
    """Return the realisation of a row that stands at a hundred percent of what it can be, else nothing."""
    value = single(row.realisation)
    return row.realisation.text.strip() if value == _HUNDRED and _in_percent(row) else ""


def _depth(level: str) -> int | None:
    word = level.casefold().replace(" ", "")
    return next((_DEPTHS[name] for name in _LEVELS if word.startswith(name)), None)
