"""No file of the repository holds the address of a package registry, a path of somebody's machine, or a NIP."""

import re

import pytest

from tests.house.tree import ROOT, files

# Written in pieces, so that this file does not hold what it looks for.
REGISTRIES = "|".join(
    [
        r"pypi" + r"\.org",
        "python" + "hosted",
        "npm" + r"js\.(?:org|com)",
        r"(?<!emit-)index-" + r"url[ =]",
        "/" + r"simple/?(?=[\s\"'])",
    ]
)
MACHINE = r"(?<![\w.])/(?:" + "|".join(["work", "farm", "root", r"home/\w+", r"Users/\w+", "tmp/" + r"\w+"]) + r")/"
# Born, in office since, sex, number.
MONTH, DAY = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
NIP = rf"(?<!\d)(?:19|20)\d{{2}}{MONTH}{DAY}[ .]?(?:19|20)\d{{2}}{MONTH}[ .]?[12][ .]?\d{{3}}(?!\d)"
KINDS = {"a package registry": REGISTRIES, "a path of a machine": MACHINE, "a NIP": NIP}


@pytest.mark.parametrize("kind", KINDS)
def test_no_file_holds(kind: str) -> None:
    pattern, found = re.compile(KINDS[kind], re.IGNORECASE), []
    for path in files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {hit.group(0)}" for hit in pattern.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("a package registry", "https://files.python" + "hosted.org/x.whl"),
        ("a package registry", "pip --index-" + "url=https://somewhere"),
        ("a path of a machine", "see /ho" + "me/budi/proyek"),
        ("a path of a machine", "open('/wo" + "rk/main/x')"),
        ("a NIP", "NIP 1970" + "0101 199503 1 001"),
        ("a NIP", "1970" + "01011995031001"),
    ],
)
def test_it_would_be_found(kind: str, text: str) -> None:
    assert re.search(KINDS[kind], text, re.IGNORECASE)
