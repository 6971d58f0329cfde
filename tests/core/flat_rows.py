"""Flat tables that look for trouble: ties, zeros, nothing, negatives, the largest figures, every rule, every fault."""

import random
from collections.abc import Iterator
from datetime import date

from kinerja.core.dialects import QUANTITY, RATIO_TARGET
from kinerja.core.rollup.flat import RULE, Row

FORMULAS = (
    *("R/T", "(2T-R)/T", "T/R", "kemajuan", "stabil"),
    *("rentang", "rentang naik", "rentang turun", "peringkat", "ya/tidak"),
)
PATTERNS = (range(1, 13), (3, 6, 9, 12), (6, 12), (12,), (1, 2, 4, 5, 9), (7, 8, 11))


def rows(seed: int, *, indicators: int = 1200) -> list[Row]:
    """Return the rows of so many indicators in two years of three governments, shuffled; one in ten has a fault."""
    chance = random.Random(seed)
    made = [row for number in range(indicators) for row in _indicator(chance, number)]
    chance.shuffle(made)
    return made


def _indicator(chance: random.Random, number: int) -> Iterator[Row]:
    formula = chance.choice(FORMULAS)
    ranked = formula in ("peringkat", "ya/tidak")
    aggregation = "terakhir" if ranked else chance.choice(("jumlah", "terakhir", "rata-rata", "rasio"))
    largest = RATIO_TARGET if aggregation == "rasio" else QUANTITY
    government = chance.randrange(3)
    agency = f"{government}-{chance.randrange(4)}"
    level = chance.choice(("sasaran", "sasaran", "program", "kegiatan"))
    low, year = _amount(chance, largest), _amount(chance, largest)
    ranged = formula.startswith("rentang")
    first = Row(
        government=government,
        agency=agency,
        level=level,
        node=f"{agency}/{level}-{chance.randrange(5)}",
        indicator=f"i{number}",
        year=chance.choice((2024, 2025)),
        period=1,
        formula=formula,
        aggregation=aggregation,
        nature=chance.choice(("mandiri", "mandiri", "kumulatif")),
        year_target=None if chance.random() < 0.1 or (ranged and year is None) else year,
        target=low,
        realisation=None,
        weight=None if number % 5 else chance.randrange(1, 10_001),
        ceiling=chance.choice((10_000, 12_000, 1_000_000)) if formula == "T/R" else None,
        baseline=_amount(chance, largest, never=True) if formula == "kemajuan" else None,
    )
    if ranged and first.year_target is not None:
        first = first._replace(year_upper=min(first.year_target + chance.randrange(9), largest - 1))
    made = [_period(chance, first, period, largest) for period in chance.choice(PATTERNS)]
    yield from _spoilt(chance, made) if chance.random() < 0.1 else made


def _period(chance: random.Random, first: Row, period: int, largest: int) -> Row:
    target = _amount(chance, largest) if chance.random() < 0.8 else first.target
    realisation = chance.choice((target, _tie(chance, target), _amount(chance, QUANTITY)))
    ratio = first.aggregation == "rasio"
    upper = None
    if first.formula.startswith("rentang") and target is not None:
        upper = min(target + chance.choice((0, 1, 500_000)), largest - 1)
    return first._replace(
        period=period,
        target=target,
        upper=upper,
        realisation=None if ratio else realisation,
        numerator=realisation if ratio else None,
        denominator=abs(_amount(chance, QUANTITY, never=True) or 0) if ratio else None,
        unavailable=chance.random() < 0.1,
        due=chance.choice((None, date(first.year, period, 20))),
        handed_in=chance.choice((None, date(first.year, period, chance.randrange(1, 29)))),
    )


def _amount(chance: random.Random, largest: int, *, never: bool = False) -> int | None:
    """Return a quantity: small, plain, negative, zero, as large as it may be, or (unless `never`) nothing."""
    kinds: list[int | None] = [
        *(0, 0, 1, -1, 2, 3, 10_000, 800_000, 872_500, 1_000_000),
        *(chance.randrange(-30, 30), chance.randrange(2_000_000), -chance.randrange(2_000_000)),
        *(largest - 1, 1 - largest, chance.randrange(largest)),
    ]
    return chance.choice(kinds if never else [*kinds, None, None])


def _tie(chance: random.Random, target: int | None) -> int | None:
    """Return a realisation whose achievement lies exactly between two printed figures, where there is one."""
    if target is None or target % 20_000:
        return target
    return target // 20_000 * (2 * chance.randrange(15_000) + 1)


def _spoilt(chance: random.Random, made: list[Row]) -> list[Row]:
    """Return the rows of an indicator with one thing wrong."""
    place = chance.randrange(len(made))
    row = made[place]
    wrong = chance.choice(
        (
            {"period": chance.choice((0, 13, -1, None))},
            {"formula": "R:T"},
            {"aggregation": None},
            {"nature": "bulanan"},
            {"aggregation": "jumlah", "formula": "peringkat"},
            {"node": None},
            {"government": None},
            {"weight": 0},
            {"weight": 10_001},
            {"ceiling": 9_999},
            {"ceiling": 12_000},
            {"baseline": 5},
            {"year_target": (row.year_target or 0) + 1},
            {"realisation": QUANTITY},
            {"target": -QUANTITY},
            {"denominator": -1, "unavailable": False},
            {"denominator": None, "unavailable": False},
            {"upper": None, "target": 3},
            {"upper": -QUANTITY + 1},
            {"year_upper": -QUANTITY + 1},
        )
    )
    if chance.random() < 0.1:
        return [*made, row]
    # A wrong rule in one row is first of all another rule than in the others: often all have it.
    everywhere = chance.random() < 0.7 and set(wrong) <= set(RULE)
    return [
        one._replace(**wrong) if everywhere or number == place else one  # type: ignore[arg-type]
        for number, one in enumerate(made)
    ]
