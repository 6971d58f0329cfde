"""Keep the person who asked for a revision: nobody grants his own wish through a second post."""

from typing import ClassVar

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies: ClassVar = [("performance", "0005_requests_for_revision")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="revisionrequest",
            name="asked_user",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
    ]
