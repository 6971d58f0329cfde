"""What the results of a cycle are held against, who writes about them until when, and how the work itself went.

Of the quarter in `tests.cast`: KEU-1 100,00 · KEU-2 50,00 · KEU-3 96,94 (kumulatif) · SID-1 120,00 · WAS-1 0,00.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kinerja.audit.log import Refused, trail_of
from kinerja.core.calendar import Period
from kinerja.people.acting import Acting
from kinerja.performance.analysis import Said, analyses_of, hold_against, report_decided, writable, write_analysis
from kinerja.performance.comparing import (
    CHANGED,
    CUMULATIVE,
    NOT_MEASURED,
    IndicatorAnalysis,
    ObjectiveAnalysis,
    TrendPoint,
    efficiency_of,
    seven_analyses,
    trend,
)
from kinerja.performance.models import Analysis, Cycle, Figure, Result, Spending
from kinerja.performance.operations import Typed
from kinerja.performance.process import process_success, target_success
from kinerja.performance.queries import results_of
from kinerja.performance.revising import ask_revision, correct_sheet, grant_revision
from kinerja.performance.spending import money_of, record_spending, spending_rows
from kinerja.planning.models import Budget, Comparison, Indicator, PlanNode, Yardstick
from kinerja.planning.operations import set_yardstick
from kinerja.planning.queries import yardstick_rows, yardsticks_of
from kinerja.sop.models import Case
from tests.cast import NOW, SINCE, carry, do, later, open_visit, refusal

At = Callable[[str], Acting]
SAID = Said("Dua berkas tertunda", "Tim lengkap", "Jadwal bergeser", "Jadwalkan ulang")


def the_cycle() -> Cycle:
    return Cycle.objects.get(period="2024-tw1")


def figure(code: str) -> Figure:
    return Figure.objects.get(indicator__code=code, cycle__period="2024-tw1")


def write(code: str, by: Acting, *, seen: int | None = None, said: Said = SAID) -> Analysis:
    return write_analysis(figure_id=figure(code).pk, seen=seen, said=said, by=by, at=NOW)


def compare(code: str, by: Acting, text: str, **changed: Any) -> Yardstick:
    told = {"kind": Comparison.PAST, "year": 2023, "source": "LKjIP 2023", "since": SINCE, "seen": None, "at": NOW}
    return set_yardstick(indicator_id=Indicator.objects.get(code=code).pk, text=text, by=by, **told | changed)


def spend(by: Acting, seen: dict[int, int] | None = None, **amounts: str) -> list[Spending]:
    nodes = {node.code.replace(".", "_"): node.pk for node in PlanNode.objects.all()}
    typed = {nodes[code.removeprefix("n")]: text for code, text in amounts.items()}
    return record_spending(cycle_id=the_cycle().pk, amounts=typed, seen=seen or {}, by=by, at=NOW)


# --- Causes, supports, obstacles, solution --------------------------------------------------------------------------


def test_tim_sakip_writes_about_every_indicator_and_a_units_head_about_its_own(reviewed: Case, at_post: At) -> None:
    write("KEU-1", at_post("ketua-sakip"))
    write("WAS-1", at_post("jf-pengawasan"))
    assert {row.causes for row in analyses_of(the_cycle()).values()} == {"Dua berkas tertunda"}
    for code, post in (("KEU-1", "jf-pengawasan"), ("WAS-1", "staf-pengawasan"), ("WAS-1", "sekwan")):
        with pytest.raises(Refused, match="ditulis oleh Tim SAKIP atau kepala"):
            write(code, at_post(post))


def test_the_page_knows_who_may_write_about_what(reviewed: Case, at_post: At) -> None:
    own = writable(the_cycle(), by=at_post("jf-pengawasan"), at=NOW)
    assert own == {figure(code).pk for code in ("WAS-1", "WAS-2", "WAS-3")}
    assert len(writable(the_cycle(), by=at_post("ketua-sakip"), at=NOW)) == 9
    do(open_visit(reviewed, 8))
    assert not writable(the_cycle(), by=at_post("ketua-sakip"), at=NOW)


def test_a_stale_page_is_refused_and_every_change_is_in_the_trail(reviewed: Case, at_post: At) -> None:
    by = at_post("ketua-sakip")
    first = write("KEU-1", by)
    with pytest.raises(Refused, match="sudah berubah"):
        write("KEU-1", by)
    second = write("KEU-1", by, seen=first.version, said=Said("Sebab lain"))
    assert (second.pk, second.supports) == (first.pk, "")
    changed = {name: (before, after) for name, before, after in trail_of(second)[-1].changes}
    assert changed["KEU-1.causes"] == ("Dua berkas tertunda", "Sebab lain")
    with pytest.raises(Refused, match="paling panjang 2000 huruf"):
        write("KEU-1", by, seen=second.version, said=Said("x" * 2001))


def test_nothing_is_written_once_the_report_is_approved_until_it_comes_back(reviewed: Case, at_post: At) -> None:
    by = at_post("ketua-sakip")
    do(open_visit(reviewed, 8))
    assert report_decided(the_cycle())
    for forbidden in (lambda: write("KEU-1", by), lambda: spend(by, n4_02_02="1")):
        with pytest.raises(Refused, match="laporan hasil pengukurannya sudah disetujui"):
            forbidden()


def test_a_review_that_said_no_leaves_it_open(reviewed: Case, at_post: At) -> None:
    do(open_visit(reviewed, 8), refusal(6))
    assert not report_decided(the_cycle())
    assert write("KEU-1", at_post("ketua-sakip")).causes


# --- The decision on results that no longer say what the figures say ------------------------------------------------


def revise(case: Case, at_post: At, code: str, text: str = "") -> None:
    """Let the unit's wish to revise a figure be granted, and hand in the correction if a text is given."""
    sheet, at, head = figure(code).sheet, later(case), at_post("kasubag-keuangan")
    wish = ask_revision(sheet_id=sheet.pk, seen=sheet.version, codes=[code], reason="Salah ketik.", by=head, at=at)
    due = at + timedelta(days=1)
    task = grant_revision(request_id=wish.pk, seen=wish.version, due_at=due, by=at_post("ketua-sakip"), at=at)
    if text:
        typed, seen = {figure(code).pk: Typed(text)}, figure(code).sheet.version
        correct_sheet(correction_id=task.pk, seen=seen, typed=typed, note="", by=head, at=at)


@pytest.mark.parametrize(
    ("text", "sentence"), [("", "data Subbagian Program dan Keuangan sedang diperbaiki"), ("1", "angka KEU-2 berubah")]
)
def test_results_are_not_approved_while_figures_change_until_measured_again(
    reviewed: Case, at_post: At, text: str, sentence: str
) -> None:
    revise(reviewed, at_post, "KEU-2", text)
    with pytest.raises(Refused, match=f"{sentence}.* Kembalikan ke langkah 5 agar diukur lagi"):
        do(open_visit(reviewed, 8))
    do(open_visit(reviewed, 8), refusal(5))
    if text:
        carry(reviewed, until=9)
        assert report_decided(the_cycle())


# --- Comparisons ----------------------------------------------------------------------------------------------------


def analysed(code: str = "") -> Any:
    [objective] = seven_analyses(the_cycle())
    rows = {row.result.indicator.code: row for row in objective.indicators}
    return rows[code] if code else objective


def test_a_sasaran_has_its_indicators_money_and_everything_beneath_it(reviewed: Case) -> None:
    objective: ObjectiveAnalysis = analysed()
    assert [row.result.indicator.code for row in objective.indicators] == ["KEU-1", "SID-1", "WAS-1"]
    assert [row.mean.code for row in objective.supporting] == ["4.02.02", "4.02.02.2.01", "4.02.02.2.01.0001"]
    assert (objective.said_nothing, objective.explained) == (3, ())
    assert "Realisasi anggaran belum dilaporkan" in objective.efficiency.reason


def test_what_was_said_beneath_a_sasaran_is_told_with_it(reviewed: Case, at_post: At) -> None:
    write("KEU-2", at_post("ketua-sakip"))
    write("SID-1", at_post("ketua-sakip"))
    objective: ObjectiveAnalysis = analysed()
    assert [row.result.indicator.code for row in objective.explained] == ["KEU-2", "SID-1"]
    assert objective.said_nothing == 2


def test_a_sum_within_the_year_is_not_held_against_a_whole_year(reviewed: Case, at_post: At) -> None:
    compare("KEU-1", at_post("ketua-sakip"), "11")
    [before] = analysed("KEU-1").past
    assert (before.year, before.own, before.source, before.span) == (2023, False, "LKjIP 2023", "setahun penuh")
    assert (before.change, before.better) == (None, None)
    assert before.remark == "belum sebanding: setahun penuh, sedangkan realisasi s.d. Triwulan I 2024"


@pytest.mark.parametrize(
    ("text", "change", "better"), [("2", Decimal(1), True), ("3", Decimal(0), None), ("4", Decimal(-1), False)]
)
def test_a_comparable_year_says_better_or_worse_by_direction(
    reviewed: Case, at_post: At, text: str, change: Decimal, better: bool | None
) -> None:
    Figure.objects.filter(indicator__code="KEU-1").update(
        frozen_rule={**figure("KEU-1").frozen_rule, "aggregation": "rata-rata"}
    )
    compare("KEU-1", at_post("ketua-sakip"), text)
    [before] = analysed("KEU-1").past
    assert (before.change, before.better, before.remark) == (change, better, "")


def test_own_figures_of_an_earlier_year_win_over_typed_ones(reviewed: Case, at_post: At) -> None:
    compare("KEU-1", at_post("ketua-sakip"), "11")
    earlier = _cycle_before(the_cycle(), "2023-tw1", Decimal(2))
    [before] = analysed("KEU-1").past
    assert (before.own, before.source, before.span) == (
        True,
        "siklus Triwulan I 2023 di aplikasi ini",
        "s.d. Triwulan I 2023",
    )
    assert (before.figure.value, before.change, before.better) == (2, Decimal(1), True)
    assert earlier.period == "2023-tw1"


def _cycle_before(cycle: Cycle, period: str, value: Decimal) -> Cycle:
    """Put down, as an earlier year left it, a measured cycle with KEU-1 only."""
    found = results_of(cycle)
    assert found is not None
    row, measurement = next(one for one in found.rows if one.indicator.code == "KEU-1"), found.measurement
    earlier = Cycle.objects.create(
        agency=cycle.agency, period=period, method=cycle.method, opened_at=NOW, opened_by=cycle.opened_by
    )
    visit = measurement.case.visit_set.get(step=4)
    measurement.pk, measurement.cycle, measurement.visit = None, earlier, visit
    measurement._state.adding = True
    measurement.save()
    Result.objects.create(
        agency=cycle.agency,
        measurement=measurement,
        figure=row.figure,
        indicator=row.indicator,
        figure_version=1,
        realisation=value,
        status="terukur",
        reported=1,
        expected=1,
    )
    return earlier


def test_the_medium_term_target_and_the_standard_are_measured_by_the_own_formula(reviewed: Case, at_post: At) -> None:
    by = at_post("ketua-sakip")
    compare("SID-1", by, "48", kind=Comparison.MEDIUM_TERM, year=2026, source="Renstra 2024-2026")
    compare("SID-1", by, "10", kind=Comparison.NATIONAL, year=2022, source="Standar pelayanan")
    row: IndicatorAnalysis = analysed("SID-1")
    assert row.medium_term is not None
    assert row.national is not None
    assert (row.medium_term.achievement, row.national.achievement) == (2500, 12000)
    assert row.medium_term.remark == "realisasi baru s.d. Triwulan I 2024"


def test_a_comparison_needs_a_source_a_figure_that_fits_and_the_right_post(reviewed: Case, at_post: At) -> None:
    with pytest.raises(Refused) as refused:
        compare("KEU-1", at_post("ketua-sakip"), "banyak", source=" ", year=23)
    assert refused.value.fields.keys() == {"value", "source", "year"}
    with pytest.raises(Refused, match="diisi oleh Tim SAKIP atau Kasubag"):
        compare("KEU-1", at_post("jf-pengawasan"), "11")
    assert compare("KEU-1", at_post("kasubag-keuangan"), "11").value == 11
    assert compare("KEU-2", at_post("sekwan"), "4").value == 4


def test_a_later_comparison_takes_the_place_of_an_earlier_and_keeps_it(reviewed: Case, at_post: At) -> None:
    by = at_post("ketua-sakip")
    first = compare("KEU-1", by, "11")
    second = compare("KEU-1", by, "12", since=date(2024, 3, 1), seen=first.pk)
    assert trail_of(first)[-1].name == "yardstick.ended"
    assert ("KEU-1.validity", ["2024-01-02", None], ["2024-01-02", "2024-03-01"]) in trail_of(first)[-1].changes
    found = {on: yardsticks_of(agency_id=reviewed.agency_id, on=on) for on in (date(2024, 2, 1), date(2024, 3, 31))}
    assert [[row.value for row in rows] for rows in found.values()] == [[11], [12]]
    [shown] = yardstick_rows(agency_id=reviewed.agency_id, on=date(2024, 3, 31))
    assert (shown.code, shown.kind, shown.figure, shown.source) == ("KEU-1", "lampau", "12", "LKjIP 2023")
    with pytest.raises(Refused, match="berlaku mulai sesudah"):
        compare("KEU-1", by, "13", since=SINCE, seen=second.pk)


def test_a_stale_page_of_comparisons_is_refused(reviewed: Case, at_post: At) -> None:
    compare("KEU-1", at_post("ketua-sakip"), "11")
    with pytest.raises(Refused, match="Pembanding KEU-1 tahun 2023 sudah berubah sejak halaman ini dibuka"):
        compare("KEU-1", at_post("kasubag-keuangan"), "9")
    assert [row.value for row in yardsticks_of(agency_id=reviewed.agency_id, on=SINCE)] == [11]


@pytest.mark.parametrize(("approved", "since"), [(False, date(2024, 3, 31)), (True, date(2024, 4, 1))])
def test_a_comparison_never_reaches_back_into_an_approved_report(
    reviewed: Case, at_post: At, approved: bool, since: date
) -> None:
    by, quarter = at_post("ketua-sakip"), the_cycle()
    if approved:
        do(open_visit(reviewed, 8))
    told = {"agency": quarter.agency, "method": quarter.method, "opened_at": NOW, "opened_by": quarter.opened_by}
    month = Cycle.objects.create(period="2024-b03", **told)  # ends with the quarter, and nobody approved it
    typed = {"kind": Comparison.PAST, "year": 2023, "text": "11", "source": "LKjIP 2023", "seen": None}
    row = hold_against(cycle_id=month.pk, indicator_id=figure("KEU-1").indicator_id, by=by, at=later(reviewed), **typed)
    assert row.validity.lower == since
    assert bool(analysed("KEU-1").past) is not approved


# --- Period after period --------------------------------------------------------------------------------------------


def points(code: str, **asked: Any) -> tuple[TrendPoint, ...]:
    agency = the_cycle().agency_id
    return next(row.points for row in trend(agency_id=agency, year=2024, **asked).indicators if row.code == code)


def test_a_year_is_told_on_three_bases_and_unmeasured_quarters_say_so(reviewed: Case) -> None:
    first, second, *_ = points("KEU-1")
    assert (first.alone, first.up_to, first.progress, first.predicate) == (10000, 10000, 2500, "Sangat Tinggi")
    assert (second.alone, second.up_to_reason) == (None, NOT_MEASURED)
    assert points("SID-3")[0].up_to_reason == "belum ditargetkan pada periode ini"
    assert (points("KEU-3")[0].alone, points("KEU-3")[0].alone_reason) == (None, CUMULATIVE)
    assert len(points("KEU-1", until=Period.parse("2024-tw1"))) == 1


def test_nodes_and_agency_show_the_means_that_each_quarter_printed(reviewed: Case) -> None:
    found = trend(agency_id=reviewed.agency_id, year=2024)
    by_code = {node.code: node.means for node in found.nodes}
    assert by_code.keys() == {"S1", "4.02.02", "4.02.02.2.01"}
    assert by_code["S1"] == ((6667, 7333, 3), None, None, None)
    assert found.agency == ((6667, 7333, 1), None, None, None)


def test_a_figure_typed_after_it_was_measured_is_marked(reviewed: Case) -> None:
    Figure.objects.filter(indicator__code="KEU-1").update(version=99, typed_at=NOW + timedelta(days=300))
    first = points("KEU-1")[0]
    assert first.changed
    assert (first.alone, first.alone_reason, first.up_to) == (None, CHANGED, 10000)
    assert not points("SID-1")[0].changed


def test_what_stands_beside_a_kept_figure_is_never_of_a_later_one(reviewed: Case, at_post: At) -> None:
    compare("SID-1", at_post("ketua-sakip"), "48", kind=Comparison.MEDIUM_TERM, year=2026)
    assert analysed("SID-1").medium_term.achievement == 2500
    Figure.objects.filter(indicator__code="SID-1").update(value=24, version=99, typed_at=NOW + timedelta(days=300))
    row: IndicatorAnalysis = analysed("SID-1")
    assert row.medium_term is not None
    assert (row.result.realisation, row.medium_term.achievement) == (12, None)
    assert row.medium_term.remark.startswith(CHANGED)


# --- Money ----------------------------------------------------------------------------------------------------------


def test_money_is_typed_by_tim_sakip_or_the_unit_that_the_plan_names(reviewed: Case, at_post: At) -> None:
    Budget.objects.update(unit=at_post("kasubag-keuangan").post.unit)
    [row] = spend(at_post("staf-keuangan"), n4_02_02="Rp450.000.000,25")
    assert (row.amount, row.typed_by.code) == (Decimal("450000000.25"), "staf-keuangan")
    assert trail_of(row)[-1].name == "spending.typed"
    spend(at_post("ketua-sakip"), {row.node_id: row.version}, n4_02_02="450000001")
    with pytest.raises(Refused, match="diisi oleh Subbagian Program dan Keuangan, bukan oleh"):
        spend(at_post("jf-pengawasan"), n4_02_02="1")


def test_what_is_no_money_or_stale_or_without_pagu_is_named_beside_its_field(reviewed: Case, at_post: At) -> None:
    by = at_post("ketua-sakip")
    spend(by, n4_02_02="5")
    for amounts, sentence in (
        ({"n4_02_02": "banyak"}, "bukan jumlah rupiah"),
        ({"n4_02_02": "-1"}, "tulis rupiah paling kecil 0"),
        ({"n4_02_02": "1,005"}, "paling banyak dua angka sen"),
        ({"nS1": "5"}, "tidak mempunyai pagu"),
        ({"n4_02_02": "6"}, "sudah diisi orang lain: Rp5,00"),
    ):
        with pytest.raises(Refused) as refused:
            spend(by, **amounts)
        assert sentence in next(iter(refused.value.fields.values()))
    assert spend(by, n4_02_02="") == []


def test_a_parent_is_the_sum_beneath_it_and_lacks_what_one_of_them_lacks(reviewed: Case, at_post: At) -> None:
    nodes = {node.code: node for node in PlanNode.objects.all()}
    Budget.objects.all().delete()
    for code in ("4.02.02.2.01", "4.02.02.2.01.0001"):
        Budget.objects.create(agency_id=reviewed.agency_id, node=nodes[code], year=2024, ceiling=1000)
    program = nodes["4.02.02"].pk
    assert (money_of(the_cycle())[program].money.ceiling, money_of(the_cycle())[program].lacking) == (1000, 1)
    spend(at_post("ketua-sakip"), n4_02_02_2_01_0001="250")
    found = money_of(the_cycle())[program]  # the kegiatan has a pagu of its own, not counted twice
    assert (found.money.spent, found.money.absorption, found.lacking) == (250, 2500, 0)


def test_the_page_of_money_knows_who_may_type_which_row(reviewed: Case, at_post: At) -> None:
    [row] = spending_rows(the_cycle(), by=at_post("ketua-sakip"), at=NOW)
    assert (row.code, row.ceiling, row.amount, row.may_type) == ("4.02.02", Decimal("900000000.50"), "", True)
    assert not spending_rows(the_cycle(), by=at_post("jf-pengawasan"), at=NOW)[0].may_type


def budget(case: Case, **ceilings: int) -> None:
    """Let these nodes, and no other, have a pagu."""
    Budget.objects.all().delete()
    for code, ceiling in ceilings.items():
        node = PlanNode.objects.get(code=code.removeprefix("n").replace("_", "."))
        Budget.objects.create(agency_id=case.agency_id, node=node, year=2024, ceiling=ceiling)


@pytest.mark.parametrize(("own", "spent", "lacking"), [(1000, 250, 0), (1500, None, 1)])
def test_spending_beneath_stands_for_a_pagu_only_where_it_is_all_of_it(
    reviewed: Case, at_post: At, own: int, spent: int | None, lacking: int
) -> None:
    budget(reviewed, n4_02_02=own, n4_02_02_2_01=1000)
    spend(at_post("ketua-sakip"), n4_02_02_2_01="250")
    program = {row.node.code: row for row in money_of(the_cycle()).values()}["4.02.02"]
    assert (program.money.spent, program.lacking) == (spent, lacking)
    assert (program.money.absorption is None) is (spent is None)


def output_efficiency() -> str:
    """What E3 says of the sasaran: its value, or the reason why it has none."""
    found = results_of(the_cycle())
    assert found is not None
    nodes = list(PlanNode.objects.filter(agency_id=found.cycle.agency_id).order_by("position"))
    by_output = replace(found, method=replace(found.method, efficiency="E3"))
    told = efficiency_of(found.nodes[0], nodes, by_output, money_of(the_cycle()))
    return told.printed or told.reason


@pytest.mark.parametrize(
    ("code", "typed", "sentence"),
    [("SID-3", "", "Realisasi anggaran belum dilaporkan"), ("SID-2", "200", "Realisasi volume keluarannya belum")],
)
def test_an_output_without_money_or_volume_leaves_no_cost_per_unit(
    reviewed: Case, at_post: At, code: str, typed: str, sentence: str
) -> None:
    leaf = PlanNode.objects.get(code="4.02.02.2.01.0001")
    Indicator.objects.filter(code=code).update(node=leaf)
    budget(reviewed, n4_02_02_2_01_0001=1000)
    spend(at_post("ketua-sakip"), n4_02_02_2_01_0001=typed)
    assert output_efficiency().startswith(f"Penyusunan: {sentence}")


# --- Process and target ---------------------------------------------------------------------------------------------


def test_the_process_is_judged_apart_from_the_targets(reviewed: Case) -> None:
    work = process_success(the_cycle(), later(reviewed))
    assert (work.figures, work.filled, work.unavailable, work.missing, work.complete) == (9, 8, 1, 0, True)
    assert (work.sheets, work.sheets_in_time, work.sheets_late, work.verified) == (3, 3, 0, True)
    assert work.ended == work.in_time + sum(step.late for step in work.steps if step.ended_at)
    found = results_of(the_cycle())
    assert found is not None
    aim = target_success(found)
    assert (aim.measured, aim.reached, aim.missed, aim.without_figure, aim.low) == (7, 4, 3, 2, 2)


def test_time_beyond_mutu_baku_and_a_missed_deadline_are_told_apart(reviewed: Case) -> None:
    order = reviewed.visit_set.get(step=1)  # 5 minutes by mutu baku, taken 20
    order.due_at = order.ended_at + timedelta(days=1)
    order.save()
    step = next(
        one
        for one in process_success(the_cycle(), later(reviewed)).steps
        if one.case == "Pengukuran Kinerja" and one.step == 1
    )
    assert (step.standard, step.actual, step.within_standard, step.late) == (5, 20, False, False)
