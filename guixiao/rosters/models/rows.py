"""Rows of a file that were not accepted, and what people made of them."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from guixiao.rosters.models.files import ImportFile, RosterFile
from guixiao.vault.fields import SealedJSONField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class AsideRowQuerySet(models.QuerySet["AsideRow"]):
    def visible_to(self, user: "User") -> "AsideRowQuerySet":
        return self.filter(file__version__county__in=user.scope.county)


class AsideRow(models.Model):
    """A row set aside or rejected, with all its cells. Blank rows are only counted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(ImportFile, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=100, blank=True, default="")
    row = models.PositiveIntegerField()
    disposition = models.CharField(max_length=10)
    reason = models.CharField(max_length=20)
    column = models.CharField(max_length=100, blank=True, default="", help_text="The column that would have told who it is.")
    cells = SealedJSONField(help_text="Texts in the order of the columns, null where a cell is empty.")

    objects = AsideRowQuerySet.as_manager()

    class Meta:
        ordering = ["file", "disposition", "reason", "sheet", "row"]
        constraints = [models.UniqueConstraint(fields=["file", "sheet", "row"], name="a_row_set_aside_once")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.row}"


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, user: "User") -> "CorrectionQuerySet":
        return self.filter(file__county__in=user.scope.county)

    def standing(self) -> "CorrectionQuerySet":
        return self.filter(undone_at=None)


class Correction(models.Model):
    """What a row of a file should have said. It joins every later run of that file; undone, it stays on record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(RosterFile, models.PROTECT, related_name="corrections")
    roster = models.CharField(max_length=20)
    sheet = models.CharField(max_length=100, blank=True, default="")
    row = models.PositiveIntegerField()
    cells = SealedJSONField()
    problem = models.CharField(max_length=20, blank=True, default="", help_text="Why the row is still not accepted.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["file", "sheet", "row"]
        constraints = [
            models.UniqueConstraint(fields=["file", "roster", "sheet", "row"], condition=Q(undone_at=None),
                                    name="one_standing_correction_of_a_row"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.sheet} {self.row}"
