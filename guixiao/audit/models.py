"""One line of the log. Triggers in the database refuse to change or remove it (migration 0002)."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from guixiao.audit.rules import Chained


class Entry(models.Model):
    """Who did what, when, where: with the digest of the entry before, so that none can be altered, left out or put between.

    The actor is an id and a name, not a foreign key: an entry outlives the account.
    """

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True, help_text="Key of the user; null for the system itself.")
    actor_name = models.CharField(max_length=120, blank=True)
    act = models.CharField(max_length=60, help_text="noun.verb")
    subject = models.CharField(max_length=120, blank=True, help_text="What it was done to: kind:key.")
    place = models.CharField(max_length=60, blank=True, help_text="Path of the area: /522633/522633106/.")
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-sequence"]
        indexes = [
            models.Index(fields=["act", "sequence"], name="audit_by_act"),
            models.Index(fields=["subject", "sequence"], name="audit_by_subject"),
            models.Index(fields=["actor_id", "sequence"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.act}"


if TYPE_CHECKING:
    _fits: type[Chained] = Entry
