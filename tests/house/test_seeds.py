"""What docs/seeds.md says of the seeds: no id is missing, every row is shown by a test or says "belum ada"."""

import ast
import re
import tomllib
from functools import cache

import pytest

from tests.house.tree import ROOT

RANGES = {"SW-R": 14, "SW-X": 25, "BG-R": 8, "BG-X": 21}
PROCEDURES = ("setwan-pengumpulan", "setwan-pengukuran", "bungursari-pengumpulan", "bungursari-pengukuran")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def rows() -> list[list[str]]:
    """Return the cells of every row of the tables, without their heads."""
    lines = (ROOT / "docs" / "seeds.md").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in cells if row[0] != "id"]


@cache
def functions_of(path: str) -> frozenset[str]:
    """Return the names of the test functions of a file, none where there is no such file."""
    if not (ROOT / path).exists():
        return frozenset()
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def lost(text: str) -> list[str]:
    """Return the tests that a text names and nobody wrote."""
    return [f"{path}::{name}" for path, name in TEST.findall(text) if name not in functions_of(path)]


def test_every_requirement_defect_and_step_has_its_row() -> None:
    wanted = [f"{kind}{number}" for kind, count in RANGES.items() for number in range(1, count + 1)]
    for code in PROCEDURES:
        told = tomllib.loads((ROOT / "examples" / "sop" / f"{code}.toml").read_text("utf-8"))
        wanted += [f"{code} {step['no']}" for step in told["langkah"]]
    assert sorted(row[0] for row in rows()) == sorted(wanted)


def test_every_row_is_shown_by_a_test_or_says_that_nothing_shows_it_yet() -> None:
    unshown = [row[0] for row in rows() if not TEST.search(row[-1]) and "belum ada" not in row[-1]]
    assert unshown == []


def test_every_named_test_exists() -> None:
    text = (ROOT / "docs" / "seeds.md").read_text("utf-8")
    assert len(TEST.findall(text)) > 60
    assert lost(text) == []


@pytest.mark.parametrize("name", ["`tests/house/test_seeds.py::test_that_nobody_wrote`", "`tests/gone.py::test_it`"])
def test_a_lost_test_would_be_found(name: str) -> None:
    assert len(lost(name)) == 1
