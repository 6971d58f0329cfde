"""Checks of what was published beside target and realisation: achievement, predicate, status, an earlier figure."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from kinerja.core.checks.cells import has_many_decimals
from kinerja.core.checks.row import Check, Finding, Row, Severity, single
from kinerja.core.measure import Method, Polarity
from kinerja.core.numbers import SCALE, Kind, Reading, half_up, percent, scaled, write

CAPS: Final = (100, 110, 120, 150)
"""The ceilings of an achievement, in percent, that public systems use (domain of the field: 100, 110, 120, 150)."""

_REACHED: Final = re.compile(
    r"(?:sudah |telah )?(?:tercapai|terpenuhi|terlampaui|melampaui(?: target)?|memenuhi target)\b"
)
_MISSED: Final = re.compile(r"(?:belum|tidak|kurang) (?:tercapai|terpenuhi|memenuhi)\b")


class NotReproducible(Check):
    """Find a published achievement that no formula gives back from the target and realisation beside it.

    Every formula known is tried, whichever direction is stated, with and without a ceiling (100, 110, 120, 150 %),
    with and without the floor at zero, rounded or cut off at the digits that were printed. The example of a
    ministerial rule prints 113 % for 92 against 80-90, which nothing gives (S22); Wonosobo prints 21,73 % for 5 of 23,
    which is cut off and not rounded, and is therefore reproduced.
    """

    number = 8
    name = "Capaian tidak dapat dihitung ulang"
    severity = Severity.WARN
    sentence = (
        "Capaian {published} tidak dihasilkan rumus mana pun dari target {target} dan realisasi {realisation}. "
        "Periksa ketiganya."
    )

    def feed(self, row: Row) -> Iterable[Finding]:
        published = _published(row.achievement)
        lower, upper = _bounds(row, row.target, self.method)
        if published is None or lower is None or upper is None:
            return ()
        reached = _value(row, row.realisation, self.method)
        if reached is None:
            if row.realisation.kind is not Kind.EMPTY or "realisation" not in row.stated:
                return ()
        elif any(_prints_as(share, *published) for share in _shares(row, lower, upper, reached)):
            return ()
        assert row.achievement is not None
        shown = row.achievement.text.strip().removesuffix("%").strip() + "%"
        target, realisation = row.target.text.strip(), row.realisation.text.strip() or "kosong"
        return [self.find(row, "achievement", published=shown, target=target, realisation=realisation)]


class StatusAgainstNumber(Check):
    """Find a word that the figures contradict: "Tercapai" for 99 % of a target of 100 %, or another class's predicate.

    Seen in a table of 2020 (S14, item 12). A predicate is held against the edges of the method in force; a figure
    between two printed classes may carry either word, which is check 18's subject. Words of other scales are unknown
    here and left alone.
    """

    number = 9
    name = "Kata status berbeda dengan angkanya"
    severity = Severity.WARN
    sentence = "Tertulis “{word}”, padahal {fact}. Samakan kata dan angkanya."

    def feed(self, row: Row) -> Iterable[Finding]:
        word = " ".join(row.predicate.split()).casefold()
        if not word:
            return ()
        fact = self._status(row, word) or self._class(row, word)
        shown = row.predicate.strip()
        return [self.find(row, "predicate", word=shown[:60], fact=fact)] if fact else ()

    def _status(self, row: Row, word: str) -> str:
        said = True if _REACHED.match(word) else False if _MISSED.match(word) else None
        reached = _reaches(row, self.method)
        if said is None or reached is None or said == reached:
            return ""
        verb = "mencapai" if reached else "belum mencapai"
        return f"realisasi {row.realisation.text.strip()} {verb} target {row.target.text.strip()}"

    def _class(self, row: Row, word: str) -> str:
        value = _hundredths(row.achievement)
        names = {edge.name.casefold(): edge.name for edge in self.method.edges}
        if value is None or word not in names:
            return ""
        edges = self.method.edges
        fitting = {self.method.edge_of(value).name}
        for above, below in pairwise(edges):
            if above.bound is not None and not above.strict and above.bound - 100 <= value < above.bound:
                fitting |= {above.name, below.name}
        if names[word] in fitting:
            return ""
        return f"capaian {percent(value)}% berpredikat {self.method.edge_of(value).name}"


class ChangedAfterPublication(Check):
    """Find a figure that differs from the one published earlier for the same indicator and period.

    41 of 111 rows of two offices show another figure for the same quarter in the PDF of August than on the web page
    of June 2023 (S04 and its later copy). A correction is allowed, but is told with its reason and both figures.
    """

    number = 10
    name = "Angka berubah sesudah terbit"
    severity = Severity.WARN
    sentence = "Angka yang sudah terbit, {before}, sekarang menjadi {now}. Tulis alasan perubahannya atau kembalikan."

    def feed(self, row: Row) -> Iterable[Finding]:
        before = row.published_before
        if before is None or before.kind is Kind.EMPTY or row.realisation.kind is Kind.EMPTY:
            return ()
        if _sameness(before) == _sameness(row.realisation):
            return ()
        return [self.find(row, "realisation", before=before.text.strip(), now=row.realisation.text.strip())]


class ClassGap(Check):
    """Find an achievement that falls between two printed classes, so that its word follows no printed edge.

    The printed scale has whole numbers only (76-90 Tinggi, 91-100 Sangat Tinggi): 90,5 has no class, and agencies
    repair that in three different ways. The word is therefore a choice that the report has to state.
    """

    number = 18
    name = "Capaian di celah kelas predikat"
    severity = Severity.NOTE
    sentence = (
        "Capaian {value}% jatuh di antara kelas {below} dan {above} yang tercetak, sehingga kata “{word}” tidak "
        "mengikuti batas tercetak mana pun. Sebutkan batas yang dipakai; metode {method} menyebutnya {ours}."
    )

    def feed(self, row: Row) -> Iterable[Finding]:
        value = _hundredths(row.achievement)
        if value is None or not row.predicate.strip() or value % 100 == 0:
            return ()
        edges = self.method.edges
        for above, below in pairwise(edges):
            if above.bound is not None and not above.strict and above.bound - 100 < value < above.bound:
                gap = {"value": percent(value), "below": below.name, "above": above.name}
                word, ours = row.predicate.strip(), self.method.edge_of(value).name
                return [self.find(row, "predicate", **gap, word=word[:60], method=self.method.code, ours=ours)]
        return ()


def _published(reading: Reading | None) -> tuple[int, int] | None:
    """Return an achievement in percent as (digits without their mark, how many ones make one percent point).

    "21,73%" is (2173, 100): 21,73 is 2173 of 1/100; "107" is (107, 1).
    """
    if reading is None or not (reading.kind is Kind.NUMBER or has_many_decimals(reading)):
        return None
    text = reading.text.strip().removesuffix("%").rstrip()
    mark = re.search(r"[.,](?P<decimals>[0-9]+)$", text)
    if reading.number is None:
        assert mark is not None
        return int(re.sub("[.,]", "", text)), 10 ** len(mark["decimals"])
    # Three digits behind a mark may be thousands: then the number is whole and larger than what stands before it.
    whole = mark is None or reading.number >= 10 * (int(re.sub("[^0-9]", "", text[: mark.start()]) or 0) + 1)
    step = 1 if whole or mark is None else 10 ** len(mark["decimals"])
    return int(reading.number * step), step


def _hundredths(reading: Reading | None) -> int | None:
    """Return a published achievement in hundredths of a percent, rounded half up where more was printed."""
    published = _published(reading)
    return None if published is None else half_up(published[0] * 100, published[1])


def _value(row: Row, reading: Reading, method: Method) -> int | None:
    """Return a single quantity in 1e-4 units: a word of a table is its rank, a ratio its percentage."""
    if reading.kind is Kind.RANK:
        wanted = row.rule.ranks if row.rule else ""
        tables = [table for name, table in method.ranks.items() if wanted in ("", name)]
        found = {table[reading.rank] for table in tables if reading.rank in table}
        return found.pop() * SCALE if len(found) == 1 else None
    if reading.kind is Kind.YES_NO:
        return int(reading.number or 0) * SCALE
    if reading.kind is Kind.RATIO and reading.numerator is not None and reading.denominator:
        return half_up(scaled(reading.numerator) * 100 * SCALE, scaled(reading.denominator))
    return single(reading)


def _bounds(row: Row, reading: Reading, method: Method) -> tuple[int | None, int | None]:
    """Return the lower and upper bound of a target in 1e-4 units; a single figure is both."""
    if reading.kind is Kind.RANGE and reading.low is not None and reading.high is not None:
        return scaled(reading.low), scaled(reading.high)
    value = _value(row, reading, method)
    return value, value


def _reaches(row: Row, method: Method) -> bool | None:
    """Return whether the realisation is as good as the target, or None where that cannot be said."""
    reached = _value(row, row.realisation, method)
    low, high = _bounds(row, row.target, method)
    if reached is None or low is None or high is None:
        return None
    if row.polarity in (Polarity.HIGHER, Polarity.ORDINAL, Polarity.YES_NO):
        return reached >= low
    if row.polarity is Polarity.LOWER:
        return reached <= high
    return low <= reached <= high if row.polarity is not None else None


def _shares(row: Row, lower: int, upper: int, reached: int) -> Iterator[tuple[int, int]]:
    """Yield what each formula in use gives, as numerator and positive denominator of a share of one."""
    for bound in (lower,) if lower == upper else (lower, upper):
        if bound:
            yield abs(bound) + (reached - bound), abs(bound)  # R/T, and 1 + (R-T)/|T| below zero
            yield abs(bound) + (bound - reached), abs(bound)  # (2T-R)/T, and 1 + (T-R)/|T| below zero
            yield (reached, bound) if bound > 0 else (-reached, -bound)  # R/T even where it should not be used
        if reached:
            yield (bound, reached) if reached > 0 else (-bound, -reached)  # T/R
        start = row.rule.baseline if row.rule is not None else None
        if start is not None and bound != start:
            way, gone = bound - start, reached - start
            yield (gone, way) if way > 0 else (-gone, -way)  # progress from the baseline
    if lower <= reached <= upper or lower == 0:
        yield 1, 1
    if lower == 0:
        yield 0, 1


def _prints_as(share: tuple[int, int], printed: int, step: int) -> bool:
    """Return whether a share of one is printed as this, rounded half up or cut off, capped, or held at zero."""
    numerator, denominator = share
    exact = numerator * 100 * step
    if printed in (half_up(exact, denominator), exact // denominator):
        return True
    if numerator < 0:
        return printed == 0
    return any(printed == cap * step and numerator * 100 > cap * denominator for cap in CAPS)


def _sameness(reading: Reading) -> tuple[object, ...]:
    """Return what makes two cells say the same figure, however they are written."""
    if reading.kind in (Kind.UNREADABLE, Kind.AMBIGUOUS, Kind.ERROR):
        return (reading.text.strip(),)
    number = None if reading.number is None else write(reading.number)
    return number, reading.low, reading.high, reading.rank, reading.numerator, reading.denominator, reading.unit == "%"
