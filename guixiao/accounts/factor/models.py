"""What a person's telephone shares with us, and the codes for the day it is lost."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from guixiao.vault.fields import SealedTextField


class Factor(models.Model):
    """A secret shared with one telephone; it counts once a code made of it was typed here (`confirmed_at`)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="factor")
    secret = SealedTextField(help_text="Base32, as it was typed or photographed.")
    begun_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0, help_text="Half minute of the last code taken: it and earlier ones are void.")

    def __str__(self) -> str:
        return f"{self.user} {self.begun_at:%Y-%m-%d}"


class RecoveryCode(models.Model):
    """Good once. Kept as a digest under the sealed secret: whoever has the table alone cannot even try."""

    factor = models.ForeignKey(Factor, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["factor", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"{self.factor_id}: {'used' if self.used_at else 'unused'}"


UNUSED = Q(used_at=None)
