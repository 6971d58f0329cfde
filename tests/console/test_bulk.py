"""`kinerja measure` on Parquet: the real command, its files of every level, its refusals and its exit codes."""

import subprocess
import sys
from pathlib import Path

import pytest

from kinerja.console import bulk
from kinerja.core.measure import load_method
from kinerja.core.rollup.flat import LEVELS, NATION, REQUIRED
from kinerja.core.rollup.skeleton import roll_up
from tests.core import engines
from tests.core.flat_rows import rows

METHOD = load_method("kinerja-2018")


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    return engines.as_parquet(rows(seed=9, indicators=300), tmp_path / "masukan.parquet")


def query(text: str) -> list[tuple[object, ...]]:
    import duckdb

    return duckdb.sql(text).fetchall()


def test_every_level_lies_in_its_folder_as_python_measures_it(parquet: Path, tmp_path: Path) -> None:
    out = tmp_path / "hasil"
    assert bulk.main([str(parquet), "-o", str(out)]) == bulk.FOUND
    found = {name: engines.digest(made) for name, made in roll_up(rows(seed=9, indicators=300), METHOD).items()}
    assert engines.digests_in(out) == found
    assert sorted(path.name for path in out.iterdir()) == sorted(level.name for level in LEVELS)


def test_little_memory_measures_one_government_after_another_to_the_same_figures(
    parquet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, parts = tmp_path / "utuh", tmp_path / "bagian"
    bulk.main([str(parquet), "-o", str(whole)])
    monkeypatch.setattr("kinerja.console.bulk_duckdb._BYTES_A_ROW", 10**7)
    bulk.main([str(parquet), "-o", str(parts)])
    assert engines.digests_in(parts) == engines.digests_in(whole)
    assert len(list((parts / "indikator").iterdir())) == 4  # three governments, and the rows that name none
    assert len(list((parts / NATION.name).iterdir())) == 1


def test_clean_rows_end_with_zero_and_say_how_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clean = [row for row in rows(seed=9, indicators=40) if row.formula == "R/T" and row.indicator != "i0"]
    path = engines.as_parquet(_faultless(clean), tmp_path / "bersih.parquet")
    assert bulk.main([str(path), "-o", str(tmp_path / "hasil")]) == bulk.CLEAN
    assert "pemerintah daerah dihitung" in capsys.readouterr().out


def _faultless(made: list[engines.Row]) -> list[engines.Row]:
    tables = roll_up(made, METHOD)["indikator"]
    bad = {row[4] for row in tables if str(row[16]).endswith(".")}
    return [row for row in made if row.indicator not in bad]


@pytest.mark.parametrize(
    ("select", "sentence"),
    [
        ("SELECT 1 AS government", "Berkas tidak memuat kolom agency, level"),
        ("SELECT * REPLACE (target / 2 AS target) FROM '{path}'", "Kolom target bertipe DOUBLE"),
        ("SELECT * FROM '{path}' WHERE false", "tidak berisi satu baris pun"),
    ],
)
def test_a_file_that_cannot_be_measured_is_refused_and_nothing_is_written(
    select: str, sentence: str, parquet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query(f"COPY ({select.format(path=parquet)}) TO '{tmp_path}/lain.parquet' (FORMAT parquet)")
    assert bulk.main([str(tmp_path / "lain.parquet"), "-o", str(tmp_path / "hasil")]) == bulk.UNUSABLE
    assert sentence in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lain.parquet", "masukan.parquet", "rows.csv"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["tiada.parquet", "-o", "hasil"], "tidak ditemukan"),
        (["{path}", "-o", "{folder}"], "sudah ada"),
        (["{path}", "-o", "hasil.parquet"], "satu folder per tingkat"),
        (["{path}", "-o", "hasil", "--engine", "pandas"], "Pilih duckdb atau spark"),
        (["{path}", "-o", "hasil", "--master", "spark://127.0.0.1:7077"], "--master hanya untuk Spark"),
        (["{path}", "-o", "hasil", "--memory", "banyak"], "Tulis misalnya 2GB"),
        (["{path}"], "Hasil belum disebut (-o FOLDER). Tulis: kinerja measure"),
    ],
)
def test_arguments_that_do_not_fit_are_refused_with_a_sentence(
    arguments: list[str], sentence: str, parquet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = [argument.format(path=parquet, folder=tmp_path) for argument in arguments]
    assert bulk.main(told) == bulk.UNUSABLE
    assert sentence in capsys.readouterr().err


def test_an_engine_that_is_not_installed_says_how_to_install_it(
    parquet: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kinerja.console.bulk.find_spec", lambda name: None)
    assert bulk.main([str(parquet), "-o", "hasil"]) == bulk.UNUSABLE
    assert "pip install 'kinerja[bulk]'" in capsys.readouterr().err


def test_the_command_hands_parquet_over_and_its_help_lists_every_column(parquet: Path) -> None:
    command = [sys.executable, "-m", "kinerja", "measure", str(parquet), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(name in done.stdout for name in REQUIRED)
