"""What the tests of the house look at: every file of the repository, every module of the package as a syntax tree."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "kinerja"
# What is made by installing, running and checking; .gitignore names the same.
MADE = {".git", ".venv", "var", "build", "dist", "__pycache__", "node_modules", "test-results"}
FLOORS = ("core", "audit", "people", "vault", "sop", "planning", "performance", "documents")


def files() -> Iterator[Path]:
    """Yield every file that belongs to the repository."""
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name not in MADE and not name.endswith((".egg-info", "_cache"))]
        if ".hypothesis" in below:
            below.remove(".hypothesis")
        yield from (Path(folder) / name for name in names)


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Yield every module of the package with its syntax tree."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def floor_of(dotted: str) -> int | None:
    """Return the floor of `kinerja.sop.models` or `sop` from the ground up, or None for what is none."""
    name = dotted.removeprefix("kinerja.").split(".")[0]
    return FLOORS.index(name) if name in FLOORS else None
