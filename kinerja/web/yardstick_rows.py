"""What the pages of comparisons show: per indicator the earlier years, the end of the Renstra, a national standard."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from kinerja.performance.models import Figure
from kinerja.planning.models import Comparison, Level
from kinerja.planning.queries import YardstickRow
from kinerja.web.analysis_rows import Held


@dataclass(frozen=True, slots=True)
class YardstickLine:
    """One indicator with what it is held against, oldest year first; `url` opens its own page."""

    indicator: str
    unit: str
    example: bool
    past: tuple[Held, ...]
    medium_term: tuple[Held, ...]
    national: tuple[Held, ...]
    url: str


@dataclass(frozen=True, slots=True)
class StandingLine:
    """One figure that an indicator is held against now; `url` opens the form with it, which sends `seen` = `key`."""

    key: int
    seen: str
    kind: str
    held: Held
    since: date
    url: str


def yardstick_lines(figures: Iterable[Figure], rows: Sequence[YardstickRow]) -> list[YardstickLine]:
    """Return the indicators of sasaran, whose analyses compare, and any other that is held against something."""
    by_indicator: dict[int, list[YardstickRow]] = {}
    for row in rows:
        by_indicator.setdefault(row.indicator_id, []).append(row)
    return [
        _line(figure, by_indicator.get(figure.indicator_id, ()))
        for figure in figures
        if figure.indicator.node.level == Level.OBJECTIVE or figure.indicator_id in by_indicator
    ]


def _line(figure: Figure, rows: Iterable[YardstickRow]) -> YardstickLine:
    found: dict[Comparison, list[Held]] = {kind: [] for kind in Comparison}
    for row in rows:
        found[row.kind].append(_held(row, figure.card.decimals))
    return YardstickLine(
        indicator=figure.card.wording,
        unit=figure.card.measure_unit,
        example=figure.card.is_example,
        past=tuple(found[Comparison.PAST]),
        medium_term=tuple(found[Comparison.MEDIUM_TERM]),
        national=tuple(found[Comparison.NATIONAL]),
        url=reverse("yardstick", args=[figure.pk]),
    )


def _held(row: YardstickRow, decimals: int) -> Held:
    """Return a figure with its source, as the cells of comparisons print it."""
    source = row.source.removesuffix(" (contoh)") if row.is_example else row.source
    return Held(row.year, row.quantity.printed(decimals), source, "", None, "", row.is_example)


def standing_lines(rows: Iterable[YardstickRow], decimals: int) -> list[StandingLine]:
    """Return what one indicator is held against now: earlier years, the Renstra, standards."""
    kinds = list(Comparison)
    return [
        StandingLine(
            key=row.pk,
            seen=f"seen-{row.kind.value}-{row.year}",
            kind=row.kind.label,
            held=_held(row, decimals),
            since=row.since,
            url=f"?jenis={row.kind.value}&tahun={row.year}#isi",
        )
        for row in sorted(rows, key=lambda row: (kinds.index(row.kind), row.year))
    ]
