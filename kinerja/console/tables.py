"""Opening a table of indicators, CSV or XLSX: which file it is, where its head stands, and its rows as a stream.

A file is told by its content, not by its name. Nothing is kept of it but the head and what its shape gives reason to
say; a million rows pass through in bounded memory, as often as they are asked for.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from string import ascii_uppercase
from typing import Final, TextIO

from kinerja.console.faults import told
from kinerja.console.workbook import TOO_LONG, Area, Layout, Workbook, letters
from kinerja.core.checks import Finding, Severity
from kinerja.core.columns import LABELS, Columns, Unusable, columns_of, refusal
from kinerja.core.numbers import Kind, read, write
from kinerja.core.table import SHAPE, Broken, Cell, is_numbering

# A real table has its title and its agency above the head, but no whole page.
_HEAD_WITHIN: Final = 20
# So far it is looked for, only to say where it stands.
_HEAD_SOUGHT: Final = 500
_TWO_LINES: Final = (
    "Kepala tabel di baris {row} terdiri atas dua baris atau memuat sel gabungan. Jadikan satu baris: pisahkan sel "
    "gabungannya, dan tulis indikator, arah, target, dan realisasi masing-masing di atas satu kolom."
)
# Whatever stands below in a merged cell belongs to each of these rows; a figure never does.
_SPREAD: Final = frozenset(
    {"source", "agency", "level", "objective", "programme", "activity", "subactivity", "node", "year", "period"}
)
_LONGEST_LINE: Final = 1 << 20
_SEPARATORS: Final = (",", ";", "\t")
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OTHER_KINDS: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "gambar"),
    (b"\xff\xd8\xff", "gambar"),
    (b"GIF8", "gambar"),
    (b"\x1f\x8b", "arsip gzip"),
    (b"Rar!", "arsip RAR"),
    (b"7z\xbc\xaf", "arsip 7z"),
    (b"{\\rtf", "dokumen RTF"),
    (b"PAR1", "Parquet"),
    (b"<", "halaman web atau XML"),
)

Line = tuple[int, Sequence[Cell]]
Passed = Callable[[int], None]


@dataclass(slots=True)
class TableFile:
    """A table in a file: its head, its columns, and its rows below the head.

    `lines` yields (row as a spreadsheet shows it, cells) and may be called again; `passed` is told how many of `size`
    bytes are behind. `findings` is complete once the lines have been gone through. `separator` is the CSV's, "" for
    a workbook; `encoding` says how its text is written.
    """

    name: str
    head_row: int
    heads: tuple[str, ...]
    columns: Columns
    size: int
    lines: Callable[[Passed], Iterator[Line]]
    separator: str = ""
    encoding: str = ""
    findings: list[Finding] = field(default_factory=list)


def open_table(path: Path, *, sheet: str = "") -> TableFile:
    """Return the table of a file. Raises Unusable, with a whole sentence, if there is none to work with.

    `sheet` names one of a workbook; without it the first visible sheet that has the columns is taken.
    """
    start = _first_bytes(path)
    if start.startswith(b"PK\x03\x04"):
        return _open_sheet(path, sheet)
    if sheet:
        raise Unusable(f"--sheet hanya untuk XLSX, sedangkan “{path.name}” bukan buku kerja. Hapus --sheet.")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unusable(_old_or_locked(path))
    for mark, kind in _OTHER_KINDS:
        if start.startswith(mark):
            raise Unusable(f"Berkas “{path.name}” adalah {kind}, bukan tabel. Simpan tabelnya sebagai CSV atau XLSX.")
    return _open_csv(path, start)


def _first_bytes(path: Path) -> bytes:
    try:
        if str(path) == "-" and not path.exists():
            raise Unusable("Tabel harus berupa berkas, karena dibaca dua kali. Simpan dahulu sebagai CSV atau XLSX.")
        if path.is_dir():
            raise Unusable(f"“{path}” adalah folder. Sebutkan satu berkas CSV atau XLSX.")
        if path.exists() and not path.is_file():
            raise Unusable(f"“{path}” bukan berkas biasa. Simpan tabelnya dahulu sebagai berkas CSV atau XLSX.")
        with path.open("rb") as stream:
            start = stream.read(4096)
    except FileNotFoundError:
        raise Unusable(f"Berkas “{path}” tidak ditemukan. Periksa nama dan foldernya.") from None
    except OSError as problem:
        raise Unusable(f"Berkas “{path}” tidak dapat dibuka: {told(problem)}") from None
    if not start:
        raise Unusable(f"Berkas “{path.name}” kosong. Simpan ulang tabelnya sebagai CSV atau XLSX.")
    return start


def _old_or_locked(path: Path) -> str:
    """Return the sentence for the container that old workbooks and locked new ones share."""
    with path.open("rb") as stream:
        locked = "EncryptedPackage".encode("utf-16-le") in stream.read(1 << 20)
    if locked:
        return f"Berkas “{path.name}” dilindungi kata sandi. Simpan salinannya tanpa kata sandi, lalu ulangi."
    return f"Berkas “{path.name}” berformat lama (.xls). Buka di aplikasi lembar kerja dan simpan sebagai .xlsx."


def _head(lines: Iterator[Line], name: str) -> tuple[int, tuple[str, ...], Columns]:
    """Return row, texts and columns of the head. Raises Unusable with what the most likely row lacks."""
    best: tuple[int, tuple[str, ...], Columns] | None = None
    doubled: Unusable | None = None
    above: tuple[str, ...] = ()
    for number, cells in islice(lines, _HEAD_WITHIN):
        heads = _heads(cells)
        try:
            columns = columns_of(heads)
        except Unusable as problem:
            doubled = doubled or problem
            continue
        if not columns.missing:
            return number, heads, columns
        if _complete(_under(above, heads)):
            raise Unusable(_TWO_LINES.format(row=number - 1))
        above = heads
        if best is None or len(columns.at) > len(best[2].at):
            best = number, heads, columns
    for number, cells in islice(lines, _HEAD_SOUGHT):
        if _complete(_heads(cells)):
            raise Unusable(
                f"Kepala tabel baru ada di baris {number}, padahal dicari dalam {_HEAD_WITHIN} baris pertama. Hapus "
                "sebagian baris di atasnya."
            )
    if doubled or best is None:
        empty = f"Berkas “{name}” tidak memuat tabel. Kepalanya harus memuat indikator, arah, target, realisasi."
        raise doubled or Unusable(empty)
    raise refusal(best[2], best[1])


def _heads(cells: Sequence[Cell]) -> tuple[str, ...]:
    heads = tuple(" ".join(_text(cell).split()) for cell in cells)
    while heads and not heads[-1]:
        heads = heads[:-1]
    return heads


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def _complete(heads: Sequence[str]) -> bool:
    try:
        return not columns_of(heads).missing
    except Unusable:
        return False


def _under(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Return what two rows say as one head: the lower where it says something."""
    width = max(len(above), len(below))
    padded = ([*row, *[""] * (width - len(row))] for row in (above, below))
    return [lower or upper for upper, lower in zip(*padded, strict=True)]


def _is_second_head(cells: Sequence[Cell], columns: Columns) -> bool:
    """Whether the row below the head parts its columns ("TW I", "TW II" below "Target") and is no row of the table."""
    at = {name: _text(cells[where]).strip() if where < len(cells) else "" for name, where in columns.at.items()}
    if at["polarity"] or at["indicator"]:
        return False
    parts = [text for text in (at["target"], at["realisation"]) if text]
    years = [text for text in parts if text.isdecimal() and len(text) == 4 and text.startswith(("19", "20"))]
    words = [text for text in parts if text[0].isalpha() and read(text).kind in (Kind.UNREADABLE, Kind.RANK)]
    return bool(parts) and len(years) + len(words) == len(parts)


def _body(lines: Iterator[Line], head_row: int, columns: Columns) -> Iterator[Line]:
    """Yield the rows below the head that hold anything, without a row that only numbers the columns.

    Raises Unusable where the head goes on in the next row: nobody can say which of its columns is meant.
    """
    first = True
    for number, cells in lines:
        if number > head_row and any(cell if isinstance(cell, str) else True for cell in cells):
            if first and _is_second_head(cells, columns):
                raise Unusable(_TWO_LINES.format(row=head_row))
            if not (first and is_numbering(cells)):
                yield number, cells
            first = False


# --- CSV --------------------------------------------------------------------------------------------------------------


def _open_csv(path: Path, start: bytes) -> TableFile:
    encoding = _encoding(path, start)
    with path.open(encoding=encoding, newline="") as stream:
        sample = stream.read(4096)
    tables: list[TableFile] = []
    refusals: list[Unusable] = []
    for separator in sorted(_SEPARATORS, key=sample.count, reverse=True):
        try:
            tables.append(_separated(path, encoding, separator))
        except Unusable as problem:
            refusals.append(problem)
    if not tables:
        raise refusals[0]
    return max(tables, key=lambda table: len(table.columns.at))


def _separated(path: Path, encoding: str, separator: str) -> TableFile:
    """Return the table of a CSV whose columns are parted by `separator`. Raises Unusable if it has no such head."""
    head_row, heads, columns = _head(_records(path, encoding, separator, lambda _: None), path.name)

    def lines(passed: Passed) -> Iterator[Line]:
        return _body(_records(path, encoding, separator, passed), head_row, columns)

    return TableFile(path.name, head_row, heads, columns, path.stat().st_size, lines, separator, encoding)


def _encoding(path: Path, start: bytes) -> str:
    """Return how the text of a file is written. Raises Unusable if it is no text."""
    marked = next((name for mark, name in _BOMS if start.startswith(mark)), "")
    if not marked and b"\0" in start:
        raise Unusable(f"Berkas “{path.name}” bukan tabel teks. Simpan sebagai CSV UTF-8 atau XLSX.")
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as stream:
                while piece := stream.read(_LONGEST_LINE):
                    if b"\0" in piece and encoding != "utf-16":
                        break
                    decoder.decode(piece)
                else:
                    decoder.decode(b"", final=True)
                    return encoding
        except UnicodeDecodeError:
            continue
    raise Unusable(f"Huruf dalam berkas “{path.name}” tidak terbaca. Simpan ulang sebagai CSV UTF-8.")


def _records(path: Path, encoding: str, separator: str, passed: Passed) -> Iterator[Line]:
    """Yield the records of a CSV, numbered as a spreadsheet would; one that is broken comes as its first line alone."""
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding, newline="") as stream:
        lines = _Lines(stream, separator)
        reader = csv.reader(lines, delimiter=separator, strict=True)
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as problem:
                reason = _TOO_LONG if lines.endless or "limit" in str(problem) else _BAD_QUOTES
                yield number, [Broken(lines.again(), reason)]
                continue
            if number & 1023 == 0:
                passed(raw.tell())
            yield number, [Broken(lines.taken[0], _TOO_LONG)] if lines.endless else cells
            lines.next_record()


_BAD_QUOTES: Final = (
    "Tanda kutip di baris ini tidak ditutup atau salah tempat, sehingga isinya tidak terbaca dan tidak dihitung. "
    "Perbaiki tanda kutipnya."
)
_TOO_LONG: Final = (
    f"Baris ini memuat isian yang lebih panjang dari {write(csv.field_size_limit())} huruf, sehingga tidak terbaca dan "
    "tidak dihitung. Pendekkan isinya, atau tutup tanda kutipnya."
)


class _Lines:
    """The lines of a text, none of them endless; those of a broken record can be had again, but for its first.

    The line that tells a spreadsheet the separator ("sep=;") is left out, as a spreadsheet does.
    """

    def __init__(self, stream: TextIO, separator: str) -> None:
        self.taken: list[str] = []
        self.endless = False
        self._stream = stream
        first = stream.readline(_LONGEST_LINE)
        self._waiting = [] if first.strip().casefold() == f"sep={separator}".strip() else [first]

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.pop() if self._waiting else self._stream.readline(_LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) == _LONGEST_LINE and not line.endswith(("\n", "\r")):
            self.endless = True
            while (rest := self._stream.readline(_LONGEST_LINE)) and not rest.endswith(("\n", "\r")):
                pass
        self.taken.append(line)
        return line

    def again(self) -> str:
        """Return the first line of this record and give the others once more: an open quote has swallowed them."""
        first = self.taken[0].rstrip("\r\n")
        self._waiting.extend(reversed(self.taken[1:]))
        self.next_record()
        return first

    def next_record(self) -> None:
        """Begin a new record."""
        self.taken.clear()
        self.endless = False


# --- XLSX -------------------------------------------------------------------------------------------------------------


def _open_sheet(path: Path, wanted: str) -> TableFile:
    book = Workbook(path)
    visible = [name for name in book.sheets if name not in book.hidden]
    if wanted and wanted not in book.sheets:
        raise Unusable(f"Lembar “{wanted}” tidak ada. Pilih {', '.join(f'“{name}”' for name in book.sheets)}.")
    found: list[tuple[str, int, tuple[str, ...], Columns]] = []
    refused: Unusable | None = None
    for name in [wanted] if wanted else visible:
        try:
            found.append((name, *_head(iter(book.lines(name)), path.name)))
        except Unusable as problem:
            refused = refused or problem
    if not found:
        raise refused or Unusable(f"Berkas “{path.name}” tidak punya lembar yang terlihat. Tampilkan lembar tabelnya.")
    name, head_row, heads, columns = found[0]
    findings: list[Finding] = []
    layout = Layout()

    def lines(passed: Passed) -> Iterator[Line]:
        fresh = Layout()
        beyond: list[str] = []
        told_of: list[Finding] = []
        uncovered = _uncovered(book.lines(name, fresh, passed), layout.merged, head_row, columns)
        for number, cells in _body(uncovered, head_row, columns):
            _look_over(number, cells, columns, beyond, told_of)
            yield number, cells
        _refuse_merged_head(fresh.merged, head_row, columns)
        layout.merged, layout.hidden_rows, layout.hidden_columns = fresh.merged, fresh.hidden_rows, fresh.hidden_columns
        findings[:] = [
            *_others(head_row, name, [other for other, *_ in found[1:]]),
            *_hidden(layout, head_row, columns),
            *told_of,
        ]
        if beyond:
            findings.append(Finding(int(beyond[0].lstrip(ascii_uppercase)), SHAPE, Severity.WARN, _beyond(beyond)))

    return TableFile(path.name, head_row, heads, columns, book.size(name), lines, findings=findings)


def _uncovered(lines: Iterator[Line], merged: Sequence[Area], head_row: int, columns: Columns) -> Iterator[Line]:
    """Yield the rows with what their merged cells mean: a heading over its rows; a figure for no row but its own."""
    waiting = sorted((area for area in merged if area.bottom > head_row), key=lambda area: area.top, reverse=True)
    named = {position: name for name, position in columns.at.items()}
    open_areas: list[tuple[Area, Cell]] = []
    for number, cells in lines:
        while waiting and waiting[-1].top <= number:
            area = waiting.pop()
            open_areas.append((area, cells[area.left] if area.top == number and area.left < len(cells) else ""))
        open_areas = [(area, anchor) for area, anchor in open_areas if area.bottom >= number]
        whole = [*cells, *[""] * (columns.width - len(cells))]
        for area, anchor in open_areas if number > head_row else ():
            _cover(whole, number, area, anchor, named)
        yield number, whole


def _cover(cells: list[Cell], number: int, area: Area, anchor: Cell, named: dict[int, str]) -> None:
    covered = [position for position in range(area.left, min(area.right + 1, len(cells))) if position in named]
    figures = {named[position] for position in covered} & {"polarity", "target", "realisation"}
    heading = len(figures) == 3  # across the table
    for position in covered:
        stored = _text(cells[position])
        if (number, position) == (area.top, area.left) or (heading and not stored):
            continue
        if heading:
            cells[position] = Broken(stored, _COVERED.format(area=area))
        elif named[position] in _SPREAD and position == area.left:
            cells[position] = anchor
        else:
            label = LABELS[named[position]]
            reason = f"Sel ini bagian dari sel gabungan {area}. Pisahkan selnya dan isi {label} tiap baris."
            cells[position] = Broken(stored, reason)


_COVERED: Final = (
    "Sel ini tertutup sel gabungan {area} tetapi masih menyimpan isi. Pisahkan selnya, lalu hapus atau perbaiki isinya."
)


def _refuse_merged_head(merged: Sequence[Area], head_row: int, columns: Columns) -> None:
    """Raise Unusable where one head stands over several columns: nobody can say which of them is meant."""
    figures = [columns.at[name] for name in ("polarity", "target", "realisation")]
    for area in merged:
        wide = area.top <= head_row <= area.bottom and area.left < area.right
        if wide and any(area.left <= position <= area.right for position in figures):
            raise Unusable(_TWO_LINES.format(row=head_row))


def _look_over(number: int, cells: Sequence[Cell], columns: Columns, beyond: list[str], told_of: list[Finding]) -> None:
    """Take note of what stands right of the head, and of what did not fit into a cell that nobody else looks at."""
    surplus = range(columns.width, len(cells))
    beyond.extend(f"{letters(where)}{number}" for where in surplus if _text(cells[where]).strip())
    for where, cell in enumerate(cells):
        if isinstance(cell, Broken) and cell.reason is TOO_LONG and where not in columns.at.values():
            told_of.append(Finding(number, SHAPE, Severity.WARN, f"{letters(where)}{number}: {TOO_LONG}"))


def _beyond(beyond: Sequence[str]) -> str:
    others = f" dan {len(beyond) - 1} sel lainnya" if len(beyond) > 1 else ""
    return (
        f"Sel {beyond[0]}{others} ada di kanan kolom terakhir yang berkepala, sehingga tidak diperiksa dan hanya "
        "disalin. Beri kepala kolomnya, atau pindahkan isinya."
    )


def _others(head_row: int, name: str, others: Sequence[str]) -> Iterator[Finding]:
    if others:
        told = ", ".join(f"“{other}”" for other in others)
        sentence = f"Yang dibaca hanya lembar “{name}”. Lembar {told} juga memuat tabel; sebutkan dengan --sheet."
        yield Finding(head_row, SHAPE, Severity.NOTE, sentence)


def _hidden(layout: Layout, head_row: int, columns: Columns) -> Iterator[Finding]:
    """Yield what is hidden in the sheet and was read all the same."""
    rows = [row for row in layout.hidden_rows if row > head_row]
    if rows:
        told = ", ".join(map(str, rows[:10])) + (" dan seterusnya" if len(rows) > 10 else "")
        sentence = f"Ada {len(rows)} baris tersembunyi ({told}) yang tetap dibaca. Tampilkan atau hapus barisnya."
        yield Finding(rows[0], SHAPE, Severity.NOTE, sentence)
    for name, position in columns.at.items():
        if any(first <= position <= last for first, last in layout.hidden_columns):
            sentence = f"Kolom {LABELS[name]} ({letters(position)}) tersembunyi tetapi tetap dibaca."
            yield Finding(head_row, SHAPE, Severity.NOTE, sentence, name)
