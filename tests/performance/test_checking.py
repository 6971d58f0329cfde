"""The checks on a cycle's figures: what is told, what is kept, what holds a figure back, and what is not said twice."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from kinerja.audit import log
from kinerja.audit.log import Refused, trail_of
from kinerja.audit.tracked import Changes
from kinerja.core.checks import Severity
from kinerja.people.acting import Acting
from kinerja.people.models import User
from kinerja.performance.checking import allow_settling, beside, findings_of, held_fields
from kinerja.performance.models import Correction, Cycle, Figure, FigureState, Measurement, Result, Sheet, Spending
from kinerja.performance.operations import Typed, faults_of, save_sheet
from kinerja.planning.models import Card, Target
from kinerja.sop.models import Case, Visit
from kinerja.sop.operations import complete_step
from tests.cast import MIXED_UNIT, NOW, carry, do, entries_for, later, open_visit, performer, the_sheet

Cast = Callable[[str], Acting]


@pytest.fixture
def filling(collecting: Case) -> Case:
    """A case whose units have their sheets before them."""
    return carry(collecting, until=7)


@pytest.fixture
def sheet(filling: Case) -> Sheet:
    return the_sheet(filling, "subbag-keuangan")


def save(sheet: Sheet, by: Acting, **typed: str) -> None:
    case = Case.objects.get(code="setwan-pengumpulan")
    wanted = {the_figure(code.replace("_", "-")).pk: Typed(text) for code, text in typed.items()}
    seen = Sheet.objects.get(pk=sheet.pk).version
    save_sheet(sheet_id=sheet.pk, seen=seen, typed=wanted, by=by, at=later(case))


def the_figure(code: str) -> Figure:
    return Figure.objects.get(indicator__code=code, cycle__period="2024-tw1")


def told(sheet: Sheet) -> dict[str, list[int]]:
    """The numbers of the checks that speak, by indicator."""
    found: dict[str, list[int]] = {}
    for one in findings_of(sheet=sheet):
        found.setdefault(one.code, []).append(one.check)
    return found


def earlier(sheet: Sheet, period: str, **values: str) -> Cycle:
    """A cycle before this one in which the sheet's indicators reached these values."""
    cycle = Cycle.objects.create(
        agency=sheet.agency, period=period, method="kinerja-2018", opened_at=NOW, opened_by=sheet.cycle.opened_by
    )
    then = Sheet.objects.create(agency=sheet.agency, cycle=cycle, unit=sheet.unit)
    for code, value in values.items():
        figure = the_figure(code.replace("_", "-"))
        figure.pk, figure.cycle, figure.sheet, figure.value = None, cycle, then, Decimal(value)
        figure.typed_at, figure.typed_by, figure.typed_as = NOW, sheet_maker(), sheet.cycle.opened_by
        figure.save(force_insert=True)
    return cycle


def sheet_maker() -> User:
    visit = Visit.objects.filter(taken_up_by__isnull=False).select_related("taken_up_by").order_by("pk")[0]
    assert visit.taken_up_by is not None
    return visit.taken_up_by.appointment_set.order_by("pk")[0].user


def test_a_draft_is_told_what_is_odd_about_it(sheet: Sheet, acting: Cast) -> None:
    save(sheet, acting("staf-keuangan"), KEU_1="2,5", KEU_3="#REF!")
    assert told(sheet) == {"KEU-1": [15], "KEU-3": [1]}
    assert findings_of(sheet=sheet)[0].about == "Indikator KEU-1"


def test_a_realisation_without_target_is_handed_in_and_kept_in_the_trail(filling: Case) -> None:
    case = carry(filling, until=8)
    sheet = the_sheet(case, "jf-persidangan")
    assert told(sheet) == {"SID-3": [12]}
    kept = {name: after for line in trail_of(sheet) for name, _, after in line.changes}
    assert kept["findings"] == ["SID-3: pemeriksaan 12"]


def test_the_form_and_the_checks_do_not_say_the_same_thing_twice(sheet: Sheet, acting: Cast) -> None:
    save(sheet, acting("staf-keuangan"), KEU_1="11.7000.000", KEU_2="2,5", KEU_3="90")
    found = findings_of(sheet=sheet)
    assert [(one.code, one.check) for one in found] == [("KEU-1", 20), ("KEU-2", 15)]
    assert [one.code for one in beside(found, faults_of(sheet))] == ["KEU-2"]
    assert held_fields(found) == {}


def test_quarters_that_miss_the_target_of_the_year_are_told(sheet: Sheet) -> None:
    Target.objects.filter(indicator__code="KEU-1", period="2024-tw4").update(value=2)
    Target.objects.filter(indicator__code="KEU-3", period="2024-tw4").update(value=94)
    assert told(sheet) == {"KEU-1": [7], "KEU-3": [7]}
    assert "berjumlah 11, padahal targetnya 12" in findings_of(sheet=sheet)[0].sentence


def test_a_target_below_what_last_year_reached_is_told(sheet: Sheet) -> None:
    cycle = earlier(sheet, "2023-tw4")
    visit = Visit.objects.order_by("pk")[0]
    measurement = Measurement.objects.create(
        agency=sheet.agency, cycle=cycle, case=visit.case, visit=visit, method=cycle.method, measured_at=NOW
    )
    for code, reached in (("KEU-1", 13), ("KEU-2", 7)):
        reached_then(measurement, code, Decimal(reached))
    assert told(sheet) == {"KEU-1": [11], "KEU-2": [11]}  # KEU-2: makin rendah makin baik


def reached_then(measurement: Measurement, code: str, reached: Decimal) -> None:
    """Put down what an indicator reached in an earlier measurement."""
    figure = the_figure(code)
    Result.objects.create(
        agency=measurement.agency,
        measurement=measurement,
        figure=figure,
        indicator=figure.indicator,
        figure_version=1,
        realisation=reached,
        status="terukur",
        reported=4,
        expected=4,
    )


def test_last_years_figure_of_another_kind_holds_nothing_back(mixed: Case) -> None:
    case = carry(mixed, until=10)
    sheet = the_sheet(case, MIXED_UNIT)
    cycle, visit = earlier(sheet, "2023-tw4"), open_visit(case, 10)
    measurement = Measurement.objects.create(
        agency=case.agency, cycle=cycle, case=case, visit=visit, method=cycle.method, measured_at=NOW
    )
    reached_then(measurement, "PRED", Decimal("67.5"))  # a score, where a predikat is asked for now
    assert 20 not in told(sheet).get("PRED", [])
    do(visit)
    assert Figure.objects.filter(cycle=sheet.cycle, state=FigureState.VERIFIED).count() == 4


def test_only_what_was_typed_in_this_cycle_holds_a_figure_back(filling: Case) -> None:
    case = carry(filling, until=10)
    sheet = the_sheet(case, "subbag-keuangan")
    Figure.objects.filter(indicator__code="KEU-1").update(period_target=None, period_word="#REF!")
    blocking = [one for one in findings_of(sheet=sheet) if one.severity is Severity.BLOCK]
    assert [one.column for one in blocking] == ["target"]
    allow_settling(sheet.cycle, about=open_visit(case, 10))


def test_a_slipped_digit_is_told_from_earlier_figures_of_the_same_kind(sheet: Sheet, acting: Cast) -> None:
    earlier(sheet, "2023-tw1", KEU_3="88.10")
    earlier(sheet, "2023-b02", KEU_1="300")
    save(sheet, acting("staf-keuangan"), KEU_1="3", KEU_3="8725")
    assert told(sheet) == {"KEU-3": [17]}


def test_of_cumulative_figures_only_the_same_quarter_counts_as_history(sheet: Sheet, acting: Cast) -> None:
    earlier(sheet, "2023-tw4", KEU_1="300", KEU_3="900")
    save(sheet, acting("staf-keuangan"), KEU_1="3", KEU_3="87,25")
    assert told(sheet) == {"KEU-1": [17]}


def test_performance_that_is_only_the_money_spent_is_told(sheet: Sheet, acting: Cast) -> None:
    Card.objects.filter(indicator__code__startswith="KEU").update(measure_unit="persen")
    node = the_figure("KEU-2").indicator.node
    for code in ("KEU-1", "KEU-3"):
        indicator = the_figure(code).indicator
        indicator.node = node
        indicator.save(update_fields=["node"])
    Spending.objects.create(
        agency=sheet.agency,
        node=node,
        period="2024-tw1",
        amount=225_000_000,
        typed_at=NOW,
        typed_by=sheet.cycle.opened_by,
    )
    save(sheet, acting("staf-keuangan"), KEU_1="25", KEU_2="25", KEU_3="25")
    assert [numbers[0] for numbers in told(sheet).values()] == [4, 4, 4]


def test_lateness_is_said_once_for_a_sheet(filling: Case, acting: Cast) -> None:
    visit = open_visit(filling, 7, "jf-pengawasan")
    Visit.objects.filter(pk=visit.pk).update(due_at=visit.opened_at + timedelta(minutes=1))
    do(visit)
    sheet = the_sheet(filling, "jf-pengawasan")
    late = [one for one in findings_of(sheet=sheet) if one.check == 19]
    assert [(one.about, one.severity) for one in late] == [(str(sheet), Severity.NOTE)]


def test_a_corrected_figure_says_what_stood_there_before(filling: Case, sheet: Sheet) -> None:
    case, visit = carry(filling, until=10), Visit.objects.order_by("pk")[0]
    by = performer(open_visit(case, 10))
    correction = Correction.objects.create(
        agency=sheet.agency,
        sheet=sheet,
        visit=visit,
        reason="Salah",
        due_at=NOW,
        opened_at=NOW,
        ended_at=NOW,
        ended_by=by.post,
    )
    changed = Changes((("KEU-1.value", "5", "3"),))
    log.operation(lambda **_: log.record("correction.done", subject=correction, by=by, at=NOW, changes=changed))(
        by=by, at=NOW
    )
    assert told(sheet) == {}
    Figure.objects.filter(indicator__code="KEU-1").update(state=FigureState.REVISED)
    assert told(sheet) == {"KEU-1": [10]}


def test_a_figure_that_a_check_holds_back_is_approved_by_nobody(filling: Case) -> None:
    case = carry(filling, until=10)
    visit = open_visit(case, 10)
    allow_settling(the_sheet(case, "subbag-keuangan").cycle, about=visit)
    Figure.objects.filter(indicator__code="KEU-1").update(value=None, typed="#REF!")
    with pytest.raises(Refused, match=r"menahan 1 angka\. KEU-1: Realisasi berisi “#REF!”"):
        complete_step(
            visit_id=visit.pk, seen=visit.version, entry=entries_for(visit), by=performer(visit), at=later(case)
        )
