"""`kinerja measure` on Parquet: every level from a period to a nation, measured by an engine that streams.

No database is asked. The table that comes in and the tables that go out are told in `kinerja.core.rollup.flat`; the
engines only differ in how they read and write. The result takes its place once all of it is there.
"""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Protocol

from kinerja.console.bulk_job import Job, Outcome
from kinerja.console.command_line import CLEAN, FOUND, UNUSABLE, Parser, Progress, complain, in_force, shown
from kinerja.console.faults import told
from kinerja.core.columns import Unusable
from kinerja.core.rollup.flat import REQUIRED, Row

_MANUAL: Final = """\
kinerja measure BERKAS.parquet -o FOLDER [--engine duckdb|spark] [--master ALAMAT] [--memory 2GB] [--method KODE]

Menghitung capaian secara massal: per periode, indikator per triwulan, simpul rencana, perangkat daerah, pemerintah
daerah, dan nasional. BERKAS adalah satu berkas Parquet atau folder berisi berkas Parquet, satu baris per indikator
dan periode. FOLDER harus belum ada; setiap tingkat menjadi satu folder berkas Parquet di dalamnya.

  -o, --output FOLDER  folder hasil; baru muncul setelah seluruhnya jadi
  --engine MESIN       duckdb (baku, satu komputer) atau spark (klaster, perlu Java 17)
  --master ALAMAT      alamat klaster Spark, misalnya spark://127.0.0.1:7077; tanpa ini Spark berjalan di komputer ini
  --memory BESAR       memori kerja, misalnya 2GB (baku) atau 512MB
  --method KODE        metode pengukuran, misalnya kinerja-2018 (baku) atau kota-tegal
  -h, --help           penjelasan ini

Angka berupa bilangan bulat dengan satuan 1/10.000 (87,25 ditulis 872500), predikat sudah berupa peringkatnya. Kolom
yang harus ada: {required}.
Kolom yang boleh ada: {optional}.

Kode keluar: 0 semua indikator dapat dihitung, 1 ada indikator yang barisnya keliru (sebabnya di kolom status tingkat
indikator), 2 berkas tidak dapat dipakai dan tidak ada yang ditulis."""
MANUAL: Final = _MANUAL.format(
    required=", ".join(REQUIRED), optional=", ".join(name for name in Row._fields if name not in REQUIRED)
)

_ENGINES: Final = {"duckdb": ("duckdb", "bulk"), "spark": ("pyspark", "spark")}
_UNITS: Final = {"MB": 10**6, "GB": 10**9}
_SHOWN: Final = 5


class Engine(Protocol):
    """What measures: it writes a folder of Parquet files per level into `job.folder`. Raises Unusable."""

    def __call__(self, job: Job, master: str, /) -> Outcome: ...


def main(arguments: Sequence[str]) -> int:
    """Measure a Parquet file and return the exit code: 0, 1 if an indicator has a fault, 2 if nothing could be done."""
    parser = Parser(MANUAL)
    parser.add_argument("table", type=Path, nargs="?")
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--engine", default="duckdb")
    parser.add_argument("--master", default="")
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--method", default="")
    try:
        given = parser.given(arguments)
        if given.help:
            return shown(MANUAL)
        if given.table is None or given.output is None:
            parser.error("BERKAS belum disebut." if given.table is None else "Hasil belum disebut (-o FOLDER).")
        engine = _engine(given.engine, given.master)
        method, memory = in_force(given.method), _bytes(given.memory)
        _look_at(given.table)
        with _folder(given.output) as folder:
            progress = Progress(1000, passes=1)
            outcome = engine(Job(given.table, folder, method, memory, progress), given.master)
            progress.end()
    except Unusable as problem:
        complain(problem)
        return UNUSABLE
    _report(outcome, given.output)
    return FOUND if outcome.faults else CLEAN


def _engine(name: str, master: str) -> Engine:
    """Return the engine with this name. Raises Unusable if there is none, or what it needs is not installed."""
    if name not in _ENGINES:
        raise Unusable(f"Mesin “{name}” tidak dikenal. Pilih duckdb atau spark.")
    if master and name != "spark":
        raise Unusable("--master hanya untuk Spark. Tambahkan --engine spark, atau hapus --master.")
    module, extra = _ENGINES[name]
    if find_spec(module) is None:
        raise Unusable(f"Mesin {name} belum terpasang. Pasang dengan: pip install 'kinerja[{extra}]'")
    if name == "duckdb":
        from kinerja.console import bulk_duckdb  # only where it is installed

        return bulk_duckdb.measure
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise Unusable("Spark memerlukan Java 17 yang belum ada di komputer ini. Pasang Java 17, atau pakai duckdb.")
    from kinerja.console import bulk_spark  # only where it is installed

    return bulk_spark.measure


def _bytes(text: str) -> int:
    match = re.fullmatch(r"([1-9]\d{0,5})(MB|GB)", text)
    if match is None or int(match[1]) * _UNITS[match[2]] < 256 * 10**6:
        raise Unusable(f"Memori “{text}” tidak dapat dipakai. Tulis misalnya 2GB atau 512MB, paling kecil 256MB.")
    return int(match[1]) * _UNITS[match[2]]


def _look_at(path: Path) -> None:
    """Raise Unusable unless there is a file or a folder of files that may be Parquet."""
    try:
        if path.is_dir() and any(path.glob("*.parquet")):
            return
        if not path.is_file():
            raise Unusable(f"“{path}” tidak ditemukan atau tidak berisi berkas .parquet. Periksa nama berkasnya.")
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as problem:
        raise Unusable(f"“{path}” tidak dapat dibuka: {told(problem)}") from None
    if start != b"PAR1":
        raise Unusable(f"“{path}” bukan berkas Parquet. Untuk CSV atau XLSX hapus --engine dari perintahnya.")


@contextlib.contextmanager
def _folder(target: Path) -> Iterator[Path]:
    """Give a folder to build the result in, which takes the name of `target` once all went well."""
    if target.suffix == ".parquet":
        raise Unusable(
            f"Hasil “{target.name}” menjadi folder dengan satu folder per tingkat. Tulis nama tanpa .parquet."
        )
    try:
        target = target.resolve()
        if target.exists():
            raise Unusable(
                f"Hasil “{target}” sudah ada. Sebutkan folder yang belum ada supaya tidak ada yang tertimpa."
            )
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except (OSError, RuntimeError) as problem:
        raise Unusable(f"Hasil “{target}” tidak dapat ditulis: {told(problem)}") from None
    try:
        yield folder
        folder.chmod(0o755)
        folder.rename(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _report(outcome: Outcome, target: Path) -> None:
    shown(f"{outcome.rows} baris dari {outcome.governments} pemerintah daerah dihitung; hasilnya ditulis ke {target}.")
    if outcome.faults:
        shown(f"{sum(outcome.faults.values())} indikator tidak dihitung karena barisnya keliru:")
    ordered = sorted(outcome.faults.items(), key=lambda pair: -pair[1])
    for sentence, count in ordered[:_SHOWN]:
        shown(f"  {count} × {sentence}")
    if len(ordered) > _SHOWN:
        shown(f"  dan {len(ordered) - _SHOWN} sebab lain di kolom status tingkat indikator.")
