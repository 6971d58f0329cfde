"""What the step that opens a period shows: the indicators, their targets, and which unit supplies each."""

from dataclasses import dataclass

from kinerja.core.quantity import NOTHING
from kinerja.performance.queries import cycle_of
from kinerja.planning.queries import cards_in_force, targets_of
from kinerja.sop.models import Visit


@dataclass(frozen=True, slots=True)
class OpenedFigure:
    """An indicator as the period will ask for it; targets as printed."""

    no: int
    indicator: str
    measure_unit: str
    of_year: str
    of_period: str
    unit: str
    example: bool


def opened_figures(visit: Visit) -> list[OpenedFigure]:
    """Return what opening the period freezes, from the plan in force; none once the cycle is open."""
    if visit.rule.act != "buka" or cycle_of(visit.case) is not None:
        return []
    period = visit.case.calendar_period
    year = str(period.year)
    cards = cards_in_force(agency_id=visit.agency_id, on=period.last_day)
    targets = targets_of(agency_id=visit.agency_id, periods=[period.key, year])
    return [
        OpenedFigure(
            no=no,
            indicator=card.wording,
            measure_unit=card.measure_unit,
            of_year=targets.get((card.indicator_id, year), NOTHING).printed(card.decimals) or "belum ada",
            of_period=targets.get((card.indicator_id, period.key), NOTHING).printed(card.decimals)
            or "tidak ditargetkan",
            unit=card.supplier.name,
            example=card.is_example,
        )
        for no, card in enumerate(cards, start=1)
    ]
