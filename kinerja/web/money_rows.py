"""What the page of money shows: pagu and realisation by node, apart from achievement, and what efficiency says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.forms import BoundField

from kinerja.core.efficiency import FORMULAS, Efficiency, Variant
from kinerja.core.numbers import percent, write
from kinerja.performance.comparing import ObjectiveAnalysis
from kinerja.performance.measuring import NodeMean
from kinerja.performance.queries import Results
from kinerja.performance.spending import NodeMoney, SpendingRow
from kinerja.planning.models import Level
from kinerja.web.forms.analysis import SpendingForm
from kinerja.web.parts import Badge
from kinerja.web.result_rows import shown


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One node with its money as printed, "" where unknown; `field` only where this post may type the realisation."""

    node_id: int
    level: str
    name: str
    who: str  # the unit that reports it, "" for a sum
    average: str
    ceiling: str
    spent: str
    absorption: str
    left: str
    remark: str
    seen: str
    field: BoundField | None
    example: bool


def money_lines(
    money: Mapping[int, NodeMoney], rows: Sequence[SpendingRow], form: SpendingForm, results: Results | None
) -> list[MoneyLine]:
    """Return every node that has money, each after what it stands under."""
    budgeted = {row.node_id: row for row in rows}
    means = {node.node_id: node for node in results.nodes} if results is not None else {}
    return [
        _line(found, budgeted.get(node_id), means.get(node_id), _field(form, node_id))
        for node_id, found in money.items()
    ]


def _field(form: SpendingForm, node_id: int) -> BoundField | None:
    name = f"spent-{node_id}"
    return form[name] if name in form.fields else None


def _line(found: NodeMoney, row: SpendingRow | None, mean: NodeMean | None, field: BoundField | None) -> MoneyLine:
    node, own = found.node, found.money
    return MoneyLine(
        node_id=node.pk,
        level=Level(node.level).label,
        name=f"{node.code} {node.wording}",
        who=(row.unit or "Tim SAKIP") if row is not None else "",
        average=shown(mean.own.capped) if mean is not None else "",
        ceiling=write(own.ceiling, 2) if own.ceiling is not None else "",
        spent=write(own.spent, 2) if own.spent is not None else "",
        absorption=shown(own.absorption),
        left=write(own.left, 2) if own.left is not None else "",
        remark=_remark(found),
        seen=str(row.seen) if row is not None and row.seen is not None else "",
        field=field,
        example=found.is_example,
    )


def supporting_line(mean: NodeMean, found: NodeMoney | None) -> MoneyLine:
    """Return a program, kegiatan or sub kegiatan under a sasaran; without money it still says its achievement."""
    if found is not None:
        return _line(found, None, mean, None)
    name = f"{mean.code} {mean.wording}"
    return MoneyLine(
        mean.node_id, Level(mean.level).label, name, "", shown(mean.own.capped), "", "", "", "", "", "", None, False
    )


def _remark(found: NodeMoney) -> str:
    own = found.money
    if own.left is not None and own.left < 0:
        return "Realisasi melebihi pagu."
    if own.spent is not None:
        return "" if found.typed else "Jumlah dari yang di bawahnya."
    if found.lacking > 1:
        return f"{found.lacking} bagian di bawahnya belum melaporkan realisasi."
    return "Realisasi belum dilaporkan."


@dataclass(frozen=True, slots=True)
class EfficiencyLine:
    """What the variant in force says of one sasaran: its value or word, and how it came about or why there is none."""

    objective: str
    average: str
    absorption: str
    printed: str
    word: Badge | None
    told: str


@dataclass(frozen=True, slots=True)
class VariantLine:
    """A variant of efficiency with its formula; `current` is the one that the method prints."""

    name: str
    formula: str
    current: bool


def variant_lines(results: Results) -> list[VariantLine]:
    """Return the four variants with their formulas, the one in force first."""
    current = Variant(results.method.efficiency)
    found = [VariantLine(one.value, FORMULAS[one], one is current) for one in Variant]
    return sorted(found, key=lambda one: not one.current)


def efficiency_line(one: ObjectiveAnalysis) -> EfficiencyLine:
    """Return what is said of one sasaran."""
    absorbed = one.money.money.absorption if one.money is not None else None
    return EfficiencyLine(
        objective=f"{one.mean.code} {one.mean.wording}",
        average=shown(one.mean.own.capped),
        absorption=percent(absorbed) if absorbed is not None else "",
        printed=one.efficiency.printed,
        word=_word(one.efficiency),
        told=one.efficiency.worked or one.efficiency.reason,
    )


def _word(found: Efficiency) -> Badge | None:
    if not found.word:
        return None
    tone = {"Efisien": "good", "Cukup efisien": "warning"}.get(found.word, "bad")
    return Badge(tone, {"good": "check", "warning": "dash", "bad": "alert"}[tone], found.word)
