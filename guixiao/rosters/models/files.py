"""Roster files as they came, and what each was taken for in an import."""

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guixiao.areas.models import Area
from guixiao.rosters.models.imports import Import
from guixiao.vault.fields import SealedJSONField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class RosterFileQuerySet(models.QuerySet["RosterFile"]):
    def visible_to(self, user: "User") -> "RosterFileQuerySet":
        return self.filter(county__in=user.scope.county)


class RosterFile(models.Model):
    """A file as it arrived, sealed on disk; several imports may use it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey(Area, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, help_text="As the officer called it.")
    place = models.CharField(max_length=100, unique=True, help_text="Where it lies in the folder of rosters: import/file.")
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    came_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    came_at = models.DateTimeField(default=timezone.now)

    objects = RosterFileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    def visible_to(self, user: "User") -> "ImportFileQuerySet":
        return self.filter(version__county__in=user.scope.county)


class ImportFile(models.Model):
    """One file in one slot of an import, and its receipt: rows_in = accepted + set_aside + rejected.

    `receipt` holds what `linkage.reading.FileReceipt` says (files.rules.receipt_of); `problem` why the file cannot be used.
    `read_in` names the import file whose reading this repeats: its rows stand there.
    """

    class Roster(models.TextChoices):
        HOUSEHOLDS = "households", _("户籍")
        ENROLMENTS = "enrolments", _("学籍")
        ELSEWHERE = "elsewhere", _("外县学籍")
        ATTENDANCE = "attendance", _("在校")
        POVERTY = "poverty", _("脱贫户")
        DISABILITY = "disability", _("残疾人")
        SCHOOLS = "schools", _("学校名录")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Import, models.CASCADE, related_name="files")
    file = models.ForeignKey(RosterFile, models.PROTECT, related_name="used_in")
    roster = models.CharField(max_length=20, choices=Roster, blank=True, default="")
    chosen = models.BooleanField(default=False, help_text="A person chose the slot; otherwise it is told from the headers.")
    carried = models.BooleanField(default=False, help_text="Taken over from the last version.")
    position = models.PositiveIntegerField(default=0)
    rows_in = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    set_aside = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    receipt = SealedJSONField(null=True, blank=True)
    problem = SealedJSONField(null=True, blank=True, help_text='{"zh": …, "en": …}; may quote a cell, so it is sealed.')
    read_in = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "file"], name="a_file_once_in_an_import"),
            models.CheckConstraint(
                condition=models.Q(rows_in=models.F("accepted") + models.F("set_aside") + models.F("rejected")),
                name="rows_in_balance",
            ),
        ]

    def __str__(self) -> str:
        return self.file.name

    @property
    def sheets(self) -> list[dict[str, Any]]:
        """The sheets of its reading, with the texts and fields of their columns."""
        return list((self.read.receipt or {}).get("sheets", ()))

    @property
    def read(self) -> "ImportFile":
        """Where the rows of its reading stand."""
        return self.read_in or self
