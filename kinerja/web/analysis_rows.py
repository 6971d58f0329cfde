"""What the page of the analyses shows: every sasaran with the seven of PermenPANRB 53/2014, and what was said."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from kinerja.core.measure import Method
from kinerja.core.numbers import percent, write
from kinerja.performance.analysis import LABELS
from kinerja.performance.comparing import Compared, IndicatorAnalysis, ObjectiveAnalysis
from kinerja.performance.models import Analysis, Result
from kinerja.performance.queries import Results
from kinerja.web.money_rows import EfficiencyLine, MoneyLine, efficiency_line, supporting_line
from kinerja.web.parts import Badge, predicate_badge
from kinerja.web.result_rows import Fact, predicate_of, shown

BETTER = Badge("good", "check", "Membaik")
WORSE = Badge("bad", "alert", "Memburuk")
SAME = Badge("plain", "dash", "Tetap")


@dataclass(frozen=True, slots=True)
class Held:
    """A figure that a realisation is held against, as printed."""

    year: int
    figure: str
    told: str  # what it covers, where it comes from, why it is not comparable
    change: str
    word: Badge | None
    achievement: str
    example: bool


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """Analyses 1 to 4 of one indicator."""

    indicator: str
    unit: str
    example: bool
    target: str
    realisation: str
    achievement: str
    word: Badge | None
    status: str  # in place of an achievement
    past: tuple[Held, ...]
    medium_term: Held | None
    national: Held | None


@dataclass(frozen=True, slots=True)
class SaidLine:
    """Analysis 5 of one indicator; `url` is "" where this post may not write."""

    indicator: str
    achievement: str
    word: Badge | None
    said: tuple[Fact, ...]
    written_at: datetime | None
    written_by: str
    url: str


@dataclass(frozen=True, slots=True)
class ObjectiveBlock:
    """One sasaran with its seven analyses; `others` are indicators about which this post may still write."""

    key: int
    name: str
    average: str
    word: Badge | None
    counted: str
    compared: tuple[ComparedLine, ...]
    said: tuple[SaidLine, ...]
    others: tuple[SaidLine, ...]
    efficiency: EfficiencyLine
    supporting: tuple[MoneyLine, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What was said in a cycle, by indicator, and the figures about which this post may write."""

    said: Mapping[int, Analysis]
    writable: Collection[int]


def objective_blocks(found: Iterable[ObjectiveAnalysis], results: Results, written: Written) -> list[ObjectiveBlock]:
    """Return every sasaran for its page."""
    return [_block(one, results, written) for one in found]


def _block(one: ObjectiveAnalysis, results: Results, written: Written) -> ObjectiveBlock:
    inside = {one.mean.node_id, *(row.mean.node_id for row in one.supporting)}
    rows = [row for row in results.rows if row.indicator.node_id in inside]
    told = [row for row in rows if _belongs(row, one.mean.node_id, results.method, written)]
    rest = [row for row in rows if row not in told and row.figure_id in written.writable]
    return ObjectiveBlock(
        key=one.mean.node_id,
        name=f"{one.mean.code} {one.mean.wording}",
        average=shown(one.mean.own.capped),
        word=predicate_of(one.mean.own, results.method),
        counted=f"{one.mean.own.n} dari {one.mean.counted} indikator terukur",
        compared=tuple(_compared(row, results.method) for row in one.indicators),
        said=tuple(said_line(row, results.method, written) for row in told),
        others=tuple(said_line(row, results.method, written) for row in rest),
        efficiency=efficiency_line(one),
        supporting=tuple(supporting_line(row.mean, row.money) for row in one.supporting),
    )


def _belongs(row: Result, node_id: int, method: Method, written: Written) -> bool:
    """Return whether an indicator is shown in full: the sasaran's own, those that reached little, those told of."""
    own = row.indicator.node_id == node_id
    return own or row.indicator_id in written.said or method.asks_for_action(row.predicate)


def said_line(row: Result, method: Method, written: Written) -> SaidLine:
    """Return what was said about one indicator."""
    said = written.said.get(row.indicator_id)
    return SaidLine(
        indicator=row.figure.card.wording,
        achievement=shown(row.achievement),
        word=_word(row, method),
        said=tuple(
            Fact(label.capitalize(), text) for name, label in LABELS.items() if said and (text := getattr(said, name))
        ),
        written_at=said.written_at if said else None,
        written_by=said.written_by.title if said else "",
        url=reverse("analysis", args=[row.figure_id]) if row.figure_id in written.writable else "",
    )


def _word(row: Result, method: Method) -> Badge | None:
    return predicate_badge(row.achievement, method) if row.achievement is not None else None


def _compared(row: IndicatorAnalysis, method: Method) -> ComparedLine:
    result, card = row.result, row.result.figure.card
    return ComparedLine(
        indicator=card.wording,
        unit=card.measure_unit,
        example=card.is_example or result.figure.is_example,
        target=result.aim.printed(card.decimals) or "-",
        realisation=result.reached.printed(card.decimals) or "-",
        achievement=shown(result.achievement),
        word=_word(result, method),
        status=result.status,
        past=tuple(_held(one, card.decimals) for one in row.past),
        medium_term=_held(row.medium_term, card.decimals) if row.medium_term else None,
        national=_held(row.national, card.decimals) if row.national else None,
    )


def _held(one: Compared, decimals: int) -> Held:
    source = one.source.removesuffix(" (contoh)") if one.is_example else one.source
    parts = [one.span, source, one.remark]
    return Held(
        year=one.year,
        figure=one.figure.printed(decimals),
        told="; ".join(part for part in parts if part),
        change=_signed(one.change),
        word=BETTER if one.better else WORSE if one.better is False else SAME if one.change == 0 else None,
        achievement=percent(one.achievement) if one.achievement is not None else "",
        example=one.is_example,
    )


def _signed(change: Decimal | None) -> str:
    if not change:
        return ""
    return f"+{write(change)}" if change > 0 else write(change)
