"""The shape of what was reached: cycles, sheets, figures, evidence, measurements and their results."""

import json
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Q

from kinerja.audit.tracked import Tracked, together
from kinerja.core.calendar import Period
from kinerja.core.measure import Rule
from kinerja.core.quantity import Quantity
from kinerja.people.models import Agency, Post, Unit, User
from kinerja.planning.models import Card, Indicator, PlanNode
from kinerja.sop.models import Case, Visit
from kinerja.vault.models import StoredFile


@lru_cache(maxsize=1024)
def _rule(parts: tuple[tuple[str, Any], ...]) -> Rule:
    """Read a frozen rule once per process: many figures share few rules."""
    return Rule.from_json(dict(parts))


@lru_cache(maxsize=1024)
def frozen(text: str) -> Rule:
    """Return the rule that a figure froze, from the JSON text it is kept as."""
    return _rule(tuple(sorted(json.loads(text).items())))


class Cycle(Tracked):
    """An agency in a period: it owns the sheets and figures, whichever procedure opened them first."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    period = models.CharField(max_length=12)
    method = models.CharField(max_length=60)  # code of the method in force when the cycle opened, frozen
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "period"], name="one_cycle_per_period")]

    def __str__(self) -> str:
        return f"Siklus {self.calendar_period.label}"

    @property
    def calendar_period(self) -> Period:
        """The period as a calendar knows it."""
        return Period.parse(self.period)


class SheetState(models.TextChoices):
    """Where the sheet of a unit stands."""

    EMPTY = "belum diisi", "Belum diisi"
    DRAFT = "draf", "Draf"
    SUBMITTED = "diajukan", "Diajukan"
    RETURNED = "dikembalikan", "Dikembalikan"
    VERIFIED = "diverifikasi", "Diverifikasi"
    FINAL = "ditetapkan", "Ditetapkan"


LOCKED = frozenset({SheetState.VERIFIED, SheetState.FINAL})


class Sheet(Tracked):
    """The formulir of one supplying unit in a cycle."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    state = models.CharField(max_length=14, choices=SheetState, default=SheetState.EMPTY)
    distributed_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "unit"], name="one_sheet_per_unit"),
            models.CheckConstraint(condition=together("received_at", "received_by"), name="sheet_received_by_whom"),
            models.CheckConstraint(condition=together("submitted_at", "submitted_by"), name="sheet_submitted_by_whom"),
        ]

    def __str__(self) -> str:
        return f"Formulir {self.unit.name}"


class FigureState(models.TextChoices):
    """What is known of one figure."""

    EMPTY = "belum diisi", "Belum diisi"
    DRAFT = "draf", "Draf"
    SUBMITTED = "diajukan", "Diajukan"
    RETURNED = "dikembalikan", "Dikembalikan"
    VERIFIED = "diverifikasi", "Diverifikasi"
    FINAL = "ditetapkan", "Ditetapkan"
    REVISED = "direvisi", "Direvisi"


class Figure(Tracked):
    """The realisation of one indicator in one cycle, with the rule and targets that the cycle froze.

    Empty is never zero. `unavailable` needs a reason and the day on which the figure is expected.
    `typed` keeps what was typed where it could not be read as a figure, so that nothing typed is lost.
    A predikat or ya/tidak keeps its word; a ratio is its numerator and denominator, its `value` is only shown.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT)
    card = models.ForeignKey(Card, on_delete=models.PROTECT)
    position = models.PositiveIntegerField()
    frozen_rule = models.JSONField()
    weight = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)  # of 100 within its node
    year_target = models.DecimalField(max_digits=20, decimal_places=4)
    year_upper = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    year_word = models.CharField(max_length=40, blank=True)
    period_target = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    period_upper = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    period_word = models.CharField(max_length=40, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    word = models.CharField(max_length=40, blank=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    typed = models.CharField(max_length=100, blank=True)
    unavailable = models.BooleanField(default=False)
    unavailable_reason = models.CharField(max_length=500, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    is_example = models.BooleanField(default=False)
    state = models.CharField(max_length=14, choices=FigureState, default=FigureState.EMPTY)
    typed_at = models.DateTimeField(null=True, blank=True)
    typed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    typed_as = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "indicator"], name="one_figure_per_indicator"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(unavailable=False), name="unavailable_has_no_value"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(typed_by__isnull=False), name="a_value_has_a_maker"
            ),
            models.CheckConstraint(
                condition=together("typed_at", "typed_by", "typed_as"), name="typed_when_and_by_whom"
            ),
            models.CheckConstraint(condition=together("numerator", "denominator"), name="a_ratio_has_both_parts"),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0, value__isnull=False),
                name="a_ratio_can_be_divided",
            ),
        ]

    def __str__(self) -> str:
        return self.indicator.code

    @property
    def rule(self) -> Rule:
        """How this figure is measured, as the cycle froze it."""
        return _rule(tuple(sorted(self.frozen_rule.items())))

    @property
    def of_year(self) -> Quantity:
        """The target of the year, as the cycle froze it."""
        return Quantity(self.year_target, self.year_upper, self.year_word)

    @property
    def of_period(self) -> Quantity:
        """The target of the period, as the cycle froze it."""
        return Quantity(self.period_target, self.period_upper, self.period_word)

    @property
    def reached(self) -> Quantity:
        """The realisation as it was typed."""
        return Quantity(self.value, None, self.word, self.numerator, self.denominator)


class Evidence(Tracked):
    """A file that proves a figure. It is replaced, never deleted."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    figure = models.ForeignKey(Figure, on_delete=models.PROTECT)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replaced_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=together("replaced_at", "replaced_by"), name="evidence_replaced_by_whom"),
        ]


class RevisionRequest(Tracked):
    """A unit that sees that its locked figures are wrong asks to change them: granted as a correction, or refused."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT)  # the last decision on these figures
    scope = models.JSONField()  # codes of indicators, never empty
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    # The person, who may hold a deciding post as well; None where asked before the person was kept.
    asked_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    granted = models.BooleanField(default=False)
    reply = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(answered_at__isnull=True), name="one_open_revision_request_per_sheet"
            ),
            models.CheckConstraint(condition=together("answered_at", "answered_by"), name="request_answered_by_whom"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False) | Q(granted=False), name="nothing_granted_unanswered"
            ),
        ]


class Correction(Tracked):
    """A task to correct locked figures of one sheet: a decision in another procedure asked for it, or the unit did."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT)  # the decision that asked, or whose figures change
    request = models.OneToOneField(RevisionRequest, on_delete=models.PROTECT, null=True, blank=True)
    scope = models.JSONField(default=list, blank=True)  # codes of indicators; empty: the whole sheet
    reason = models.TextField()
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(ended_at__isnull=True), name="one_open_correction_per_sheet"
            ),
            models.CheckConstraint(condition=together("ended_at", "ended_by"), name="corrected_when_and_by_whom"),
        ]


class Measurement(Tracked):
    """One measuring of a cycle: made by a visit of a step that measures; a later one supersedes it."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT)
    method = models.CharField(max_length=60)
    measured_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(superseded_at__isnull=True), name="one_current_measurement"
            ),
        ]


class Result(models.Model):
    """What one indicator reached in a measurement, in hundredths of a percent, with everything it was made from.

    Never changed: another measuring makes another row.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    measurement = models.ForeignKey(Measurement, on_delete=models.PROTECT)
    figure = models.ForeignKey(Figure, on_delete=models.PROTECT)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT)
    figure_version = models.PositiveIntegerField()
    target = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    target_upper = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    target_word = models.CharField(max_length=40, blank=True)
    realisation = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    word = models.CharField(max_length=40, blank=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    weight = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    achievement = models.IntegerField(null=True, blank=True)  # hundredths of a percent
    progress = models.IntegerField(null=True, blank=True)  # against the year's target, hundredths of a percent
    predicate = models.CharField(max_length=30, blank=True)
    status = models.CharField(max_length=60)
    reason = models.CharField(max_length=300, blank=True)
    is_provisional = models.BooleanField(default=False)
    reported = models.PositiveSmallIntegerField()
    expected = models.PositiveSmallIntegerField()
    explanation = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measurement", "indicator"], name="one_result_per_indicator"),
            models.CheckConstraint(
                condition=Q(achievement__isnull=False) | Q(predicate=""), name="no_predicate_without_a_figure"
            ),
        ]

    @property
    def aim(self) -> Quantity:
        """The target up to the period, as it is printed."""
        return Quantity(self.target, self.target_upper, self.target_word)

    @property
    def reached(self) -> Quantity:
        """The realisation up to the period, as it is printed."""
        return Quantity(self.realisation, None, self.word, self.numerator, self.denominator)


class Analysis(Tracked):
    """Why an indicator reached what it did in a cycle: causes, supports, obstacles, and what would solve them.

    The fifth of the seven analyses of PermenPANRB 53/2014. Each change is in the trail; papers freeze what stood then.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT)
    causes = models.TextField(blank=True)
    supports = models.TextField(blank=True)
    obstacles = models.TextField(blank=True)
    solution = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "indicator"], name="one_analysis_per_indicator")]


class Spending(Tracked):
    """Realisation of money of a node, in rupiah, from the first of the year up to the end of a period.

    Up to the period, as the budget's own reports print it: what an earlier period lacks does no harm.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    node = models.ForeignKey(PlanNode, on_delete=models.PROTECT)
    period = models.CharField(max_length=12)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    typed_at = models.DateTimeField()
    typed_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "period"], name="one_spending_per_period"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="spending_is_not_negative"),
        ]


class FollowUp(Tracked):
    """A rencana aksi: what is done about a low achievement, by whom and by when.

    Named where the results are approved (telaah "ya"), confirmed by who receives the report, open until it is done
    with evidence, or withdrawn when the results are approved anew without it.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT)  # the decision that named it
    achievement = models.IntegerField()  # hundredths of a percent, as it was decided on
    predicate = models.CharField(max_length=30)
    action = models.CharField(max_length=500)
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "indicator"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_follow_up_per_indicator",
            ),
            models.CheckConstraint(
                condition=together("confirmed_at", "confirmed_by"), name="follow_up_confirmed_by_whom"
            ),
            models.CheckConstraint(condition=together("done_at", "done_by"), name="follow_up_done_by_whom"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(withdrawn_at__isnull=True), name="done_or_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return self.action


class FollowUpProgress(models.Model):
    """What the owner of a rencana aksi reported on it, with a file that proves it if there is one. Never changed."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT)
    text = models.CharField(max_length=500)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True)
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
