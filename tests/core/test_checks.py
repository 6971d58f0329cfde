"""The numbered checks: each finds the error it is named for, in a published row where one exists, and nothing else."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kinerja.core.checks import CHECKS, Check, Examination, Finding, Row, Severity, examine
from kinerja.core.checks.counting import different_units, is_counted, is_indivisible, is_not_added_up, is_percent
from kinerja.core.measure import FORMULAS, Aggregation, Nature, Polarity, Rule, load_method
from kinerja.core.numbers import Locale, read

FOLDER = Path(__file__).parent / "cases" / "checks"
METHOD = load_method("kinerja-2018")
CASES = [
    (int(path.stem), case)
    for path in sorted(FOLDER.glob("[0-9]*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["kasus"]
]
RIGHT = tomllib.loads((FOLDER / "benar.toml").read_text("utf-8"))["kasus"]
READINGS = {
    "target": "target",
    "realisasi": "realisation",
    "capaian": "achievement",
    "target_tahun": "year_target",
    "tahun_lalu": "last_year",
    "terbit_semula": "published_before",
}
MONEY = {"serapan": "spent", "pagu": "ceiling"}
SERIES = {"target_periode": "period_targets", "realisasi_periode": "period_realisations", "riwayat": "history"}
WORDS = {
    "indikator": "indicator",
    "satuan": "unit",
    "tingkat": "level",
    "instansi": "agency",
    "periode": "period",
    "kode": "node",
    "induk": "parent",
    "predikat": "predicate",
    "bukti": "evidence",
    "bukti_wajib": "evidence_required",
}
CHOICES = {
    "arah": ("polarity", Polarity),
    "cara": ("aggregation", Aggregation),
    "sifat": ("nature", Nature),
}
MOMENTS = {"batas": "due_at", "diserahkan": "handed_in_at"}


def row_of(case: dict[str, Any], stated: Iterable[str]) -> Row:
    # A file that does not say how it writes figures leaves "1.550" open; forms and these tables use the comma.
    place: Locale | None = None if case.get("target") in ("1.550", "11.7000.000") else "id"
    values: dict[str, Any] = {field: read(case[key], locale=place) for key, field in READINGS.items() if key in case}
    values |= {field: read(f"Rp {case[key].removeprefix('Rp')}") for key, field in MONEY.items() if key in case}
    values |= {
        field: tuple(read(text, locale="id") for text in case[key]) for key, field in SERIES.items() if key in case
    }
    values |= {field: case[key] for key, field in WORDS.items() if key in case}
    values |= {field: choice(case[key]) for key, (field, choice) in CHOICES.items() if case.get(key)}
    values |= {field: datetime.fromisoformat(case[key]) for key, field in MOMENTS.items() if key in case}
    if polarity := values.get("polarity"):
        aggregation = Aggregation.LAST
        ranks = case.get("peringkat", "opini") if polarity is Polarity.ORDINAL else ""
        values["rule"] = Rule(polarity, FORMULAS[polarity][0], aggregation, Nature.SEPARATE, ranks=ranks)
    return Row(number=case["no"], stated=frozenset(stated), **values)


def rows_of(case: dict[str, Any]) -> list[Row]:
    """The rows of a case; a column that one of them has, the table has."""
    fields = {**READINGS, **MONEY, **SERIES, **WORDS, **MOMENTS, **{key: name for key, (name, _) in CHOICES.items()}}
    stated = {fields[key] for row in case["baris"] for key in row if key in fields}
    return [row_of(row, stated) for row in case["baris"]]


def check_numbered(number: int) -> type[Check]:
    return next(check for check in CHECKS if check.number == number)


@pytest.mark.parametrize(
    ("number", "case"), [pytest.param(number, case, id=f"{number}: {case['nama']}") for number, case in CASES]
)
def test_a_check_finds_exactly_the_rows_it_should(number: int, case: dict[str, Any]) -> None:
    found = examine(rows_of(case), METHOD, checks=[check_numbered(number)])
    assert [finding.row for finding in found] == case["temuan"]
    assert {(finding.check, finding.severity) for finding in found} <= {(number, check_numbered(number).severity)}
    assert not found or case.get("kalimat", "") in " ".join(finding.message for finding in found)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check.number}")
def test_every_check_has_a_reason_a_sentence_a_case_to_find_and_one_to_leave(check: type[Check]) -> None:
    told = [case for number, case in CASES if number == check.number]
    assert len((check.__doc__ or "").split("\n\n")) > 1
    assert check.name
    assert re.fullmatch(r"[A-Z{“].*\.|\{field\}: \{reason\}", check.sentence)
    assert {bool(case["temuan"]) for case in told} == {True, False}


def test_checks_stand_in_the_order_of_their_numbers() -> None:
    assert [check.number for check in CHECKS] == list(range(1, 21))
    assert [severity.label for severity in Severity] == ["menahan", "peringatan", "catatan"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["nama"]) for case in RIGHT])
def test_a_table_that_is_right_raises_nothing_at_all(case: dict[str, Any]) -> None:
    assert len(rows_of(case)) == len(case["baris"]) > 0
    assert examine(rows_of(case), METHOD) == []


def test_every_finding_is_a_whole_sentence_with_its_gaps_filled() -> None:
    for _, case in CASES:
        for finding in examine(rows_of(case), METHOD):
            assert re.fullmatch(r"[A-Z“][^{}]*\.", finding.message)


def test_rows_fed_one_by_one_give_what_a_whole_table_gives() -> None:
    case = next(case for number, case in CASES if number == 6)
    one_by_one = Examination(METHOD)
    fed = [one_by_one.feed(row) for row in rows_of(case)]
    assert sorted([*(finding for found in fed for finding in found), *one_by_one.finish()]) == examine(
        rows_of(case), METHOD
    )


def test_findings_come_by_row_and_then_by_number() -> None:
    broken = read("#REF!")
    rows = [Row(number=number, stated=frozenset({"polarity"}), realisation=broken) for number in (2, 1)]
    found = examine(rows, METHOD)
    assert [(finding.row, finding.check) for finding in found] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert found[0] == Finding(1, 1, Severity.BLOCK, found[0].message, "realisation")


def test_three_chance_hits_in_a_large_honest_table_are_no_absorption() -> None:
    honest = [money(number, performance=f"{number % 90 + 5},00%", spent="1.000.000") for number in range(1, 40)]
    chance = [money(100 + number, performance="20,00%", spent="2.000.000", agency=f"X{number}") for number in range(3)]
    absorption = check_numbered(4)
    assert examine([*honest, *chance], METHOD, checks=[absorption]) == []
    assert len(examine(chance, METHOD, checks=[absorption])) == 3


def money(number: int, *, performance: str, spent: str, agency: str = "A") -> Row:
    return Row(
        number=number,
        agency=agency,
        realisation=read(performance, locale="id"),
        spent=read(f"Rp {spent}"),
        ceiling=read("Rp 10.000.000"),
    )


@pytest.mark.parametrize(
    ("unit", "counted", "indivisible"),
    [("Dokumen", True, True), ("Orang/bulan", True, False), ("% (persen)", False, False), ("tahun", False, False)],
)
def test_a_unit_is_known_by_its_first_word(unit: str, counted: bool, indivisible: bool) -> None:
    assert (is_counted(unit), is_indivisible(unit)) == (counted, indivisible)
    assert is_percent(unit) == is_not_added_up(unit) == unit.startswith("%")


def test_two_things_to_count_are_two_units_and_a_rate_is_one() -> None:
    assert different_units("Persen / Organisasi") == ("Persen", "Organisasi")
    assert different_units("Orang/bulan") == different_units("% (persen)") == ()


def test_the_table_in_the_docs_lists_these_checks_and_no_others() -> None:
    text = (Path(__file__).parents[2] / "docs" / "checks.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \| (block|warn|note) \| [^|]+ \| [^|]+ \|$", text, re.MULTILINE)
    assert rows == [(str(check.number), check.name, check.severity.value) for check in CHECKS]


def test_a_word_that_only_the_table_of_ranks_knows_is_legible() -> None:
    method = replace(METHOD, ranks={"zona": {"Hijau": 2, "Merah": 1}})
    rule = Rule(Polarity.ORDINAL, FORMULAS[Polarity.ORDINAL][0], Aggregation.LAST, Nature.SEPARATE, ranks="zona")
    rows = [Row(number=1, rule=rule, target=read("Hijau"), realisation=read(word)) for word in ("merah", "Biru")]
    assert [len(examine([row], method, checks=[check_numbered(20)])) for row in rows] == [0, 1]
