"""`kinerja measure` and `kinerja check` from the outside: what is written, what is said, the exit code."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from kinerja.__main__ import main
from kinerja.console import checking, measuring, output_table

CONFORMANCE = Path(__file__).parent.parent / "core" / "cases" / "conformance.csv"
HEAD = "indikator,arah,target,realisasi\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `kinerja` and give its exit code, what it printed and what it complained about."""

    def command(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str], Path]:
    def of(content: str) -> Path:
        path = tmp_path / "tabel.csv"
        path.write_text(content, "utf-8")
        return path

    return of


def written(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_the_conformance_cases_come_out_as_they_say(tmp_path: Path) -> None:
    result = tmp_path / "hasil.csv"
    command = [sys.executable, "-m", "kinerja", "measure", str(CONFORMANCE), "-o", str(result)]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    found = written(result)
    assert (done.returncode, done.stderr, len(found)) == (0, "", 26)
    for row in found:
        expected = f"{row['ours'].partition('.')[0]}.{row['ours'].partition('.')[2]:0<2}" if row["ours"] else ""
        assert (row["capaian"], row["predikat"]) == (expected, row["predikat terbit"]), row
        assert row["ours"] or row["alasan"].startswith(f"{row['ours_note']}: ")


def test_neither_command_needs_django_or_a_database() -> None:
    source = (
        "import sys\nfrom kinerja.console import checking, measuring\nprint({'django', 'psycopg'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_columns_of_the_table_are_carried_through(run: Run, table: Any, tmp_path: Path) -> None:
    content = "nomor;realisasi;Capaian;target;arah;indikator;warna\n7;40;50,00;80;naik;A;biru\n8;;;;;SASARAN 2;\n"
    code, said, _ = run("measure", table(content), "-o", tmp_path / "hasil.csv")
    lines = (tmp_path / "hasil.csv").read_text("utf-8").splitlines()
    assert lines[0] == "nomor;realisasi;Capaian terbit;target;arah;indikator;warna;capaian;predikat;alasan"
    assert lines[1] == "7;40;50,00;80;naik;A;biru;50.00;Sangat Rendah;"
    assert lines[2].endswith(",baris jumlah/keterangan, tidak diukur".lstrip(","))
    assert (code, said.startswith("1 baris: 1 dengan capaian.")) == (0, True)


def test_explain_tells_how_each_figure_came_about(run: Run, table: Any, tmp_path: Path) -> None:
    run("measure", table(HEAD + "A,turun,10,5\n"), "-o", tmp_path / "hasil.csv", "--explain")
    told = written(tmp_path / "hasil.csv")[0]["penjelasan"]
    assert "(2 × 10 − 5) ÷ 10 = 150,00%" in told
    assert "metode kinerja-2018" in told


def test_the_method_that_is_named_gives_its_own_word(run: Run, table: Any, tmp_path: Path) -> None:
    path = table(HEAD + "A,naik,200,181\n")
    run("measure", path, "-o", tmp_path / "a.csv")
    run("measure", path, "-o", tmp_path / "b.csv", "--method", "kota-tegal")
    assert [written(tmp_path / name)[0]["predikat"] for name in ("a.csv", "b.csv")] == ["Tinggi", "Sangat Tinggi"]
    code, _, complaint = run("measure", path, "-o", tmp_path / "c.csv", "--method", "lain")
    assert (code, "Metode pengukuran “lain” tidak dikenal" in complaint) == (2, True)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("A,naik,80,70", 0),
        ("A,naik,80,", 0),
        ("A,naik,80,n/a", 0),
        ("A,naik,,70", 0),
        ("A,naik,80,#DIV/0!", 1),
        ("A,naik,1.550,1.395", 1),
        ("A,,80,70", 1),
        ("A,naik,87,5,80", 1),
        ("A", 1),
        ('A,naik,80,"70', 1),
        ("A,naik,140 Kelompok (1400 orang),70", 1),
    ],
)
def test_measure_tells_by_its_exit_code_whether_all_could_be_read(
    run: Run, table: Any, tmp_path: Path, line: str, code: int
) -> None:
    result = tmp_path / "hasil.csv"
    found, _, complaint = run("measure", table(f"{HEAD}B,naik,2,1\n{line}\n"), "-o", result)
    assert (found, bool(complaint)) == (code, bool(code))
    assert written(result)[0]["capaian"] == "50.00"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("nama,nilai\nA,5\n", "Tabel ini tidak memuat kolom indikator, arah, target, realisasi."),
        ("indikator,arah,target,Target,realisasi\n", "Kolom target ada dua"),
        ("%PDF-1.4", "adalah PDF, bukan tabel"),
        ("", "kosong"),
    ],
)
@pytest.mark.parametrize("command", ["measure", "check"])
def test_what_is_unusable_is_said_in_a_sentence_and_nothing_is_written(
    run: Run, table: Any, tmp_path: Path, command: str, content: str, sentence: str
) -> None:
    result = tmp_path / "hasil.csv"
    result.write_text("yang lama", "utf-8")
    code, printed, complaint = run(command, table(content), *(["-o", result] if command == "measure" else []))
    assert (code, printed) == (2, "")
    assert sentence in complaint
    assert (result.read_text("utf-8"), sorted(path.name for path in tmp_path.iterdir())) == (
        "yang lama",
        ["hasil.csv", "tabel.csv"],
    )


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["measure"], "BERKAS belum disebut."),
        (["measure", "a.csv"], "Hasil belum disebut (-o HASIL)."),
        (["measure", "a.csv", "-o"], "Pilihan -o atau --output belum diisi."),
        (["measure", "a.csv", "--explan"], "Pilihan “--explan” tidak dikenal. Maksudnya --explain?"),
        (["measure", "a.csv", "--explain=1"], "Pilihan --explain tidak menerima isi."),
        (["check"], "BERKAS belum disebut."),
        (["check", "a.csv", "--format", "xml"], "Format “xml” tidak dikenal; pilih text, json, csv."),
        (["measure", "a", "b", "-o", "c"], "“b” berlebih; yang dapat disebut hanya satu BERKAS."),
    ],
)
def test_a_command_that_is_not_whole_says_what_is_wrong_and_how_it_is_written(
    run: Run, arguments: list[str], fault: str
) -> None:
    code, _, complaint = run(*arguments)
    assert code == 2
    assert complaint.startswith(f"{fault} Tulis: kinerja {arguments[0]} BERKAS")


def test_rows_with_broken_quotes_are_in_the_result_counted_and_told_ten_times(
    run: Run, table: Any, tmp_path: Path
) -> None:
    path = table(HEAD + '"A" a,naik,1,2\n' * 15 + "B,naik,2,1\n")
    code, said, complaint = run("measure", path, "-o", tmp_path / "hasil.csv")
    assert (code, said.startswith("16 baris: 1 dengan capaian, 15 tidak terbaca.")) == (1, True)
    assert complaint.count("\n") == 11
    found = written(tmp_path / "hasil.csv")
    assert (len(found), found[0]["indikator"]) == (16, '"A" a,naik,1,2')
    assert found[0]["alasan"].startswith("Tanda kutip")
    assert run("check", path)[1].splitlines()[-1] == "16 baris diperiksa, 15 temuan: 15 menahan."


def test_what_is_odd_in_the_shape_of_a_file_goes_under_its_own_name(run: Run, table: Any) -> None:
    path = table(HEAD + "A,naik,87,5,80\n")
    assert "[0 Susunan berkas, menahan]" in run("check", path)[1]
    assert json.loads(run("check", path, "--format", "json")[1])[0]["check"] == 0


@pytest.mark.parametrize(
    ("encoding", "marked"), [("utf-8", False), ("utf-8-sig", True), ("utf-16", True), ("cp1252", True)]
)
def test_only_plain_utf8_comes_back_without_a_mark(run: Run, tmp_path: Path, encoding: str, marked: bool) -> None:
    path, result = tmp_path / "tabel.csv", tmp_path / "hasil.csv"
    path.write_bytes((HEAD + "“é”,naik,2,1\n").encode(encoding))
    assert run("measure", path, "-o", result)[0] == 0
    assert result.read_bytes().startswith(b"\xef\xbb\xbf") is marked
    assert "“é”,naik,2,1,50.00" in result.read_text("utf-8-sig")


def test_a_text_too_long_for_a_sheet_is_refused_rather_than_lost(run: Run, table: Any, tmp_path: Path) -> None:
    path = table(f"indikator,arah,target,realisasi,ket\nA,naik,2,1,{'x' * 33_000}\n")
    code, _, complaint = run("measure", path, "-o", tmp_path / "hasil.xlsx")
    assert (code, "Baris hasil 2 memuat isian yang lebih panjang" in complaint) == (2, True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["tabel.csv"]


def test_help_is_told_in_indonesian(run: Run) -> None:
    for command, manual in (("measure", measuring.MANUAL), ("check", checking.MANUAL)):
        assert run(command, "--help") == (0, manual + "\n", "")


def test_the_result_never_takes_the_place_of_the_table(run: Run, table: Any, tmp_path: Path) -> None:
    path = table(HEAD + "A,naik,2,1\n")
    before = path.read_bytes()
    assert run("measure", path, "-o", tmp_path / "." / "tabel.csv")[0] == 2
    assert run("measure", path, "-o", tmp_path)[0] == 2
    assert run("measure", path, "-o", tmp_path / "hasil.pdf")[0] == 2
    assert run("measure", path, "-o", tmp_path / "tidak" / "ada.csv")[0] == 2
    assert (path.read_bytes(), [entry.name for entry in tmp_path.iterdir()]) == (before, ["tabel.csv"])


def test_an_interruption_leaves_the_old_result_whole(table: Any, tmp_path: Path, monkeypatch: Any) -> None:
    path, result = table(HEAD + "A,naik,2,1\n"), tmp_path / "hasil.csv"
    result.write_text("yang lama", "utf-8")

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(measuring, "measured", interrupted)
    assert main(["measure", str(path), "-o", str(result)]) == 130
    assert result.read_text("utf-8") == "yang lama"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["hasil.csv", "tabel.csv"]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3+cmd", "'-2+3+cmd"),
        (" =1+1", "' =1+1"),
        ("\t=1", "'\t=1"),
        ("-87,25", "-87,25"),
        ("+5%", "+5%"),
        ("-", "-"),
        ("a=b", "a=b"),
        ("-5 dari 10", "-5 dari 10"),
        ("-Rp500", "-Rp500"),
        ("-5 - -3", "-5 - -3"),
        ("-1 (=2)", "'-1 (=2)"),
        ("-ABC", "'-ABC"),
    ],
)
def test_no_cell_of_a_csv_runs_as_a_formula(text: str, cell: str) -> None:
    assert output_table.safe(text) == cell


def test_a_workbook_in_gives_a_workbook_out_with_figures_and_texts(run: Run, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "tabel.xlsx", {"strings_to_formulas": False})
    page = book.add_worksheet()
    page.write_row("A1", ["Indikator", "Arah", "Target", "Realisasi"])
    page.write_row("A2", ["=1+1", "naik", 0.8, 0.6], book.add_format({"num_format": "0%"}))
    page.write_row("A3", ["B", "naik", 5, 4])
    book.close()
    assert run("measure", tmp_path / "tabel.xlsx", "-o", tmp_path / "hasil.xlsx")[0] == 0
    first, second = CalamineWorkbook.from_path(tmp_path / "hasil.xlsx").get_sheet_by_index(0).to_python()[1:]
    assert first == ["=1+1", "naik", 0.8, 0.6, 75.0, "Sedang", ""]
    assert second[2:6] == [5.0, 4.0, 80.0, "Tinggi"]
    assert run("measure", tmp_path / "tabel.xlsx", "-o", tmp_path / "hasil.csv")[0] == 0
    assert (tmp_path / "hasil.csv").read_text("utf-8").splitlines()[1] == "'=1+1,naik,80%,60%,75.00,Sedang,"


def test_check_prints_findings_by_row_as_text_json_and_csv(run: Run, table: Any) -> None:
    path = table(HEAD + "A,naik,80,#REF!\nB,,80,70\nC,naik,1.550,70\n")
    code, said, _ = run("check", path, "--format", "json")
    found = json.loads(said)
    assert (code, [(finding["row"], finding["check"], finding["severity"]) for finding in found]) == (
        1,
        [(2, 1, "block"), (3, 2, "block"), (4, 20, "block")],
    )
    assert all(list(finding) == ["row", "check", "severity", "message"] for finding in found)
    lines = run("check", path)[1].splitlines()
    assert (lines[0].startswith("baris 2: "), lines[-1]) == (True, "3 baris diperiksa, 3 temuan: 3 menahan.")
    assert run("check", path, "--format", "csv")[1].splitlines()[0] == "row,check,severity,message"


def test_a_clean_table_has_no_findings(run: Run, table: Any) -> None:
    path = table(HEAD + "A,naik,80,70\nB,turun,10,5\n")
    assert run("check", path) == (0, "2 baris diperiksa, tidak ada temuan.\n", "")
    assert json.loads(run("check", path, "--format", "json")[1]) == []


def test_many_findings_wait_in_files_and_come_in_order(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(checking, "_IN_MEMORY", 3)
    found = checking.Findings(tmp_path)
    for row in (5, 1, 9, 2, 8, 3, 7):
        found.add([checking.Finding(row, 1, checking.Severity.NOTE, "“kalimat”.")])
    assert [finding.row for finding in found] == [1, 2, 3, 5, 7, 8, 9]
    assert (len(list(tmp_path.iterdir())), found.counts.total()) == (2, 7)


def test_djangos_own_check_is_asked_for_by_its_option(monkeypatch: Any) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr("kinerja.__main__._run", lambda arguments: asked.append(arguments) or 0)
    assert main(["check", "--deploy"]) == 0
    assert asked == [["check", "--deploy"]]
