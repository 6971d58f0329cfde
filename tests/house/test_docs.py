"""What the documents point at exists."""

import re

import pytest

from tests.house.tree import ROOT

FOLDERS = r"(?:kinerja|tests|docs|examples|deploy|benchmarks|requirements|\.ci)/[\w./-]*"
TOP = FOLDERS + r"|pyproject\.toml|Makefile|[A-Z]+\.md"


def paths_of(text: str) -> list[str]:
    """Return every path of the repository that a text names between backticks."""
    return [found for found in re.findall(r"`([^`\s]+)`", text) if re.fullmatch(TOP, found)]


def missing(text: str) -> list[str]:
    return [path for path in paths_of(text) if not (ROOT / path).exists()]


def test_every_path_in_the_map_exists() -> None:
    text = (ROOT / "docs" / "map.md").read_text("utf-8")
    assert len(paths_of(text)) > 20
    assert missing(text) == []


def test_every_path_in_the_other_documents_exists() -> None:
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    lost = {document.name: found for document in documents if (found := missing(document.read_text("utf-8")))}
    assert lost == {}


@pytest.mark.parametrize("text", ["`kinerja/core/nowhere.py`", "`docs/decisions/`, `tests/gone/`", "`NOWHERE.md`"])
def test_a_missing_path_would_be_found(text: str) -> None:
    assert len(missing(text)) == 1


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) < 80
