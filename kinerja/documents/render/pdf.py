"""A paper as PDF/A-2b, set by typst.

The same paper, hash and moment give the same bytes on every machine: one font family from a package, no system font,
a fixed time, an empty root directory, nothing fetched.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import fontpkg_noto_sans
import typst

from kinerja.documents.content.paper import Paper
from kinerja.documents.render.text import glyphs_of, printable

FAMILY = "Noto Sans"
STANDARD: Final = "a-2b"


class RenderError(RuntimeError):
    """The typesetter failed or warned; a paper that is not clean is not printed."""


def render(paper: Paper, *, preview: bool, hash: str, at: datetime) -> bytes:
    """Return the paper as PDF/A-2b bytes.

    `hash` is the content hash printed in the footer ("" while nothing is frozen), `at` the moment written into the
    file, with its time zone. `preview` stamps every page. Raises RenderError on any error or warning of the
    typesetter, and ValueError if `at` has no time zone.
    """
    if at.utcoffset() is None:
        raise ValueError("a paper is rendered at a moment with a time zone")
    given = json.dumps({"paper": _data(paper), "preview": preview, "hash": hash})
    layouts: Any = _layouts()  # typst takes a dictionary of files; its type stubs do not say so yet
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder)
        try:
            made, warnings = typst.compile_with_warnings(
                layouts,
                root=empty,
                font_paths=_fonts(),
                format="pdf",
                sys_inputs={"paper": given},
                pdf_standards=STANDARD,
                package_path=empty,
                package_cache_path=empty,
                timestamp=int(at.timestamp()),
            )
        except typst.TypstError as error:
            raise RenderError(f"the paper could not be set: {error.message}") from error
    if warnings:
        raise RenderError(f"the typesetter warned: {'; '.join(str(one) for one in warnings)}")
    return made


def _data(value: Any) -> Any:
    """Return dataclasses as dictionaries, each with the name of its class under "block", and all text printable."""
    if is_dataclass(value):
        return {"block": type(value).__name__, **{one.name: _data(getattr(value, one.name)) for one in fields(value)}}
    if isinstance(value, tuple):
        return [_data(one) for one in value]
    return printable(value, _glyphs()) if isinstance(value, str) else value


@cache
def _layouts() -> dict[str, bytes]:
    folder = resources.files("kinerja.documents") / "layouts"
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.name.endswith(".typ")}


def _font_files() -> list[Path]:
    return sorted((fontpkg_noto_sans.ROOT / "files").glob("*.ttf"))


@cache
def _fonts() -> typst.Fonts:
    folder = str(fontpkg_noto_sans.ROOT / "files")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


@cache
def _glyphs() -> frozenset[int]:
    return frozenset.intersection(*(glyphs_of(file) for file in _font_files()))
