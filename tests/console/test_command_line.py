"""The command line at its edges: what it offers, what it answers to a slip, and a system that refuses or interrupts."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from kinerja.__main__ import main
from kinerja.console import checking, faults, overview, scratch
from kinerja.core.columns import Unusable

HEAD = "indikator,arah,target,realisasi\n"


def kinerja(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kinerja", *map(str, arguments)]
    return subprocess.run(command, text=True, check=False, stderr=subprocess.PIPE, **options)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "tabel.csv"
    path.write_text(HEAD + "A,naik,2,1\nB,naik,2,x\n", "utf-8")
    return path


@pytest.mark.parametrize("arguments", [["help"], ["--help"], ["-h"]])
def test_the_overview_is_our_own_and_indonesian(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    assert capsys.readouterr().out == overview.MANUAL + "\n"


def test_help_and_version_are_answered_for_our_own_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert (main(["help", "check"]), main(["--version"])) == (0, 0)
    assert capsys.readouterr().out == f"{checking.MANUAL}\n{overview.release()}\n"


@pytest.mark.parametrize(("slip", "meant"), [("mesure", "measure"), ("chek", "check"), ("migrat", "migrate")])
def test_a_misspelt_command_is_answered_with_the_one_that_is_meant(
    slip: str, meant: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main([slip]) == 2
    assert f"Perintah “{slip}” tidak dikenal. Maksudnya {meant}?" in capsys.readouterr().err


def test_a_file_is_not_checked_together_with_the_installation(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(table), "--deploy"]) == 2
    assert "--deploy memeriksa pemasangan aplikasi, bukan berkas." in capsys.readouterr().err


def test_a_place_that_cannot_be_written_to_is_told_by_its_cause(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loop = table.with_name("putar.csv")
    loop.symlink_to(loop)
    for target, cause in (
        (f"{'a' * 300}.csv", "namanya terlalu panjang"),
        ("putar.csv", "berputar"),
        ("x/y.csv", "tidak ada"),
    ):
        assert main(["measure", str(table), "-o", str(table.parent / target)]) == 2
        assert cause in capsys.readouterr().err
    assert main(["check", str(loop)]) == 2
    assert "berputar" in capsys.readouterr().err


def test_no_cause_is_told_in_english() -> None:
    known = [faults.told(OSError(number, os.strerror(number))) for number in (errno.EACCES, errno.ENOSPC, errno.ENOENT)]
    assert [sentence.count(". ") for sentence in known] == [1, 1, 1]
    assert faults.told(OSError(errno.ENODEV, "No such device")).startswith("sistem menolaknya (galat 19).")


def test_a_terminal_of_another_age_gets_plain_letters(table: Path) -> None:
    done = kinerja("check", table, stdout=subprocess.PIPE, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith('baris 3: Realisasi: "x" tidak terbaca')


def test_an_output_that_is_full_or_closed_leaves_no_traceback(table: Path) -> None:
    with open("/dev/full", "w") as full:
        found = [kinerja("check", table, stdout=full), kinerja("measure", table, "-o", f"{table}.csv", stdout=full)]
    assert [done.returncode for done in found] == [2, 1]
    assert all("Keluaran tidak dapat ditulis: ruang" in done.stderr for done in found)
    reader, writer = os.pipe()
    os.close(reader)
    gone = kinerja("check", table, stdout=writer)
    os.close(writer)
    assert (gone.returncode, gone.stderr) == (1, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_removes_the_draft_and_keeps_the_old_result(tmp_path: Path, number: signal.Signals) -> None:
    path, result = tmp_path / "tabel.csv", tmp_path / "hasil.csv"
    path.write_text(HEAD + "A,naik,2,1\n" * 60_000, "utf-8")
    result.write_text("yang lama", "utf-8")
    running = subprocess.Popen([sys.executable, "-m", "kinerja", "measure", str(path), "-o", str(result)])
    end = time.monotonic() + 20
    while len(list(tmp_path.iterdir())) < 3 and time.monotonic() < end:
        time.sleep(0.01)
    running.send_signal(number)
    assert running.wait(20) == 128 + number
    assert (result.read_text("utf-8"), len(list(tmp_path.iterdir()))) == ("yang lama", 2)


def test_a_scratch_folder_without_room_names_where_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("kinerja.console.scratch.tempfile.mkdtemp", full)
    with pytest.raises(Unusable, match=r"ruang penyimpanannya habis.*TMPDIR"), scratch.scratch():
        pass
