"""An XLSX workbook read as a stream: bounded memory, and with all that says how a cell is to be taken.

The usual readers give a cell's value alone. Here it matters that 0,8725 is shown as 87,25%, that 45000 is a date, that
a formula was never computed, that a cell is covered by a merged one and that a row is hidden; so the parts of the
workbook are read as they stand, sheet by sheet, with the standard library only.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Context, Decimal, InvalidOperation, Overflow
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, Final
from xml.parsers import expat

from kinerja.core.columns import Unusable
from kinerja.core.table import Broken, Cell, Stored

MOST_UNPACKED: Final = 2 << 30
"""Bytes of a workbook once unpacked; beyond that it is refused unopened."""

# What is kept in memory: the texts that all sheets share.
_MOST_SHARED: Final = 256 << 20
# Sheets shrink to a tenth or a fiftieth; a hundred and more is a file made to burst.
_MOST_RATIO: Final = 300
_SUSPICIOUS: Final = 32 << 20
_MOST_IN_CELL: Final = 32_767
_CHUNK: Final = 1 << 16
# A single mark of XML longer than this is no workbook either.
_MOST_PENDING: Final = 8 << 20
# Spreadsheets count with fifteen digits; the seventeen they store are the noise of their binary numbers.
_FIFTEEN: Final = Context(prec=15)

# What a file that is no sound workbook makes the standard library say.
_DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError, NotImplementedError, EOFError),
    *(KeyError, ValueError, StopIteration),
)
_NO_WORKBOOK: Final = "Berkas “{name}” bukan buku kerja XLSX yang utuh. Buka di aplikasi lembar kerja dan simpan ulang."
_BURSTING: Final = (
    "Berkas “{name}” menjadi terlalu besar bila dibuka. Hapus lembar dan isi yang tidak perlu, atau simpan sebagai CSV."
)
_OTHER_PACKAGES: Final = {
    "word/": "dokumen Word (.docx)",
    "ppt/": "presentasi (.pptx)",
    "content.xml": "dokumen OpenDocument (.ods atau .odt)",
    "xl/workbook.bin": "buku kerja biner (.xlsb)",
}
TOO_LONG: Final = (
    "Isi sel ini lebih panjang daripada yang dimuat satu sel (32.767 huruf), sehingga sisanya tidak dibawa. "
    "Pendekkan isinya, atau simpan tabelnya sebagai CSV."
)
_NOT_COMPUTED: Final = (
    "Rumus di sel ini belum menyimpan hasil. Buka berkasnya di aplikasi lembar kerja, simpan, lalu ulangi."
)


@dataclass(frozen=True, slots=True)
class Area:
    """A block of cells, first and last row (as shown) and column (from 0) included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{letters(self.left)}{self.top}:{letters(self.right)}{self.bottom}"


@dataclass(slots=True)
class Layout:
    """What a sheet says about its shape; complete once its lines have been gone through."""

    merged: list[Area] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Format:
    percent: bool = False
    date: bool = False
    decimals: int | None = None


class Workbook:
    """An open workbook. Raises Unusable, with a whole sentence, for what is none or would burst."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            self._zip = zipfile.ZipFile(path)
            self._weigh()
            self._know()
            self._targets = self._related("xl/_rels/workbook.xml.rels")
            self._formats: list[_Format] = []
            self._formats_started = False
            self._custom: dict[int, _Format] = {}
            self._shared: list[Cell] = []
            self._epoch = datetime(1899, 12, 30)  # noqa: DTZ001 - a day of a calendar, no moment
            self._recomputes = False
            self.sheets: dict[str, str] = {}
            self.hidden: set[str] = set()
            self._parse("xl/workbook.xml", self._on_workbook)
            for kind, handler in (("styles", self._on_styles), ("sharedStrings", None)):
                part = next((part for part in self._targets.values() if PurePosixPath(part).stem == kind), None)
                if part and handler:
                    self._parse(part, handler)
                elif part:
                    self._read_shared(part)
        except Unusable:
            raise
        except _DAMAGED:
            raise Unusable(_NO_WORKBOOK.format(name=self.name)) from None

    def size(self, sheet: str) -> int:
        """Return the bytes of a sheet once unpacked."""
        return self._zip.getinfo(self.sheets[sheet]).file_size

    def lines(
        self, sheet: str, layout: Layout | None = None, passed: Callable[[int], None] = lambda _: None
    ) -> Iterator[tuple[int, list[Cell]]]:
        """Yield the rows of a sheet that are there at all: number as shown, and cells from column A.

        `layout` is filled in on the way; `passed` is told how many bytes are behind.
        """
        reader = _SheetReader(self._cell, layout or Layout())
        for done in self._pieces(self.sheets[sheet], reader.start, reader.end, reader.text):
            passed(done)
            yield from reader.rows
            reader.rows.clear()

    def _weigh(self) -> None:
        """Refuse a file that would burst, before anything of it is unpacked."""
        parts = self._zip.infolist()
        whole = sum(part.file_size for part in parts)
        packed = sum(part.compress_size for part in parts)
        shared = max((part.file_size for part in parts if part.filename.endswith("sharedStrings.xml")), default=0)
        bursting = whole > _SUSPICIOUS and whole > packed * _MOST_RATIO
        if whole > MOST_UNPACKED or shared > _MOST_SHARED or bursting:
            raise Unusable(_BURSTING.format(name=self.name))
        if any(part.flag_bits & 1 for part in parts):
            raise Unusable(f"Berkas “{self.name}” dilindungi kata sandi. Simpan salinannya tanpa kata sandi.")

    def _know(self) -> None:
        """Refuse what is packed alike and is no XLSX, by what it is."""
        names = self._zip.namelist()
        for start, kind in _OTHER_PACKAGES.items():
            if any(name.startswith(start) for name in names):
                raise Unusable(f"Berkas “{self.name}” adalah {kind}. Buka tabelnya dan simpan sebagai .xlsx.")

    def _pieces(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] = lambda _: None,
        text: Callable[[str], None] = lambda _: None,
    ) -> Iterator[int]:
        """Parse one part of the file piece by piece, yielding the bytes behind. Raises Unusable for broken XML."""
        parser = expat.ParserCreate()
        parser.buffer_text = True

        def begin(name: str, attributes: dict[str, str]) -> None:
            # Few programs put a prefix before every name; the others are spared the cutting.
            parser.StartElementHandler, parser.EndElementHandler = start, end
            if ":" in name:
                parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
                parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
            start(name.rpartition(":")[2], attributes)

        parser.StartElementHandler = begin
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = self._refuse_entities
        done = 0
        try:
            with self._zip.open(part) as stream:
                while piece := stream.read(_CHUNK):
                    parser.Parse(piece, False)
                    done += len(piece)
                    if done - parser.CurrentByteIndex > _MOST_PENDING:
                        raise Unusable(_BURSTING.format(name=self.name))
                    yield done
                parser.Parse(b"", True)
                yield done
        except Unusable:
            raise
        except _DAMAGED:
            raise Unusable(_NO_WORKBOOK.format(name=self.name)) from None

    def _parse(self, part: str, start: Callable[[str, dict[str, str]], None]) -> None:
        for _ in self._pieces(part, start):
            pass

    def _refuse_entities(self, *_: Any) -> None:
        raise Unusable(_NO_WORKBOOK.format(name=self.name))

    def _related(self, part: str) -> Mapping[str, str]:
        """Return the parts of the workbook by the name it calls them."""
        found: dict[str, str] = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes["Target"]
                found[attributes["Id"]] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

        self._parse(part, start)
        return found

    def _on_workbook(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            relation = next(value for key, value in attributes.items() if key.rpartition(":")[2] == "id" and ":" in key)
            if relation in self._targets and "worksheets" in self._targets[relation]:
                self.sheets[attributes["name"]] = self._targets[relation]
                if attributes.get("state", "visible") != "visible":
                    self.hidden.add(attributes["name"])
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self._epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - a day of a calendar, no moment
        elif name == "calcPr":
            # A program that writes formulas without computing them asks for that on opening.
            self._recomputes = attributes.get("fullCalcOnLoad") in ("1", "true")

    def _on_styles(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._custom[int(attributes["numFmtId"])] = _format_of(attributes.get("formatCode", ""))
        elif name in ("cellStyleXfs", "cellXfs", "cellStyles"):
            self._formats_started = name == "cellXfs"
        elif name == "xf" and self._formats_started:
            code = int(attributes.get("numFmtId", "0"))
            self._formats.append(self._custom.get(code) or _BUILT_IN.get(code) or _Format())

    def _read_shared(self, part: str) -> None:
        """Keep the texts that cells refer to by number; pronunciation guides (rPh) are no part of them."""
        pieces: list[str] = []
        inside = guide = False

        def start(name: str, _: dict[str, str]) -> None:
            nonlocal inside, guide
            if name == "si":
                pieces.clear()
            guide = guide or name == "rPh"
            inside = name == "t" and not guide

        def end(name: str) -> None:
            nonlocal inside, guide
            inside = inside and name != "t"
            guide = guide and name != "rPh"
            if name == "si":
                self._shared.append(_fitting("".join(pieces)))

        for _ in self._pieces(part, start, end, lambda text: pieces.append(text) if inside else None):
            pass

    def _cell(self, kind: str, style: str, value: str, formula: bool) -> Cell:
        """Return what a cell holds, given its type, style, stored value, and whether it is a formula's."""
        if formula and (self._recomputes or (not value and kind != "str")):
            return Broken("", _NOT_COMPUTED)
        if kind == "s":
            return self._shared[int(value)] if value.isdecimal() and int(value) < len(self._shared) else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "d":
            return _dated(value)
        if kind != "n" or not value:
            return _fitting(value)
        position = int(style) if style.isdecimal() else 0
        shape = self._formats[position] if position < len(self._formats) else _Format()
        try:
            number = _FIFTEEN.create_decimal(value)
        except (InvalidOperation, Overflow):
            return _fitting(value)
        # A figure too small to be kept is no zero, though the arithmetic makes one of it.
        vanished = number == 0 and re.search("[1-9]", re.split("[eE]", value)[0])
        if vanished or not number.is_finite() or (number and not -30 <= number.adjusted() <= 30):
            return _fitting(value)
        if shape.date:
            return self._date(number)
        return Stored(number, shape.percent, shape.decimals)

    def _date(self, serial: Decimal) -> Cell:
        try:
            moment = self._epoch + timedelta(seconds=int((serial * 86_400).to_integral_value()))
        except OverflowError:
            return f"{serial:f}"
        return _dated(f"{moment:%Y-%m-%d %H:%M}".removesuffix(" 00:00"))


def _fitting(text: str) -> Cell:
    return text if len(text) <= _MOST_IN_CELL else Broken(text[:_MOST_IN_CELL], TOO_LONG)


def letters(column: int) -> str:
    """Return the name of a column (from 0) as a sheet shows it: 0 is "A", 27 is "AB"."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _dated(text: str) -> Broken:
    reason = f"Sel ini berformat tanggal ({text}), bukan angka. Ubah format selnya menjadi angka, lalu ketik lagi."
    return Broken(text, reason)


_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def _position(reference: str) -> tuple[int, int]:
    """Return (row, column from 0) of a reference such as "C5". Raises ValueError if it is none."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError(reference)
    return int(match[2]), _column(match[1])


@lru_cache(maxsize=1 << 10)
def _column(name: str) -> int:
    """Return the column (from 0) that a sheet calls so. Raises ValueError if there is none."""
    if not re.fullmatch("[A-Z]{1,3}", name):
        raise ValueError(name)
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - 64
    return column - 1


class _SheetReader:
    """Collects the rows of one sheet while its XML passes by."""

    def __init__(self, cell: Callable[[str, str, str, bool], Cell], layout: Layout) -> None:
        self.rows: list[tuple[int, list[Cell]]] = []
        self._cell, self._layout = cell, layout
        self._row, self._cells = 0, list[Cell]()
        self._column, self._kind, self._style, self._formula = 0, "n", "", False
        self._inside = False
        self._pieces: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            reference = attributes.get("r")
            self._column = _column(reference.rstrip("0123456789")) if reference else len(self._cells)
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._formula = False
            self._pieces.clear()
        elif name in ("v", "t"):
            self._inside = True
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self._cells = []
            if attributes.get("hidden") in ("1", "true"):
                self._layout.hidden_rows.append(self._row)
        elif name == "mergeCell":
            first, _, last = attributes["ref"].partition(":")
            (top, left), (bottom, right) = _position(first), _position(last or first)
            self._layout.merged.append(Area(top, left, bottom, right))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            self._layout.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))

    def text(self, piece: str) -> None:
        # Pieces are short; a cell that takes this many of them is longer than any sheet allows.
        if self._inside and len(self._pieces) < 100:
            self._pieces.append(piece)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._inside = False
        elif name == "c":
            value = "".join(self._pieces)
            if value or self._formula:
                cells = self._cells
                cells.extend([""] * (self._column - len(cells)))
                cells[self._column :] = [self._cell(self._kind, self._style, value, self._formula)]
        elif name == "row" and self._cells:
            self.rows.append((self._row, self._cells))


def _format_of(code: str) -> _Format:
    """Return what a number format shows: percent, a date, how many decimals."""
    section = re.sub(r'"[^"]*"|\\.|_.|\*.', "", code.partition(";")[0])
    section = re.sub(r"\[(?![hms]+\])[^\]]*\]", "", section, flags=re.IGNORECASE)
    if re.search(r"[ymdhs]", section, re.IGNORECASE) and "General" not in section:
        return _Format(date=True)
    fixed = re.fullmatch(r"[^0#?./Ee]*[#,0?]*(?:\.(?P<places>0+))?[^0#?./Ee]*", section)
    decimals = len(fixed["places"] or "") if fixed and re.search("[0#?]", section) else None
    return _Format(percent="%" in section, decimals=decimals)


_BUILT_IN: Final = {
    **{code: _Format(decimals=0) for code in (1, 3, 37, 38)},
    **{code: _Format(decimals=2) for code in (2, 4, 39, 40, 7, 8)},
    **{code: _Format(date=True) for code in (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))},
    9: _Format(percent=True, decimals=0),
    10: _Format(percent=True, decimals=2),
}
