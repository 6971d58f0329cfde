"""A table row by row: heads in any order and language, cells that decide one another, one exact achievement each."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from kinerja.core.checks import Finding, Row
from kinerja.core.columns import Unusable, columns_of, moment_of, polarity_of
from kinerja.core.measure import Aggregation, Formula, Nature, Polarity, load_method
from kinerja.core.numbers import Kind
from kinerja.core.table import SHAPE, Broken, Cell, Stored, Table, is_numbering
from kinerja.core.table_measure import Measured, measured

METHOD = load_method("kinerja-2018")
HEADS = ("indikator", "arah", "target", "realisasi")


def read_table(heads: Sequence[str], *lines: Sequence[Cell]) -> tuple[list[Row], list[Finding]]:
    table = Table(heads, columns_of(heads), METHOD)
    for cells in lines:
        table.survey(cells)
    read = [table.read(number, cells) for number, cells in enumerate(lines, start=2)]
    return [row for row, _ in read if row], [finding for _, found in read for finding in found]


def measure_one(arah: str, target: Cell, realisation: Cell) -> Measured:
    rows, _ = read_table(HEADS, ["A", arah, target, realisation])
    return measured(rows[0], METHOD)


def measure_explained(arah: str, target: Cell, realisation: Cell) -> tuple[str, ...]:
    rows, _ = read_table(HEADS, ["A", arah, target, realisation])
    return measured(rows[0], METHOD, explained=True).explanation


@pytest.mark.parametrize(
    "heads",
    [
        ["Realisasi", "TARGET ", "Arah (tren)", "Indikator Kinerja"],
        ["indicator", "polarity", "target", "realisasi", "capaian_as_published"],
        ["kasus", "arah", "Target *", "Realisasi\nKinerja"],
        ["Indikator Kinerja Program/Kegiatan", "arah", "Target 2024", "Realisasi *)"],
        ["Indikator Kinerja Sasaran", "arah", "Target (%) 1)", "Realisasi 2024 **)"],
    ],
)
def test_heads_are_known_in_any_order_case_and_language(heads: list[str]) -> None:
    assert columns_of(heads).missing == ()


def test_a_table_without_a_column_says_which_and_what_was_found() -> None:
    with pytest.raises(Unusable, match=r"kolom arah, realisasi\. Yang ditemukan: “Indikator”, “Target”, “Nilai”\."):
        read_table(["Indikator", "Target", "Nilai"])


def test_a_needed_column_that_is_there_twice_is_not_chosen_from() -> None:
    with pytest.raises(Unusable, match="Kolom target ada dua: “Target” dan “target kinerja”"):
        columns_of([*HEADS[:2], "Target", "target kinerja", "realisasi"])
    assert columns_of([*HEADS, "status", "predikat"]).at["predicate"] == 4


@pytest.mark.parametrize(
    ("text", "polarity", "formula"),
    [
        ("naik (baik) (stated)", Polarity.HIGHER, Formula.HIGHER),
        ("minimize (inferred: rank)", Polarity.LOWER, Formula.LOWER),
        ("STABILIZE", Polarity.STABILISE, Formula.STABILISE),
        ("range", Polarity.RANGE, Formula.RANGE),
        ("Rentang  turun", Polarity.RANGE, Formula.RANGE_LOWER),
        ("Ya / Tidak", Polarity.YES_NO, Formula.YES_NO),
    ],
)
def test_a_direction_is_read_with_its_remark(text: str, polarity: Polarity, formula: Formula) -> None:
    assert polarity_of(text) == (polarity, formula)


@pytest.mark.parametrize("text", ["", "n/a (budget)", "blank in form", "-"])
def test_what_names_no_direction_gives_no_figure(text: str) -> None:
    found = measure_one(text, "80", "70")
    assert (found.value, found.unreadable) == (None, True)
    assert found.reason.startswith("arah: Arah indikator belum ditentukan")


@pytest.mark.parametrize(
    ("arah", "target", "realisation", "value", "word"),
    [
        ("naik", "80", "60", 7500, "Sedang"),
        ("turun", "0", "0", 10000, "Sangat Tinggi"),
        ("rentang", "80-90", "70", 8750, "Tinggi"),
        ("rentang", "80-90", "92", 9778, "Sangat Tinggi"),
        ("naik", "80-90", "92", 10222, "Sangat Tinggi"),
        ("turun", "80-90", "100", 8889, "Tinggi"),
        ("predikat", "BB Predikat", "B", 8000, "Tinggi"),
        ("predikat", "WTP", "wdp", 7500, "Sedang"),
        ("ya/tidak", "ya", "tidak", 0, "Sangat Rendah"),
        ("naik", "90%", "45 dari 50", 10000, "Sangat Tinggi"),
        ("naik", Stored(Decimal("0.8"), percent=True), "60%", 7500, "Sedang"),
        ("ya/tidak", "yes", "TRUE", 10000, "Sangat Tinggi"),
        ("naik", "12 Dok.", "6 dokumen", 5000, "Sangat Rendah"),
        ("naik", "90 persen", "45%", 5000, "Sangat Rendah"),
    ],
)
def test_a_row_becomes_one_figure_with_its_word(
    arah: str, target: Cell, realisation: Cell, value: int, word: str
) -> None:
    found = measure_one(arah, target, realisation)
    assert (found.value, found.predicate, found.reason, found.unreadable) == (value, word, "", False)


@pytest.mark.parametrize(
    ("arah", "target", "realisation", "reason"),
    [
        ("naik", "80", "", "belum lapor: "),
        ("naik", "80", "n/a", "tidak tersedia: "),
        ("naik", "(not printed)", "5", "target belum ditetapkan: "),
        ("naik", "0", "5", "tidak dapat diukur: "),
    ],
)
def test_a_row_that_rightly_has_no_figure_says_its_status(
    arah: str, target: str, realisation: str, reason: str
) -> None:
    found = measure_one(arah, target, realisation)
    assert (found.value, found.unreadable) == (None, False)
    assert found.reason.startswith(reason)


@pytest.mark.parametrize(
    ("arah", "target", "realisation", "reason"),
    [
        ("naik", "80", "#REF!", "realisasi: “#REF!” adalah tanda rumus"),
        ("naik", "1.550", "1.395", "target: “1.550” dapat berarti 1550 atau 1,55"),
        ("naik", "80", "33,33333", "realisasi: “33,33333” punya lebih dari empat angka"),
        ("naik", "140 Kelompok (1400 orang)", "120", "target: “140 Kelompok (1400 orang)” memuat dua satuan"),
        ("naik", "9 Laporan", "400,00%", "satuan: Target memakai satuan Laporan, realisasi memakai %."),
        ("rentang", "80", "70", "target: “80” tidak cocok dengan indikator berarah rentang"),
        ("rentang", "80-90", "70-75", "realisasi: “70-75” tidak cocok"),
        ("predikat", "BB", "WTP", "arah: Target dan realisasi berarah predikat harus memuat dua sebutan"),
        ("naik", "80", "5 dari 0", "tidak dapat diukur"),
        ("naik", "80", Broken("", "Sel ini kosong karena rusak."), "realisasi: Sel ini kosong karena rusak."),
    ],
)
def test_a_cell_that_cannot_be_taken_gives_a_reason_and_never_a_figure(
    arah: str, target: str, realisation: Cell, reason: str
) -> None:
    found = measure_one(arah, target, realisation)
    assert found.value is None
    assert found.reason.startswith(reason)
    assert found.unreadable is not reason.startswith("tidak dapat diukur")


def test_a_percentage_of_zero_is_zero_in_any_unit() -> None:
    assert measure_one("naik", "12 Dokumen", "0,00%").value == 0


def test_the_other_rows_of_a_table_decide_an_ambiguous_figure_and_only_of_that_table() -> None:
    heads = ["sumber", *HEADS]
    rows, _ = read_table(
        heads,
        ["S1", "A", "naik", "1.550", "1.395"],
        ["S1", "B", "naik", "87,25", "80"],
        ["S2", "C", "naik", "1.550", "5"],
    )
    assert [row.target.number for row in rows[::2]] == [Decimal(1550), None]
    # the realisations of S1 hold no proof of their own, the targets of the same table do
    assert (rows[0].realisation.number, rows[2].target.kind) == (Decimal(1395), Kind.AMBIGUOUS)


def test_a_table_that_writes_both_ways_is_asked_and_rupiah_decide_by_themselves() -> None:
    lines = [["A", "naik", "31.82", "1", ""], ["B", "naik", "1.016.389", "1", ""], ["C", "naik", "1.550", "1", ""]]
    rows, _ = read_table([*HEADS, "satuan"], *lines, ["D", "naik", "1.550", "1", "Rp"])
    assert [row.target.kind for row in rows] == [Kind.NUMBER, Kind.NUMBER, Kind.AMBIGUOUS, Kind.NUMBER]
    assert rows[3].target.number == 1550


@pytest.mark.parametrize(
    ("others", "number"),
    [
        ([], 1550),
        ([["B", "naik", "2.000", "1.500", "orang"]], 1550),
        ([["B", "naik", "87,5", "80", "%"]], 1550),
        ([["B", "naik", "90", "31.82", "%"]], None),
        ([["B", "naik", "31.82", "90", "%"]], None),
    ],
)
def test_a_counted_unit_decides_a_point_unless_another_figure_contradicts(
    others: list[Any], number: int | None
) -> None:
    rows, _ = read_table([*HEADS, "satuan"], ["A", "naik", "1.550", "1", "orang"], *others)
    assert rows[0].target.number == number
    assert rows[0].target.kind is (Kind.NUMBER if number else Kind.AMBIGUOUS)


@pytest.mark.parametrize(
    "cells",
    [
        ["SASARAN 2", "", "", ""],
        ["Jumlah", "", "100", "90"],
        ["Rata-rata capaian kinerja", "", "", "95,5"],
        ["", "-", "", "Kepala Dinas,"],
        ["Mengetahui,", "", "", "Kota X, 2 Januari 2025"],
        ["NIP. 1965", "", "", ""],
        ["Catatan: sumber data internal"],
        ["indikator", "Arah", "target", "Realisasi"],
    ],
)
def test_titles_totals_and_signatures_are_no_rows_and_no_fault(cells: list[str]) -> None:
    assert read_table(HEADS, cells) == ([], [])


@pytest.mark.parametrize("cells", [["Jumlah dokumen", "", "9", "3"], ["Nilai", "", "80", ""], ["", "naik", "80", "70"]])
def test_a_row_that_promises_something_is_no_title(cells: list[str]) -> None:
    rows, found = read_table(HEADS, cells)
    assert bool(found) or measured(rows[0], METHOD).unreadable


def test_below_a_head_in_another_order_nothing_is_read() -> None:
    other = ["indikator", "arah", "realisasi", "target"]
    rows, found = read_table(HEADS, ["A", "naik", "10", "5"], other, ["B", "naik", "5", "10"])
    assert [row.indicator for row in rows] == ["A"]
    assert [(finding.row, finding.check) for finding in found] == [(3, SHAPE), (4, SHAPE)]
    assert "kepala tabel lain (baris 3)" in found[1].message


@pytest.mark.parametrize("position", [0, 1])
def test_a_broken_name_or_direction_says_what_broke_it(position: int) -> None:
    cells: list[Cell] = ["A", "naik", "80", "70"]
    cells[position] = Broken("", "Sel ini bagian dari sel gabungan A2:A3.")
    rows, found = read_table(HEADS, cells)
    assert (rows, [finding.message.partition(": ")[2] for finding in found]) == (
        [],
        ["Sel ini bagian dari sel gabungan A2:A3."],
    )


def test_a_fraction_beside_a_percentage_is_asked_about_and_kept_as_it_is() -> None:
    target, realisation = Stored(Decimal(1), percent=True), Stored(Decimal("0.85"))
    rows, found = read_table([*HEADS, "satuan"], ["A", "naik", target, realisation, "%"])
    assert [finding.message[:25] for finding in found] == ["Realisasi: 0,85 atau 85%?"]
    assert (rows[0].realisation.number, measured(rows[0], METHOD).value) == (Decimal("0.85"), 85)


def test_a_stored_third_is_told_as_its_cell_shows_it() -> None:
    found = measure_one("naik", Stored(Decimal(1) / 3, percent=True, decimals=2), "10%")
    assert found.reason.startswith("target: selnya menampilkan 33,33%, tetapi menyimpan lebih dari empat angka")
    assert "ROUND" in found.reason


def test_optional_columns_come_typed() -> None:
    heads = [*HEADS, "agregasi", "sifat", "batas waktu", "diserahkan", "bukti", "pagu", "Program", "Kegiatan"]
    cells = ["A", "naik", "5", "4", "rata-rata", "kumulatif", "31/03/2024", "31 Maret 2024 15.00", "foto.pdf"]
    (row,), found = read_table(heads, [*cells, "1.550", "4.01.02 Program", "4.01.02.2.05 Kegiatan"])
    assert (row.aggregation, row.nature, row.evidence) == (Aggregation.AVERAGE, Nature.CUMULATIVE, 1)
    assert row.due_at == moment_of("2024-03-31 23:59", end_of_day=True)
    assert row.handed_in_at == moment_of("31-3-2024 15:00", end_of_day=False)
    assert (row.ceiling and row.ceiling.number, row.node, row.parent, row.level, found) == (
        1550,
        "4.01.02.2.05",
        "4.01.02",
        "kegiatan",
        [],
    )


def test_periods_come_in_their_order_and_notes_say_money() -> None:
    heads = [*HEADS, "Target TW II", "Target Triwulan I", "notes"]
    (row,), _ = read_table(heads, ["A", "naik", "5", "4", "3", "2", "period=TW I; rp=24.344.893.071; page=1"])
    assert [reading.number for reading in row.period_targets] == [2, 3]
    assert (row.period, row.spent and row.spent.number) == ("TW I", Decimal(24344893071))
    assert {"period_targets", "spent"} <= row.stated


def test_a_word_that_is_not_known_is_a_finding_and_the_row_is_still_measured() -> None:
    rows, found = read_table([*HEADS, "agregasi", "diserahkan"], ["A", "naik", "5", "4", "kira-kira", "kemarin"])
    assert [(finding.column, finding.row) for finding in found] == [("aggregation", 2), ("handed_in_at", 2)]
    assert found[0].message.startswith("Kolom agregasi: “kira-kira” tidak dikenal.")
    assert measured(rows[0], METHOD).value == 8000


def test_a_shifted_row_is_told_and_not_measured() -> None:
    rows, found = read_table(HEADS, ["A", "naik", "87", "5", "80"], ["B"], ["C", "naik", "5", "4"], ["", "", "", ""])
    assert [row.indicator for row in rows] == ["C"]
    assert ["bergeser" in found[0].message, "hanya punya 1 dari 4" in found[1].message] == [True, True]


def test_a_stated_year_target_tells_not_targeted_yet_from_a_target_of_zero() -> None:
    heads = [*HEADS, "target tahunan"]
    rows, _ = read_table(heads, ["A", "turun", "0", "0", "5"], ["B", "turun", "0", "0", "0"])
    assert [measured(row, METHOD).value for row in rows] == [None, 10000]
    assert measured(rows[0], METHOD).reason.startswith("belum ditargetkan pada periode ini")


def test_what_was_published_is_what_the_cell_shows_and_what_is_measured_all_it_stores() -> None:
    stored = Stored(Decimal("0.217391304347826"), percent=True, decimals=2)
    rows, _ = read_table([*HEADS, "capaian"], ["A", "naik", "23", stored, stored])
    assert (rows[0].achievement and rows[0].achievement.number, rows[0].realisation.kind) == (
        Decimal("21.74"),
        Kind.UNREADABLE,
    )
    assert (Stored(Decimal("100.00")).text, Stored(Decimal("-0.0")).text) == ("100", "0")


def test_the_explanation_tells_formula_numbers_predicate_and_method() -> None:
    rows, _ = read_table([*HEADS, "periode"], ["A", "turun", "10", "5", "TW I"])
    told = " ".join(measured(rows[0], METHOD, explained=True).explanation)
    assert "(2 × 10 − 5) ÷ 10 = 150,00%" in told
    assert "sementara" not in " ".join(measure_explained("naik", "10", ""))
    assert ("TW I" in told, "Sangat Tinggi" in told, "kinerja-2018" in told) == (True, True, True)


@pytest.mark.parametrize(
    ("cells", "numbering"),
    [
        (["(1)", "(2)", "(3)", "(4)=(3):(2)"], True),
        (["1", "2", "3", Stored(Decimal(4))], True),
        (["A", "naik", "3", "4"], False),
        (["1", "2", "3", "3"], False),
    ],
)
def test_a_row_that_numbers_the_columns_is_known(cells: list[Cell], numbering: bool) -> None:
    assert is_numbering(cells) is numbering


@pytest.mark.parametrize("text", ["kemarin", "31/02/2024", "2024-13-01", "31 Foo 2024", "5"])
def test_no_date_is_guessed(text: str) -> None:
    with pytest.raises(ValueError, match="bukan tanggal"):
        moment_of(text, end_of_day=True)
