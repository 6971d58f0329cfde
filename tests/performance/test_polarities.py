"""Every polarity, ratio and weight from the plan's text to the result that is printed."""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kinerja.audit.log import Refused, operation
from kinerja.core.calendar import Period
from kinerja.core.measure import FORMULAS, Polarity
from kinerja.core.numbers import read, scaled
from kinerja.people.acting import Acting
from kinerja.people.models import Agency
from kinerja.performance.measuring import measured, roll_up
from kinerja.performance.models import Cycle, Figure, Result, Sheet
from kinerja.performance.operations import Typed, faults_of, open_cycle, save_sheet, submit_sheet
from kinerja.performance.queries import Results, figure_rows, results_if_measured
from kinerja.planning.models import Indicator, PlanNode
from kinerja.planning.operations import PlanDescription, lay_down_plan
from kinerja.sop.models import Case
from tests.cast import MIXED_TYPED, MIXED_UNIT, NODES, NOW, RATIO, SINCE, at_s1, later, the_sheet
from tests.performance.test_measuring import METHOD

Cast = Callable[[str], Acting]
CONFORMANCE = list(
    csv.DictReader((Path(__file__).parents[1] / "core" / "cases" / "conformance.csv").read_text("utf-8").splitlines())
)


def the_figure(code: str) -> Figure:
    return Figure.objects.get(indicator__code=code)


def save(case: Case, by: Acting, typed: dict[str, Typed]) -> Sheet:
    sheet = the_sheet(case, MIXED_UNIT)
    wanted = {the_figure(code).pk: value for code, value in typed.items()}
    return save_sheet(sheet_id=sheet.pk, seen=sheet.version, typed=wanted, by=by, at=later(case))


def results() -> Results:
    return results_if_measured(Cycle.objects.get(), at=NOW)


def by_code() -> dict[str, Result]:
    return {result.indicator.code: result for result in results().rows}


def test_the_cycle_freezes_words_bounds_and_weights(mixed: Case) -> None:
    frozen = {figure.indicator.code: figure for figure in Figure.objects.select_related("indicator")}
    assert {code: figure.of_year.printed() for code, figure in frozen.items()} == {
        "PRED": "BB",
        "YA": "ya",
        "RENTANG": "80-90",
        "RASIO": "95",
    }
    assert (frozen["PRED"].period_word, frozen["RENTANG"].period_upper) == ("BB", 90)
    assert [figure.weight for figure in frozen.values()] == [40, 10, 20, 30]
    assert frozen["PRED"].rule.ranks == "akip"


def test_what_was_typed_is_kept_in_the_words_of_its_polarity(mixed: Case, acting: Cast) -> None:
    save(mixed, acting(MIXED_UNIT), MIXED_TYPED)
    kept = {figure.indicator.code: figure.reached for figure in Figure.objects.select_related("indicator")}
    assert {code: reached.printed(0) for code, reached in kept.items()} == {
        "PRED": "B",
        "YA": "ya",
        "RENTANG": "92",
        "RASIO": "45 dari 50 (90,00)",
    }
    assert (kept["PRED"].value, kept["YA"].value, kept["RASIO"].value) == (4, 1, 90)


def test_a_result_carries_what_is_printed(mixed: Case, acting: Cast) -> None:
    save(mixed, acting(MIXED_UNIT), MIXED_TYPED)
    found = {code: (one.aim.printed(), one.reached.printed(), one.achievement) for code, one in by_code().items()}
    assert found == {
        "PRED": ("BB", "B", 8000),  # 4/5
        "YA": ("ya", "ya", 10000),
        "RENTANG": ("80-90", "92", 9778),  # (2 x 90 - 92) / 90
        "RASIO": ("95", "45 dari 50 (90,00)", 9474),  # 90/95
    }
    assert "Tabel peringkat akip: AA 7, A 6, BB 5, B 4, CC 3, C 2, D 1." in by_code()["PRED"].explanation
    assert "Dipakai angka periode terakhir yang melapor (Triwulan I 2024): B." in by_code()["PRED"].explanation
    assert by_code()["RASIO"].explanation[-1] == "Bobot indikator ini di dalam rata-rata simpulnya: 30 dari 100."


def test_weights_make_the_mean_of_a_node_and_of_the_agency(mixed: Case, acting: Cast) -> None:
    save(mixed, acting(MIXED_UNIT), MIXED_TYPED)
    found = results()
    # (40 x 80,00 + 10 x 100,00 + 20 x 97,78 + 30 x 94,74) / 100 = 89,978
    assert next(mean.own for mean in found.nodes if mean.code == "S1") == (8998, 8998, 4)
    assert found.agency == (8998, 8998, 1)


def test_an_indicator_without_a_figure_leaves_a_weighted_mean_with_its_weight(mixed: Case, acting: Cast) -> None:
    save(mixed, acting(MIXED_UNIT), {"PRED": Typed("B"), "YA": Typed("ya")})
    found = next(mean for mean in results().nodes if mean.code == "S1")
    assert found.own == (8400, 8400, 2)  # (40 x 80,00 + 10 x 100,00) / 50
    assert (found.counted, found.weighted) == (4, True)


def test_a_weighted_mean_caps_before_it_weighs_and_rounds_once() -> None:
    nodes = [PlanNode(pk=1, level="sasaran", code="S")]
    told = ((15000, "33.33"), (5000, "33.33"), (0, "33.34"))
    rows = [Result(indicator=Indicator(node_id=1), achievement=one, weight=Decimal(weight)) for one, weight in told]
    # (33,33 x 100 + 33,33 x 50) / 100 = 49,995 and (33,33 x 150 + 33,33 x 50) / 100 = 66,66
    assert roll_up(nodes, rows, METHOD)[0].own == (5000, 6666, 3)


@pytest.mark.parametrize(
    ("code", "typed", "kept", "field", "sentence"),
    [
        ("PRED", Typed("WTP"), "WTP", "value", "tidak ada dalam tabel peringkat akip. Pilih AA, A, BB"),
        ("PRED", Typed("5"), "5", "value", "tidak ada dalam tabel peringkat akip"),
        ("YA", Typed("1"), "1", "value", "Tulis ya atau tidak"),
        ("RENTANG", Typed("80-90"), "80-90", "value", "Realisasi ditulis sebagai satu angka"),
        ("RASIO", Typed(numerator="45"), "45 dari", "denominator", "isi juga penyebutnya"),
        ("RASIO", Typed(denominator="50"), "dari 50", "numerator", "isi juga pembilangnya"),
        ("RASIO", Typed("45 dari 0"), "45 dari 0", "denominator", "penyebut harus lebih dari nol"),
        ("RASIO", Typed(numerator="x", denominator="5"), "x dari 5", "numerator", "pembilang “x” bukan angka"),
        ("RASIO", Typed("90"), "90", "denominator", "isi juga penyebutnya"),
    ],
)
def test_what_does_not_fit_stays_as_typed_and_is_told_at_its_field(
    mixed: Case, acting: Cast, code: str, typed: Typed, kept: str, field: str, sentence: str
) -> None:
    sheet = save(mixed, acting(MIXED_UNIT), {code: typed})
    figure = the_figure(code)
    assert (figure.value, figure.word, figure.numerator, figure.typed) == (None, "", None, kept)
    assert sentence in faults_of(sheet)[f"{field}-{figure.pk}"]


def test_a_choice_that_was_not_made_is_asked_for(mixed: Case) -> None:
    faults = faults_of(the_sheet(mixed, MIXED_UNIT))
    assert "Pilih jawabannya" in faults[f"value-{the_figure('PRED').pk}"]
    assert "Isi angkanya (nol ditulis 0)" in faults[f"numerator-{the_figure('RASIO').pk}"]


def test_a_ratio_that_is_also_marked_unavailable_is_a_contradiction(mixed: Case, acting: Cast) -> None:
    both = Typed(numerator="45", denominator="50", unavailable=True, reason="Belum", expected_on="2024-06-03")
    sheet = save(mixed, acting(MIXED_UNIT), {"RASIO": both})
    figure = the_figure("RASIO")
    assert (figure.value, figure.numerator, figure.typed) == (None, None, "45 dari 50")
    assert "Pilih salah satu" in faults_of(sheet)[f"denominator-{figure.pk}"]


def test_a_whole_sheet_of_words_and_ratios_can_be_handed_in(mixed: Case, acting: Cast) -> None:
    sheet = the_sheet(mixed, MIXED_UNIT)
    typed = {the_figure(code).pk: value for code, value in MIXED_TYPED.items()}
    handed = submit_sheet(sheet_id=sheet.pk, seen=sheet.version, typed=typed, by=acting(MIXED_UNIT), at=later(mixed))
    assert handed.state == "diajukan"
    assert [line.choices for line in figure_rows(sheet=handed)][:2] == [
        ("AA", "A", "BB", "B", "CC", "C", "D"),
        ("ya", "tidak"),
    ]


def test_numerators_and_denominators_of_the_quarters_are_added_up(setwan: Agency, acting: Cast) -> None:
    by = acting("ketua-sakip")
    plan = PlanDescription(nodes=NODES, indicators=(at_s1("RASIO", "90", **RATIO),))
    lay_down_plan(agency=setwan, year=2024, plan=plan, since=SINCE, by=by, at=NOW)
    for number, parts in ((1, (10, 20)), (2, (80, 80))):
        _open_with(setwan, Period.parse(f"2024-tw{number}"), parts, by)
    found = measured(Cycle.objects.get(period="2024-tw2"))[0]
    assert found.reached.printed() == "90 dari 100 (90,00)"
    assert (found.achievement.value, found.progress) == (10000, 10000)  # not (50 + 100) / 2 = 75 of 90


def _open_with(setwan: Agency, period: Period, parts: tuple[int, int], by: Acting) -> None:
    @operation
    def opened(*, by: Acting) -> None:
        cycle = open_cycle(agency=setwan, period=period, by=by, at=NOW)
        figure = Figure.objects.get(cycle=cycle, indicator__code="RASIO")
        figure.set(value=Decimal(parts[0] * 100) / parts[1], numerator=parts[0], denominator=parts[1])
        figure.set(typed_at=NOW, typed_by=by.user, typed_as=by.post)
        figure.save()

    opened(by=by)


# --- The cases on which public systems disagree


def _promised(case: dict[str, str], code: str) -> dict[str, Any]:
    polarity = Polarity(case["arah"])
    return at_s1(
        code,
        case["target"],
        polarity=case["arah"],
        formula=FORMULAS[polarity][0].value,
        ranks="opini" if polarity is Polarity.ORDINAL else "",
    )


WITH_TARGET = [case for case in CONFORMANCE if case["target"]]
CODES = {case["case"]: f"K{number:02}" for number, case in enumerate(WITH_TARGET, start=1)}


@pytest.mark.parametrize(
    "mixed", [[_promised(case, CODES[case["case"]]) for case in WITH_TARGET]], indirect=True, ids=["conformance"]
)
def test_where_public_systems_disagree_one_cycle_answers_as_published(mixed: Case, acting: Cast) -> None:
    save(mixed, acting(MIXED_UNIT), {CODES[case["case"]]: Typed(case["realisasi"]) for case in WITH_TARGET})
    found = by_code()
    assert len(found) == 25
    for case in WITH_TARGET:
        one = found[CODES[case["case"]]]
        ours = scaled(read(case["ours"]).number or 0) // 100 if case["ours"] else None
        assert (one.achievement, one.predicate) == (ours, case["predikat"]), case["case"]
        assert case["ours"] or one.status == case["ours_note"], case["case"]


def test_the_case_without_a_target_is_refused_before_any_cycle(setwan: Agency, acting: Cast) -> None:
    without = [case for case in CONFORMANCE if not case["target"]]
    plan = PlanDescription(nodes=NODES, indicators=tuple(_promised(case, "X") for case in without))
    with pytest.raises(Refused, match="Indikator X belum mempunyai target tahunan"):
        lay_down_plan(agency=setwan, year=2024, plan=plan, since=SINCE, by=acting("ketua-sakip"), at=NOW)
    assert [case["case"] for case in without] == ["empty target"]
