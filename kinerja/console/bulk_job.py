"""What every engine of bulk measuring is given and gives back, and what a file must have before it starts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kinerja.console.command_line import Progress
from kinerja.core.columns import Unusable
from kinerja.core.method import Method
from kinerja.core.rollup.flat import AMOUNTS, REQUIRED


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be measured, by which method, where the result is built and with how much memory (bytes)."""

    source: Path
    folder: Path
    method: Method
    memory: int
    progress: Progress


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows came in, of how many governments, and the faults: sentence to how many indicators and years."""

    rows: int
    governments: int
    faults: Mapping[str, int]


def files_of(source: Path) -> list[str]:
    """Return the Parquet files of a source, which is one of them or a folder of them."""
    return [str(path) for path in sorted(source.glob("*.parquet"))] if source.is_dir() else [str(source)]


def fit(columns: Mapping[str, str]) -> None:
    """Raise Unusable if columns (name to type, as an engine calls it) are missing or hold inexact numbers."""
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise Unusable(
            f"Berkas tidak memuat kolom {', '.join(missing)}. Tambahkan kolomnya; yang ada: {', '.join(columns)}."
        )
    whole = re.compile(r"(?i)(tiny|small|big|huge|u?)?int(eger|\d+)?|u(tiny|small|big|huge)?int(eger)?|short|long|byte")
    for name in (*AMOUNTS, "year", "period"):
        kind = columns.get(name, "INTEGER")
        if not whole.fullmatch(kind) and not re.fullmatch(r"(?i)decimal\(\d+, ?0\)", kind):
            raise Unusable(
                f"Kolom {name} bertipe {kind}, padahal harus bilangan bulat (satuan 1/10.000 untuk angka). "
                "Ubah tipenya menjadi BIGINT atau DECIMAL tanpa desimal."
            )
    if columns.get("unavailable", "BOOLEAN").upper() != "BOOLEAN":
        raise Unusable("Kolom unavailable harus bertipe BOOLEAN (benar atau salah). Ubah tipenya.")
