"""`python -m benchmarks [ONLY=name]`: run the benchmarks, print a table, keep the figures in build/bench.json.

The exit code is 0 if every target is met, 1 if one is missed, 2 for an unknown name.
"""

import json
import os
import sys
from contextlib import nullcontext
from pathlib import Path

from benchmarks import (
    figure_save,
    measure_bulk,
    measure_nation,
    measure_request,
    measure_workbook,
    measure_year,
    sop_step,
)
from benchmarks.figures import Figure, table
from benchmarks.ground import scratch

PROGRAMS = {
    "sop.step": sop_step.run,
    "figure.save": figure_save.run,
    "measure.request160": measure_request.run,
    "measure.year36k": measure_year.run,
    "measure.bulk10m": measure_bulk.run,
    "measure.workbook100k": measure_workbook.run,
    "measure.nation220m": measure_nation.run,
}
WITHOUT_DATABASE = {"measure.bulk10m", "measure.workbook100k", "measure.nation220m"}
BY_ITSELF = {"measure.nation220m"}  # wants much disk and time
RESULT = Path(__file__).parent.parent / "build" / "bench.json"


def main(arguments: list[str]) -> int:
    """Run all benchmarks, or the one that ONLY names (as an argument or in the environment)."""
    words = dict(word.partition("=")[::2] for word in arguments)
    only = words.pop("ONLY", os.environ.get("ONLY", ""))
    if words or (only and only not in PROGRAMS):
        print(f"Usage: python -m benchmarks [ONLY=name], with one of: {', '.join(PROGRAMS)}.", file=sys.stderr)
        return 2
    chosen = [only] if only else [name for name in PROGRAMS if name not in BY_ITSELF]
    database = not WITHOUT_DATABASE.issuperset(chosen)
    if database:
        print("Starting a PostgreSQL of its own, safe against power cuts as in production ...", flush=True)
    with scratch() if database else nullcontext():
        figures = []
        for name in chosen:
            print(f"{name} ...", flush=True)
            figures.append(PROGRAMS[name](_say))
    print(table(figures))
    _keep(figures)
    return 0 if all(figure.ok for figure in figures) else 1


def _keep(figures: list[Figure]) -> None:
    """Write the figures beside those of the other benchmarks that ran before."""
    RESULT.parent.mkdir(exist_ok=True)
    known = json.loads(RESULT.read_text("utf-8")) if RESULT.exists() else []
    told = {figure["name"]: figure for figure in known} | {figure.name: figure.to_json() for figure in figures}
    ordered = [told[name] for name in PROGRAMS if name in told]
    RESULT.write_text(json.dumps(ordered, indent=2) + "\n", "utf-8")


def _say(sentence: str) -> None:
    print(f"  {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
