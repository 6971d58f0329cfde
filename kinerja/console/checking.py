"""The command `kinerja check`: the numbered checks over every row of a table, without database and without Django."""

import csv
import heapq
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TextIO

from kinerja.console.command_line import CLEAN, FOUND, UNUSABLE, Parser, Progress, complain, deafen, in_force, shown
from kinerja.console.scratch import scratch
from kinerja.console.tables import open_table
from kinerja.core.checks import CHECKS, Examination, Finding, Severity
from kinerja.core.columns import Unusable
from kinerja.core.table import SHAPE, Table
from kinerja.core.table_measure import unmeasured

MANUAL: Final = """\
kinerja check BERKAS [--format text|json|csv] [--method KODE] [--sheet LEMBAR]

Memeriksa kewajaran setiap baris tabel CSV atau XLSX: tanda rumus rusak, arah yang belum ditentukan, persen pada satuan
hitung, capaian yang tidak dihasilkan rumus mana pun, dan seterusnya. BERKAS tidak diubah.

  --format FORMAT   text (baku), json (daftar row, check, severity, message), atau csv
  --method KODE     metode pengukuran, misalnya kinerja-2018 (baku) atau kota-tegal
  --sheet LEMBAR    nama lembar XLSX; bila tidak disebut, lembar pertama yang memuat tabelnya
  -h, --help        penjelasan ini

row adalah nomor baris seperti di lembar kerja (kepala tabel di baris 1 berarti isinya mulai baris 2). severity: block
menahan, warn peringatan, note catatan.

Kode keluar: 0 tidak ada temuan, 1 ada temuan, 2 berkas tidak dapat dipakai.
Pemeriksaan pemasangan aplikasi: kinerja check --deploy."""

_FIELDS: Final = ("row", "check", "severity", "message")
_IN_MEMORY: Final = 50_000
_NAMES: Final = {SHAPE: "Susunan berkas"} | {check.number: check.name for check in CHECKS}


def main(arguments: Sequence[str]) -> int:
    """Check a file and return the exit code: 0, 1 if there are findings, 2 if nothing could be done."""
    parser = Parser(MANUAL)
    parser.add_argument("table", type=Path, nargs="?")
    parser.add_argument("--format", default="text")
    parser.add_argument("--method", default="")
    parser.add_argument("--sheet", default="")
    try:
        given = parser.given(arguments)
        if given.help:
            return shown(MANUAL)
        if given.table is None:
            parser.error("BERKAS belum disebut.")
        if given.format not in _FORMATS:
            parser.error(f"Format “{given.format}” tidak dikenal; pilih {', '.join(_FORMATS)}.")
        with scratch() as folder:
            found = Findings(folder)
            rows = _examine(given.table, given.method, given.sheet, found)
            return _printed(given.format, found, rows)
    except Unusable as problem:
        complain(problem)
        return UNUSABLE


def _printed(kind: str, found: "Findings", rows: int) -> int:
    """Print the findings and return the exit code."""
    code = FOUND if found.counts else CLEAN
    stream: TextIO | None = sys.stdout
    if stream is None:
        complain("Keluaran ditutup, sehingga temuannya tidak dapat ditulis. Jalankan lagi tanpa menutup keluaran.")
        return UNUSABLE
    try:
        _FORMATS[kind](found, rows)
        stream.flush()
    except OSError as problem:
        deafen(problem)
        return code if isinstance(problem, BrokenPipeError) else UNUSABLE
    return code


class Findings:
    """All findings in their order, by row and check; beyond some thousands they wait in files of `folder`."""

    def __init__(self, folder: Path) -> None:
        self.counts: Counter[Severity] = Counter()
        self._folder = folder
        self._files: list[Path] = []
        self._waiting: list[Finding] = []

    def add(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.counts[finding.severity] += 1
            self._waiting.append(finding)
        if len(self._waiting) >= _IN_MEMORY:
            self._files.append(self._set_aside())
            self._waiting.clear()

    def _set_aside(self) -> Path:
        """Write what waits to a file, and return it."""
        path = self._folder / str(len(self._files))
        with path.open("w", encoding="utf-8") as stream:
            for finding in sorted(self._waiting):
                values = (finding.row, finding.check, finding.severity, finding.message, finding.column)
                stream.write(json.dumps(values, ensure_ascii=False) + "\n")
        return path

    def __iter__(self) -> Iterator[Finding]:
        return heapq.merge(*map(_reread, self._files), sorted(self._waiting))


def _reread(path: Path) -> Iterator[Finding]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            row, check, severity, message, column = json.loads(line)
            yield Finding(row, check, Severity(severity), message, column)


def _examine(path: Path, code: str, sheet: str, found: Findings) -> int:
    """Put what is wrong with a table into `found`; return how many rows were looked at."""
    method = in_force(code)
    source = open_table(path, sheet=sheet)
    table = Table(source.heads, source.columns, method, shifting=bool(source.separator))
    examination = Examination(method)
    progress = Progress(source.size, passes=2)
    rows = 0
    try:
        for _, cells in source.lines(progress.begin()):
            table.survey(cells)
        for number, cells in source.lines(progress.begin()):
            row, faults = table.read(number, cells)
            rows += row is not None or bool(faults)
            if row is not None:
                faults += examination.feed(row)
                if unsaid := unmeasured(row, method, faults):
                    faults.append(unsaid)
            found.add(faults)
    finally:
        progress.end()
    found.add(examination.finish())
    found.add(source.findings)
    return rows


def _as_text(found: Findings, rows: int) -> None:
    for finding in found:
        name = _NAMES[finding.check]
        print(f"baris {finding.row}: {finding.message} [{finding.check} {name}, {finding.severity.label}]")
    told = ", ".join(f"{found.counts[severity]} {severity.label}" for severity in Severity if found.counts[severity])
    total = sum(found.counts.values())
    print(f"{rows} baris diperiksa, {f'{total} temuan: {told}' if total else 'tidak ada temuan'}.")


def _as_json(found: Findings, rows: int) -> None:
    print("[", end="")
    for position, finding in enumerate(found):
        values = {name: getattr(finding, name) for name in _FIELDS}
        print(",\n " if position else "\n ", json.dumps(values, ensure_ascii=False), sep="", end="")
    print("\n]" if found.counts else "]")


def _as_csv(found: Findings, rows: int) -> None:
    lines = csv.writer(sys.stdout, lineterminator="\n")
    lines.writerow(_FIELDS)
    lines.writerows([getattr(finding, name) for name in _FIELDS] for finding in found)


_FORMATS: Final = {"text": _as_text, "json": _as_json, "csv": _as_csv}
