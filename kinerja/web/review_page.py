"""What the page of a review shows beside the step: the figures under review and what may be sent back."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.urls import reverse

from kinerja.audit.log import trail_of
from kinerja.core.numbers import percent
from kinerja.documents.queries import papers_of
from kinerja.performance.acts.filling import sheet_of
from kinerja.performance.acts.steps import collects
from kinerja.performance.checking import findings_of
from kinerja.performance.models import Cycle, Sheet
from kinerja.performance.queries import FigureRow, cycle_of, figure_rows, results_of
from kinerja.sop.models import Visit
from kinerja.sop.register import act_of
from kinerja.web.finding_rows import FindingLine, finding_lines
from kinerja.web.parts import Badge, FileLink, badge_of, predicate_badge, size


@dataclass(frozen=True, slots=True)
class ReviewedFigure:
    """A figure that is decided on; `before` is what stood there at the last review."""

    no: int
    indicator: str
    unit: str
    target: str
    realisation: str
    before: str
    achievement: str
    remark: str
    maker: str
    evidence: tuple[FileLink, ...]
    state: Badge
    example: bool


@dataclass(frozen=True, slots=True)
class Pick:
    """A single indicator that may be sent back."""

    key: str
    name: str
    checked: bool


@dataclass(frozen=True, slots=True)
class UnitPick:
    """A unit that may be sent back, whole or by single indicators."""

    key: str
    name: str
    checked: bool
    figures: tuple[Pick, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class ReviewedPaper:
    """The paper under review."""

    name: str
    url: str
    number: str


def findings(visit: Visit) -> tuple[FindingLine, ...]:
    """Return what the checks find in the figures under review: before he decides, the decider has seen it."""
    cycle = cycle_of(visit.case)
    return finding_lines(findings_of(cycle=cycle)) if cycle is not None else ()


def reviewed_figures(visit: Visit) -> list[ReviewedFigure]:
    """Return the figures of the cycle, or of the unit's share; in a measuring procedure with what they reached."""
    cycle, sheet = cycle_of(visit.case), sheet_of(visit)
    if cycle is None:
        return []
    reached = _reached(cycle) if not collects(visit.case.spec) else {}
    earlier = _before(visit)
    return [
        ReviewedFigure(
            no=row.number,
            indicator=row.wording,
            unit=row.measure_unit,
            target=row.of_period.printed(row.decimals) or "tidak ditargetkan",
            realisation=_realisation(row),
            before=replace(row.reached, **earlier[row.code]).printed(row.decimals) if row.code in earlier else "",
            achievement=reached[row.code][0] if row.code in reached else "",
            remark=row.reason if row.unavailable else row.remark,
            maker=row.maker,
            evidence=tuple(
                FileLink(proof.name, reverse("file", args=[proof.file_id]), size(proof.size)) for proof in row.evidence
            ),
            state=reached[row.code][1] if row.code in reached else badge_of(row.state),
            example=row.is_example,
        )
        for row in (figure_rows(sheet=sheet) if sheet is not None else figure_rows(cycle=cycle))
    ]


def _realisation(row: FigureRow) -> str:
    if row.unavailable:
        return "belum tersedia"
    return row.reached.printed(row.decimals) or row.typed or "belum diisi"


def _reached(cycle: Cycle) -> dict[str, tuple[str, Badge]]:
    """Return by indicator what was reached, as printed, and its predicate or why it has none."""
    found = results_of(cycle)
    if found is None:
        return {}
    return {
        row.indicator.code: (f"{percent(row.achievement)}%", predicate_badge(row.achievement, found.method))
        if row.achievement is not None
        else ("n/a", Badge("plain", "dash", "Tanpa angka"))
        for row in found.rows
    }


_TYPED = frozenset({"sheet.saved", "correction.done"})  # what was sent back across comes in as a correction
_SAID = frozenset({"value", "word", "numerator", "denominator"})


def _before(visit: Visit) -> dict[str, dict[str, Any]]:
    """Return what a realisation said otherwise at the last visit of this review, by indicator and field."""
    last = Visit.objects.filter(case=visit.case, step=visit.step, number=visit.number - 1).first()
    if last is None or last.ended_at is None:
        return {}
    found: dict[str, dict[str, Any]] = {}
    for line in trail_of(visit.case):
        if line.at < last.ended_at or line.name not in _TYPED:
            continue
        for name, before, _ in line.changes:
            code, _, field = name.rpartition(".")
            if field in _SAID:
                then = before if before is None or field == "word" else Decimal(before)
                found.setdefault(code, {}).setdefault(field, then)
    return found


def unit_picks(visit: Visit, units: Collection[str], codes: Collection[str]) -> list[UnitPick]:
    """Return the units and indicators that a return may aim at; none where nothing it leads to is done by units."""
    cycle, decision = cycle_of(visit.case), visit.rule.decision
    spec = visit.case.spec
    if cycle is None or decision is None:
        return []
    targets = [spec.step(no) for no in decision.targets]
    shared = any(act_of(step).parts(visit.case, step, visit.opened_at, (), ()) for step in targets)
    if not shared and not decision.across:
        return []
    supplied: dict[int, list[Pick]] = {}
    for row in figure_rows(cycle=cycle):
        supplied.setdefault(row.sheet_id, []).append(Pick(row.code, row.wording, row.code in codes))
    picks = []
    for sheet in Sheet.objects.filter(cycle=cycle).select_related("unit").order_by("unit__position", "pk"):
        figures = tuple(supplied.get(sheet.pk, ()))
        picks.append(
            UnitPick(
                key=str(sheet.unit_id),
                name=sheet.unit.name,
                checked=str(sheet.unit_id) in units,
                figures=figures,
                open=any(pick.checked for pick in figures),
            )
        )
    return picks


def reviewed_paper(visit: Visit) -> ReviewedPaper | None:
    """Return the newest paper that the step needs, made by the step before: of the same unit, or of no unit."""
    names = {visit.case.spec.document(name).name for name in visit.rule.inputs}
    unit = visit.unit.name if visit.unit else ""
    papers = [row for row in papers_of(visit.case) if row.title in names and row.is_current and row.unit in ("", unit)]
    if not papers:
        return None
    return ReviewedPaper(papers[-1].title, reverse("paper", args=[papers[-1].pk]), papers[-1].number)
