"""Text as the one font can print it.

The layout uses one font family and never another. A character it does not have would be drawn as nothing or stop the
typesetter, so it is replaced visibly; what has no shape of its own is left out.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from pathlib import Path

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
SOFT_HYPHEN = "\N{SOFT HYPHEN}"

# Signs that officials write and the family has no glyph for.
SPELLED = {"≥": ">=", "≤": "<=", "≠": "<>", "→": "->", "\t": " "}


def printable(text: str, glyphs: frozenset[int]) -> str:
    """Return the text with each character that has no glyph as U+FFFD.

    Line breaks stay, other control characters become a space, format characters (direction marks, joiners) are left
    out: they could make a paper read otherwise than what is stored.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_shown(character, glyphs) for character in composed)


def _shown(character: str, glyphs: frozenset[int]) -> str:
    if character == "\n" or (ord(character) in glyphs and character.isprintable()):
        return character
    if character in SPELLED:
        return SPELLED[character]
    match unicodedata.category(character):
        case "Cc" | "Zs" | "Zl" | "Zp":
            return " "
        case "Cf":
            return SOFT_HYPHEN if character == SOFT_HYPHEN else ""
        case _:
            return REPLACEMENT


@cache
def glyphs_of(font: Path) -> frozenset[int]:
    """Return the code points a TrueType file has glyphs for, from its Unicode character map (formats 4 and 12).

    Raises ValueError if the file has no such map. Source: OpenType specification, tables "cmap" and "head of file".
    """
    data = font.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    for index in range(tables):
        tag, _, start, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * index)
        if tag == b"cmap":
            return _mapped(data, start)
    raise ValueError(f"{font.name} has no character map")


def _mapped(data: bytes, start: int) -> frozenset[int]:
    _, count = struct.unpack_from(">HH", data, start)
    maps: dict[int, int] = {}
    for index in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", data, start + 4 + 8 * index)
        if (platform, encoding) in {(0, 3), (0, 4), (3, 1), (3, 10)}:
            (form,) = struct.unpack_from(">H", data, start + offset)
            maps[form] = start + offset
    # Format 12 knows all of Unicode, format 4 only its first plane.
    if 12 in maps:
        return _format_12(data, maps[12])
    if 4 in maps:
        return _format_4(data, maps[4])
    raise ValueError("the font has no Unicode character map of format 4 or 12")


def _format_4(data: bytes, start: int) -> frozenset[int]:
    (doubled,) = struct.unpack_from(">H", data, start + 6)
    segments = doubled // 2
    ends = struct.unpack_from(f">{segments}H", data, start + 14)
    starts = struct.unpack_from(f">{segments}H", data, start + 16 + doubled)
    spans = zip(starts, ends, strict=True)
    return frozenset(code for first, last in spans for code in range(first, last + 1) if code != 0xFFFF)


def _format_12(data: bytes, start: int) -> frozenset[int]:
    (groups,) = struct.unpack_from(">L", data, start + 12)
    found: set[int] = set()
    for index in range(groups):
        first, last, _ = struct.unpack_from(">LLL", data, start + 16 + 12 * index)
        found.update(range(first, last + 1))
    return frozenset(found)
