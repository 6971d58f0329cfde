"""What a save of cells reads and writes: only what it needs, each in one statement."""

from decimal import Decimal
from typing import Any

import pytest

from kinerja.audit.tracked import keep, partly
from kinerja.people.models import Agency
from kinerja.performance.locking import lock_figures, lock_sheet, open_visits
from kinerja.performance.models import Cycle, Figure, Sheet
from kinerja.performance.operations import Typed, save_sheet
from kinerja.performance.policy import filling_visit
from kinerja.sop.models import Case
from tests.cast import carry, later, open_visit, performer, the_sheet

UNIT = "subbag-keuangan"


@pytest.fixture
def filling(collecting: Case) -> Case:
    """A case whose units have their sheets before them."""
    return carry(collecting, until=7)


def test_a_save_of_one_cell_takes_few_statements(filling: Case, django_assert_max_num_queries: Any) -> None:
    sheet, by, at = the_sheet(filling, UNIT), performer(open_visit(filling, 7, UNIT)), later(filling)
    figure = Figure.objects.get(indicator__code="KEU-1")
    first = save_sheet(sheet_id=sheet.pk, seen=sheet.version, typed={figure.pk: Typed("1")}, by=by, at=at)
    with django_assert_max_num_queries(11):  # begin and end among them
        save_sheet(sheet_id=sheet.pk, seen=first.version, typed={figure.pk: Typed("2")}, by=by, at=at)
    figure.refresh_from_db()
    assert figure.value == 2


def test_what_is_locked_for_a_save_is_what_the_rows_say(filling: Case) -> None:
    sheet, by = lock_sheet(the_sheet(filling, UNIT).pk), performer(open_visit(filling, 7, UNIT))
    figures = lock_figures(sheet, Figure.objects.filter(sheet=sheet).values_list("pk", flat=True))
    assert [(one.indicator.code, one.rule, one.value) for one in figures] == [
        (one.indicator.code, one.rule, one.value) for one in Figure.objects.filter(sheet=sheet).order_by("pk")
    ]
    assert open_visits(sheet, by) == [open_visit(filling, 7, UNIT)]
    assert filling_visit(sheet, by=by) == filling_visit(Sheet.objects.get(pk=sheet.pk))
    with pytest.raises(Sheet.DoesNotExist):
        lock_sheet(0)


def test_of_a_row_read_in_part_the_rest_is_fetched_when_asked_for(
    filling: Case, django_assert_num_queries: Any
) -> None:
    cycle = Cycle.objects.get()
    with django_assert_num_queries(0):
        read = partly(Cycle, ("period", "id"), (cycle.period, cycle.pk))
        assert (read, read.period) == (cycle, cycle.period)
    with django_assert_num_queries(1):
        assert read.method == cycle.method


def test_rows_are_kept_in_one_statement_and_only_the_fields_named(
    filling: Case, setwan: Agency, django_assert_num_queries: Any
) -> None:
    figure, sheet = Figure.objects.get(indicator__code="KEU-1"), the_sheet(filling, UNIT)
    before = figure.remark
    figure.set(value=Decimal("1.25"), remark="tidak disimpan", typed_by=None)
    sheet.touch()
    with django_assert_num_queries(1):
        keep((figure, ["remark"]), (sheet, ["version"]))
    kept = Figure.objects.get(pk=figure.pk)
    assert (kept.remark, kept.value, kept.version) == ("tidak disimpan", None, figure.version - 1)
    assert before != kept.remark
    assert Sheet.objects.get(pk=sheet.pk).version == sheet.version
    keep()  # nothing changed: nothing is asked
