"""What the page of the trend shows: a year period by period, on one of three bases, with a small line beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse

from kinerja.core.calendar import Period
from kinerja.core.measure import HUNDRED_PERCENT, Mean
from kinerja.performance.comparing import NOT_MEASURED, NodeTrend, Trend, TrendPoint, TrendRow
from kinerja.planning.models import Level
from kinerja.web.parts import Crumb
from kinerja.web.result_rows import shown

WIDTH, HEIGHT, EDGE = 96, 28, 3  # of the line, in the units of its viewBox; EDGE keeps dots inside


class Basis(StrEnum):
    """Which of the three figures of a period is looked at; the value stands in the address."""

    UP_TO = "kumulatif"
    ALONE = "periode"
    YEAR = "tahun"


LABELS = {
    Basis.UP_TO: "Sampai dengan periode",
    Basis.ALONE: "Periode itu saja",
    Basis.YEAR: "Terhadap target setahun",
}
TOLD = {
    Basis.UP_TO: "Realisasi sampai dengan periode terhadap targetnya. Angka ini yang diberi predikat dan dirata-rata.",
    Basis.ALONE: "Realisasi satu periode terhadap target periode itu, tanpa periode sebelumnya. Tidak diberi predikat.",
    Basis.YEAR: "Realisasi sampai dengan periode terhadap target setahun: kemajuan menuju akhir tahun.",
}


@dataclass(frozen=True, slots=True)
class Spark:
    """A line over the periods: `pieces` are the points of unbroken runs, `dots` every figure, `goal` where 100 % is."""

    pieces: tuple[str, ...]
    dots: tuple[tuple[int, int], ...]
    goal: int


@dataclass(frozen=True, slots=True)
class TrendCell:
    """One figure of one period as printed, or why there is none."""

    period: str
    value: str
    under: str
    blank: bool  # nobody measured the period: the head of the column says so
    current: bool


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One indicator through the periods."""

    indicator: str
    code: str
    example: bool
    cells: tuple[TrendCell, ...]
    spark: Spark | None


@dataclass(frozen=True, slots=True)
class TrendGroup:
    """A node of the plan, or the agency, with its mean through the periods and its indicators."""

    level: str
    name: str
    cells: tuple[TrendCell, ...]
    spark: Spark | None
    lines: tuple[TrendLine, ...]


@dataclass(frozen=True, slots=True)
class TrendHead:
    """A period at the head of its column."""

    label: str
    note: str
    current: bool


@dataclass(frozen=True, slots=True)
class TrendPage:
    """The year as its page shows it."""

    year: int
    told: str
    heads: tuple[TrendHead, ...]
    groups: tuple[TrendGroup, ...]
    recaps: tuple[Crumb, ...]  # where the means of each measured period are explained


def basis_of(asked: str) -> Basis:
    """Return the basis that an address names; anything else is the one that predicates follow."""
    return Basis(asked) if asked in set(Basis) else Basis.UP_TO


def trend_page(trend: Trend, *, basis: Basis, current: Period, agency: str) -> TrendPage:
    """Return the year for its page; `current` is the period whose results led here."""
    measured = dict(zip(trend.periods, (mean is not None for mean in trend.agency), strict=True))
    lines: dict[int, list[TrendLine]] = {}
    for row in trend.indicators:
        lines.setdefault(row.node_id, []).append(_line(row, basis, current))
    groups = [_group(node, lines.get(node.node_id, []), trend.periods, current) for node in trend.nodes]
    whole = TrendGroup("Perangkat daerah", agency, *_means(trend.periods, trend.agency, current), ())
    if basis is not Basis.UP_TO:  # means are taken of this basis only
        groups = [TrendGroup(group.level, group.name, (), None, group.lines) for group in groups]
    return TrendPage(
        year=trend.year,
        recaps=tuple(
            Crumb(reverse("cycle-recap", args=[cycle.pk]), _short(cycle.calendar_period)) for cycle in trend.measured_in
        ),
        told=TOLD[basis],
        heads=tuple(
            TrendHead(_short(period), "" if measured[period] else NOT_MEASURED, period == current)
            for period in trend.periods
        ),
        groups=(whole, *groups) if basis is Basis.UP_TO and groups else tuple(groups),
    )


def _short(period: Period) -> str:
    return period.label.removesuffix(f" {period.year}")


def _group(node: NodeTrend, lines: Sequence[TrendLine], periods: Sequence[Period], current: Period) -> TrendGroup:
    name = f"{node.code} {node.wording}"
    return TrendGroup(Level(node.level).label, name, *_means(periods, node.means, current), tuple(lines))


def _means(
    periods: Sequence[Period], means: Sequence[Mean | None], current: Period
) -> tuple[tuple[TrendCell, ...], Spark | None]:
    cells = tuple(
        TrendCell(_short(period), shown(mean.capped) if mean else "", "", mean is None, period == current)
        for period, mean in zip(periods, means, strict=True)
    )
    return cells, spark([mean.capped if mean else None for mean in means])


def _line(row: TrendRow, basis: Basis, current: Period) -> TrendLine:
    values = [_value(point, basis) for point in row.points]
    return TrendLine(
        indicator=row.wording,
        code=row.code,
        example=row.is_example,
        cells=tuple(_cell(point, value, basis, current) for point, value in zip(row.points, values, strict=True)),
        spark=spark(values),
    )


def _value(point: TrendPoint, basis: Basis) -> int | None:
    return {Basis.UP_TO: point.up_to, Basis.ALONE: point.alone, Basis.YEAR: point.progress}[basis]


def _cell(point: TrendPoint, value: int | None, basis: Basis, current: Period) -> TrendCell:
    told = point.predicate if basis is Basis.UP_TO else ""
    if value is None:
        reason = {Basis.UP_TO: point.up_to_reason, Basis.ALONE: point.alone_reason, Basis.YEAR: ""}[basis]
        told = reason or point.up_to_reason or "tidak ada angka"
    elif point.changed:
        told = f"{told}; angka berubah sejak diukur".removeprefix("; ")
    return TrendCell(_short(point.period), shown(value), told, told == NOT_MEASURED, point.period == current)


def spark(values: Sequence[int | None]) -> Spark | None:
    """Return the line of a row of figures in hundredths of a percent; None where there is no figure at all.

    100 percent always lies inside; where a figure is missing the line breaks.
    """
    known = [value for value in values if value is not None]
    if not known:
        return None
    top = max(HUNDRED_PERCENT, *known)
    step = (WIDTH - 2 * EDGE) // max(len(values) - 1, 1)

    def height(value: int) -> int:
        return HEIGHT - EDGE - max(value, 0) * (HEIGHT - 2 * EDGE) // top

    dots = [None if value is None else (EDGE + step * place, height(value)) for place, value in enumerate(values)]
    runs: list[list[str]] = [[]]
    for dot in dots:
        if dot is None:
            runs.append([])
        else:
            runs[-1].append(f"{dot[0]},{dot[1]}")
    pieces = tuple(" ".join(run) for run in runs if len(run) > 1)
    return Spark(pieces, tuple(dot for dot in dots if dot is not None), height(HUNDRED_PERCENT))
