"""The command `kinerja measure`: the achievement of every row of a table, without database and without Django."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from kinerja.console.command_line import CLEAN, FOUND, UNUSABLE, Parser, Progress, complain, in_force, shown
from kinerja.console.output_table import Hundredths, output
from kinerja.console.tables import TableFile, open_table
from kinerja.core.columns import Unusable
from kinerja.core.table import Cell, Table
from kinerja.core.table_measure import PASSED_OVER, Measured, measured

MANUAL: Final = """\
kinerja measure BERKAS -o HASIL [--explain] [--method KODE] [--sheet LEMBAR]

Menghitung capaian setiap baris tabel CSV atau XLSX. HASIL (.csv atau .xlsx) memuat semua kolom asal ditambah capaian,
predikat, dan alasan mengapa tidak ada capaian. HASIL yang sudah ada diganti; BERKAS tidak pernah diubah.

  -o, --output HASIL   berkas hasil; baru menggantikan yang lama setelah seluruhnya jadi
  --explain            tambahkan kolom penjelasan: rumus dengan angkanya, predikat dengan batasnya, metode
  --method KODE        metode pengukuran, misalnya kinerja-2018 (baku) atau kota-tegal
  --sheet LEMBAR       nama lembar XLSX; bila tidak disebut, lembar pertama yang memuat tabelnya
  -h, --help           penjelasan ini

Kolom yang harus ada, dalam urutan apa pun: indikator, arah (naik, turun, stabil, rentang, predikat, ya/tidak), target,
realisasi. Baris judul, jumlah, dan tanda tangan disalin tanpa diukur. Berkas .parquet dihitung massal: tambahkan
--engine duckdb atau --engine spark --master ALAMAT.

Kode keluar: 0 semua baris terbaca (baris yang belum lapor pun terbaca), 1 ada baris yang tidak terbaca (sebabnya di
kolom alasan), 2 berkas tidak dapat dipakai dan tidak ada yang ditulis."""

_SHOWN: Final = 10


def main(arguments: Sequence[str]) -> int:
    """Measure a file and return the exit code: 0, 1 if a row could not be read, 2 if nothing could be done."""
    if _is_bulk(arguments):
        from kinerja.console import bulk  # its engine is an extra that need not be installed

        return bulk.main(list(arguments))
    parser = Parser(MANUAL)
    parser.add_argument("table", type=Path, nargs="?")
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--explain", action="store_true")
    parser.add_argument("--method", default="")
    parser.add_argument("--sheet", default="")
    try:
        given = parser.given(arguments)
        if given.help:
            return shown(MANUAL)
        if given.table is None or given.output is None:
            parser.error("BERKAS belum disebut." if given.table is None else "Hasil belum disebut (-o HASIL).")
        return _measure(given.table, given.output, given.method, given.sheet, explained=given.explain)
    except Unusable as problem:
        complain(problem)
        return UNUSABLE


def _is_bulk(arguments: Sequence[str]) -> bool:
    engine = any(argument.partition("=")[0] == "--engine" for argument in arguments)
    return engine or any(not argument.startswith("-") and argument.endswith(".parquet") for argument in arguments)


def _measure(path: Path, target: Path, code: str, sheet: str, *, explained: bool) -> int:
    method = in_force(code)
    source = open_table(path, sheet=sheet)
    table = Table(source.heads, source.columns, method, shifting=bool(source.separator))
    progress = Progress(source.size, passes=2)
    counts: Counter[str] = Counter()
    try:
        for _, cells in source.lines(progress.begin()):
            table.survey(cells)
        with output(target, instead_of=path, separator=source.separator, encoding=source.encoding) as put:
            put(_heads(source, explained))
            for number, cells in source.lines(progress.begin()):
                row, faults = table.read(number, cells)
                if row is not None:
                    found = measured(row, method, explained=explained)
                else:
                    reason = " ".join(fault.message for fault in faults)
                    found = Measured(None, "", reason or PASSED_OVER, unreadable=bool(faults))
                put(_line(source, cells, found, explained))
                if found.unreadable:
                    counts["unreadable"] += 1
                    _tell(number, found.reason, counts["unreadable"])
                elif row is not None:
                    counts["measured" if found.value is not None else "blank"] += 1
    finally:
        progress.end()
    for finding in source.findings:
        complain(f"baris {finding.row}: {finding.message}")
    return shown(_summary(counts, target), FOUND if counts["unreadable"] else CLEAN)


def _heads(source: TableFile, explained: bool) -> list[str]:
    """Return the heads of the result; a column of the source that bears the name of one of ours steps aside."""
    ours = ["capaian", "predikat", "alasan", *(["penjelasan"] if explained else [])]
    heads: list[str] = []
    for head in source.heads:
        named = f"{head} terbit" if head.strip().casefold() in ours else head
        while named != head and named in (*source.heads, *heads):
            named += " (asal)"
        heads.append(named)
    return [*heads, *ours]


def _line(source: TableFile, cells: Sequence[Cell], found: Measured, explained: bool) -> list[Any]:
    """Return a row of the result: the source's own cells, ours, and whatever stood beyond the head."""
    width = source.columns.width
    own = [*cells[:width], *[""] * (width - len(cells))]
    told = [" ".join(found.explanation)] if explained else []
    return [*own, Hundredths(found.value), found.predicate, found.reason, *told, *cells[width:]]


def _tell(number: int, reason: str, count: int) -> None:
    if count <= _SHOWN:
        complain(f"baris {number}: {reason}")
    elif count == _SHOWN + 1:
        complain("... selebihnya ada di kolom alasan.")


def _summary(counts: Counter[str], target: Path) -> str:
    parts = (
        (counts["measured"], "dengan capaian"),
        (counts["blank"], "tanpa capaian"),
        (counts["unreadable"], "tidak terbaca"),
    )
    told = ", ".join(f"{count} {what}" for count, what in parts if count)
    return f"{sum(count for count, _ in parts)} baris{': ' if told else ''}{told}. Hasilnya ada di {target}."
