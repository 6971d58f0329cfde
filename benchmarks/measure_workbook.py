"""measure.workbook100k: 100,000 achievements and their means, against LibreOffice recalculating them in a workbook.

The workbook holds the formulas that an office would write, rounding included. LibreOffice loads and saves it twice:
once it recalculates everything, once nothing; the difference is the recalculation. Its figures are compared with ours,
which are exact.
"""

import csv
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, Peer, repeat
from benchmarks.ground import Say

ROWS, NODE, TIMES = 100_000, 100, 5
PEER = "LibreOffice recalculating the workbook"
TARGET = "faster than LibreOffice"
KINDS = {
    "naik": "R/T",
    "turun": "(2T-R)/T",
    "stabil": "stabil",
}
FORMULA = (
    '=MAX(0,ROUND(IF(A{row}="naik",C{row}/B{row},IF(A{row}="turun",(2*B{row}-C{row})/B{row},'
    "IF(C{row}<=B{row},C{row}/B{row},(2*B{row}-C{row})/B{row})))*100,2))"
)
RECALCULATION = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{mode}</value></prop></item></oor:items>
"""


def run(say: Say) -> Figure:
    """Return the median time of our figures and means."""
    rows = _rows()
    found = _ours(rows)
    ours = statistics.median(repeat(lambda: _ours(rows), times=TIMES)) * 1000
    office = shutil.which("soffice")
    if office is None:
        say("LibreOffice is not installed: nothing to compare with.")
        return Figure("measure.workbook100k", ours, "ms", TARGET, Peer("LibreOffice is not installed", 0.0), 0.0, True)
    with tempfile.TemporaryDirectory(prefix="kinerja-bench-") as name:
        folder = Path(name)
        say(f"A workbook with {ROWS} formulas ...")
        _workbook(rows, folder / "table.xlsx")
        never, _ = _converted(office, folder, mode=1)
        always, table = _converted(office, folder, mode=0)
    theirs = (always - never) * 1000
    say(f"Load and save {never:.1f} s, with recalculation {always:.1f} s.")
    different = sum(round(float(cell) * 100) != value for cell, value in zip(table, found, strict=True))
    say(f"{different} of its {len(found)} figures are others than the exact ones.")
    return Figure("measure.workbook100k", ours, "ms", TARGET, Peer(PEER, theirs), ours / theirs, ours < theirs)


def _rows() -> list[tuple[str, int, int]]:
    """Return (kind, target, realisation) in 1e-4 units; every third lies exactly between two printed figures."""
    kinds, rows = list(KINDS), []
    for number in range(ROWS):
        target = 20_000 * (1 + number * 7919 % 997)
        tie = target // 20_000 * (2 * (number * 104_729 % 10_000) + 1)
        rows.append((kinds[number % 3], target, tie if number % 2 else number * 31 % (2 * target)))
    return rows


def _ours(rows: list[tuple[str, int, int]]) -> list[int]:
    """Return every achievement in hundredths of a percent; the means of each hundred rows are computed too."""
    from kinerja.core.measure import FORMULAS, Aggregation, Formula, Nature, Rule, achieve, average

    rules: dict[str, Any] = {}
    for kind, name in KINDS.items():
        formula = Formula(name)
        polarity = next(polarity for polarity, formulas in FORMULAS.items() if formula in formulas)
        rules[kind] = Rule(polarity, formula, Aggregation.SUM, Nature.SEPARATE)
    found = [
        achieve(rules[kind], target=target, realisation=realisation, year_target=target).value or 0
        for kind, target, realisation in rows
    ]
    means = [average(found[start : start + NODE], cap=10_000).capped for start in range(0, ROWS, NODE)]
    average([mean for mean in means if mean is not None], cap=None)
    return found


def _workbook(rows: list[tuple[str, int, int]], path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Capaian")
        for number, (kind, target, realisation) in enumerate(rows, start=1):
            sheet.write_string(number - 1, 0, kind)
            sheet.write_number(number - 1, 1, target / 10_000)
            sheet.write_number(number - 1, 2, realisation / 10_000)
            sheet.write_formula(number - 1, 3, FORMULA.format(row=number))
            sheet.write_formula(number - 1, 4, f"=MIN(100,D{number})")
            if number % NODE == 0:
                sheet.write_formula(number - 1, 5, f"=ROUND(AVERAGE(E{number - NODE + 1}:E{number}),2)")


def _converted(office: str, folder: Path, *, mode: int) -> tuple[float, list[str]]:
    """Let LibreOffice turn the workbook into CSV; mode 0 recalculates on loading, 1 does not. Return time, column D."""
    profile = folder / f"profile-{mode}"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATION.format(mode=mode), "utf-8")
    command = [office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "csv", "--outdir"]
    command += [str(folder), str(folder / "table.xlsx")]
    times = []
    for _ in range(3):  # the first run makes the profile
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - begun)
    with (folder / "table.csv").open(encoding="utf-8") as file:
        column = [row[3] for row in csv.reader(file)]
    return min(times[1:]), column
