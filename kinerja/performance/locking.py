"""Reading what a save of cells locks and asks for: the case where it moves, the sheet, the share, the figures.

Four people who type at the same moment ask all of this for every cell. The statements are written out and read only
the columns that a save uses, for composing them anew would cost more than answering them.
"""

from collections.abc import Collection

from django.db import connection

from kinerja.audit.tracked import partly
from kinerja.people.acting import Acting
from kinerja.performance.models import Cycle, Figure, Sheet
from kinerja.planning.models import Indicator
from kinerja.sop.models import Case, Procedure, Visit


def cases_to_lock(sheet_id: int, *, ends: bool) -> list[int]:
    """Return the cases that filling this sheet moves: of open shares not taken up yet, or of all where it ends one."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_SHARES, [sheet_id, ends])
        return [case_id for (case_id,) in cursor]


_OPEN_SHARES = """
    SELECT DISTINCT visit.case_id
    FROM performance_sheet sheet
    JOIN performance_cycle cycle ON cycle.id = sheet.cycle_id
    JOIN sop_visit visit ON visit.unit_id = sheet.unit_id AND visit.ended_at IS NULL
    JOIN sop_case running ON running.id = visit.case_id AND running.period = cycle.period
    WHERE sheet.id = %s AND (%s OR visit.taken_up_at IS NULL)
    ORDER BY visit.case_id
"""


def _of(table: str, columns: tuple[str, ...]) -> str:
    return ", ".join(f"{table}.{column}" for column in columns)


_SHEET = ("id", "version", "agency_id", "cycle_id", "unit_id", "state")
_CYCLE = ("id", "agency_id", "period", "method")
_LOCKED_SHEET = f"""
    SELECT {_of("sheet", _SHEET)}, {_of("cycle", _CYCLE)}
    FROM performance_sheet sheet
    JOIN performance_cycle cycle ON cycle.id = sheet.cycle_id
    WHERE sheet.id = %s
    FOR UPDATE OF sheet
"""  # noqa: S608 - the columns named above, nothing from outside


def lock_sheet(sheet_id: int) -> Sheet:
    """Lock a sheet within the running operation and return it with its cycle. Raises Sheet.DoesNotExist."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCKED_SHEET, [sheet_id])
        row = cursor.fetchone()
    if row is None:
        raise Sheet.DoesNotExist
    sheet = partly(Sheet, _SHEET, row)
    sheet.cycle = partly(Cycle, _CYCLE, row[len(_SHEET) :])
    return sheet


_VISIT = (
    *("id", "version", "agency_id", "case_id", "step", "unit_id", "state", "returned_by_id", "scope", "taken_up_at"),
)
_CASE = ("id", "agency_id", "procedure_id", "code", "period")
_PROCEDURE = ("id", "agency_id", "code", "name", "sha256")
_OPEN_VISITS = f"""
    SELECT {_of("visit", _VISIT)}, {_of("running", _CASE)}, {_of("followed", _PROCEDURE)}
    FROM sop_visit visit
    JOIN sop_case running ON running.id = visit.case_id
    JOIN sop_procedure followed ON followed.id = running.procedure_id
    WHERE visit.unit_id = %s AND visit.ended_at IS NULL AND visit.agency_id = %s AND running.period = %s
    ORDER BY visit.id
"""  # noqa: S608 - the columns named above, nothing from outside


def open_visits(sheet: Sheet, by: Acting) -> list[Visit]:
    """Return the open visits of the sheet's unit in its period; their cases are of the agency that `by` came with."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_VISITS, [sheet.unit_id, sheet.agency_id, sheet.cycle.period])
        for row in cursor.fetchall():
            visit = partly(Visit, _VISIT, row)
            visit.case = partly(Case, _CASE, row[len(_VISIT) :])
            visit.case.procedure = partly(Procedure, _PROCEDURE, row[len(_VISIT) + len(_CASE) :])
            visit.case.agency = by.agency
            found.append(visit)
    return found


_FIGURE = (
    *("id", "version", "indicator_id", "frozen_rule", "state", "is_example", "remark"),
    *("value", "word", "numerator", "denominator", "typed", "unavailable", "unavailable_reason", "expected_on"),
    *("typed_at", "typed_by_id", "typed_as_id"),
)
_INDICATOR = ("id", "code")
_LOCKED_FIGURES = f"""
    SELECT {_of("figure", _FIGURE)}, {_of("indicator", _INDICATOR)}
    FROM performance_figure figure
    JOIN planning_indicator indicator ON indicator.id = figure.indicator_id
    WHERE figure.sheet_id = %s AND figure.id = ANY(%s)
    ORDER BY figure.id
    FOR UPDATE OF figure
"""  # noqa: S608 - the columns named above, nothing from outside


def lock_figures(sheet: Sheet, figure_ids: Collection[int]) -> list[Figure]:
    """Lock figures of a sheet within the running operation and return them, with what typing asks of them."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(_LOCKED_FIGURES, [sheet.pk, list(figure_ids)])
        for row in cursor.fetchall():
            figure = partly(Figure, _FIGURE, row)
            figure.indicator = partly(Indicator, _INDICATOR, row[len(_FIGURE) :])
            found.append(figure)
    return found
