"""Text as the one font can print it."""

from __future__ import annotations

from pathlib import Path

import fontpkg_noto_sans
import pytest

from kinerja.documents.render.text import glyphs_of, printable

LATIN = frozenset(range(0x20, 0x17F)) | {0xFFFD}


def test_the_character_map_of_the_family_is_read() -> None:
    glyphs = glyphs_of(fontpkg_noto_sans.ROOT / "files" / "NotoSans[wdth,wght].ttf")
    assert set(map(ord, "Aé–“”…×·")) <= glyphs
    assert 0x4F1A not in glyphs
    assert ord("≥") not in glyphs
    assert 0x1F600 not in glyphs


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "kosong.ttf"
    file.write_bytes(bytes(64))
    with pytest.raises(ValueError, match="has no character map"):
        glyphs_of(file)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Rp1.000,00", "Rp1.000,00"),
        ("e\u0301", "é"),
        ("baris\r\nbaru\rlagi", "baris\nbaru\nlagi"),
        ("a\tb\x00c\N{NO-BREAK SPACE}d", "a b c d"),
        ("perundang\N{SOFT HYPHEN}undangan", "perundang\N{SOFT HYPHEN}undangan"),
        ("\N{ZERO WIDTH NO-BREAK SPACE}a\N{RIGHT-TO-LEFT OVERRIDE}b", "ab"),
        ("≥ 91", ">= 91"),
        ("会 \ue000 \ud800", "\ufffd \ufffd \ufffd"),
    ],
)
def test_what_cannot_be_printed_is_replaced_or_left_out(given: str, shown: str) -> None:
    assert printable(given, LATIN) == shown
