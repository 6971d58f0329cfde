"""`python -m benchmarks.document`: write docs/benchmarks.md from the figures that the benchmarks left behind."""

import json
import os
import platform
from pathlib import Path
from typing import Any

from benchmarks.__main__ import RESULT

DOCUMENT = Path(__file__).parent.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

How fast it is, each time held against something that ran beside it on the same machine: a floor, a limit, or what
somebody would use instead. Ratios travel between machines, seconds do not.

Made by `make bench` (one: `make bench ONLY=measure.bulk10m`), the nation by `make bench-nation`, this page by
`make docs`. The programs lie in `benchmarks/`; each says at its head what it measures and what it leaves out.

| figure | median | held against | ratio | target | met |
|---|---|---|---|---|---|
"""
FOOT = """
Last made on {cores} cores, {system}, Python {python}.

What the rows say:

- A ratio is ours over the other; for rates (`/s`) more is better, for times less.
- `measure.bulk10m`: every level from months to the nation on three bases, with statuses, faults and counts, against
  DuckDB only reading every column that goes in and writing every column that comes out. pandas and the Decimal script
  give the quarters and means alone.
- `measure.workbook100k`: loading and saving the workbook is taken off LibreOffice's time.
- No figure of ours is inexact: the bulk runs are compared with a reference in fractions on a sample, and the engines
  with one another by the hash of every level (`tests/core/test_rollup.py`, `tests/console/test_bulk_spark.py`).
"""


def main() -> None:
    """Write the document."""
    figures: list[dict[str, Any]] = json.loads(RESULT.read_text("utf-8"))
    foot = FOOT.format(cores=os.cpu_count(), system=platform.system(), python=platform.python_version())
    DOCUMENT.write_text(HEAD + "\n".join(_row(figure) for figure in figures) + "\n" + foot, "utf-8")
    print(f"{DOCUMENT} written.")


def _row(figure: dict[str, Any]) -> str:
    unit, against = figure["unit"], figure["against"]
    held = f"{against['what']}: {against['median']:.2f} {unit}"
    met = "yes" if figure["ok"] else "no"
    cells = (
        f"`{figure['name']}`",
        f"{figure['median']:.2f} {unit}",
        held,
        f"{figure['ratio']:.2f}",
        figure["target"],
        met,
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
