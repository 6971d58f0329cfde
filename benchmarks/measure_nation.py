"""measure.nation220m: a nation's five years, 221 million rows, on every level within 5 GiB of memory.

550 governments with 50 agencies, 134 indicators, 12 months. Run by itself (`make bench-nation`): it says first how much
disk and time it wants. What it generates lies in a temporary folder and is removed. The peer is DuckDB reading every
column and writing every column of the results, as for `measure.bulk10m`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import bulk_rows
from benchmarks.figures import Figure, Peer
from benchmarks.ground import Say
from benchmarks.measure_bulk import inexact, read_and_write

GOVERNMENTS, YEARS = 550, 5
MEMORY = 5.0  # GiB
SAMPLE = 10_000  # of this many government-agency-years one is compared
DISK = 30  # GB, with room to spare


def run(say: Say) -> Figure:
    """Return the time of all levels, `ok` if every figure came out within the memory."""
    import duckdb

    free = shutil.disk_usage(tempfile.gettempdir()).free / 1e9
    rows = GOVERNMENTS * YEARS * bulk_rows.A_GOVERNMENT_YEAR
    say(f"{rows:,} rows want about {DISK} GB of disk in {tempfile.gettempdir()} ({free:.0f} free) and half an hour.")
    if free < DISK:
        raise SystemExit("Not enough disk. Choose another folder with TMPDIR=...")
    with tempfile.TemporaryDirectory(prefix="kinerja-bench-") as name:
        folder = Path(name)
        with duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(folder / "spill")}) as connection:
            bulk_rows.write(connection, folder / "rows.parquet", governments=GOVERNMENTS, years=YEARS)
            say(f"Written: {(folder / 'rows.parquet').stat().st_size / 1e9:.1f} GB. Measuring ...")
            seconds, peak = _measured(folder)
            say(f"{seconds:.0f} s, at most {peak:.2f} GiB. Reading and writing the same columns ...")
            begun = time.perf_counter()
            read_and_write(connection, folder / "rows.parquet", folder)
            limit = time.perf_counter() - begun
            wrong, checked = inexact(connection, folder / "rows.parquet", folder, sample=SAMPLE)
            say(f"{wrong} of {checked} figures of a sample differ from the reference in fractions.")
    target = f"<= {MEMORY:g} GiB ({peak:.2f} used), none inexact"
    peer = Peer("reading and writing the same columns", limit)
    return Figure("measure.nation220m", seconds, "s", target, peer, seconds / limit, peak <= MEMORY and not wrong)


def _measured(folder: Path) -> tuple[float, float]:
    """Run the command as anybody would; return its seconds and its largest memory in GiB."""
    command = [sys.executable, "-m", "kinerja", "measure", str(folder / "rows.parquet"), "-o", str(folder / "result")]
    begun = time.perf_counter()
    process = subprocess.Popen([*command, "--memory", "4GB"])
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("The command did not measure everything.")
    return time.perf_counter() - begun, usage.ru_maxrss / 2**20
