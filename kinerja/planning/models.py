"""The shape of the plan: the tree, indicators with their cards, targets, money, the shelf."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from kinerja.audit.tracked import Tracked
from kinerja.core.measure import Aggregation, Formula, Nature, Polarity, Rule
from kinerja.core.numbers import scaled
from kinerja.core.quantity import Quantity
from kinerja.people.models import Agency, Post, Unit, id_range, text_range
from kinerja.vault.models import StoredFile


class Level(models.TextChoices):
    """The levels of the plan tree, from the top down."""

    GOAL = "tujuan", "Tujuan"
    OBJECTIVE = "sasaran", "Sasaran"
    PROGRAM = "program", "Program"
    ACTIVITY = "kegiatan", "Kegiatan"
    SUB_ACTIVITY = "sub kegiatan", "Sub kegiatan"


CODE_PATTERN = {
    Level.PROGRAM: r"^[0-9]\.[0-9]{2}\.[0-9]{2}$",
    Level.ACTIVITY: r"^[0-9]\.[0-9]{2}\.[0-9]{2}\.[12]\.[0-9]{2}$",
    Level.SUB_ACTIVITY: r"^[0-9]\.[0-9]{2}\.[0-9]{2}\.[12]\.[0-9]{2}\.([0-9]{2}|[0-9]{4})$",
}


class PlanNode(Tracked):
    """A tujuan, sasaran, program, kegiatan or sub kegiatan with its official code (Permendagri 90/2019 family)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    level = models.CharField(max_length=12, choices=Level)
    code = models.CharField(max_length=40)
    wording = models.CharField(max_length=500)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    position = models.PositiveIntegerField()
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], name="one_node_per_code"),
            models.CheckConstraint(
                name="node_code_has_the_shape_of_its_level",
                condition=Q(level__in=[Level.GOAL, Level.OBJECTIVE])
                | Q(level=Level.PROGRAM, code__regex=CODE_PATTERN[Level.PROGRAM])
                | Q(level=Level.ACTIVITY, code__regex=CODE_PATTERN[Level.ACTIVITY])
                | Q(level=Level.SUB_ACTIVITY, code__regex=CODE_PATTERN[Level.SUB_ACTIVITY]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.wording}"


class Indicator(Tracked):
    """What is measured at a node of the plan. How it is measured stands on its card."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    node = models.ForeignKey(PlanNode, on_delete=models.PROTECT)
    is_iku = models.BooleanField(default=False)
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="one_indicator_per_code")]

    def __str__(self) -> str:
        return self.code


class Card(Tracked):
    """The indicator card in force from a day to a day: everything that a cycle freezes.

    The five things of PermenPANRB 53/2014 letter H: indicator, frequency, responsible, calculation, media.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT)
    validity = DateRangeField()
    wording = models.CharField(max_length=500)
    measure_unit = models.CharField(max_length=60)
    polarity = models.CharField(max_length=12, choices=[(item.value, item.value) for item in Polarity])
    formula = models.CharField(max_length=40, choices=[(item.value, item.value) for item in Formula])
    aggregation = models.CharField(max_length=12, choices=[(item.value, item.value) for item in Aggregation])
    nature = models.CharField(max_length=12, choices=[(item.value, item.value) for item in Nature])
    decimals = models.PositiveSmallIntegerField(default=0)
    baseline = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)  # of the formula "kemajuan"
    ceiling = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)  # of the formula T/R, percent
    ranks = models.CharField(max_length=40, blank=True)  # name of a table of the method, for predikat
    sum_reason = models.CharField(max_length=300, blank=True)  # why a percentage or an index is added up
    weight = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)  # of 100 within its node
    frequency = models.CharField(max_length=12, default="triwulan")
    calculation = models.TextField(blank=True)
    media = models.CharField(max_length=200)  # source of the data
    responsible = models.ForeignKey(Post, on_delete=models.PROTECT)
    supplier = models.ForeignKey(Unit, on_delete=models.PROTECT)
    evidence_required = models.BooleanField(default=False)
    is_example = models.BooleanField(default=False)
    credit = models.CharField(max_length=200, blank=True)  # source of wording, unit and year target

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_card_in_force",
                expressions=[(id_range("indicator_id"), RangeOperators.EQUAL), ("validity", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(decimals__lte=4), name="card_decimals"),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__gt=0, weight__lte=100), name="card_weight"
            ),
        ]

    def __str__(self) -> str:
        return self.wording

    @property
    def rule(self) -> Rule:
        """How this card has its indicator measured. Raises ValueError if its parts do not fit together."""
        return Rule(
            Polarity(self.polarity),
            Formula(self.formula),
            Aggregation(self.aggregation),
            Nature(self.nature),
            decimals=self.decimals,
            unit=self.measure_unit,
            baseline=None if self.baseline is None else scaled(self.baseline),
            ceiling=None if self.ceiling is None else scaled(self.ceiling) // 100,
            ranks=self.ranks,
            sum_reason=self.sum_reason,
        )


class Target(Tracked):
    """What is promised for an indicator in a period (a year or a quarter). No value: not targeted in this period.

    `upper` is the upper bound of a range, `word` a predikat or ya/tidak whose `value` is its rank or 1 and 0.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT)
    period = models.CharField(max_length=12)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    upper = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    word = models.CharField(max_length=40, blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "period"], name="one_target_per_period"),
        ]

    @property
    def quantity(self) -> Quantity:
        """The target as it is printed and measured against."""
        return Quantity(self.value, self.upper, self.word)


class Budget(Tracked):
    """Pagu of a node in a year, in rupiah, kept apart from performance."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    node = models.ForeignKey(PlanNode, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    ceiling = models.DecimalField(max_digits=20, decimal_places=2)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True)  # who reports its realisation
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "year"], name="one_budget_per_year"),
            models.CheckConstraint(condition=Q(ceiling__gte=0), name="budget_is_not_negative"),
        ]


class Comparison(models.TextChoices):
    """What else than the year's target an indicator is held against (PermenPANRB 53/2014, analyses 2, 3 and 4)."""

    PAST = "lampau", "Realisasi tahun lampau"
    MEDIUM_TERM = "renstra", "Target akhir Renstra"
    NATIONAL = "nasional", "Standar nasional"


class Yardstick(Tracked):
    """A figure of another year or authority for an indicator, typed with its source, valid from a day to a day.

    `year` is the year it speaks of: the past one, the last of the Renstra, that of the standard. A later one takes the
    place of an earlier and never overwrites it.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=Comparison)
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=20, decimal_places=4)
    upper = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    word = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=300)
    validity = DateRangeField()
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_yardstick_in_force",
                expressions=[
                    (id_range("indicator_id"), RangeOperators.EQUAL),
                    (text_range("kind"), RangeOperators.EQUAL),
                    (id_range("year"), RangeOperators.EQUAL),
                    ("validity", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(kind__in=["lampau", "renstra", "nasional"]), name="yardstick_kind"),
            models.CheckConstraint(condition=~Q(source=""), name="a_yardstick_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{Comparison(self.kind).label} {self.year}"

    @property
    def quantity(self) -> Quantity:
        """The figure as it is printed and measured against."""
        return Quantity(self.value, self.upper, self.word)


class ShelfDocument(Tracked):
    """A standing document of the agency: Renstra, survey, evaluation, incoming letter; valid from a day to a day."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    number = models.CharField(max_length=100, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    sender = models.CharField(max_length=200, blank=True)
    validity = DateRangeField()
    place = models.CharField(max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True)
    is_example = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name
