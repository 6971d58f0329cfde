"""Checks of what a row promises: direction, way of adding up, targets, and what the periods make of them."""

from collections.abc import Iterable, Iterator
from typing import Final

from kinerja.core.checks.counting import is_money, is_not_added_up, is_percent
from kinerja.core.checks.row import Check, Finding, Row, Severity, single
from kinerja.core.measure import Aggregation, Nature, Polarity
from kinerja.core.numbers import SCALE, Kind, Reading, half_up, unscaled, write

_HUNDRED: Final = 100 * SCALE


class PolarityMissing(Check):
    """Find an indicator whose direction is not said: is more better, or less?

    There is no default. An official workbook let a blank direction fall into the formula of "less is better" and
    printed 200 % "Sangat Tinggi" for rows that had reported nothing (Bondowoso). Rows of money have no direction.
    """

    number = 2
    name = "Arah belum ditentukan"
    severity = Severity.BLOCK
    sentence = "{what}. Pilih naik, turun, stabil, rentang, predikat, atau ya/tidak."

    def feed(self, row: Row) -> Iterable[Finding]:
        if row.polarity is not None or "polarity" not in row.stated:
            return ()
        if row.unknown_polarity:
            return [self.find(row, "polarity", what=f"Arah “{row.unknown_polarity[:40]}” tidak dikenal")]
        return () if _counts_money(row) else [self.find(row, "polarity", what="Arah indikator belum ditentukan")]


class AggregationMissing(Check):
    """Find an indicator that does not say how its periods become one figure, in a table that has the column.

    Without it a form adds up everything: 19 indicators of 100 % reached up to 200 % that way (Deli Serdang 2025).
    """

    number = 3
    name = "Cara gabung periode belum ditentukan"
    severity = Severity.BLOCK
    sentence = "Cara menggabungkan periode belum ditentukan. Pilih jumlah, terakhir, rata-rata, atau rasio."

    def feed(self, row: Row) -> Iterable[Finding]:
        if row.aggregation is not None or "aggregation" not in row.stated or _counts_money(row):
            return ()
        return [self.find(row, "aggregation")]


class PeriodTargets(Check):
    """Find period targets that do not give the year's (or the quarter's) target by the indicator's own aggregation.

    An action plan aims at 4,47 percent for the year and at 4,7 in December (S10). Added up where the periods are
    counted alone; the last one where they are cumulative or where the last counts; the mean rounded as the target is
    printed. Where the aggregation is not said, only what fits none of the three is found. A ratio's periods have
    denominators of their own and are left alone.
    """

    number = 7
    name = "Target periode tidak menghasilkan target tahun"
    severity = Severity.WARN
    sentence = (
        "Target periode ({periods}) {how}, padahal targetnya {whole}. Perbaiki target periode atau target tahunnya."
    )

    def feed(self, row: Row) -> Iterable[Finding]:
        whole = single(row.target if row.year_target is None else row.year_target)
        parts = [single(reading) for reading in row.period_targets]
        said = [part for part in parts if part is not None]
        if whole is None or not said or row.aggregation is Aggregation.RATIO:
            return ()
        if any(reading.kind not in (Kind.NUMBER, Kind.EMPTY) for reading in row.period_targets):
            return ()
        results = list(self._results(row, said, whole))
        if any(result == whole for _, result in results):
            return ()
        how = "; ".join(f"{told} {_written(result)}" for told, result in results)
        periods = " / ".join("-" if part is None else _written(part) for part in parts)
        return [self.find(row, "target", periods=periods, how=how, whole=_written(whole))]

    @staticmethod
    def _results(row: Row, said: list[int], whole: int) -> Iterator[tuple[str, int]]:
        """Yield what the periods give, with the words for it, in every way that the row leaves open."""
        way, alone = row.aggregation, row.nature is not Nature.CUMULATIVE
        open_way = way is None
        if alone and (open_way or way is Aggregation.SUM):
            yield "berjumlah", sum(said)
        if open_way or way is Aggregation.LAST or row.nature is not Nature.SEPARATE:
            yield "berakhir pada", said[-1]
        if alone and (open_way or way is Aggregation.AVERAGE):
            digit = _printed_digit(whole)
            yield "rata-ratanya", half_up(sum(said), len(said) * digit) * digit


class WeakTarget(Check):
    """Find a target that asks for less than last year reached: below it where more is better, above where less is.

    Wonogiri set the gender index at 89,95 after 91,41 the year before (S27) and then "exceeded" it. It may be right
    (a crisis, a new definition), so it asks for the reason and does not block.
    """

    number = 11
    name = "Target lebih lemah daripada realisasi tahun lalu"
    severity = Severity.WARN
    sentence = "Target {target} lebih lemah daripada realisasi tahun lalu, {before}. Naikkan, atau tulis alasannya."

    def feed(self, row: Row) -> Iterable[Finding]:
        aim = row.target if row.year_target is None else row.year_target
        target, before = single(aim), single(row.last_year)
        if aim.kind is Kind.RANK and row.last_year is not None and row.rule is not None:
            table = self.method.ranks.get(row.rule.ranks, {})
            target, before = table.get(aim.rank), table.get(row.last_year.rank)
        if target is None or before is None:
            return ()
        higher = row.polarity in (Polarity.HIGHER, Polarity.ORDINAL)
        if (target < before and higher) or (target > before and row.polarity is Polarity.LOWER):
            assert row.last_year is not None
            return [self.find(row, "target", target=aim.text.strip(), before=row.last_year.text.strip())]
        return ()


class WithoutTarget(Check):
    """Find a realisation where nothing was aimed at: the target is empty, or zero where more is better.

    There is nothing to hold it against, so no achievement can be right. Twice in S04 100,00% stands on a target of
    0,00%. A target of zero is a real one where less is better (no bribes), and a table that prints no targets at all
    says nothing about them.
    """

    number = 12
    name = "Realisasi tanpa target"
    severity = Severity.WARN
    sentence = (
        "Realisasi {realisation} dilaporkan, padahal targetnya {target}. Tetapkan targetnya atau periksa barisnya."
    )

    def feed(self, row: Row) -> Iterable[Finding]:
        reached = row.realisation
        if not _says_something(reached) or "target" not in row.stated:
            return ()
        if row.target.kind is Kind.EMPTY:
            target = "" if row.target.remark else "kosong"
        else:
            not_targeted_yet = bool(single(row.year_target))
            needs_more = row.polarity in (Polarity.HIGHER, Polarity.STABILISE)
            target = "nol" if single(row.target) == 0 and (not_targeted_yet or needs_more) else ""
        return [self.find(row, "realisation", realisation=reached.text.strip(), target=target)] if target else ()


class PercentagesAddedUp(Check):
    """Find percentages (or indices) that are added up over the periods.

    A hundred percent in four quarters is a hundred percent, not four hundred. One public tool printed "168 persen
    terhadap target 85 persen", and one regency's form reached 3.750 % (Deli Serdang 2025). Progress that truly grows
    by parts may be added up if the rule gives its reason.
    """

    number = 14
    name = "Persentase dijumlahkan antarperiode"
    severity = Severity.WARN
    sentence = "{what} Persentase dan indeks tidak dijumlahkan. Pakai angka terakhir, rata-rata, atau rasio."

    def feed(self, row: Row) -> Iterable[Finding]:
        unit = row.unit or row.realisation.unit or row.target.unit
        if not is_not_added_up(unit) or (row.rule is not None and row.rule.sum_reason):
            return ()
        if row.aggregation is Aggregation.SUM:
            return [self.find(row, "aggregation", what=f"Periode dari indikator bersatuan {unit} dijumlahkan.")]
        whole = single(row.realisation)
        parts = [value for value in map(single, row.period_realisations) if value]
        if whole is None or len(parts) < 2 or sum(parts) != whole:
            return ()
        # A row that does not say how may add up parts of one hundred; beyond that it cannot be.
        if row.aggregation is None and not (is_percent(unit) and whole > _HUNDRED):
            return ()
        told = " + ".join(_written(part) for part in parts)
        return [self.find(row, "realisation", what=f"Realisasi {_written(whole)} adalah jumlah {told}.")]


def _counts_money(row: Row) -> bool:
    return is_money(row.unit or row.target.unit or row.realisation.unit)


def _says_something(reading: Reading) -> bool:
    """Whether a realisation reports more than nothing; zero on no target may be a formula's own."""
    if reading.kind is Kind.NUMBER:
        return bool(reading.number)
    return reading.kind in (Kind.RANGE, Kind.RANK, Kind.YES_NO, Kind.RATIO)


def _printed_digit(units: int) -> int:
    """Return the last digit a figure was printed with, in 1e-4 units, as far as its zeros tell: 4,47 gives 0,01."""
    digit = 1
    while digit < SCALE and units % (digit * 10) == 0:
        digit *= 10
    return digit


def _written(units: int) -> str:
    return write(unscaled(units))
