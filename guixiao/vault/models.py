"""Which keys this database has been sealed with: their ids, never the keys."""

from django.db import models
from django.utils import timezone


class KnownKey(models.Model):
    """A key that values of this database were, or are, sealed or indexed with."""

    class Use(models.TextChoices):
        SEAL = "seal"
        INDEX = "index"

    id = models.CharField(primary_key=True, max_length=8)
    use = models.CharField(max_length=5, choices=Use)
    since = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True, help_text="Nothing is sealed with it any longer.")

    def __str__(self) -> str:
        return f"{self.use} {self.id}"
