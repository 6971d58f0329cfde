"""A row measured and a row checked tell the same: what is refused a figure has a finding with its sentence."""

import pytest

from kinerja.core.checks import Finding, Severity, examine
from kinerja.core.checks.counting import same_unit
from kinerja.core.columns import columns_of
from kinerja.core.measure import load_method
from kinerja.core.table import Table
from kinerja.core.table_measure import measured, unmeasured

METHOD = load_method("kinerja-2018")
HEADS = ("indikator", "arah", "target", "realisasi", "satuan")


def findings(*cells: str) -> tuple[str, list[Finding]]:
    """Return the reason that measuring gives and all that checking finds."""
    table = Table(HEADS, columns_of(HEADS), METHOD)
    row, found = table.read(2, [*cells, *[""] * (len(HEADS) - len(cells))])
    assert row is not None
    found += examine([row], METHOD)
    if unsaid := unmeasured(row, METHOD, found):
        found.append(unsaid)
    return measured(row, METHOD).reason, found


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (("A", "naik", "12 Dokumen", "5 Laporan"), "Target memakai satuan Dokumen, realisasi memakai Laporan."),
        (("A", "naik", "12 km", "5000 m"), "Target memakai satuan km, realisasi memakai m."),
        (("A", "naik", "12 Dokumen", "5", "Orang"), "Kolom satuan memuat Orang, padahal target memakai Dokumen."),
        (("A", "naik", "12", "5 Laporan", "Dokumen"), "Target memakai satuan Dokumen, realisasi memakai Laporan."),
        (("A", "predikat", "WTP", "BB"), "dua sebutan dari satu tabel peringkat"),
        (("A", "predikat", "80", "75"), "dua sebutan dari satu tabel peringkat"),
        (("A", "predikat", "Baik", "Cukup"), "dua sebutan dari satu tabel peringkat"),
        (("A", "rentang", "80-90", "70-75"), "“70-75” tidak cocok dengan indikator berarah rentang"),
        (("A", "rentang", "85", "80"), "“85” tidak cocok dengan indikator berarah rentang"),
        (("A", "stabil", "45 dari 50", "80"), "“45 dari 50” tidak cocok dengan indikator berarah stabil"),
        (("A", "ya/tidak", "ya", "mungkin"), "Tulis ya atau tidak."),
        (("A", "bagus", "80", "70"), "Arah “bagus” tidak dikenal"),
        (("A", "rentang", "01-05", "3"), "dapat berarti tanggal atau rentang"),
    ],
)
def test_what_is_refused_a_figure_is_found_with_the_same_sentence(cells: tuple[str, ...], sentence: str) -> None:
    reason, found = findings(*cells)
    assert sentence in reason
    assert [finding.severity for finding in found] == [Severity.BLOCK]
    assert sentence in found[0].message
    assert "Tulis angkanya saja" not in found[0].message


@pytest.mark.parametrize(
    "cells",
    [
        ("A", "naik", "90%", "100 dari 110 Organisasi", "%"),
        ("A", "naik", "12 Dok", "6", "Dokumen"),
        ("A", "naik", "12", "0,00%", "Dokumen"),
        ("A", "naik", "80", "", "%"),
        ("Belanja", "n/a (anggaran)", "Rp5.000.000", "Rp4.000.000", "Rp"),
    ],
)
def test_what_is_right_is_neither_refused_nor_found(cells: tuple[str, ...]) -> None:
    reason, found = findings(*cells)
    assert found == []
    assert ":" not in reason or reason.startswith(("belum lapor", "baris anggaran"))


def test_what_another_check_says_of_the_units_is_not_said_again() -> None:
    for cells, check in (
        (("A", "naik", "9", "400,00%", "Laporan"), 5),
        (("A", "naik", "140 Kelompok (1400 orang)", "120"), 13),
        (("A", "naik", "100 dari 110 Organisasi", "90", "Persen"), 13),
    ):
        assert [finding.check for finding in findings(*cells)[1]] == [check], cells


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Dokumen", "dok.", True),
        ("persen", "%", True),
        ("", "km", True),
        ("Persen per tahun", "%", True),
        ("orang per bulan", "Orang / bulan", True),
        ("Persen / Organisasi", "organisasi", True),
        ("Satuan  Pendidikan", "satuan pendidikan", True),
        ("km", "m", False),
        ("Orang", "Orang/bulan", False),
        ("Dokumen", "Dokter", False),
    ],
)
def test_a_unit_is_known_in_its_spellings_and_never_mistaken(one: str, other: str, same: bool) -> None:
    assert (same_unit(one, other), same_unit(other, one)) == (same, same)
