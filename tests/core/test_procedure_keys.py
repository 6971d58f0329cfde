"""What the procedure file's own guide lists: every key that is read, and every act."""

import re
from pathlib import Path

import pytest

from kinerja.core.procedure import ACTS, file, read

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
FREE = ("narasi.", "langkah.sumber.", "langkah.keputusan.tercetak.")  # whoever writes the file names these keys


def listed() -> set[str]:
    """Return the keys of the guide's tables, each after the table of the file that it stands in."""
    found, table = set(), ""
    for line in (EXAMPLES / "README.md").read_text("utf-8").splitlines():
        if line.startswith("## "):
            named = re.search(r"`\[+([a-z_.]+)\]+`", line)
            table = f"{named[1]}." if named else line.removeprefix("## ") + ":" if "Tindakan" in line else ""
        elif row := re.match(r"\| `([a-z_]+)` \| ", line):
            found.add(table + row[1])
    return found


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The keys that the reader asks for in any of the example files, whether the file has them or not."""
    keys: set[str] = set()
    value, known = file._Table._value, file._Table.known

    def note(table: file._Table, key: str) -> None:
        keys.add(("langkah." if table.step else "") + table.prefix + key)

    def noted(table: file._Table, key: str, default: object, example: str) -> object:
        note(table, key)
        return value(table, key, default, example)

    def allowed(table: file._Table, *names: str) -> None:
        for name in names:
            note(table, name)
        known(table, *names)

    monkeypatch.setattr(file._Table, "_value", noted)
    monkeypatch.setattr(file._Table, "known", allowed)
    for path in [*EXAMPLES.glob("sop/*.toml"), *EXAMPLES.glob("urutan-terbit/*.toml")]:
        assert read(path.read_text("utf-8"))[1] == ()
    return {key for key in keys if not key.startswith(FREE)}


def test_the_guide_lists_every_key_that_is_read_and_no_other(asked: set[str]) -> None:
    assert {"langkah.juga", "langkah.keputusan.lintas.prosedur", "format.kolom"} <= asked
    assert {key for key in listed() if not key.startswith("Tindakan:")} == asked


def test_the_guide_lists_every_act() -> None:
    assert {key.removeprefix("Tindakan:") for key in listed() if key.startswith("Tindakan:")} == ACTS
