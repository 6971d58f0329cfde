"""Writing a table beside the one that was read: CSV or XLSX by its ending, whole or not at all, with safe cells."""

import contextlib
import csv
import io
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from kinerja.console.faults import told
from kinerja.console.scratch import scratch
from kinerja.core.columns import Unusable
from kinerja.core.numbers import Kind, plain, read
from kinerja.core.table import Cell, Stored


@dataclass(frozen=True, slots=True)
class Hundredths:
    """An achievement in hundredths of a percent, always written with two decimals; None leaves its cell blank."""

    value: int | None

    @property
    def text(self) -> str:
        return "" if self.value is None else plain(Decimal(self.value).scaleb(-2), 2)


Put = Callable[[Sequence[Cell | Hundredths]], None]

_MOST_ROWS: Final = 1_048_576
_ENDINGS: Final = (".csv", ".xlsx")
# What a spreadsheet would take for a formula; a signed figure is none.
_FORMULA: Final = re.compile(r"\s*[=@+-]|[\t\r]")
_FIGURES: Final = frozenset({Kind.NUMBER, Kind.RANGE, Kind.RATIO, Kind.EMPTY, Kind.AMBIGUOUS})
_LONGEST_CELL: Final = 32_767


@contextlib.contextmanager
def output(path: Path, *, instead_of: Path, separator: str = ",", encoding: str = "utf-8") -> Iterator[Put]:
    """Give a function that adds one row to a new table, which takes its place once all went well.

    Texts that a spreadsheet would run as a formula are written as text. Raises Unusable, with a whole sentence, for a
    place that cannot be written to; `instead_of` is the table that is read, which is never overwritten.
    """
    if path.suffix.casefold() not in _ENDINGS:
        raise Unusable(f"Hasil “{path.name}” harus berakhiran .csv atau .xlsx. Ganti nama berkas hasilnya.")
    write = _csv(separator, encoding) if path.suffix.casefold() == ".csv" else _xlsx
    try:
        path = path.resolve()
        if path.is_dir() or (path.exists() and not path.is_file()):
            raise Unusable(f"Hasil “{path}” bukan nama berkas. Sebutkan berkas .csv atau .xlsx yang baru.")
        if path.exists() and path.samefile(instead_of):
            raise Unusable(f"Hasil “{path}” adalah berkas asal. Sebutkan nama lain supaya data asal tetap utuh.")
        handle, name = tempfile.mkstemp(prefix=".kinerja-", suffix=path.suffix, dir=path.parent)
    except (OSError, RuntimeError) as problem:
        raise Unusable(f"Hasil “{path}” tidak dapat ditulis: {told(problem)}") from None
    draft = Path(name)
    try:
        with os.fdopen(handle, "w+b") as stream:
            with write(stream) as put:
                yield put
            stream.flush()
            os.fsync(stream.fileno())
        draft.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_mask())
        draft.replace(path)
    except OSError as problem:
        raise Unusable(f"Hasil “{path}” tidak dapat ditulis: {told(problem)}") from None
    finally:
        draft.unlink(missing_ok=True)


def _mask() -> int:
    """Return the mask of this process for new files, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def safe(text: str) -> str:
    """Return a text for a CSV cell; one that a spreadsheet would run as a formula gets an apostrophe before it.

    A figure is left as it was written, for it is read again: "-5 dari 10" is one, "-2+3" is none.
    """
    if not _FORMULA.match(text):
        return text
    reading = read(text)
    return text if reading.kind in _FIGURES and not reading.remark and text[0] not in "\t\r" else f"'{text}"


def _csv(separator: str, encoding: str) -> Callable[[io.BufferedRandom], contextlib.AbstractContextManager[Put]]:
    @contextlib.contextmanager
    def write(stream: io.BufferedRandom) -> Iterator[Put]:
        # A mark at the beginning tells a spreadsheet that this is UTF-8; only a plain UTF-8 table goes without it.
        text = io.TextIOWrapper(stream, "utf-8" if encoding == "utf-8" else "utf-8-sig", newline="")
        rows = csv.writer(text, delimiter=separator or ",", lineterminator="\n")
        try:
            yield lambda cells: rows.writerow([safe(cell if isinstance(cell, str) else cell.text) for cell in cells])
            text.flush()
        finally:
            text.detach()

    return write


class _Quiet:
    """A stream that after its first fault takes everything in silence: a ZIP that is dropped tries to end itself."""

    def __init__(self, stream: io.BufferedRandom) -> None:
        self._stream, self._faulty = stream, False

    def write(self, piece: bytes) -> int:
        if self._faulty:
            return len(piece)
        try:
            return self._stream.write(piece)
        except BaseException:
            self._faulty = True
            raise

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0 if self._faulty else self._stream.seek(offset, whence)

    def tell(self) -> int:
        return 0 if self._faulty else self._stream.tell()

    def flush(self) -> None:
        if not self._faulty:
            self._stream.flush()


@contextlib.contextmanager
def _xlsx(stream: io.BufferedRandom) -> Iterator[Put]:
    with scratch() as folder:
        book = xlsxwriter.Workbook(_Quiet(stream), {"constant_memory": True, "tmpdir": str(folder)})
        sheet = book.add_worksheet("Capaian")
        two_places = book.add_format({"num_format": "0.00"})
        percent = {
            places: book.add_format({"num_format": f"0{'.' * bool(places)}{'0' * places}%"}) for places in range(5)
        }
        count = 0

        def put(cells: Sequence[Cell | Hundredths]) -> None:
            nonlocal count
            if count >= _MOST_ROWS:
                raise Unusable("Hasilnya lebih panjang daripada yang dimuat satu lembar XLSX. Pakai akhiran .csv.")
            for position, cell in enumerate(cells):
                if isinstance(cell, Hundredths) and cell.value is not None:
                    sheet.write_number(count, position, Decimal(cell.value).scaleb(-2), two_places)
                elif isinstance(cell, Stored):
                    shape = percent[2 if cell.decimals is None else min(cell.decimals, 4)] if cell.percent else None
                    sheet.write_number(count, position, cell.value, shape)
                elif text := cell if isinstance(cell, str) else cell.text:
                    if len(text) > _LONGEST_CELL:
                        raise Unusable(
                            f"Baris hasil {count + 1} memuat isian yang lebih panjang daripada yang dimuat satu sel "
                            "XLSX (32.767 huruf). Pakai akhiran .csv."
                        )
                    sheet.write_string(count, position, text)
            count += 1

        try:
            yield put
        except BaseException:
            sheet.row_data_fh.close()  # the rows so far wait in a file that only an ended workbook closes
            raise
        sheet.freeze_panes(1, 0)
        try:
            book.close()
        except FileCreateError as problem:
            raise problem.args[0] from None  # the operating system's own
