"""An independent reference of measuring, in fractions: written from the method's words, sharing no code with `core`.

Slow, short and free of tricks: every figure is a `Fraction` until it is printed.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from kinerja.core.rollup.flat import Row

RANGES = ("rentang", "rentang naik", "rentang turun")


def printed(value: Fraction) -> int:
    """Return a value that is not negative rounded to a whole number, halves up."""
    return floor(value + Fraction(1, 2))


def achievement(
    formula: str,
    target: Fraction | None,
    realisation: Fraction | None,
    year_target: Fraction | None,
    *,
    upper: Fraction | None = None,
    baseline: Fraction | None = None,
    ceiling: int | None = None,
) -> int | None:
    """Return the achievement in hundredths of a percent, or None where there is none."""
    if target is None or realisation is None:
        return None
    if formula not in (*RANGES, "ya/tidak") and target == 0 and year_target:
        return None
    if formula == "T/R" and realisation == 0 <= target:
        return ceiling if target else 10_000
    share = _share(formula, target, realisation, target if upper is None else upper, baseline or Fraction(0))
    value = None if share is None else printed(max(share, Fraction(0)) * 10_000)
    return value if ceiling is None or value is None else min(value, ceiling)


def _share(formula: str, target: Fraction, reached: Fraction, upper: Fraction, baseline: Fraction) -> Fraction | None:
    """Return the achievement as a share of one, not yet floored, or None where its divisor is zero."""
    if formula in ("R/T", "peringkat"):
        return _up(reached, target) if target else None
    if formula == "(2T-R)/T":
        return _down(reached, target) if target else Fraction(reached <= 0)
    if formula == "T/R":
        return _down(reached, target) if target < 0 else 1 + (target - reached) / abs(reached)
    if formula == "kemajuan":
        return (reached - baseline) / (target - baseline) if target != baseline else None
    if formula == "stabil":
        if target == 0:
            return Fraction(reached == 0)
        return _up(reached, target) if reached <= target else _down(reached, target)
    if formula == "ya/tidak":
        return Fraction(reached == target)
    return _in_range(formula, target, reached, upper)


def _in_range(formula: str, low: Fraction, reached: Fraction, high: Fraction) -> Fraction:
    if low <= reached <= high:
        return Fraction(1)
    bound = low if reached < low else high
    rising = formula == "rentang naik" or (formula == "rentang" and reached < low)
    if bound == 0:
        return Fraction((reached > 0) is rising)
    return _up(reached, bound) if rising else _down(reached, bound)


def _up(reached: Fraction, target: Fraction) -> Fraction:
    return 1 + (reached - target) / abs(target)


def _down(reached: Fraction, target: Fraction) -> Fraction:
    return 1 + (target - reached) / abs(target)


# --- Periods ----------------------------------------------------------------------------------------------------------


def up_to(rows: Sequence[Row]) -> int | None:
    """Return the achievement of the rows of one indicator, which are whole, in any order."""
    first = rows[0]
    ratio, last = first.aggregation == "rasio", first.aggregation == "terakhir" or first.nature == "kumulatif"
    ordered = sorted(rows, key=lambda row: row.period)
    heard = [
        row for row in ordered if not row.unavailable and (row.numerator if ratio else row.realisation) is not None
    ]
    if last:
        heard = heard[-1:]
    if first.aggregation != "jumlah" and not last:
        heard = [row for row in heard if aimed(row)]
    if not any(aimed(row) for row in heard):
        return None
    shares = [Fraction(row.denominator or 0) if ratio else Fraction(1) for row in heard]
    reached = sum(
        Fraction(row.numerator or 0) * 1_000_000 if ratio else Fraction(row.realisation or 0) for row in heard
    )
    # Both sides are divided to their mean here; core keeps the sums.
    parts = sum(shares) if ratio or (first.aggregation == "rata-rata" and not last) else Fraction(1)
    if parts == 0:
        return None
    target = sum(Fraction(row.target or 0) * share for row, share in zip(heard, shares, strict=True)) / parts
    upper = sum(Fraction(row.upper or 0) * share for row, share in zip(heard, shares, strict=True)) / parts
    year = None if first.year_target is None else Fraction(first.year_target)
    return achievement(
        first.formula,
        target,
        reached / parts,
        year,
        upper=upper,
        baseline=None if first.baseline is None else Fraction(first.baseline),
        ceiling=first.ceiling,
    )


def aimed(row: Row) -> bool:
    """Whether the row has a target; zero is none yet where one quantity is aimed at and the year's is not zero."""
    single = row.formula not in (*RANGES, "ya/tidak")
    return row.target is not None and not (single and row.target == 0 and bool(row.year_target))


def mean(values: Sequence[int], cap: int | None, weights: Sequence[int] | None = None) -> int | None:
    """Return the mean of printed achievements, each limited by the cap, or None without any."""
    shares = [1] * len(values) if weights is None else list(weights)
    if not values:
        return None
    limited = [value if cap is None else min(value, cap) for value in values]
    total = sum((Fraction(value * share) for value, share in zip(limited, shares, strict=True)), Fraction(0))
    return printed(total / sum(shares))
