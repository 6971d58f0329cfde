"""The numbered checks on the figures of a cycle: what is found, what holds a figure back, and what is only told.

The checks themselves are `kinerja.core.checks`; here a figure becomes the row they look at, together with what only
the agency knows: the targets of the year's other periods, last year's result, earlier figures, money and evidence.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kinerja.audit import log
from kinerja.audit.log import Refused
from kinerja.core.calendar import Period
from kinerja.core.checks import Finding, Row, Severity, examine
from kinerja.core.measure import Method, Nature, Rule, load_method, quantity
from kinerja.core.numbers import Kind, Reading, plain, read
from kinerja.core.procedure import PERFORMANCE_FORM
from kinerja.core.quantity import NOTHING, Quantity
from kinerja.performance.models import Correction, Cycle, Evidence, Figure, FigureState, Result, Sheet, Spending
from kinerja.planning.queries import ceilings, targets_of
from kinerja.sop.models import Visit

SAID_BY_THE_FORM = frozenset({1, 16, 20})
"""What handing in says beside the field already: a broken formula, missing evidence, an illegible figure."""

_LATE = 19
_LONGEST_HISTORY = 12


@dataclass(frozen=True, slots=True)
class Told:
    """A finding about a figure of the cycle; what concerns a whole sheet (lateness) stands at its first figure."""

    figure_id: int
    code: str
    about: str  # the wording of the indicator, or the sheet
    check: int
    severity: Severity
    sentence: str
    column: str = ""  # the field of the row that it is about, if it is about one


def findings_of(*, sheet: Sheet | None = None, cycle: Cycle | None = None) -> list[Told]:
    """Return what the checks find in a sheet or in a whole cycle, by figure and then by number of the check."""
    figures = Figure.objects.filter(sheet=sheet) if sheet is not None else Figure.objects.filter(cycle=cycle)
    figures = figures.select_related("cycle", "sheet__unit", "indicator__node__parent", "card").order_by("position")
    return _findings(list(figures))


def holding(told: Iterable[Told]) -> list[Told]:
    """Return the findings that hold a figure back: about what was typed, as only that can be mended in the cycle."""
    return [one for one in told if one.severity is Severity.BLOCK and one.column == "realisation"]


def held_fields(told: Iterable[Told]) -> dict[str, str]:
    """Return the findings that hold figures back, as sentences beside their fields: `value-<figure key>`.

    What handing in says by itself is left to it.
    """
    held = [one for one in holding(told) if one.check not in SAID_BY_THE_FORM]
    return {f"value-{one.figure_id}": f"{one.about}: {one.sentence}" for one in reversed(held)}


def beside(told: Iterable[Told], fields: Mapping[str, str]) -> list[Told]:
    """Return the findings that are not already said by a sentence beside a field of the same figure."""
    spoken = {int(key) for key in (name.rpartition("-")[2] for name in fields) if key.isdecimal()}
    return [one for one in told if one.check not in SAID_BY_THE_FORM or one.figure_id not in spoken]


def allow_settling(cycle: Cycle, *, about: Visit) -> None:
    """Raise Refused, naming each, if a finding holds back a figure that is about to be approved or made final."""
    held = holding(findings_of(cycle=cycle))
    if held:
        named = "; ".join(f"{one.code}: {one.sentence}" for one in held[:5])
        more = f" dan {len(held) - 5} temuan lain" if len(held) > 5 else ""
        raise Refused(
            f"Belum dapat disetujui karena pemeriksaan kewajaran menahan {len(held)} angka. {named}{more}",
            about=about,
        )


def noted(told: Iterable[Told]) -> list[str]:
    """Return findings as the trail keeps them: "IKU-1: pemeriksaan 11, 17"."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for one in told:
        numbers[one.code].append(one.check)
    return [f"{code}: pemeriksaan {', '.join(map(str, sorted(set(found))))}" for code, found in numbers.items()]


def _findings(figures: Sequence[Figure]) -> list[Told]:
    if not figures:
        return []
    surroundings = _Surroundings(figures)
    rows = [surroundings.row(number, figure) for number, figure in enumerate(figures, start=1)]
    found = examine(rows, load_method(figures[0].cycle.method))
    by_number = dict(enumerate(figures, start=1))
    late: Counter[int] = Counter()
    told = []
    for finding in found:
        figure = by_number[finding.row]
        if finding.check == _LATE:
            late[figure.sheet_id] += 1
            if late[figure.sheet_id] > 1:
                continue
        told.append(_told(finding, figure))
    return told


def _told(finding: Finding, figure: Figure) -> Told:
    about = str(figure.sheet) if finding.check == _LATE else figure.card.wording
    code, said = figure.indicator.code, finding.message
    return Told(figure.pk, code, about, finding.check, finding.severity, said, finding.column)


class _Surroundings:
    """What the checks compare the figures of one cycle with, asked for once for all of them."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        cycle = figures[0].cycle
        self.period = cycle.calendar_period
        numbers = range(1, self.period.kind.per_year + 1)
        keys = [Period(self.period.year, self.period.kind, number).key for number in numbers]
        self.keys = keys if len(keys) > 1 else []
        self.targets = targets_of(agency_id=cycle.agency_id, periods=self.keys)
        self.method = load_method(cycle.method)
        self.last_year = _results_of_last_year(figures, self.period)
        self.history = _history(figures, self.period)
        self.proofs = Counter(
            Evidence.objects.filter(figure__in=figures, replaced_at__isnull=True).values_list("figure_id", flat=True)
        )
        # What was typed for the very node: a sum over other nodes is nobody's performance.
        self.spent = dict(
            Spending.objects.filter(agency_id=cycle.agency_id, period=cycle.period).values_list("node_id", "amount")
        )
        self.ceilings = ceilings(agency_id=cycle.agency_id, year=self.period.year) if self.spent else {}
        self.visits = _filling_visits(cycle)
        self.before = _before_correction(figures)

    def row(self, number: int, figure: Figure) -> Row:
        """Return a figure as the checks look at it; `number` is its place on the sheet."""
        node, rule = figure.indicator.node, figure.rule
        unit = figure.card.measure_unit
        visit = self.visits.get(figure.sheet.unit_id)
        return Row(
            number=number,
            stated=frozenset({"polarity", "aggregation", "target", "realisation", "period_targets", "evidence"}),
            indicator=figure.card.wording,
            unit=unit,
            polarity=rule.polarity,
            aggregation=rule.aggregation,
            nature=rule.nature,
            rule=rule,
            node=node.code,
            parent=node.parent.code if node.parent is not None else "",
            level=node.level,
            period=figure.cycle.period,
            target=_reading(figure.of_period),
            year_target=_reading(figure.of_year),
            period_targets=tuple(_reading(self.targets.get((figure.indicator_id, key), NOTHING)) for key in self.keys),
            realisation=_realisation(figure),
            last_year=_fitting(self.last_year.get(figure.indicator_id), rule, self.method),
            history=tuple(self.history.get(figure.indicator_id, ())),
            published_before=self.before.get(figure.pk),
            spent=_money(self.spent.get(node.pk)),
            ceiling=_money(self.ceilings.get(node.pk)),
            evidence_required=figure.card.evidence_required,
            evidence=self.proofs[figure.pk],
            due_at=visit.due_at if visit is not None else None,
            handed_in_at=visit.ended_at if visit is not None else None,
        )


def _reading(quantity: Quantity) -> Reading:
    """Return a stored quantity as a reading; a ratio speaks by its percentage."""
    if quantity.numerator is not None and quantity.value is not None:
        quantity = Quantity(quantity.value)
    return read(quantity.printed(), locale="id")


def _fitting(reading: Reading | None, rule: Rule, method: Method) -> Reading | None:
    """Return last year's figure where today's rule can read it; what a former rule measured compares with nothing."""
    if reading is None:
        return None
    try:
        quantity(rule, reading, method)
    except ValueError:
        return None
    return reading


def _realisation(figure: Figure) -> Reading:
    if figure.unavailable:
        return Reading(Kind.UNAVAILABLE, "n/a")
    return read(figure.typed, locale="id") if figure.typed else _reading(figure.reached)


def _money(amount: Decimal | None) -> Reading | None:
    return None if amount is None else read(f"Rp {plain(amount, 2)}", locale="en")


def _results_of_last_year(figures: Sequence[Figure], period: Period) -> dict[int, Reading]:
    """Return what each indicator reached in all of last year, as last measured then."""
    last = Period(period.year - 1, period.kind, period.kind.per_year)
    results = Result.objects.filter(
        indicator__in=[figure.indicator_id for figure in figures],
        measurement__cycle__period=last.key,
        measurement__superseded_at__isnull=True,
    )
    return {result.indicator_id: _reading(result.reached) for result in results if result.reached != NOTHING}


def _history(figures: Sequence[Figure], period: Period) -> Mapping[int, list[Reading]]:
    """Return earlier figures of the same kind, oldest first: of cumulative ones only those of the same month.

    What is counted from the first of the year rises within it; only the same period of other years is like it.
    """
    rules = {figure.indicator_id: figure.rule for figure in figures}
    earlier = (
        Figure.objects.filter(agency_id=figures[0].agency_id, indicator__in=rules, value__isnull=False)
        .exclude(cycle=figures[0].cycle_id)
        .select_related("cycle")
    )
    found: dict[int, list[Reading]] = defaultdict(list)
    ordered = sorted((figure.cycle.calendar_period, figure.pk, figure) for figure in earlier)
    for then, _, figure in ordered:
        rule = rules[figure.indicator_id]
        if then.kind is not period.kind or then >= period:
            continue
        if rule.nature is not Nature.CUMULATIVE or then.number == period.number:
            found[figure.indicator_id].append(_reading(figure.reached))
    return {key: readings[-_LONGEST_HISTORY:] for key, readings in found.items()}


def _filling_visits(cycle: Cycle) -> dict[int | None, Visit]:
    """Return the last ended visit in which each unit filled its sheet in this cycle."""
    visits = (
        Visit.objects.filter(
            agency_id=cycle.agency_id, case__period=cycle.period, unit__isnull=False, ended_at__isnull=False
        )
        .select_related("case__procedure")
        .order_by("ended_at", "pk")
    )
    return {visit.unit_id: visit for visit in visits if visit.rule.act == "isi" and visit.rule.form == PERFORMANCE_FORM}


def _before_correction(figures: Sequence[Figure]) -> dict[int, Reading]:
    """Return what a figure said before it was corrected although it was locked: the trail remembers it."""
    revised = {figure.indicator.code: figure for figure in figures if figure.state == FigureState.REVISED}
    if not revised:
        return {}
    sheets = {figure.sheet_id for figure in revised.values()}
    found: dict[int, Reading] = {}
    for correction in Correction.objects.filter(sheet__in=sheets, ended_at__isnull=False).order_by("ended_at", "pk"):
        for line in log.trail_of(correction):
            for name, before, _ in line.changes:
                code, _, field = name.rpartition(".")
                if field == "value" and code in revised and before is not None:
                    found.setdefault(revised[code].pk, read(str(before), locale="en"))
    return found
