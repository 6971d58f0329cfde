"""The shape of who: government, agency, unit, post, appointment, team, lane, calendar, message."""

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from kinerja.audit.tracked import Tracked
from kinerja.core.calendar import Zone


def id_range(field: str) -> Func:
    """Return a key as a range of one, so that GiST can compare it without an extension."""
    return Func(F(field), F(field), Value("[]"), function="int8range")


def text_range(field: str) -> Func:
    """Return a short text as a range of one, by its hash, for the same reason."""
    hashed = Func(F(field), Value(0), function="hashtextextended")
    return Func(hashed, hashed, Value("[]"), function="int8range")


class User(AbstractUser):
    """A person who signs in. Who they are on paper is their post, so the name shown is plain text."""

    first_name = None  # type: ignore[assignment]  # one name field: many Indonesians have one name
    last_name = None  # type: ignore[assignment]
    name = models.CharField("nama", max_length=200)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name or self.username


class Government(models.Model):
    """A regency or city: what stands at the top of every paper."""

    name = models.CharField(max_length=200, unique=True)  # "Pemerintah Kabupaten Purwakarta"
    region = models.CharField(max_length=200)  # "Kabupaten Purwakarta"
    seat = models.CharField(max_length=100)  # where papers are dated: "Purwakarta"
    zone = models.CharField(max_length=4, choices=[(zone.value, zone.value) for zone in Zone])

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """A perangkat daerah: the tenant. Every row of an agency carries its `agency_id`."""

    government = models.ForeignKey(Government, on_delete=models.PROTECT)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    address = models.CharField(max_length=300, blank=True)
    contact = models.CharField(max_length=300, blank=True)
    is_example = models.BooleanField(default=False)  # a demo's agency: whatever is typed here is made up

    def __str__(self) -> str:
        return self.name

    @property
    def agency_id(self) -> int:
        """The agency itself, so that the trail can treat it as one of its own rows."""
        return self.pk


class Unit(models.Model):
    """A bagian, seksi or subbagian of an agency."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_example = models.BooleanField(default=False)  # "contoh": made up for the demo

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="one_unit_per_code")]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A jabatan. Posts hold steps, not people."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    code = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    above = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    heads_unit = models.BooleanField(default=False)
    heads_agency = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], name="one_post_per_code"),
            models.UniqueConstraint(fields=["unit"], condition=Q(heads_unit=True), name="one_head_per_unit"),
            models.UniqueConstraint(fields=["agency"], condition=Q(heads_agency=True), name="one_head_per_agency"),
        ]

    def __str__(self) -> str:
        return self.title


class Capacity(models.TextChoices):
    """How a person holds a post."""

    DEFINITIVE = "definitif", "Definitif"
    ACTING = "plt", "Plt."
    DAILY = "plh", "Plh."


class Appointment(models.Model):
    """A person in a post from a day to a day (the last day is not included)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    post = models.ForeignKey(Post, on_delete=models.PROTECT)
    capacity = models.CharField(max_length=10, choices=Capacity)
    validity = DateRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__in=[choice.value for choice in Capacity]), name="appointment_capacity"
            ),
            ExclusionConstraint(
                name="one_holder_per_post_and_capacity",
                expressions=[
                    (id_range("post_id"), RangeOperators.EQUAL),
                    (text_range("capacity"), RangeOperators.EQUAL),
                    ("validity", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The post as a paper prints it: "Plt. Kepala Bagian ..."."""
        prefix = "" if self.capacity == Capacity.DEFINITIVE else f"{Capacity(self.capacity).label} "
        return f"{prefix}{self.post.title}"


class Team(models.Model):
    """A team set by an SK, such as Tim SAKIP."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    decree = models.CharField(max_length=200, blank=True)  # number of the SK
    validity = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_team_per_code_at_a_time",
                expressions=[
                    (id_range("agency_id"), RangeOperators.EQUAL),
                    (text_range("code"), RangeOperators.EQUAL),
                    ("validity", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamRole(models.TextChoices):
    """What a member of a team is in it."""

    CHAIR = "ketua", "Ketua"
    SECRETARY = "sekretaris", "Sekretaris"
    MEMBER = "anggota", "Anggota"


class TeamMember(models.Model):
    """A post in a team."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    team = models.ForeignKey(Team, on_delete=models.PROTECT)
    post = models.ForeignKey(Post, on_delete=models.PROTECT)
    role = models.CharField(max_length=12, choices=TeamRole)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "post"], name="one_role_per_post_in_a_team"),
            models.CheckConstraint(
                condition=Q(role__in=[choice.value for choice in TeamRole]), name="team_member_role"
            ),
        ]


class LaneBinding(models.Model):
    """Who stands in a lane of a procedure at this agency: a post, the staff of a unit, or a team (or one role of it).

    A lane may have several rows; each of them opens the lane.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    procedure = models.SlugField(max_length=80)
    lane = models.CharField(max_length=100)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True)
    team = models.SlugField(max_length=60, blank=True)  # code: the team in force on the day
    team_role = models.CharField(max_length=12, choices=TeamRole, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lane_has_exactly_one_holder",
                condition=(
                    Q(post__isnull=False, unit__isnull=True, team="")
                    | Q(post__isnull=True, unit__isnull=False, team="")
                    | (Q(post__isnull=True, unit__isnull=True) & ~Q(team=""))
                ),
            ),
            models.UniqueConstraint(
                fields=["agency", "procedure", "lane", "post", "unit", "team", "team_role"],
                nulls_distinct=False,
                name="lane_bound_once",
            ),
        ]


class DayOff(models.Model):
    """A holiday or joint leave of an agency. Estimated days may be corrected."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    day = models.DateField()
    name = models.CharField(max_length=200)
    is_joint_leave = models.BooleanField(default=False)
    is_estimated = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "day"], name="one_day_off_per_day")]


class Ramadan(models.Model):
    """The days on which the shorter hours of Ramadan hold at an agency."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    days = DateRangeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "days"], name="ramadan_once")]


class Message(Tracked):
    """A row of the outbox: something a post should know. The worker sends it by mail; the page shows it at once."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    post = models.ForeignKey(Post, on_delete=models.PROTECT)
    text = models.CharField(max_length=500)
    path = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["post", "read_at"], name="message_unread")]


def in_force(day: date) -> Q:
    """Return the condition that a row with `validity` holds on `day`."""
    return Q(validity__contains=day)
