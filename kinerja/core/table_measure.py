"""One row of a table measured: its exact achievement, or the sentence that says why there is none."""

from dataclasses import dataclass
from typing import Final

from kinerja.core.checks.counting import is_money, same_unit
from kinerja.core.checks.row import EMPTY, Finding, Row, Severity
from kinerja.core.columns import LABELS
from kinerja.core.explaining import explain
from kinerja.core.measure import (
    Achievement,
    Aggregation,
    Method,
    PeriodFigure,
    Polarity,
    Rule,
    achieve_total,
    predicate,
    quantity,
    up_to_period,
)
from kinerja.core.numbers import Kind, Reading, read, scaled

UNREAD: Final = 20
"""The number of the check under which everything is told that could not be read."""

PASSED_OVER: Final = "baris jumlah/keterangan, tidak diukur"
"""Why a row has no figure that is a title, a total or a signature."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The achievement of one row (hundredths of a percent) with its word, or None with the reason why there is none.

    `unreadable`: there is no figure because a cell could not be taken, not because nothing was promised or reported;
    `column` is then the label of the column at fault.
    """

    value: int | None
    predicate: str
    reason: str
    unreadable: bool = False
    column: str = ""
    explanation: tuple[str, ...] = ()


def measured(row: Row, method: Method, *, explained: bool = False) -> Measured:
    """Return the achievement of a row: its realisation against its target, which is the year's unless one is stated.

    The reason begins with the status ("belum lapor: ...") or, for a cell that cannot be taken, with its column.
    """
    if row.rule is None:
        return _without_rule(row)
    if differing := units_differ(row):
        return _refused("satuan", differing)
    units: dict[str, tuple[int | None, int | None]] = {}
    for name, reading in (("target", row.target), ("realisation", row.realisation), ("year_target", row.year_target)):
        try:
            units[name] = _units(row.rule, name, reading or EMPTY, method)
        except ValueError as problem:
            return _refused(LABELS[name], str(problem))
    (target, upper), (realisation, _), (year, _) = units.values()
    year = target if row.year_target is None else year
    ratio = row.realisation if row.realisation.kind is Kind.RATIO else None
    figure = PeriodFigure(
        key=row.period or row.year,
        target=target,
        realisation=realisation,
        unavailable=row.realisation.kind is Kind.UNAVAILABLE,
        upper=upper,
        numerator=scaled(ratio.numerator) if ratio and ratio.numerator is not None else None,
        denominator=scaled(ratio.denominator) if ratio and ratio.denominator is not None else None,
    )
    try:
        total = up_to_period(row.rule, [figure], year_target=year)
    except ValueError as problem:
        return _refused(LABELS["realisation"], str(problem))
    achievement = achieve_total(row.rule, total, year_target=year)
    lines = explain(row.rule, total, achievement, method).lines if explained else ()
    return _told(achievement, method, lines)


def unmeasured(row: Row, method: Method, told: list[Finding]) -> Finding | None:
    """Return the finding for a row that is refused a figure, unless what is `told` of it says why already."""
    found = measured(row, method)
    if not found.unreadable:
        return None
    for finding in told:
        of_units = finding.check in _OF_UNITS and found.column in (LABELS["unit"], LABELS.get(finding.column))
        says_why = finding.check in _SAY_WHY and finding.severity is Severity.BLOCK
        if finding.row == row.number and (of_units or says_why):
            return None
    return Finding(row.number, UNREAD, Severity.BLOCK, found.reason[0].upper() + found.reason[1:])


# Broken formula, no direction, illegible; percent of a count, two units.
_SAY_WHY: Final = frozenset({1, 2, UNREAD})
_OF_UNITS: Final = frozenset({5, 13})

_NO_POLARITY: Final = (
    f"Arah indikator belum ditentukan, sehingga capaian tidak dihitung. Tulis salah satu: {', '.join(Polarity)}."
)
_UNKNOWN_POLARITY: Final = (
    f"Arah “{{word}}” tidak dikenal, sehingga capaian tidak dihitung. Tulis salah satu: {', '.join(Polarity)}."
)
_MONEY: Final = "baris anggaran: satuannya rupiah dan tidak berarah, sehingga tidak diukur"
_NO_RANKS: Final = (
    "Target dan realisasi berarah predikat harus memuat dua sebutan dari satu tabel peringkat, misalnya BB dan A. "
    "Perbaiki sebutannya."
)


def _told(achievement: Achievement, method: Method, lines: tuple[str, ...]) -> Measured:
    if achievement.value is None:
        reason = f"{achievement.status}: {achievement.status.reason}"
        return Measured(None, "", reason, explanation=lines)
    return Measured(achievement.value, predicate(achievement.value, method), "", explanation=lines)


def _refused(column: str, sentence: str) -> Measured:
    return Measured(None, "", f"{column}: {sentence}", unreadable=True, column=column, explanation=(sentence,))


def _without_rule(row: Row) -> Measured:
    """Return why a row without a rule has no figure; a row of money rightly has no direction."""
    if row.polarity is not None:
        return _refused("arah", _NO_RANKS)
    if row.unknown_polarity:
        return _refused("arah", _UNKNOWN_POLARITY.format(word=row.unknown_polarity[:40]))
    illegible = {row.target.kind, row.realisation.kind} & {Kind.UNREADABLE, Kind.AMBIGUOUS, Kind.ERROR}
    if is_money(row.unit or row.target.unit or row.realisation.unit) and not illegible:
        return Measured(None, "", _MONEY, explanation=(_MONEY,))
    return _refused("arah", _NO_POLARITY)


def _units(rule: Rule, name: str, reading: Reading, method: Method) -> tuple[int | None, int | None]:
    """Return the bounds of a reading in 1e-4 units. Raises ValueError, with the sentence, for what does not fit."""
    if reading.units:
        told = " dan ".join(reading.units)
        raise ValueError(reading.reason or f"“{reading.text}” memuat dua satuan, {told}. Tulis satu angka saja.")
    if name == "realisation" and reading.kind is Kind.RATIO and rule.aggregation is Aggregation.RATIO:
        return None, None
    value, upper = quantity(rule, reading, method)
    if rule.polarity is Polarity.RANGE and value is not None and (upper is None) == (name != "realisation"):
        hint = "satu angka, misalnya 85" if upper is not None else "batas bawah dan batas atas, misalnya 80-90"
        raise ValueError(f"“{reading.text}” tidak cocok dengan indikator berarah rentang. Tulis {hint}.")
    return value, upper


def units_differ(row: Row) -> str:
    """Return the sentence for figures of one row in different units; "" where they agree or one is not said.

    A realisation of "1700,00%" against a target of 2 laporan is not 85000 %: the figure means something else, and
    5000 m are not 416 times 12 km. A realisation of zero is zero in any unit.
    """
    column, target, realisation = (
        _told_unit(row.unit),
        *("%" if reading.kind is Kind.RATIO else reading.unit for reading in (row.target, row.realisation)),
    )
    if not same_unit(column, target) and row.target.kind is not Kind.RATIO:
        return f"Kolom satuan memuat {column}, padahal target memakai {target}. Tulis keduanya dalam satuan yang sama."
    target = target or column
    if row.realisation.number == 0 or same_unit(target, realisation):
        return ""
    return f"Target memakai satuan {target}, realisasi memakai {realisation}. Tulis keduanya dalam satuan yang sama."


def _told_unit(unit: str) -> str:
    """Return the unit of a column as readings spell it; "" where it is blank or "-"."""
    return (read(f"1 {unit}").unit or unit) if unit.strip("- ") else ""
