"""A file kept as proof, and the events it proves."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from guixiao.cases.attachments.rules import PAPER, PICTURE
from guixiao.cases.models import Event, of_visible
from guixiao.vault.fields import SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


def person() -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")


class Attachment(models.Model):
    """One sealed file (`store.path_of(pk)`). `came`: sha256 of the file as it came, `sha256`: of what is kept, both in hex.
    Never removed; withdrawn, with a reason, it is served to nobody."""

    class Kind(models.TextChoices):
        PICTURE = PICTURE
        PAPER = PAPER

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    name = SealedTextField()
    size = models.PositiveIntegerField(help_text="Bytes of what is kept.")
    pages = models.PositiveSmallIntegerField(default=1)
    width = models.PositiveSmallIntegerField(default=0)
    height = models.PositiveSmallIntegerField(default=0)
    came = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    added_by = person()
    added_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = person()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = SealedTextField(blank=True, default="")
    demo = models.BooleanField(default=False)

    added_by_id: int | None
    proofs: "ProofQuerySet"

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.kind == PICTURE


class ProofQuerySet(models.QuerySet["Proof"]):
    def visible_to(self, user: "User") -> "ProofQuerySet":
        """Whoever sees the case; what was withdrawn nobody."""
        return self.filter(of_visible(user, "event__case"), attachment__withdrawn_at=None)


class Proof(models.Model):
    """An attachment proves an event: one file may prove the events of many children. Never altered, never removed (triggers)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="proofs")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="proofs")
    added_at = models.DateTimeField(default=timezone.now)
    demo = models.BooleanField(default=False)

    objects = ProofQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "attachment"], name="proof_once_per_event")]

    def __str__(self) -> str:
        return str(self.attachment_id)
