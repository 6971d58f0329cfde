"""The figures of a cycle as papers print them: every missing one says why, every made-up one is marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from django.db import connection

from kinerja.core.calendar import PeriodKind, long_date
from kinerja.core.measure import Rule, Status
from kinerja.core.quantity import Quantity
from kinerja.documents.writers.head import Writing, with_mark
from kinerja.people.models import Unit
from kinerja.performance.models import Figure, frozen
from kinerja.planning.models import Level, PlanNode, Target

DIGEST = 12  # figures of a SHA-256 that a paper prints


class _Row(NamedTuple):
    """One figure with its card, node, sheet and evidence, in the order of the columns of `_LINES`."""

    sheet_id: int
    sheet_state: str
    unit: str
    unit_is_example: bool
    level: str
    code: str
    node: str
    node_is_example: bool
    wording: str
    card_is_example: bool
    measure_unit: str
    decimals: int
    media: str
    responsible: str
    state: str
    frozen_rule: str
    weight: Decimal | None
    year_value: Decimal | None
    year_upper: Decimal | None
    year_word: str
    year_is_example: bool
    period_value: Decimal | None
    period_upper: Decimal | None
    period_word: str
    period_is_example: bool
    value: Decimal | None
    word: str
    numerator: Decimal | None
    denominator: Decimal | None
    unavailable: bool
    unavailable_reason: str
    expected_on: date | None
    remark: str
    is_example: bool
    maker: str | None
    evidence: list[list[str]]

    @property
    def reached(self) -> Quantity:
        return Quantity(self.value, None, self.word, self.numerator, self.denominator)


# Written out: composing this anew for each paper takes longer than its answer.
_LINES = """
    SELECT sheet.id, sheet.state, unit.name, unit.is_example,
        node.level, node.code, node.wording, node.is_example,
        card.wording, card.is_example, card.measure_unit, card.decimals, card.media, responsible.title,
        figure.state, figure.frozen_rule::text, figure.weight,
        figure.year_target, figure.year_upper, figure.year_word,
        EXISTS (
            SELECT FROM planning_target target
            WHERE target.indicator_id = indicator.id AND target.period = %(year)s AND target.is_example),
        figure.period_target, figure.period_upper, figure.period_word,
        EXISTS (
            SELECT FROM planning_target target
            WHERE target.indicator_id = indicator.id AND target.period = %(period)s AND target.is_example),
        figure.value, figure.word, figure.numerator, figure.denominator, figure.unavailable,
        figure.unavailable_reason, figure.expected_on, figure.remark, figure.is_example, maker.title,
        ARRAY (
            SELECT ARRAY[file.name, left(file.sha256, %(digest)s)]
            FROM performance_evidence evidence JOIN vault_storedfile file ON file.id = evidence.file_id
            WHERE evidence.figure_id = figure.id AND evidence.replaced_at IS NULL ORDER BY evidence.id)
    FROM performance_figure figure
    JOIN performance_sheet sheet ON sheet.id = figure.sheet_id
    JOIN people_unit unit ON unit.id = sheet.unit_id
    JOIN planning_indicator indicator ON indicator.id = figure.indicator_id
    JOIN planning_plannode node ON node.id = indicator.node_id
    JOIN planning_card card ON card.id = figure.card_id
    JOIN people_post responsible ON responsible.id = card.responsible_id
    LEFT JOIN people_post maker ON maker.id = figure.typed_as_id
    WHERE figure.cycle_id = %(cycle)s AND (%(unit)s::bigint IS NULL OR sheet.unit_id = %(unit)s)
    ORDER BY
"""
_BY_PLAN = "figure.position, figure.id"
_BY_UNIT = f"unit.position, sheet.id, {_BY_PLAN}"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure with everything about it as printed; evidence as (name, beginning of the SHA-256)."""

    sheet_id: int
    sheet_state: str
    state: str
    level: str
    node: str
    indicator: str
    unit: str
    supplier: str
    responsible: str
    media: str
    rule: Rule
    weight: Decimal | None
    year_target: str
    period_target: str
    realisation: str
    remark: str
    is_filled: bool
    unavailable: bool
    maker: str  # post that typed it last, or nothing
    evidence: tuple[tuple[str, str], ...]


def lines_of(writing: Writing, *, unit: Unit | None = None, by_unit: bool = False) -> tuple[Line, ...]:
    """Return the figures of the case's cycle (of one unit's sheet) in the order of the plan, or unit by unit."""
    asked = {
        "cycle": writing.cycle.pk,
        "unit": unit.pk if unit is not None else None,
        "year": str(writing.period.year),
        "period": writing.period.key,
        "digest": DIGEST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LINES + (_BY_UNIT if by_unit else _BY_PLAN), asked)
        return tuple(_line(_Row(*row)) for row in cursor.fetchall())


def _line(row: _Row) -> Line:
    of_year = Quantity(row.year_value, row.year_upper, row.year_word)
    of_period = Quantity(row.period_value, row.period_upper, row.period_word)
    return Line(
        sheet_id=row.sheet_id,
        sheet_state=row.sheet_state,
        state=row.state,
        level=Level(row.level).label,
        node=with_mark(f"{row.code} {row.node}", row.node_is_example),
        indicator=with_mark(row.wording, row.card_is_example),
        unit=row.measure_unit,
        supplier=with_mark(row.unit, row.unit_is_example),
        responsible=row.responsible,
        media=row.media,
        rule=frozen(row.frozen_rule),
        weight=row.weight,
        year_target=_target(of_year, row, row.year_is_example),
        period_target=_target(of_period, row, row.period_is_example),
        realisation=_realisation(row),
        remark=_remark(row),
        is_filled=row.value is not None,
        unavailable=row.unavailable,
        maker=row.maker or "",
        evidence=tuple((name, digest) for name, digest in row.evidence),
    )


def example_targets(writing: Writing) -> set[tuple[int, str]]:
    """Return the targets of the year up to the period that were made up, by indicator and period."""
    periods = [str(writing.period.year), *(period.key for period in writing.period.up_to())]
    found = Target.objects.filter(agency=writing.agency, period__in=periods, is_example=True)
    return set(found.values_list("indicator_id", "period"))


def grouped(lines: Iterable[Line]) -> list[tuple[str, str, tuple[Line, ...]]]:
    """Return the lines under their nodes: (level, node, lines)."""
    return [
        (level, node, tuple(members)) for (level, node), members in groupby(lines, lambda line: (line.level, line.node))
    ]


def node_label(node: PlanNode) -> str:
    return with_mark(str(node), node.is_example)


def unit_label(unit: Unit) -> str:
    return with_mark(unit.name, unit.is_example)


def period_label(writing: Writing) -> str:
    """Return the period without its year, as column heads say it: "Triwulan I"."""
    period = writing.period
    return "Tahun" if period.kind is PeriodKind.YEAR else period.label.removesuffix(f" {period.year}")


def _realisation(row: _Row) -> str:
    """Return the realisation, or why there is none; never blank and never 0 for what nobody reported."""
    if row.value is not None:
        return with_mark(row.reached.printed(row.decimals), row.is_example)
    status = Status.UNAVAILABLE if row.unavailable else Status.NOT_REPORTED
    return with_mark(status.value, row.is_example and row.unavailable)


def _target(target: Quantity, row: _Row, made_up: bool) -> str:
    told = target.printed(row.decimals)
    return with_mark(told, made_up) if told else "belum ditargetkan"


def _remark(row: _Row) -> str:
    parts = []
    if row.unavailable:
        expected = f"; diperkirakan ada {long_date(row.expected_on)}" if row.expected_on else ""
        parts.append(f"{row.unavailable_reason}{expected}")
    if row.remark:
        parts.append(row.remark)
    return with_mark(". ".join(parts), row.is_example) if parts else ""


def changed_after(writing: Writing, since: datetime) -> int:
    """Return how many figures of the cycle were typed anew since a moment."""
    return Figure.objects.filter(cycle=writing.cycle, typed_at__gt=since).count()
