"""A unit asks to revise its locked figures."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models.deletion import PROTECT

UNANSWERED = models.Q(answered_at__isnull=True)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0002_framework_tables"),
        ("performance", "0004_analysis_and_follow_up"),
        ("sop", "0002_paraf_on_an_order"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="RevisionRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1)),
                ("scope", models.JSONField()),
                ("reason", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("granted", models.BooleanField(default=False)),
                ("reply", models.CharField(blank=True, max_length=500)),
                ("agency", models.ForeignKey(on_delete=PROTECT, to="people.agency")),
                (
                    "answered_by",
                    models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="+", to="people.post"),
                ),
                ("asked_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to="people.post")),
                ("sheet", models.ForeignKey(on_delete=PROTECT, to="performance.sheet")),
                ("visit", models.ForeignKey(on_delete=PROTECT, to="sop.visit")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=UNANSWERED, fields=("sheet",), name="one_open_revision_request_per_sheet"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="request_answered_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answered_at__isnull", False), ("granted", False), _connector="OR"),
                        name="nothing_granted_unanswered",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="correction",
            name="request",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=PROTECT,
                to="performance.revisionrequest",
            ),
        ),
    ]
