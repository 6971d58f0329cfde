"""Opening tables: any encoding and separator, workbooks as people leave them, and files that are no table at all."""

import struct
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kinerja.console.tables import TableFile, open_table
from kinerja.core.columns import Unusable
from kinerja.core.table import Broken, Stored

HEAD = "indikator,arah,target,realisasi\n"
HEADS = ["Indikator", "Arah", "Target", "Realisasi"]


def rows(table: TableFile) -> list[tuple[int, Sequence[Any]]]:
    """Go through the table twice, as the commands do, and return the second passage."""
    list(table.lines(lambda _: None))
    return list(table.lines(lambda _: None))


def texts(path: Path, content: str | bytes) -> list[tuple[int, Sequence[Any]]]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return rows(open_table(path))


@pytest.fixture
def sheet(tmp_path: Path) -> Any:
    """Give a new workbook and its sheet; `path` is where it lands once closed."""
    book = xlsxwriter.Workbook(tmp_path / "tabel.xlsx")
    page = book.add_worksheet("Data")
    page.book, page.path = book, tmp_path / "tabel.xlsx"
    page.write_row("A1", HEADS)
    return page


def opened(sheet: Any, **options: Any) -> TableFile:
    sheet.book.close()
    return open_table(sheet.path, **options)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_in_every_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    content = (HEAD + "Persentase “café”,naik,80,70\n").replace(",", separator)
    assert texts(tmp_path / "a.csv", content.encode(encoding)) == [(2, ["Persentase “café”", "naik", "80", "70"])]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    content = (
        'LAPORAN KINERJA\n\n"indi\nkator","arah",target,realisasi\n(1),(2),(3),(4)\nA,naik,1,2\n\n"B\nb",naik,3,4\n'
    )
    found = texts(tmp_path / "a.csv", content.replace("indi\nkator", "indikator\nkinerja"))
    assert [(number, cells[0]) for number, cells in found] == [(5, "A"), (7, "B\nb")]


def test_the_line_that_names_the_separator_is_no_row(tmp_path: Path) -> None:
    assert texts(tmp_path / "a.csv", "sep=;\n" + (HEAD + "A,naik,1,2\n").replace(",", ";"))[0][0] == 2


def test_an_open_quote_costs_its_own_row_only_and_the_row_is_not_lost(tmp_path: Path) -> None:
    found = texts(tmp_path / "a.csv", HEAD + 'A,naik,1,2\n"B,naik,1,2\nC,naik,1,2\n"D" d,naik,1,2\nE,naik,1,2\n')
    broken = [(number, cells[0]) for number, cells in found if len(cells) == 1]
    assert [cells[0] for _, cells in found if len(cells) == 4] == ["A", "C", "E"]
    assert [(number, cell.text) for number, cell in broken] == [(3, '"B,naik,1,2'), (5, '"D" d,naik,1,2')]
    assert all("Tanda kutip" in cell.reason for _, cell in broken)


@pytest.mark.parametrize("length", [140_000, 1_100_000, 2_200_000])
def test_an_endless_field_has_its_own_sentence_and_shifts_no_row_number(tmp_path: Path, length: int) -> None:
    found = texts(tmp_path / "a.csv", f"{HEAD}{'x' * length},naik,1,2\nB,naik,1,2\n")
    (_, (broken,)), second = found
    assert "lebih panjang dari 131.072 huruf" in broken.reason
    assert second == (3, ["B", "naik", "1", "2"])


@pytest.mark.parametrize(
    "content",
    [
        "Indikator,Arah,Target,,Realisasi,\n,,TW I,TW II,TW I,TW II\nA,naik,1,2,1,2\n",
        "Indikator,Arah,Target,,Realisasi,\n,,2023,2024,2023,2024\nA,naik,1,2,1,2\n",
        "No,Indikator,Arah,Kinerja,\n,,,Target,Realisasi\n1,A,naik,1,2\n",
    ],
)
def test_a_head_of_two_lines_is_refused_for_nobody_knows_which_column_is_meant(tmp_path: Path, content: str) -> None:
    with pytest.raises(Unusable, match="Kepala tabel di baris 1 terdiri atas dua baris"):
        texts(tmp_path / "a.csv", content)


def test_a_head_below_the_first_rows_is_found_and_told(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="baru ada di baris 26, padahal dicari dalam 20 baris pertama"):
        texts(tmp_path / "a.csv", "judul,,,\n" * 25 + HEAD)


def test_a_sheet_is_named_only_where_there_are_sheets(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEAD, "utf-8")
    with pytest.raises(Unusable, match="--sheet hanya untuk XLSX"):
        open_table(path, sheet="Data")
    with pytest.raises(Unusable, match="harus berupa berkas"):
        open_table(Path("-"))


def test_a_decimal_comma_without_quotes_leaves_the_row_as_it_stands(tmp_path: Path) -> None:
    assert texts(tmp_path / "a.csv", HEAD + "A,naik,87,5,80\n") == [(2, ["A", "naik", "87", "5", "80"])]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "kosong"),
        (b"%PDF-1.7 ...", "adalah PDF, bukan tabel"),
        (b"\x89PNG\r\n\x1a\n", "adalah gambar"),
        (b"<html><table>", "adalah halaman web"),
        (b"a\0b\0c", "bukan tabel teks"),
        (b"indikator,arah,target\x81,realisasi", "tidak terbaca"),
        (b"PK\x03\x04 not a zip", "bukan buku kerja XLSX yang utuh"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), r"berformat lama \(.xls\)"),
        (b"\xd0\xcf\x11\xe0" + bytes(512) + "EncryptedPackage".encode("utf-16-le"), "dilindungi kata sandi"),
        (b"\n\n\n", "tidak memuat kolom"),
        (b"nama;nilai\nA;5\n", "kolom indikator, arah, target, realisasi. Yang ditemukan: “nama”, “nilai”"),
    ],
)
def test_what_is_no_table_is_refused_with_a_whole_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "bukan.xlsx"
    path.write_bytes(content)
    with pytest.raises(Unusable, match=sentence) as refusal:
        open_table(path)
    assert str(refusal.value).endswith(".")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="tidak ditemukan"):
        open_table(tmp_path / "tidak-ada.csv")
    with pytest.raises(Unusable, match="adalah folder"):
        open_table(tmp_path)


def test_a_workbook_gives_numbers_percentages_and_dates_as_they_are(sheet: Any) -> None:
    percent = sheet.book.add_format({"num_format": "0.00%"})
    day = sheet.book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row("A2", ["A", "naik", 1550])
    sheet.write("D2", 0.8725, percent)
    sheet.write_row("A3", ["B", "naik", "87,25"])
    sheet.write_datetime("D3", date(2024, 2, 1), day)
    (_, first), (_, second) = rows(opened(sheet))
    assert first[2:] == [Stored(Decimal(1550)), Stored(Decimal("0.8725"), percent=True, decimals=2)]
    assert (first[3].text, second[2], second[3].text) == ("87.25%", "87,25", "2024-02-01")
    assert isinstance(second[3], Broken)


def test_the_noise_of_binary_numbers_is_no_decimal(sheet: Any) -> None:
    sheet.write_row("A2", ["A", "naik", 0.1 + 0.2, 1.1 * 3])
    ((_, cells),) = rows(opened(sheet))
    assert [cells[2].text, cells[3].text] == ["0.3", "3.3"]


def test_a_formula_that_was_never_computed_is_no_zero(sheet: Any) -> None:
    sheet.write_row("A2", ["A", "naik", 80])
    sheet.write_formula("D2", "=C2/2")
    ((_, cells),) = rows(opened(sheet))
    assert isinstance(cells[3], Broken)
    assert "belum menyimpan hasil" in cells[3].reason


def test_an_error_of_a_sheet_comes_as_its_text(sheet: Any) -> None:
    patched = sheet.path.with_name("galat.xlsx")
    sheet.write_row("A2", ["A", "naik", 80, 70])
    sheet.book.close()
    with zipfile.ZipFile(sheet.path) as old, zipfile.ZipFile(patched, "w") as new:
        for part in old.namelist():
            content = old.read(part).replace(b'<c r="D2"><v>70</v></c>', b'<c r="D2" t="e"><v>#REF!</v></c>')
            new.writestr(part, content)
    assert rows(open_table(patched))[0][1][3] == "#REF!"


def test_a_merged_heading_stands_for_its_rows_and_a_merged_figure_for_none(sheet: Any) -> None:
    sheet.write("E1", "Sasaran")
    sheet.merge_range("E2:E3", "Sasaran satu")
    sheet.write_row("A2", ["A", "naik"])
    sheet.merge_range("C2:C3", 50)
    sheet.write_row("A3", ["B", "naik"])
    sheet.merge_range("A4:E4", "SASARAN DUA")
    first, second, heading = (cells for _, cells in rows(opened(sheet)))
    assert (first[4], second[4], first[2]) == ("Sasaran satu", "Sasaran satu", Stored(Decimal(50)))
    assert isinstance(second[2], Broken)
    assert "sel gabungan C2:C3" in second[2].reason
    assert heading == ["SASARAN DUA", "", "", "", ""]


def test_one_head_merged_over_two_columns_is_refused(sheet: Any) -> None:
    sheet.write("D1", "lanjutan")
    sheet.merge_range("C1:D1", "Target")
    sheet.write("E1", "Realisasi")
    sheet.write_row("A2", ["A", "naik", 5, 6, 4])
    with pytest.raises(Unusable, match="memuat sel gabungan"):
        rows(opened(sheet))


def test_what_a_merged_heading_still_stores_beneath_it_is_told(sheet: Any) -> None:
    sheet.merge_range("A2:D3", "")
    for row in (1, 2):
        sheet.write_row(row, 0, ["A", "naik", 5, 4])
    (_, first), (_, second) = rows(opened(sheet))
    assert (first[0], first[2].text, second[0].text) == ("A", "5", "A")
    assert all("tertutup sel gabungan A2:D3" in cell.reason for cell in (*first[1:], *second))


def test_cells_right_of_the_head_are_carried_and_told(sheet: Any) -> None:
    sheet.write_row("A2", ["A", "naik", 5, 4, "", "catatan"])
    table = opened(sheet)
    assert rows(table)[0][1][4:] == ["", "catatan"]
    assert ["Sel F2 ada di kanan kolom terakhir" in finding.message for finding in table.findings] == [True]


@pytest.mark.parametrize("stored", [b"1E-99999999", b"1E1000000", b"9" * 1000, b"1E-1000020"])
def test_a_number_beyond_all_measure_is_no_zero_and_no_fault(sheet: Any, stored: bytes) -> None:
    sheet.write_row("A2", ["A", "naik", 80, 70])
    sheet.book.close()
    patched = sheet.path.with_name("besar.xlsx")
    with zipfile.ZipFile(sheet.path) as old, zipfile.ZipFile(patched, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b"<v>70</v>", b"<v>" + stored + b"</v>"))
    assert rows(open_table(patched))[0][1][3] == stored.decode()


def test_a_text_longer_than_a_cell_may_be_is_told(sheet: Any) -> None:
    sheet.write("E1", "Keterangan")
    sheet.write_row("A2", ["A", "naik", 5, 4, "PANJANG"])
    sheet.book.close()
    patched = sheet.path.with_name("panjang.xlsx")
    with zipfile.ZipFile(sheet.path) as old, zipfile.ZipFile(patched, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b"PANJANG", b"x" * 40_000))
    table = open_table(patched)
    assert isinstance(rows(table)[0][1][4], Broken)
    assert ["E2: Isi sel ini lebih panjang" in finding.message for finding in table.findings] == [True]


@pytest.mark.parametrize(
    ("part", "kind"), [("word/document.xml", "Word"), ("content.xml", "OpenDocument"), ("xl/workbook.bin", "biner")]
)
def test_other_office_files_are_called_by_their_kind(tmp_path: Path, part: str, kind: str) -> None:
    path = tmp_path / "tabel.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "<x/>")
    with pytest.raises(Unusable, match=rf"{kind}.*simpan sebagai \.xlsx"):
        open_table(path)


def test_hidden_rows_and_columns_are_read_and_told(sheet: Any) -> None:
    sheet.write_row("A2", ["A", "naik", 5, 4])
    sheet.write_row("A3", ["B", "naik", 5, 4])
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_column("C:C", None, None, {"hidden": True})
    table = opened(sheet)
    assert [number for number, _ in rows(table)] == [2, 3]
    assert [(finding.row, finding.column) for finding in table.findings] == [(3, ""), (1, "target")]


def test_the_first_sheet_with_the_columns_is_taken_and_the_others_are_told(sheet: Any) -> None:
    note = sheet.book.add_worksheet("Petunjuk")
    note.write("A1", "Isi lembar Data.")
    other = sheet.book.add_worksheet("Lain")
    other.write_row("A1", HEADS)
    other.write_row("A2", ["dari lain", "naik", 1, 1])
    sheet.write_row("A2", ["dari data", "naik", 1, 1])
    table = opened(sheet)
    assert [cells[0] for _, cells in rows(table)] == ["dari data"]
    assert ["“Lain” juga memuat tabel" in finding.message for finding in table.findings] == [True]
    assert rows(open_table(sheet.path, sheet="Lain"))[0][1][0] == "dari lain"
    with pytest.raises(Unusable, match=r"Lembar “Data 2” tidak ada\. Pilih “Data”, “Petunjuk”, “Lain”"):
        open_table(sheet.path, sheet="Data 2")


def test_titles_above_the_head_and_a_row_of_numbers_below_it_are_no_data(sheet: Any) -> None:
    sheet.write_row("A1", ["PENGUKURAN KINERJA", "", "", ""])
    sheet.write_row("A4", HEADS)
    sheet.write_row("A5", ["(1)", "(2)", "(3)", "(4)"])
    sheet.write_row("A6", ["A", "naik", 5, 4])
    table = opened(sheet)
    assert (table.head_row, [number for number, _ in rows(table)]) == (4, [6])


def test_a_workbook_made_to_burst_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(40 << 20))
    with pytest.raises(Unusable, match="terlalu besar bila dibuka"):
        open_table(path)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"PK\x01\x02", b"PK\x01\x03"),
        lambda content: content[:-22] + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0, 0, 0, 0, 0),
    ],
)
def test_a_damaged_workbook_is_refused_without_a_traceback(sheet: Any, spoil: Any) -> None:
    sheet.book.close()
    sheet.path.write_bytes(spoil(sheet.path.read_bytes()))
    with pytest.raises(Unusable, match="bukan buku kerja XLSX yang utuh"):
        open_table(sheet.path)


def test_entities_in_a_workbook_are_refused(sheet: Any) -> None:
    sheet.book.close()
    evil = sheet.path.with_name("entitas.xlsx")
    with zipfile.ZipFile(sheet.path) as old, zipfile.ZipFile(evil, "w") as new:
        for part in old.namelist():
            declared = b'?>\n<!DOCTYPE x [<!ENTITY a "aaaa">]>\n'
            content = old.read(part)
            new.writestr(part, content.replace(b"?>\n", declared, 1) if "sheet1" in part else content)
    with pytest.raises(Unusable, match="bukan buku kerja XLSX"):
        rows(open_table(evil))
