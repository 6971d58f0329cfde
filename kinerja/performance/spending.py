"""Realisation of money: typed per node and period, kept apart from performance, never averaged as a percentage."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from kinerja.audit import log
from kinerja.audit.log import Refused, operation
from kinerja.core.efficiency import Money
from kinerja.core.numbers import Kind, read, rupiah, write
from kinerja.people.acting import Acting
from kinerja.people.models import Unit
from kinerja.performance.analysis import closed_obstacle, measuring_case, speaks_for
from kinerja.performance.models import Cycle, Spending
from kinerja.planning.models import Budget, PlanNode
from kinerja.planning.queries import ceilings, nodes_of
from kinerja.sop import operations as sop

log.declare({"spending.typed": "Realisasi anggaran diisi"})


@dataclass(frozen=True, slots=True)
class NodeMoney:
    """Pagu and realisation of a node up to the end of a cycle's period, with what is still missing beneath it.

    `typed`: whether the realisation was typed for this very node; otherwise it is the sum of those beneath. `budgeted`:
    whether the pagu is its own. `lacking` counts budgeted nodes without a realisation, beneath or the node itself: with
    one lacking there is no sum, for half a sum would mislead.
    """

    node: PlanNode
    money: Money
    typed: bool
    lacking: int
    budgeted: bool = False
    is_example: bool = False


def spending_obstacle(budget: Budget, cycle: Cycle, *, by: Acting, at: datetime) -> str | None:
    """Return why `by` may not type the realisation of this node's money in this cycle, or None.

    The unit that the plan names at the pagu types it, its head or staff; where it names none, who measures or reports.
    """
    closed = closed_obstacle(cycle, "Realisasi anggaran")
    if closed is not None:
        return closed
    if by.agency_id != cycle.agency_id or budget.agency_id != cycle.agency_id:
        return "Realisasi anggaran perangkat daerah lain tidak dapat diisi dari sini."
    if by.post.unit_id == budget.unit_id or speaks_for(cycle, by, at):
        return None
    who = budget.unit.name if budget.unit else "Tim SAKIP"
    return f"Realisasi anggaran {budget.node.code} diisi oleh {who}, bukan oleh {by.title}."


@operation
def record_spending(
    *, cycle_id: int, amounts: Mapping[int, str], seen: Mapping[int, int], by: Acting, at: datetime
) -> list[Spending]:
    """Keep the realisation of money up to the end of the period, by node, as typed ("Rp5.294.655,00").

    A blank amount leaves what stands; `seen` holds the versions that the page showed, by node. Raises Refused with a
    sentence per field `spent-<node key>` that is no money, below zero, stale, or of a node without pagu; for a post
    that may not, and after the report was approved.
    """
    cycle = Cycle.objects.get(pk=cycle_id)
    case = measuring_case(cycle)
    if case is not None:
        sop.lock_case(case.pk)
    cycle = Cycle.objects.select_for_update(of=("self",)).get(pk=cycle_id)
    budgets = {row.node_id: row for row in _budgets(cycle)}
    rows = {row.node_id: row for row in Spending.objects.filter(node__in=budgets, period=cycle.period)}
    wanted, faults = _read(amounts, budgets)
    for node_id in wanted:
        sentence = spending_obstacle(budgets[node_id], cycle, by=by, at=at)
        if sentence is not None:
            raise Refused(sentence, about=cycle)
    for node_id, row in rows.items():
        if node_id in wanted and row.amount != wanted[node_id] and seen.get(node_id) != row.version:
            faults[f"spent-{node_id}"] = f"Realisasi ini sudah diisi orang lain: {rupiah(row.amount)}. Muat ulang."
    if faults:
        raise Refused(
            f"Realisasi anggaran belum dapat disimpan karena {len(faults)} isian perlu diperbaiki.",
            about=cycle,
            fields=faults,
        )
    kept = []
    for node_id, amount in wanted.items():
        if node_id in rows and rows[node_id].amount == amount:
            continue
        row = rows.get(node_id) or Spending(agency_id=cycle.agency_id, node_id=node_id, period=cycle.period, version=0)
        changes = row.set(amount=amount, typed_at=at, typed_by=by.post, is_example=by.agency.is_example)
        row.save()
        log.record(
            "spending.typed", subject=row, by=by, at=at, context=case, changes=changes.under(budgets[node_id].node.code)
        )
        kept.append(row)
    return kept


def _budgets(cycle: Cycle) -> QuerySet[Budget]:
    budgets = Budget.objects.filter(agency_id=cycle.agency_id, year=cycle.calendar_period.year)
    return budgets.select_related("node", "unit").order_by("node__position")


def _read(amounts: Mapping[int, str], budgets: Mapping[int, Budget]) -> tuple[dict[int, Decimal], dict[str, str]]:
    wanted: dict[int, Decimal] = {}
    faults: dict[str, str] = {}
    for node_id, text in amounts.items():
        reading = read(text, locale="id")
        if reading.kind is Kind.EMPTY:
            continue
        field = f"spent-{node_id}"
        if node_id not in budgets:
            faults[field] = "Bagian rencana ini tidak mempunyai pagu pada tahun siklus ini."
        elif reading.kind is not Kind.NUMBER or reading.number is None or reading.unit not in ("", "Rp"):
            faults[field] = f"“{text}” bukan jumlah rupiah. Tulis misalnya Rp5.294.655,00."
        elif reading.number < 0 or reading.number != round(reading.number, 2):
            faults[field] = f"“{text}” tidak dapat dipakai: tulis rupiah paling kecil 0, paling banyak dua angka sen."
        else:
            wanted[node_id] = reading.number
    return wanted, faults


def money_of(cycle: Cycle) -> dict[int, NodeMoney]:
    """Return pagu and realisation of every node that has money, or beneath which some is, by node.

    A node's own pagu and realisation win; without them it is the sum of the nodes right beneath it. So no rupiah is
    counted twice where both a kegiatan and its sub kegiatan have a pagu. Where the pagu beneath does not add up to the
    node's own, the spending beneath is not all of its own either, and is not taken for it.
    """
    nodes = nodes_of(cycle.agency_id)
    pagu = ceilings(agency_id=cycle.agency_id, year=cycle.calendar_period.year)
    typed = {row.node_id: row for row in Spending.objects.filter(agency_id=cycle.agency_id, period=cycle.period)}
    made_up = set(Budget.objects.filter(agency_id=cycle.agency_id, is_example=True).values_list("node_id", flat=True))
    beneath: dict[int | None, list[PlanNode]] = {}
    for node in nodes:
        beneath.setdefault(node.parent_id, []).append(node)
    found: dict[int, NodeMoney] = {}
    for node in reversed(nodes):  # each after all that stand beneath it
        below = [found[child.pk] for child in beneath.get(node.pk, ()) if child.pk in found]
        if node.pk not in pagu and not below:
            continue
        own = typed.get(node.pk)
        planned = _sum(one.money.ceiling for one in below)
        ceiling = pagu.get(node.pk, planned)
        adds_up = bool(below) and planned == ceiling
        lacking = 0 if own else sum(one.lacking for one in below) if adds_up else 1
        spent = own.amount if own else None if lacking else _sum(one.money.spent for one in below)
        example = node.pk in made_up or bool(own and own.is_example) or any(one.is_example for one in below)
        found[node.pk] = NodeMoney(node, Money(ceiling, spent), own is not None, lacking, node.pk in pagu, example)
    return {node.pk: found[node.pk] for node in nodes if node.pk in found}


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


@dataclass(frozen=True, slots=True)
class SpendingRow:
    """One node with pagu, as the page for its realisation shows it."""

    node_id: int
    code: str
    wording: str
    level: str
    unit: str  # who types it; "" where the plan names nobody
    ceiling: Decimal
    amount: str  # as typed fields show it, "" for none
    seen: int | None
    may_type: bool


def spending_rows(cycle: Cycle, *, by: Acting, at: datetime) -> list[SpendingRow]:
    """Return every node with pagu in the cycle's year, and whether `by` may type its realisation now."""
    typed = {row.node_id: row for row in Spending.objects.filter(agency_id=cycle.agency_id, period=cycle.period)}
    open_now, speaks = closed_obstacle(cycle, "") is None, speaks_for(cycle, by, at)
    rows = []
    for budget in _budgets(cycle):
        own = typed.get(budget.node_id)
        unit: Unit | None = budget.unit
        rows.append(
            SpendingRow(
                node_id=budget.node_id,
                code=budget.node.code,
                wording=budget.node.wording,
                level=budget.node.level,
                unit=unit.name if unit else "",
                ceiling=budget.ceiling,
                amount=write(own.amount, 2) if own else "",
                seen=own.version if own else None,
                may_type=open_now and (speaks or by.post.unit_id == budget.unit_id),
            )
        )
    return rows
