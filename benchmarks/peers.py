"""What somebody would write without this rule: a script with Decimal, and pandas with floats."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any


def with_decimal(rows: Sequence[Any]) -> list[Decimal | None]:
    """Return the achievement up to each quarter of one indicator's year, in percent with two decimals."""
    first = rows[0]
    found = []
    for quarter in (1, 2, 3, 4):
        known = [
            row
            for row in rows
            if row.period <= 3 * quarter and not row.unavailable and (row.realisation or row.numerator) is not None
        ]
        if first.aggregation == "terakhir" or first.nature == "kumulatif":
            known = known[-1:]
        shares = [Decimal(row.denominator or 0) if first.aggregation == "rasio" else Decimal(1) for row in known]
        if first.aggregation == "rasio":
            reached = sum((Decimal(row.numerator) * 1_000_000 for row in known), Decimal())
        else:
            reached = sum((Decimal(row.realisation) for row in known), Decimal())
        target = sum((Decimal(row.target) * share for row, share in zip(known, shares, strict=True)), Decimal())
        upper = sum((Decimal(row.upper or 0) * share for row, share in zip(known, shares, strict=True)), Decimal())
        parts = sum(shares) if first.aggregation in ("rata-rata", "rasio") else 1
        found.append(_percent(first, target, reached, upper, parts) if known else None)
    return found


def _percent(first: Any, target: Decimal, reached: Decimal, upper: Decimal, parts: Decimal | int) -> Decimal | None:
    share: Decimal | None
    match first.formula:
        case "R/T":
            share = reached / target if target else None
        case "(2T-R)/T":
            share = (2 * target - reached) / target if target else None
        case "T/R":
            share = min(target / reached, Decimal("1.2")) if reached else Decimal("1.2")
        case "kemajuan":
            start = Decimal(first.baseline) * parts
            share = (reached - start) / (target - start) if target != start else None
        case "stabil":
            share = (reached if reached <= target else 2 * target - reached) / target
        case "rentang":
            low, high = reached / target, (2 * upper - reached) / upper
            share = low if reached < target else high if reached > upper else Decimal(1)
        case _:
            share = Decimal(reached == target)
    if share is None:
        return None
    return (max(share, Decimal()) * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def with_pandas(source: Path, target: Path) -> None:
    """Read the file, measure every quarter with floats, average nodes, agencies and governments, write the quarters.

    The months alone, the third basis, statuses, counts and faults are left out, all of which ours gives.
    """
    import numpy as np
    import pandas as pd

    wanted = [
        *("government", "agency", "level", "node", "indicator", "year", "period", "formula", "aggregation", "nature"),
        *("ceiling", "baseline", "target", "upper", "realisation", "numerator", "denominator", "unavailable"),
    ]
    rows = pd.read_parquet(source, columns=wanted, dtype_backend="numpy_nullable")
    for name in ("level", "formula", "aggregation", "nature"):
        rows[name] = rows[name].astype("category")
    for name in ("ceiling", "baseline", "target", "upper", "realisation", "numerator", "denominator"):
        rows[name] = rows[name].astype("float64")
    ratio = rows["aggregation"].to_numpy() == "rasio"
    reached = np.where(ratio, rows["numerator"] * 1e6, rows["realisation"])
    share = np.where(ratio, rows["denominator"], 1.0)
    known = ~np.isnan(reached) & ~rows["unavailable"].to_numpy(dtype=bool)
    rows["quarter"] = (rows["period"] + 2) // 3
    rows["reached"] = np.where(known, reached, 0.0)
    rows["shares"] = np.where(known, share, 0.0)
    rows["targets"] = np.where(known, rows["target"] * share, 0.0)
    rows["uppers"] = np.where(known, rows["upper"].fillna(0.0) * share, 0.0)
    keys = ["government", "agency", "level", "node", "indicator", "year"]
    rule = ["formula", "aggregation", "nature", "ceiling", "baseline"]
    sums = ["reached", "shares", "targets", "uppers"]
    grouped = rows.groupby([*keys, "quarter"], observed=True, sort=True)
    found = grouped[sums].sum()
    found[rule] = grouped[rule].first()
    last = rows[known].groupby([*keys, "quarter"], observed=True, sort=True)[sums].last().reindex(found.index)
    found[sums] = found.groupby(level=keys, observed=True)[sums].cumsum()
    last = last.groupby(level=keys, observed=True)[sums].ffill()
    only_last = ((found["aggregation"] == "terakhir") | (found["nature"] == "kumulatif")).to_numpy()
    for name in sums:
        found[name] = np.where(only_last, last[name], found[name])
    found["achievement"] = _share(np, found)
    found = found.reset_index()
    found["capped"] = found["achievement"].clip(upper=10_000)
    where = ["government", "agency", "level", "node", "year", "quarter"]
    nodes = found.groupby(where, observed=True)["capped"].mean().round().reset_index()
    for upper in (["government", "agency", "year", "quarter"], ["government", "year", "quarter"], ["year", "quarter"]):
        nodes = nodes.groupby(upper, observed=True)["capped"].mean().round().reset_index()
    found[["indicator", "year", "quarter", "achievement"]].to_parquet(target)


def _share(np: Any, found: Any) -> Any:
    target, reached, upper = (found[name].to_numpy() for name in ("targets", "reached", "uppers"))
    averaged = found["aggregation"].isin(["rata-rata", "rasio"]).to_numpy()
    start = found["baseline"].to_numpy() * np.where(averaged, found["shares"].to_numpy(), 1.0)
    formula = found["formula"].to_numpy()
    with np.errstate(all="ignore"):
        higher, lower = reached / target, (2 * target - reached) / target
        falls = np.where(reached > upper, (2 * upper - reached) / upper, 1.0)
        kinds = {
            "R/T": higher,
            "(2T-R)/T": lower,
            "T/R": np.where(reached == 0, 1.2, np.minimum(target / reached, 1.2)),
            "kemajuan": (reached - start) / (target - start),
            "stabil": np.where(reached <= target, higher, lower),
            "rentang": np.where(reached < target, higher, falls),
            "ya/tidak": (reached == target).astype(float),
        }
        value = np.select([formula == kind for kind in kinds], list(kinds.values()))
        return np.round(np.maximum(value, 0.0) * 10_000)
