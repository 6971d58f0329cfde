"""The figures of a cycle as papers print them: every missing one says why, every made-up one is marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from kinerja.core.calendar import PeriodKind, long_date
from kinerja.core.measure import Status
from kinerja.core.quantity import Quantity
from kinerja.documents.writers.head import Writing, with_mark
from kinerja.people.models import Unit
from kinerja.performance.models import Evidence, Figure
from kinerja.planning.models import Level, PlanNode, Target

DIGEST = 12  # figures of a SHA-256 that a paper prints


@dataclass(frozen=True, slots=True)
class Line:
    """One figure with everything about it as printed; evidence as (name, beginning of the SHA-256)."""

    figure: Figure
    level: str
    node: str
    indicator: str
    unit: str
    supplier: str
    year_target: str
    period_target: str
    realisation: str
    remark: str
    evidence: tuple[tuple[str, str], ...]


def lines_of(writing: Writing, *, unit: Unit | None = None) -> tuple[Line, ...]:
    """Return the figures of the case's cycle (of one unit's sheet) in the order of the plan."""
    figures = Figure.objects.filter(cycle=writing.cycle)
    if unit is not None:
        figures = figures.filter(sheet__unit=unit)
    figures = figures.select_related("indicator__node", "card__responsible", "card__supplier", "sheet__unit").order_by(
        "position"
    )
    proofs: dict[int, list[tuple[str, str]]] = {}
    kept = Evidence.objects.filter(figure__in=figures, replaced_at__isnull=True).select_related("file").order_by("pk")
    for one in kept:
        proofs.setdefault(one.figure_id, []).append((one.file.name, one.file.sha256[:DIGEST]))
    made_up = example_targets(writing)
    year = str(writing.period.year)
    return tuple(
        Line(
            figure=figure,
            level=Level(figure.indicator.node.level).label,
            node=node_label(figure.indicator.node),
            indicator=with_mark(figure.card.wording, figure.card.is_example),
            unit=figure.card.measure_unit,
            supplier=unit_label(figure.sheet.unit),
            year_target=_target(figure.of_year, figure, (figure.indicator_id, year) in made_up),
            period_target=_target(figure.of_period, figure, (figure.indicator_id, writing.period.key) in made_up),
            realisation=realisation(figure),
            remark=_remark(figure),
            evidence=tuple(proofs.get(figure.pk, ())),
        )
        for figure in figures
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


def realisation(figure: Figure) -> str:
    """Return the realisation, or why there is none; never blank and never 0 for what nobody reported."""
    if figure.value is not None:
        return with_mark(figure.reached.printed(figure.card.decimals), figure.is_example)
    status = Status.UNAVAILABLE if figure.unavailable else Status.NOT_REPORTED
    return with_mark(status.value, figure.is_example and figure.unavailable)


def _target(target: Quantity, figure: Figure, made_up: bool) -> str:
    told = target.printed(figure.card.decimals)
    return with_mark(told, made_up) if told else "belum ditargetkan"


def _remark(figure: Figure) -> str:
    parts = []
    if figure.unavailable:
        expected = f"; diperkirakan ada {long_date(figure.expected_on)}" if figure.expected_on else ""
        parts.append(f"{figure.unavailable_reason}{expected}")
    if figure.remark:
        parts.append(figure.remark)
    return with_mark(". ".join(parts), figure.is_example) if parts else ""


def changed_after(writing: Writing, since: datetime) -> int:
    """Return how many figures of the cycle were typed anew since a moment."""
    return Figure.objects.filter(cycle=writing.cycle, typed_at__gt=since).count()
