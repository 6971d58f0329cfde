"""Changes to the plan: the plan of a year is laid down as a whole; documents are put on the shelf."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from kinerja.audit import log
from kinerja.audit.log import Actor, Refused, operation
from kinerja.audit.tracked import created
from kinerja.core.calendar import Period, long_date
from kinerja.core.measure import Aggregation, Formula, Method, Nature, Polarity, Rule, method_on
from kinerja.core.numbers import Kind, plain, read
from kinerja.core.quantity import Quantity, realisation_of, target_of
from kinerja.people.acting import Acting
from kinerja.people.models import Agency, Post, Unit
from kinerja.people.queries import day_at
from kinerja.planning import policy
from kinerja.planning.models import (
    CODE_PATTERN,
    Budget,
    Card,
    Comparison,
    Indicator,
    Level,
    PlanNode,
    ShelfDocument,
    Target,
    Yardstick,
)
from kinerja.vault import store

log.declare(
    {
        "plan.laid_down": "Rencana ditetapkan: sasaran, program, kegiatan, indikator, target, dan pagu",
        "shelf.added": "Dokumen ditaruh di rak perangkat daerah",
        "yardstick.set": "Pembanding indikator ditetapkan: tahun lampau, target akhir Renstra, atau standar nasional",
        "yardstick.ended": "Pembanding indikator berakhir karena digantikan",
    }
)

SOURCE_LIMIT = 300  # letters of the source of a yardstick


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
    rule that does not fit together, a target that does not fit its rule, an indicator without a year target, weights
    of a node that do not sum to 100.
    """
    method = method_on(date(year, 12, 31))
    units = {unit.code: unit for unit in Unit.objects.filter(agency=agency)}
    posts = {post.code: post for post in Post.objects.filter(agency=agency)}
    faults = _faults(plan, units, posts, method)
    if faults:
        raise Refused("Rencana belum dapat ditetapkan: " + " ".join(faults))
    nodes = _nodes(agency, plan.nodes, year, units)
    indicators = Indicator.objects.bulk_create(
        Indicator(
            agency=agency, code=row["code"], node=nodes[row["node"]], is_iku=row.get("iku", False), position=position
        )
        for position, row in enumerate(plan.indicators, start=1)
    )
    cards = Card.objects.bulk_create(
        _card(agency, indicator, row, units[row["supplier"]], posts[row["responsible"]], since)
        for indicator, row in zip(indicators, plan.indicators, strict=True)
    )
    Target.objects.bulk_create(
        target for card, row in zip(cards, plan.indicators, strict=True) for target in _targets(card, row, year, method)
    )
    log.record(
        "plan.laid_down",
        subject=agency,
        by=by,
        at=at,
        changes=created(year=year, nodes=list(nodes), indicators=[indicator.code for indicator in indicators]),
    )
    return indicators


def _nodes(
    agency: Agency, rows: Sequence[Mapping[str, Any]], year: int, units: Mapping[str, Unit]
) -> dict[str, PlanNode]:
    """Write the tree: first every node, then who stands under whom, then the money."""
    nodes = {
        row["code"]: PlanNode(
            agency=agency,
            position=position,
            is_example=row.get("contoh", False),
            **{key: row[key] for key in ("level", "code", "wording")},
        )
        for position, row in enumerate(rows, start=1)
    }
    PlanNode.objects.bulk_create(nodes.values())
    for row in rows:
        nodes[row["code"]].parent = nodes.get(row.get("parent", ""))
    PlanNode.objects.bulk_update(nodes.values(), ["parent"])
    Budget.objects.bulk_create(
        Budget(
            agency=agency,
            node=nodes[row["code"]],
            year=year,
            ceiling=Decimal(row["pagu"]),
            unit=units.get(row.get("spender", "")),
        )
        for row in rows
        if "pagu" in row
    )
    return nodes


CODE_EXAMPLE = "4.02.02 (program), 4.02.02.2.01 (kegiatan), atau 4.02.02.2.01.0001 (sub kegiatan)"


def _faults(plan: PlanDescription, units: Mapping[str, Unit], posts: Mapping[str, Post], method: Method) -> list[str]:
    faults = [fault for place, row in enumerate(plan.nodes) for fault in _node_faults(row, plan.nodes[:place])]
    faults += [
        f"Pagu {row['code']} menunjuk unit {row['spender']} yang tidak terdaftar."
        for row in plan.nodes
        if row.get("spender") and row["spender"] not in units
    ]
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
        rule, unfit = _rule(name, row, method)
        faults += [*_target_faults(name, row, rule, method), *unfit]
    return faults + _weight_faults(plan.indicators)


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


def _target_faults(name: str, row: Mapping[str, Any], rule: Rule | None, method: Method) -> list[str]:
    """Return what is wrong with the targets of the year and its quarters."""
    quarters = row.get("quarters", ())
    told = [str(text) for text in (row.get("target", ""), *quarters)]
    faults = [f"{name}: target {text} {unfit}" for text in told if (unfit := _unfit(text, rule, method))]
    if read(told[0]).kind in (Kind.EMPTY, Kind.UNAVAILABLE):
        faults.append(f"{name} belum mempunyai target tahunan.")
    if len(quarters) != 4:
        faults.append(f"{name} harus menyebut empat target triwulan; yang belum ditargetkan dikosongkan.")
    return faults


def _unfit(text: str, rule: Rule | None, method: Method) -> str:
    """Return why a text is no target of this rule, "" where it is one."""
    reading = read(text, locale="en")
    worded = rule is not None and rule.polarity in (Polarity.ORDINAL, Polarity.YES_NO)
    if reading.kind in (Kind.ERROR, Kind.UNREADABLE, Kind.AMBIGUOUS) and not worded:
        return "bukan angka. Tulis angka dengan titik untuk desimal, misalnya 87.25."
    if rule is None:
        return ""  # its own fault is told already
    try:
        target_of(rule, text, method, locale="en")
    except ValueError as fault:
        return f"tidak sesuai: {fault}"
    return ""


def _weight_faults(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the nodes whose indicators have weights that are neither absent altogether nor sum to 100."""
    faults = []
    for node in dict.fromkeys(row["node"] for row in rows):
        told = [row.get("weight") for row in rows if row["node"] == node]
        weights = [Decimal(weight) for weight in told if weight is not None and _is_figure(weight)]
        if weights and None in told:
            faults.append(f"Bobot pada {node} harus ditulis untuk semua indikatornya atau tidak sama sekali.")
        elif weights and len(weights) == len(told) and sum(weights) != 100:
            faults.append(f"Bobot indikator pada {node} berjumlah {plain(sum(weights))}, seharusnya 100.")
    return faults


CARD_FIELDS = ("wording", "measure_unit", "polarity", "formula", "aggregation", "nature", "media")

CARD_CHOICES: dict[str, type[StrEnum]] = {
    "polarity": Polarity,
    "formula": Formula,
    "aggregation": Aggregation,
    "nature": Nature,
}


CARD_FIGURES = {"baseline": "nilai awal", "ceiling": "batas atas", "weight": "bobot"}


def _rule(name: str, row: Mapping[str, Any], method: Method) -> tuple[Rule | None, list[str]]:
    """Return a card's rule, or None with what is missing on the card or why its parts do not fit together."""
    lacking = [field for field in CARD_FIELDS if not row.get(field)]
    if lacking:
        return None, [f"{name} belum mengisi {', '.join(lacking)}."]
    unknown = [
        f"{name}: {row[field]} bukan pilihan {field}. Pilih {', '.join(choices)}."
        for field, choices in CARD_CHOICES.items()
        if row[field] not in set(choices)
    ]
    if row.get("ranks") and row["ranks"] not in method.ranks:
        unknown.append(f"{name}: tabel peringkat {row['ranks']} tidak dikenal. Pilih {', '.join(method.ranks)}.")
    unknown += [
        f"{name}: {label} {row[field]} bukan angka."
        for field, label in CARD_FIGURES.items()
        if not _is_figure(row.get(field, "0"))
    ]
    if unknown:
        return None, unknown
    weight = Decimal(row.get("weight", "1"))
    unfit = [] if 0 < weight <= 100 and weight == round(weight, 2) else [f"{name}: bobot {weight} tidak dapat dipakai."]
    try:
        return Card(**_card_values(row)).rule, unfit
    except ValueError as fault:
        return None, [*unfit, f"{name}: {fault}"]


def _card_values(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a card takes over from its row of the file."""
    figures = {field: Decimal(row[field]) if field in row else None for field in CARD_FIGURES}
    texts = {field: row.get(field, "") for field in ("calculation", "ranks", "sum_reason")}
    return {**{key: row[key] for key in CARD_FIELDS}, **figures, **texts, "decimals": row.get("decimals", 0)}


def _is_figure(text: Any) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _card(
    agency: Agency, indicator: Indicator, row: Mapping[str, Any], supplier: Unit, responsible: Post, since: date
) -> Card:
    return Card(
        agency=agency,
        indicator=indicator,
        validity=DateRange(since, None),
        supplier=supplier,
        responsible=responsible,
        is_example=row.get("contoh", False),
        credit=row.get("sumber", ""),
        evidence_required=row.get("evidence_required", False),
        **_card_values(row),
    )


def _targets(card: Card, row: Mapping[str, Any], year: int, method: Method) -> Iterator[Target]:
    """Yield the year's target and one row per quarter; a quarter that the file leaves blank has no value."""
    told = {str(year): (row["target"], row.get("contoh", False))}
    for number, text in enumerate(row["quarters"], start=1):
        told[Period.parse(f"{year}-tw{number}").key] = (text, True)
    for period, (text, is_example) in told.items():
        target = target_of(card.rule, str(text), method, locale="en")
        yield Target(
            agency_id=card.agency_id,
            indicator_id=card.indicator_id,
            period=period,
            value=target.value,
            upper=target.upper,
            word=target.word,
            is_example=is_example,
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


@operation
def set_yardstick(
    *,
    indicator_id: int,
    kind: Comparison | None,
    year: int,
    text: str,
    source: str,
    since: date,
    seen: int | None,
    by: Acting,
    at: datetime,
) -> Yardstick:
    """Set what an indicator is held against beside its target; the one before ends on the day this one begins.

    Which day that is where cycles were measured, `performance.analysis.hold_against` says. `text` is read as the
    indicator's card in force understands it (comma for decimals); `seen` is the key of the one shown for that kind and
    year, None where there was none. Raises Refused for a figure that does not fit the card, without a source, of a year
    that its kind does not know, from before the one that holds now, or for a stale page.
    """
    card = _card_on(indicator_id, since)
    policy.allow(card, by=by, on=day_at(card.agency, at))
    before = Yardstick.objects.select_for_update().filter(indicator_id=indicator_id, kind=kind or "", year=year)
    faults = _unfit_year(kind, year, since.year)
    figure = _compared(card, kind, text, since)
    if isinstance(figure, str):
        faults["value"] = figure
    if unfit := _unfit_source(source):
        faults["source"] = unfit
    if before.filter(validity__startswith__gt=since).exists():
        faults["since"] = (
            f"Pembanding tahun {year} ini sudah ada yang berlaku mulai sesudah {long_date(since)}. "
            "Ubahlah dari siklus yang lebih kemudian."
        )
    if faults or kind is None or isinstance(figure, str):
        raise Refused("Pembanding belum dapat disimpan: " + " ".join(faults.values()), about=card, fields=faults)
    held = before.filter(validity__contains=since).first()
    if (held.pk if held else None) != seen:
        raise Refused(
            f"Pembanding {card.indicator.code} tahun {year} sudah berubah sejak halaman ini dibuka. Isian Anda masih "
            "ada di bawah; bandingkan dengan yang tersimpan, lalu simpan lagi.",
            about=card,
        )
    assert figure.value is not None
    if held is not None:
        changes = held.set(validity=DateRange(held.validity.lower, since))
        held.save(update_fields=changes.fields)
        log.record("yardstick.ended", subject=held, by=by, at=at, changes=changes.under(card.indicator.code))
    row = Yardstick.objects.create(
        agency_id=card.agency_id,
        indicator_id=indicator_id,
        kind=kind,
        year=year,
        value=figure.value,
        upper=figure.upper,
        word=figure.word,
        source=source.strip(),
        validity=DateRange(since, None),
        is_example=card.agency.is_example,
    )
    told = created(indicator=card.indicator.code, kind=kind, year=year, value=figure.printed(), source=row.source)
    log.record("yardstick.set", subject=row, by=by, at=at, changes=told)
    return row


def _card_on(indicator_id: int, on: date) -> Card:
    """Return the locked card of an indicator in force on a day. Raises Refused where there is none."""
    card = (
        Card.objects.select_for_update(of=("self",))
        .select_related("indicator", "responsible", "agency__government")
        .filter(indicator_id=indicator_id, validity__contains=on)
        .first()
    )
    if card is None:
        raise Refused(
            f"Indikator ini tidak mempunyai kartu yang berlaku pada {long_date(on)}, sehingga pembandingnya tidak "
            "dapat diisi. Periksa rencana pada tanggal itu.",
            about=Indicator.objects.get(pk=indicator_id),
        )
    return card


def _unfit_year(kind: Comparison | None, year: int, current: int) -> dict[str, str]:
    """Return why a kind or its year cannot stay, by field; `current` is the year in which it is set."""
    faults = {}
    if kind is None:
        faults["kind"] = "Pilih jenis pembandingnya."
    if not 1990 <= year <= 2100:
        faults["year"] = "Isi tahun dengan empat angka."
    elif kind is Comparison.PAST and year >= current:
        faults["year"] = f"Tahun lampau adalah tahun sebelum {current}. Perbaiki tahunnya atau pilih jenis yang lain."
    elif kind is Comparison.MEDIUM_TERM and year < current:
        faults["year"] = f"Renstra tidak berakhir sebelum {current}. Perbaiki tahunnya atau pilih jenis yang lain."
    elif kind is Comparison.NATIONAL and year > current:
        faults["year"] = f"Standar yang dipakai ditetapkan pada {current} atau sebelumnya. Perbaiki tahunnya."
    return faults


def _unfit_source(source: str) -> str:
    """Return why a source cannot stay, "" if it can."""
    told = len(source.strip())
    if not told:
        return "Tulis sumber angka ini, misalnya LKjIP 2023 halaman 20."
    return f"Sumber paling panjang {SOURCE_LIMIT} huruf; sekarang {told}. Ringkaskan." if told > SOURCE_LIMIT else ""


def _compared(card: Card, kind: Comparison | None, text: str, on: date) -> Quantity | str:
    """Return what was typed as the card reads it, or the sentence that says why it is none.

    A past realisation is one figure also where the target is a range; a past ratio is typed as its percentage.
    """
    past = kind is Comparison.PAST and card.rule.aggregation is not Aggregation.RATIO
    try:
        figure = (realisation_of if past else target_of)(card.rule, text, method_on(on))
    except ValueError as fault:
        return str(fault)
    return figure if figure.value is not None else "Isi angkanya."
