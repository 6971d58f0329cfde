"""The shape of papers: frozen content with its number and hash, and the register of numbers."""

from django.db import models
from django.db.models import Q

from kinerja.audit.tracked import Tracked
from kinerja.people.models import Agency, Post
from kinerja.sop.models import Case, FolderEntry, Visit
from kinerja.vault.models import StoredFile


class Register(models.Model):
    """The last number given to papers of one kind of an agency in a year. Locked while a number is taken."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    kind = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "kind", "year"], name="one_register_per_kind")]


class Paper(Tracked):
    """An official paper: content, number and content hash frozen in the step's transaction; bytes added once."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT)
    entry = models.OneToOneField(FolderEntry, on_delete=models.PROTECT)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=80)
    content_type = models.CharField(max_length=60)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="one_paper_per_number"),
            models.CheckConstraint(condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"), name="paper_content_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"
