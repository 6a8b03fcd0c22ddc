"""One complaint, and its answer."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from guixiao.accounts.complaints.rules import PAGE
from guixiao.accounts.complaints.wording import KINDS
from guixiao.areas.models import Area
from guixiao.vault.fields import SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: "User") -> "ComplaintQuerySet":
        """Those of the counties at whose office, or as whose lead, the user stands."""
        return self.filter(county__in=user.counties)

    def of(self, user: "User") -> "ComplaintQuerySet":
        """One's own, as far as they are signed: of the others nobody knows whose they are."""
        return self.filter(by=user.pk)

    def open(self) -> "ComplaintQuerySet":
        return self.filter(answered_at=None)


class Complaint(models.Model):
    """`by` and `place` are empty where somebody did not want to sign: then they are kept nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    county = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    text = SealedTextField()
    page = models.CharField(max_length=PAGE, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=200, blank=True, default="", help_text="In words: where who signed stands.")
    at = models.DateTimeField(default=timezone.now)
    answer = SealedTextField(blank=True, default="")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    demo = models.BooleanField(default=False)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["county", "answered_at", "-at"], name="complaint_of_county")]

    def __str__(self) -> str:
        return self.get_kind_display()
