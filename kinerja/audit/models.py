"""The shape of the trail. Nothing outside `audit.log` reads or writes these tables."""

from django.db import models
from django.db.models.expressions import RawSQL


class Chain(models.Model):
    """The head of one agency's chain: the last number and hash. Locked last in every operation."""

    agency_id = models.BigIntegerField(primary_key=True)
    length = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default="")


class Entry(models.Model):
    """One row per operation or refusal, chained to the row before it of the same agency.

    It has no foreign keys: a trail outlives what it speaks of. A trigger refuses UPDATE, DELETE and TRUNCATE.
    """

    agency_id = models.BigIntegerField()
    number = models.BigIntegerField()
    at = models.DateTimeField()
    name = models.CharField(max_length=80)
    subject = models.CharField(max_length=80, blank=True)
    context = models.CharField(max_length=80, blank=True)
    user_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    by_text = models.CharField(max_length=300)
    changes = models.JSONField(default=list)
    refusal = models.TextField(blank=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    # The database transaction that wrote the row: the triggers on figures and targets ask for it at commit.
    transaction = models.BigIntegerField(db_default=RawSQL("txid_current()", ()))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency_id", "number"], name="one_entry_per_number"),
        ]
        indexes = [
            models.Index(fields=["subject"], name="entry_subject"),
            models.Index(fields=["context"], name="entry_context"),
            models.Index(fields=["transaction"], name="entry_transaction"),
        ]
