"""What a case keeps besides its events: the plan for one child, and letters."""

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from guixiao.areas.models import Area
from guixiao.cases.models import Case, of_visible
from guixiao.lib.once import once
from guixiao.tables.kept import kept
from guixiao.vault.fields import SealedJSONField, SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


def person() -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")


class OfCase(models.QuerySet[Any]):
    def visible_to(self, user: "User") -> "OfCase":
        """Whoever sees the case."""
        return self.filter(of_visible(user))


class Plan(models.Model):
    """一生一案: why this child is out of school and who does what by when. A new one replaces the one before; none is altered
    but by its approval. `content`: cause, further (names of causes), difficulties, steps (list of what, who, by), disagrees."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="plans")
    content = SealedJSONField()
    grade = models.PositiveSmallIntegerField()
    drafted_by = person()
    drafted_at = models.DateTimeField(default=timezone.now)
    approved_by = person()
    approved_at = models.DateTimeField(null=True, blank=True)

    objects = OfCase.as_manager()

    class Meta:
        ordering = ["-drafted_at"]

    def __str__(self) -> str:
        return str(self.case)

    @property
    def causes(self) -> list[str]:
        """The main one first."""
        return [self.content["cause"], *self.content["further"]]


@once
def plans_of(case: uuid.UUID) -> list[Plan]:
    """Of a case, the newest first."""
    return _plans(case=case)


@kept
def _plans(*, case: uuid.UUID) -> OfCase:
    return Plan.objects.filter(case=case).select_related("drafted_by", "approved_by")


class Letter(models.Model):
    """A letter to the guardian: a fact with number, issuer and service. Altered once, when it is served."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="letters")
    county = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    issuer = models.CharField(max_length=120)
    basis = models.CharField(max_length=200, blank=True, default="")
    addressee = SealedTextField(help_text="The guardian, never the child.")
    issued_on = models.DateField()
    return_by = models.DateField(null=True, blank=True)
    issued_by = person()
    method = models.CharField(max_length=40, blank=True, default="")
    served_on = models.DateField(null=True, blank=True)
    receiver = SealedTextField(blank=True, default="")
    witness = SealedTextField(blank=True, default="")
    receipt = SealedTextField(blank=True, default="", help_text="Number or words of the receipt.")
    served_by = person()

    objects = OfCase.as_manager()

    class Meta:
        ordering = ["issued_on", "number"]
        constraints = [
            models.UniqueConstraint(fields=["county", "kind", "number"], name="letter_number_once"),
            models.CheckConstraint(condition=Q(served_on=None, method="") | Q(served_on__isnull=False) & ~Q(method=""),
                                   name="letter_served_whole"),
            models.CheckConstraint(condition=Q(served_on=None) | Q(served_on__gte=models.F("issued_on")),
                                   name="letter_served_after_issued"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number
