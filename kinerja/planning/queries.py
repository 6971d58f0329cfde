"""Questions about the plan: the cards in force, targets, what stands on the shelf."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kinerja.core.calendar import long_date
from kinerja.core.quantity import Quantity
from kinerja.planning.models import Budget, Card, Comparison, PlanNode, ShelfDocument, Target, Yardstick


def cards_in_force(*, agency_id: int, on: date) -> list[Card]:
    """Return the card in force of every indicator of an agency, in the order of the plan."""
    return list(
        Card.objects.filter(agency_id=agency_id, validity__contains=on)
        .select_related("indicator__node", "supplier", "responsible")
        .order_by("indicator__position")
    )


def targets_of(*, agency_id: int, periods: Sequence[str]) -> dict[tuple[int, str], Quantity]:
    """Return targets by indicator and period."""
    rows = Target.objects.filter(agency_id=agency_id, period__in=periods)
    return {(row.indicator_id, row.period): row.quantity for row in rows}


def nodes_of(agency_id: int) -> list[PlanNode]:
    """Return the plan tree from the top down, each node after its parent."""
    return list(PlanNode.objects.filter(agency_id=agency_id).select_related("parent").order_by("position"))


def ceilings(*, agency_id: int, year: int) -> dict[int, Decimal]:
    """Return the pagu of the year by node."""
    return dict(Budget.objects.filter(agency_id=agency_id, year=year).values_list("node_id", "ceiling"))


def yardsticks_of(*, agency_id: int, on: date) -> list[Yardstick]:
    """Return what the indicators of an agency are held against on a day, oldest year first."""
    found = Yardstick.objects.filter(agency_id=agency_id, validity__contains=on)
    return list(found.select_related("indicator").order_by("indicator__position", "kind", "year"))


@dataclass(frozen=True, slots=True)
class YardstickRow:
    """One figure that an indicator is held against, as its page shows it."""

    pk: int
    indicator_id: int
    code: str
    kind: Comparison
    year: int
    figure: str  # as it was typed
    quantity: Quantity
    source: str
    since: date
    is_example: bool


def yardstick_rows(*, agency_id: int, on: date) -> list[YardstickRow]:
    """Return what the indicators of an agency are held against on a day, in the order of the plan."""
    return [
        YardstickRow(
            pk=row.pk,
            indicator_id=row.indicator_id,
            code=row.indicator.code,
            kind=Comparison(row.kind),
            year=row.year,
            figure=row.quantity.printed(),
            quantity=row.quantity,
            source=row.source,
            since=row.validity.lower,
            is_example=row.is_example,
        )
        for row in yardsticks_of(agency_id=agency_id, on=on)
    ]


def on_shelf(*, agency_id: int, names: Sequence[str], on: date) -> ShelfDocument | None:
    """Return the newest shelf document of one of these names that is valid on that day."""
    return (
        ShelfDocument.objects.filter(agency_id=agency_id, name__in=names, validity__contains=on)
        .select_related("file")
        .order_by("-dated_on", "-pk")
        .first()
    )


def newest_on_shelf(*, agency_id: int, names: Sequence[str], on: date) -> dict[str, ShelfDocument]:
    """Return, by name, the newest shelf document of each of these names that is valid on that day."""
    found = ShelfDocument.objects.filter(agency_id=agency_id, name__in=names, validity__contains=on)
    return {document.name: document for document in reversed(found.order_by("-dated_on", "-pk"))}


def shelf(*, agency_id: int, on: date) -> list[ShelfDocument]:
    """Return everything on the shelf that is valid on that day, by kind and name."""
    return list(
        ShelfDocument.objects.filter(agency_id=agency_id, validity__contains=on)
        .select_related("file")
        .order_by("kind", "name", "pk")
    )


def incoming_letters(*, agency_id: int, on: date) -> list[ShelfDocument]:
    """Return the letters received that a procedure may begin from, newest first."""
    return list(
        ShelfDocument.objects.filter(agency_id=agency_id, kind="surat masuk", validity__contains=on)
        .select_related("file")
        .order_by("-dated_on", "-pk")
    )


def letter_label(letter: ShelfDocument) -> str:
    """Return how a case names the letter that it began from."""
    dated = f" tanggal {long_date(letter.dated_on)}" if letter.dated_on else ""
    example = " (contoh)" if letter.is_example else ""
    return f"Surat {letter.sender} nomor {letter.number}{dated}{example}"
