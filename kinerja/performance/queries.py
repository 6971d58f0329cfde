"""Questions about what was reached: sheets, figures, completeness, results and their means."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, prefetch_related_objects

from kinerja.audit.log import once
from kinerja.core.measure import Aggregation, Mean, Method, load_method
from kinerja.core.quantity import Quantity, choices
from kinerja.people.models import Post
from kinerja.performance.measuring import Measured, NodeMean, agency_mean, measured, roll_up
from kinerja.performance.measuring import results as measuring_results
from kinerja.performance.models import (
    Correction,
    Cycle,
    Evidence,
    Figure,
    FigureState,
    Measurement,
    Result,
    RevisionRequest,
    Sheet,
    SheetState,
)
from kinerja.performance.policy import deciders_of_each
from kinerja.planning.queries import nodes_of
from kinerja.sop.models import Case


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A file beside a figure."""

    pk: int
    file_id: int
    name: str
    size: int
    added_at: datetime


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure with its indicator, as a sheet shows it."""

    pk: int
    sheet_id: int
    number: int
    code: str
    node: str
    level: str
    wording: str
    measure_unit: str
    polarity: str
    nature: str
    decimals: int
    of_year: Quantity
    of_period: Quantity
    reached: Quantity
    choices: tuple[str, ...]  # words to choose the realisation from; none where it is a figure
    is_ratio: bool
    typed: str
    unavailable: bool
    reason: str
    expected_on: date | None
    remark: str
    state: str
    maker: str
    evidence_required: bool
    evidence: tuple[EvidenceRow, ...]
    is_example: bool
    credit: str


def cycle_of(case: Case) -> Cycle | None:
    """Return the cycle a case points to, or None before its order."""
    asked = {"agency_id": case.agency_id, "period": case.period}  # one at most
    key = ("cycle", case.agency_id, case.period)
    return once(key, lambda: next(iter(Cycle.objects.filter(**asked)), None), lasting=bool)


def figure_rows(*, sheet: Sheet | None = None, cycle: Cycle | None = None) -> list[FigureRow]:
    """Return the figures of a sheet or of a whole cycle, in the order of the plan."""
    figures = Figure.objects.filter(sheet=sheet) if sheet is not None else Figure.objects.filter(cycle=cycle)
    figures = figures.select_related("cycle", "indicator__node", "card", "typed_as").order_by("position")
    proofs: dict[int, list[EvidenceRow]] = {}
    kept = Evidence.objects.filter(figure__in=figures, replaced_at__isnull=True).select_related("file").order_by("pk")
    for evidence in kept:
        row = EvidenceRow(evidence.pk, evidence.file_id, evidence.file.name, evidence.file.size, evidence.added_at)
        proofs.setdefault(evidence.figure_id, []).append(row)
    return [
        FigureRow(
            pk=figure.pk,
            sheet_id=figure.sheet_id,
            number=number,
            code=figure.indicator.code,
            node=str(figure.indicator.node),
            level=figure.indicator.node.level,
            wording=figure.card.wording,
            measure_unit=figure.card.measure_unit,
            polarity=figure.card.polarity,
            nature=figure.rule.nature.value,
            decimals=figure.card.decimals,
            of_year=figure.of_year,
            of_period=figure.of_period,
            reached=figure.reached,
            choices=choices(figure.rule, load_method(figure.cycle.method)),
            is_ratio=figure.rule.aggregation is Aggregation.RATIO,
            typed=figure.typed,
            unavailable=figure.unavailable,
            reason=figure.unavailable_reason,
            expected_on=figure.expected_on,
            remark=figure.remark,
            state=figure.state,
            maker=figure.typed_as.title if figure.typed_as else "",
            evidence_required=figure.card.evidence_required,
            evidence=tuple(proofs.get(figure.pk, ())),
            is_example=figure.is_example or figure.card.is_example,
            credit=figure.card.credit,
        )
        for number, figure in enumerate(figures, start=1)
    ]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A sheet with how complete it is."""

    pk: int
    unit_id: int
    unit: str
    state: str
    figures: int
    filled: int
    submitted_at: datetime | None
    received_at: datetime | None


def sheet_rows(cycle: Cycle) -> list[SheetRow]:
    """Return the sheets of a cycle with the count of figures and of those that say something."""
    sheets = (
        Sheet.objects.filter(cycle=cycle)
        .select_related("unit")
        .annotate(
            figures=Count("figure"),
            filled=Count("figure", filter=Q(figure__value__isnull=False) | Q(figure__unavailable=True)),
        )
        .order_by("unit__position", "pk")
    )
    return [
        SheetRow(
            pk=sheet.pk,
            unit_id=sheet.unit_id,
            unit=sheet.unit.name,
            state=sheet.state,
            figures=sheet.figures,
            filled=sheet.filled,
            submitted_at=sheet.submitted_at,
            received_at=sheet.received_at,
        )
        for sheet in sheets
    ]


@dataclass(frozen=True, slots=True)
class Results:
    """The current measurement of a cycle with its rows, the means up the tree, and the counts of what has no figure."""

    cycle: Cycle
    measurement: Measurement
    method: Method
    rows: tuple[Result, ...]
    nodes: tuple[NodeMean, ...]
    agency: Mean
    without_figure: int
    changed_since: int  # figures typed anew since they were measured


def results_of(cycle: Cycle) -> Results | None:
    """Return what the cycle's current measurement says, or None before it is measured."""
    measurement = Measurement.objects.select_related("cycle").filter(cycle=cycle, superseded_at__isnull=True).first()
    if measurement is None:
        return None
    rows = tuple(
        Result.objects.filter(measurement=measurement)
        .select_related(
            "measurement", "indicator__node", "figure__card__supplier", "figure__card__responsible", "figure__typed_as"
        )
        .order_by("figure__position")
    )
    return _put_together(measurement, rows)


def results_if_measured(cycle: Cycle, *, at: datetime) -> Results:
    """Return what measuring the cycle at that moment would say; nothing is kept."""
    measurement = Measurement(agency_id=cycle.agency_id, cycle=cycle, method=cycle.method, measured_at=at)
    rows = tuple(measuring_results(measurement))
    prefetch_related_objects(
        rows, "indicator__node", "figure__card__supplier", "figure__card__responsible", "figure__typed_as"
    )
    return _put_together(measurement, rows)


def _put_together(measurement: Measurement, rows: tuple[Result, ...]) -> Results:
    method = load_method(measurement.method)
    nodes = roll_up(nodes_of(measurement.agency_id), rows, method)
    return Results(
        cycle=measurement.cycle,
        measurement=measurement,
        method=method,
        rows=rows,
        nodes=tuple(nodes),
        agency=agency_mean(nodes),
        without_figure=sum(row.achievement is None for row in rows),
        changed_since=sum(touched(row, measurement) for row in rows),
    )


def touched(row: Result, measurement: Measurement) -> bool:
    """Return whether the figure was typed anew since it was measured; a mere change of state does not count."""
    typed_at = row.figure.typed_at
    return row.figure.version != row.figure_version and typed_at is not None and typed_at > measurement.measured_at


def changed_codes(cycle: Cycle) -> list[str]:
    """Return the indicators whose figures, of this period or an earlier one, no longer give the kept result."""
    results = results_of(cycle)
    if results is None:
        return []
    now = {found.figure.indicator_id: found for found in measured(cycle)}
    return [
        row.indicator.code
        for row in results.rows
        if row.indicator_id not in now or differs(row, now[row.indicator_id], results.measurement)
    ]


def differs(row: Result, found: Measured, measurement: Measurement) -> bool:
    """Return whether a kept result says something else than the figures say now, or will once they are measured."""
    kept = row.realisation, row.achievement
    return touched(row, measurement) or kept != (found.reached.value, found.achievement.value)


def unfinished(cycle: Cycle) -> list[str]:
    """Return the units whose sheets are not handed in."""
    sheets = Sheet.objects.filter(cycle=cycle, state__in=(SheetState.EMPTY, SheetState.DRAFT, SheetState.RETURNED))
    return list(sheets.order_by("unit__position", "pk").values_list("unit__name", flat=True))


def made_by(cycle: Cycle, user_id: int) -> list[str]:
    """Return the wording of the indicators whose value this person typed last."""
    return list(
        Figure.objects.filter(cycle=cycle, typed_by_id=user_id)
        .exclude(state=FigureState.EMPTY)
        .order_by("position")
        .values_list("card__wording", flat=True)
    )


def codes_by_unit(cycle: Cycle, codes: Sequence[str]) -> dict[int, list[str]]:
    """Return which of these indicators each unit supplies."""
    found: dict[int, list[str]] = {}
    for unit_id, code in (
        Figure.objects.filter(cycle=cycle, indicator__code__in=list(codes))
        .order_by("position")
        .values_list("sheet__unit_id", "indicator__code")
    ):
        found.setdefault(unit_id, []).append(code)
    return found


def open_corrections(cycle: Cycle) -> list[str]:
    """Return the units whose figures are being corrected after a return from another procedure."""
    return list(
        Correction.objects.filter(sheet__cycle=cycle, ended_at__isnull=True)
        .order_by("sheet__unit__position", "pk")
        .values_list("sheet__unit__name", flat=True)
        .distinct()
    )


def corrections_in(cycle: Cycle) -> list[Correction]:
    """Return the corrections that are open in a cycle, in the order of the units."""
    return list(
        Correction.objects.filter(sheet__cycle=cycle, ended_at__isnull=True)
        .select_related("sheet__unit")
        .order_by("sheet__unit__position", "pk")
    )


def correction_of(sheet: Sheet) -> Correction | None:
    """Return the correction that is open for a sheet, or None."""
    return (
        Correction.objects.filter(sheet=sheet, ended_at__isnull=True)
        .select_related("visit__case__procedure", "visit__ended_by", "request__asked_by", "request__answered_by")
        .first()
    )


def request_of(sheet: Sheet) -> RevisionRequest | None:
    """Return the last request to revise a sheet, open or answered, or None."""
    requests = RevisionRequest.objects.filter(sheet=sheet).order_by("-pk")
    found = requests.select_related("visit__case__agency__government", "asked_by", "answered_by").first()
    if found is not None:
        found.sheet = sheet
    return found


def open_requests(agency_id: int, at: datetime) -> list[tuple[RevisionRequest, frozenset[int]]]:
    """Return the requests for revision that wait at an agency, oldest first, with the posts that may answer each."""
    requests = (
        RevisionRequest.objects.filter(agency_id=agency_id, answered_at__isnull=True)
        .select_related("sheet__unit", "sheet__cycle", "asked_by", "visit__case__procedure")
        .select_related("visit__case__agency__government")
        .order_by("asked_at", "pk")
    )
    found = list(requests)
    posts = deciders_of_each([(request.visit, request.asked_by_id) for request in found], at)
    return list(zip(found, posts, strict=True))


def corrections_for(post: Post) -> list[Correction]:
    """Return the corrections that the unit of this post has to make, most urgent first."""
    return list(
        Correction.objects.filter(sheet__unit_id=post.unit_id, agency_id=post.agency_id, ended_at__isnull=True)
        .select_related("sheet__unit", "sheet__cycle", "visit__case__procedure", "request__asked_by")
        .order_by("due_at", "pk")
    )


def corrections_by_post(agency_id: int, at: datetime) -> dict[int, int]:
    """Return how much waits for each post of an agency: corrections of its unit, requests for revision to answer."""
    units = Correction.objects.filter(agency_id=agency_id, ended_at__isnull=True).values_list(
        "sheet__unit_id", flat=True
    )
    waiting = Counter(units)
    heads = Post.objects.filter(agency_id=agency_id, unit_id__in=list(waiting), heads_unit=True)
    counts = Counter({pk: waiting[unit_id] for pk, unit_id in heads.values_list("pk", "unit_id")})
    for _, posts in open_requests(agency_id, at):
        counts.update(posts)
    return counts
