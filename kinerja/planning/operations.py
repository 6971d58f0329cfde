"""Changes to the plan: the plan of a year is laid down as a whole; documents are put on the shelf."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from kinerja.audit import log
from kinerja.audit.log import Actor, Refused, operation
from kinerja.audit.tracked import created
from kinerja.core.calendar import Period
from kinerja.core.measure import Aggregation, Formula, Nature, Polarity, Rule
from kinerja.people.models import Agency, Post, Unit
from kinerja.planning.models import CODE_PATTERN, Budget, Card, Indicator, Level, PlanNode, ShelfDocument, Target
from kinerja.vault import store

log.declare(
    {
        "plan.laid_down": "Rencana ditetapkan: sasaran, program, kegiatan, indikator, target, dan pagu",
        "shelf.added": "Dokumen ditaruh di rak perangkat daerah",
    }
)


@dataclass(frozen=True, slots=True)
class PlanDescription:
    """A plan's file: nodes from the top down, then indicators with cards, targets and money, in the file's words."""

    nodes: tuple[Mapping[str, Any], ...]
    indicators: tuple[Mapping[str, Any], ...]


@operation
def lay_down_plan(
    *, agency: Agency, year: int, plan: PlanDescription, since: date, by: Actor, at: datetime
) -> list[Indicator]:
    """Write the plan tree, indicators, cards, targets of the year and its quarters, and money, all or nothing.

    Raises Refused with every fault: unknown parent, unit or post, doubled code, a part of the card that is missing, a
    rule that does not fit together, an illegible figure, an indicator without a year target.
    """
    units = {unit.code: unit for unit in Unit.objects.filter(agency=agency)}
    posts = {post.code: post for post in Post.objects.filter(agency=agency)}
    faults = _faults(plan, units, posts)
    if faults:
        raise Refused("Rencana belum dapat ditetapkan: " + " ".join(faults))
    nodes: dict[str, PlanNode] = {}
    for position, row in enumerate(plan.nodes, start=1):
        values = {key: row[key] for key in ("level", "code", "wording")}
        nodes[row["code"]] = PlanNode.objects.create(
            agency=agency,
            parent=nodes.get(row.get("parent", "")),
            position=position,
            is_example=row.get("contoh", False),
            **values,
        )
        if "pagu" in row:
            Budget.objects.create(agency=agency, node=nodes[row["code"]], year=year, ceiling=Decimal(row["pagu"]))
    indicators = []
    for position, row in enumerate(plan.indicators, start=1):
        indicator = Indicator.objects.create(
            agency=agency,
            code=row["code"],
            node=nodes[row["node"]],
            is_iku=row.get("iku", False),
            position=position,
        )
        _card(agency, indicator, row, units[row["supplier"]], posts[row["responsible"]], since)
        _targets(agency, indicator, row, year)
        indicators.append(indicator)
    log.record(
        "plan.laid_down",
        subject=agency,
        by=by,
        at=at,
        changes=created(year=year, nodes=list(nodes), indicators=[indicator.code for indicator in indicators]),
    )
    return indicators


CODE_EXAMPLE = "4.02.02 (program), 4.02.02.2.01 (kegiatan), atau 4.02.02.2.01.0001 (sub kegiatan)"


def _faults(plan: PlanDescription, units: Mapping[str, Unit], posts: Mapping[str, Post]) -> list[str]:
    faults = [fault for place, row in enumerate(plan.nodes) for fault in _node_faults(row, plan.nodes[:place])]
    nodes = {row["code"] for row in plan.nodes}
    seen: set[str] = set()
    for row in plan.indicators:
        name = f"Indikator {row['code']}"
        if row["code"] in seen:
            faults.append(f"{name} ditulis dua kali.")
        seen.add(row["code"])
        if row["node"] not in nodes:
            faults.append(f"{name} menunjuk {row['node']} yang tidak ada dalam pohon rencana.")
        if row["supplier"] not in units:
            faults.append(f"{name} menunjuk unit {row['supplier']} yang tidak terdaftar.")
        if row["responsible"] not in posts:
            faults.append(f"{name} menunjuk jabatan {row['responsible']} yang tidak terdaftar.")
        faults += [*_target_faults(name, row), *_card_faults(name, row)]
    return faults


def _node_faults(row: Mapping[str, Any], above: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what is wrong with one node; `above` are those written before it."""
    faults = []
    code, level = row["code"], row["level"]
    written = {node["code"] for node in above}
    if code in written:
        faults.append(f"Kode {code} ditulis dua kali.")
    if row.get("parent") and row["parent"] not in written:
        faults.append(f"Induk {row['parent']} dari {code} belum ditulis di atasnya.")
    if level not in Level.values:
        faults.append(f"Jenjang {level} dari {code} tidak dikenal. Pilih {', '.join(Level.values)}.")
    elif not re.match(CODE_PATTERN.get(Level(level), ""), code):
        faults.append(f"Kode {code} tidak berbentuk kode {level}, misalnya {CODE_EXAMPLE}.")
    if not _is_figure(row.get("pagu", "0")):
        faults.append(f"Pagu {code} bukan angka: {row['pagu']}.")
    return faults


def _target_faults(name: str, row: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the targets of the year and its quarters."""
    quarters = row.get("quarters", ())
    told = [row.get("target", "0"), *(text for text in quarters if text != "")]
    faults = [f"{name}: target {text} bukan angka." for text in told if not _is_figure(text)]
    if "target" not in row:
        faults.append(f"{name} belum mempunyai target tahunan.")
    if len(quarters) != 4:
        faults.append(f"{name} harus menyebut empat target triwulan; yang belum ditargetkan dikosongkan.")
    return faults


CARD_FIELDS = ("wording", "measure_unit", "polarity", "formula", "aggregation", "nature", "media")

CARD_CHOICES: dict[str, type[StrEnum]] = {
    "polarity": Polarity,
    "formula": Formula,
    "aggregation": Aggregation,
    "nature": Nature,
}


def _card_faults(name: str, row: Mapping[str, Any]) -> list[str]:
    """Return what is missing on a card, or why its rule does not fit together."""
    lacking = [field for field in CARD_FIELDS if not row.get(field)]
    if lacking:
        return [f"{name} belum mengisi {', '.join(lacking)}."]
    unknown = [
        f"{name}: {row[field]} bukan pilihan {field}. Pilih {', '.join(choices)}."
        for field, choices in CARD_CHOICES.items()
        if row[field] not in set(choices)
    ]
    if unknown:
        return unknown
    try:
        Rule.from_json(
            {
                "polarity": row["polarity"],
                "formula": row["formula"],
                "aggregation": row["aggregation"],
                "nature": row["nature"],
                "decimals": row.get("decimals", 0),
                "unit": row["measure_unit"],
            }
        )
    except ValueError as fault:
        return [f"{name}: {fault}"]
    return []


def _is_figure(text: Any) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _card(
    agency: Agency, indicator: Indicator, row: Mapping[str, Any], supplier: Unit, responsible: Post, since: date
) -> None:
    Card.objects.create(
        agency=agency,
        indicator=indicator,
        validity=DateRange(since, None),
        supplier=supplier,
        responsible=responsible,
        is_example=row.get("contoh", False),
        credit=row.get("sumber", ""),
        evidence_required=row.get("evidence_required", False),
        decimals=row.get("decimals", 0),
        calculation=row.get("calculation", ""),
        **{key: row[key] for key in CARD_FIELDS},
    )


def _targets(agency: Agency, indicator: Indicator, row: Mapping[str, Any], year: int) -> None:
    """Lay down the year's target and one row per quarter; a quarter that the file leaves blank has no value."""
    Target.objects.create(
        agency=agency,
        indicator=indicator,
        period=str(year),
        value=Decimal(row["target"]),
        is_example=row.get("contoh", False),
    )
    for number, text in enumerate(row["quarters"], start=1):
        Target.objects.create(
            agency=agency,
            indicator=indicator,
            period=Period.parse(f"{year}-tw{number}").key,
            value=Decimal(text) if text != "" else None,
            is_example=True,
        )


@operation
def put_on_shelf(
    *, agency: Agency, document: Mapping[str, Any], file: tuple[str, bytes] | None, by: Actor, at: datetime
) -> ShelfDocument:
    """Put a standing document or an incoming letter on the shelf, with its bytes if they are at hand."""
    kept = store.keep(agency_id=agency.pk, name=file[0], data=file[1], post=None, at=at) if file is not None else None
    values = dict(document)
    since, until = values.pop("since"), values.pop("until", None)
    row = ShelfDocument.objects.create(agency=agency, validity=DateRange(since, until), file=kept, **values)
    log.record("shelf.added", subject=row, by=by, at=at, changes=created(name=row.name, number=row.number))
    return row
