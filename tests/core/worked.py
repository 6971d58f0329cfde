"""The worked examples of `tests/core/cases/` as rules and figures: tests compute them, `docs/method.md` prints them."""

import csv
import tomllib
from pathlib import Path
from typing import Any

from kinerja.core.measure import (
    FORMULAS,
    Achievement,
    Aggregation,
    Formula,
    Nature,
    PeriodFigure,
    Polarity,
    Rule,
    Total,
    achieve,
    load_method,
    quantity,
    up_to_period,
)
from kinerja.core.numbers import Kind, read, scaled

FOLDER = Path(__file__).parent / "cases"
METHOD = load_method("kinerja-2018")


def cases(name: str) -> list[dict[str, Any]]:
    """Return the examples of one file, in its order."""
    found: list[dict[str, Any]] = tomllib.loads((FOLDER / name).read_text("utf-8"))["kasus"]
    return found


def conformance() -> list[dict[str, str]]:
    """Return the cases on which public systems disagree."""
    return list(csv.DictReader((FOLDER / "conformance.csv").read_text("utf-8").splitlines()))


def rule_of(case: dict[str, Any]) -> Rule:
    polarity = Polarity(case["arah"])
    return Rule(
        polarity,
        Formula(case.get("rumus", FORMULAS[polarity][0])),
        Aggregation(case.get("cara", "terakhir")),
        Nature(case.get("sifat", "mandiri")),
        baseline=units(case["nilai_awal"]) if "nilai_awal" in case else None,
        ceiling=hundredths(case["batas_atas"]) if "batas_atas" in case else None,
        ranks=case.get("peringkat", "opini" if polarity is Polarity.ORDINAL else ""),
    )


def units(text: str) -> int | None:
    number = read(text, locale="id").number
    return None if number is None else scaled(number)


def hundredths(text: str) -> int:
    return (units(text) or 0) // 100


def measured(case: dict[str, Any]) -> Achievement:
    rule, realisation = rule_of(case), read(case["realisasi"], locale="id")
    target, upper = quantity(rule, read(case["target"], locale="id"), METHOD)
    year = quantity(rule, read(case["target_tahun"], locale="id"), METHOD)[0] if "target_tahun" in case else target
    return achieve(
        rule,
        target=target,
        realisation=quantity(rule, realisation, METHOD)[0],
        unavailable=realisation.kind is Kind.UNAVAILABLE,
        year_target=year,
        upper=upper,
    )


def period_figure(number: int, written: str) -> PeriodFigure:
    target, realisation = (read(part, locale="id") for part in written.split("|"))
    parts = (realisation.numerator, realisation.denominator)
    return PeriodFigure(
        key=f"2024-tw{number}",
        label=f"Triwulan {number}",
        target=None if target.number is None else scaled(target.number),
        realisation=None if realisation.number is None else scaled(realisation.number),
        unavailable=realisation.kind is Kind.UNAVAILABLE,
        numerator=None if parts[0] is None else scaled(parts[0]),
        denominator=None if parts[1] is None else scaled(parts[1]),
    )


def total_of(case: dict[str, Any]) -> Total:
    figures = [period_figure(number, written) for number, written in enumerate(case["periode"], start=1)]
    return up_to_period(rule_of(case), figures, year_target=units(case["target_tahun"]))
