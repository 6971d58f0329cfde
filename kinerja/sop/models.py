"""The shape of running procedures: the procedure in force, its cases, the visits of their steps, their folders."""

from functools import lru_cache

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from kinerja.audit.tracked import Tracked, together
from kinerja.core import procedure as rules
from kinerja.core.calendar import Period
from kinerja.people.models import Agency, Post, Unit, id_range, text_range
from kinerja.vault.models import StoredFile


@lru_cache(maxsize=256)
def _spec(key: int, sha256: str) -> rules.Procedure:
    """Read a procedure's text once per process, and fetch it only then; it never changes under its key and hash.

    What is in force was read without a fault when it came into force.
    """
    text = Procedure.objects.values_list("text", flat=True).get(pk=key)
    spec, faults = rules.read(text)
    if spec is None:
        raise ValueError("; ".join(fault.sentence for fault in faults))
    return spec


class Procedure(Tracked):
    """One version of a procedure at an agency: the file itself, in force from a day to a day."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    code = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    text = models.TextField()  # the TOML file, as it was put in force
    sha256 = models.CharField(max_length=64)
    validity = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_version_in_force",
                expressions=[
                    (id_range("agency_id"), RangeOperators.EQUAL),
                    (text_range("code"), RangeOperators.EQUAL),
                    ("validity", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def spec(self) -> rules.Procedure:
        """The procedure as core's rules read it."""
        return _spec(self.pk, self.sha256)


class Case(Tracked):
    """One run of one procedure for one period. It points to its cycle by agency and period."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT)
    code = models.SlugField(max_length=80)  # of the procedure, so that one period runs it once whatever the version
    period = models.CharField(max_length=12)
    trigger = models.CharField(max_length=300)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "code", "period"], name="one_case_per_procedure_and_period"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure.name} {self.calendar_period.label}"

    @property
    def calendar_period(self) -> Period:
        """The period as a calendar knows it."""
        return Period.parse(self.period)

    @property
    def spec(self) -> rules.Procedure:
        """The procedure that this case runs, whatever is in force since."""
        return self.procedure.spec


class State(models.TextChoices):
    """Where one visit of a step stands."""

    OPEN = "terbuka", "Menunggu dikerjakan"
    TAKEN = "dikerjakan", "Sedang dikerjakan"
    HANDED = "disampaikan", "Menunggu penerima"
    ENDED = "selesai", "Selesai"


class Answer(models.TextChoices):
    """What a deciding step answered, or what the receiver of a handed-over paper did."""

    NONE = "", "Tanpa keputusan"
    YES = "ya", "Ya"
    NO = "tidak", "Tidak"


class Visit(Tracked):
    """One time that a step is done: opened, taken up, ended. A step that is returned to gets another visit.

    `isi` fans out: one visit per unit. `entry` holds what the performer typed; `scope` what a return aimed at.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    step = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    answer = models.CharField(max_length=5, choices=Answer, blank=True, default=Answer.NONE)
    standard_minutes = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True, blank=True)
    taken_up_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    handed_at = models.DateTimeField(null=True, blank=True)
    handed_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.JSONField(default=dict, blank=True)
    reason = models.TextField(blank=True)  # why it was returned here
    scope = models.JSONField(default=list, blank=True)  # codes that the return aims at; empty: all of it
    returned_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="returns")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step", "number", "unit"], nulls_distinct=False, name="one_visit_per_number"
            ),
            models.UniqueConstraint(
                fields=["case", "step", "unit"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="one_open_visit_per_step",
            ),
            models.CheckConstraint(
                condition=together("taken_up_at", "taken_up_by"),
                name="taken_up_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=together("handed_at", "handed_by"),
                name="handed_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=(Q(ended_at__isnull=True, ended_by__isnull=True) & ~Q(state="selesai"))
                | Q(ended_at__isnull=False, ended_by__isnull=False, taken_up_at__isnull=False, state="selesai"),
                name="ended_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(taken_up_at__isnull=True) | Q(taken_up_at__gte=F("opened_at")),
                name="opened_before_taken_up",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("taken_up_at")), name="taken_up_before_ended"
            ),
            models.CheckConstraint(condition=Q(returned_by__isnull=True) | ~Q(reason=""), name="a_return_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.case}, langkah {self.step}"

    @property
    def rule(self) -> rules.Step:
        """The step of the procedure that this is a visit of."""
        return self.case.spec.step(self.step)


def of_unit(unit_id: int | None) -> Q:
    """Return the condition that a visit or paper belongs to this unit's share, or to the step as a whole."""
    return Q(unit__isnull=True) if unit_id is None else Q(unit_id=unit_id)


class FolderEntry(Tracked):
    """A paper in the case folder, under the name that the procedure gives it.

    A later one of the same name (and unit) supersedes it; it is never removed.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    source = models.CharField(max_length=300, blank=True)  # where a paper from outside came from
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)
    hard_copy = models.CharField(max_length=200, blank=True)  # where the printed copy lies (BG-R5)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "name", "unit"],
                condition=Q(superseded_at__isnull=True),
                nulls_distinct=False,
                name="one_current_paper_per_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Initial(models.Model):
    """A paraf on the lembar disposisi of an order, with the instruction that goes on to the next post of the chain."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT)
    post = models.ForeignKey(Post, on_delete=models.PROTECT)
    instruction = models.CharField(max_length=500)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "post"], name="one_initial_per_post")]


class MeetingTask(Tracked):
    """A decision of a meeting that somebody has to carry out by a day."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT)
    text = models.CharField(max_length=500)
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=together("done_at", "done_by"),
                name="meeting_task_done_when_and_by_whom",
            ),
        ]
