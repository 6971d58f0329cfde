"""`python -m benchmarks [ONLY=name]`: run the benchmarks, print a table, write build/bench.json.

The exit code is 0 if every target is met, 1 if one is missed, 2 for an unknown name.
"""

import json
import os
import sys
from pathlib import Path

from benchmarks import figure_save, measure_request, sop_step
from benchmarks.figures import table
from benchmarks.ground import scratch

PROGRAMS = {
    "sop.step": sop_step.run,
    "figure.save": figure_save.run,
    "measure.request160": measure_request.run,
}
RESULT = Path(__file__).parent.parent / "build" / "bench.json"


def main(arguments: list[str]) -> int:
    """Run all benchmarks, or the one that ONLY names (as an argument or in the environment)."""
    words = dict(word.partition("=")[::2] for word in arguments)
    only = words.pop("ONLY", os.environ.get("ONLY", ""))
    if words or (only and only not in PROGRAMS):
        print(f"Usage: python -m benchmarks [ONLY=name], with one of: {', '.join(PROGRAMS)}.", file=sys.stderr)
        return 2
    chosen = [only] if only else list(PROGRAMS)
    print("Starting a PostgreSQL of its own, safe against power cuts as in production ...", flush=True)
    with scratch():
        figures = []
        for name in chosen:
            print(f"{name} ...", flush=True)
            figures.append(PROGRAMS[name](_say))
    print(table(figures))
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps([figure.to_json() for figure in figures], indent=2) + "\n", "utf-8")
    return 0 if all(figure.ok for figure in figures) else 1


def _say(sentence: str) -> None:
    print(f"  {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
