"""The rows that name stored bytes."""

from django.db import models
from django.db.models import Q

from kinerja.people.models import Agency, Post


class StoredFile(models.Model):
    """Bytes that lie in the store under their hash, with the name and kind they came with. Never changed."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True)  # null: the system itself

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_is_not_empty"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="stored_file_hash"),
        ]
        indexes = [models.Index(fields=["agency", "sha256"], name="stored_file_hash_lookup")]

    def __str__(self) -> str:
        return self.name
