"""An import: a version of the county's rosters, and the job that makes it (docs/adr/0010)."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guixiao.areas.models import Area
from guixiao.children.models import Round
from guixiao.rosters.imports import rules
from guixiao.vault.fields import SealedJSONField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: "User") -> "ImportQuerySet":
        """Rosters hold the whole county: the county alone."""
        return self.filter(county__in=user.scope.county)


class Import(models.Model):
    """Files for the slots, what reading them told, and how far the work has come.

    `revision` grows with every change of the files: a check of an earlier one is worth nothing. `worker`, `lease_until` and
    `attempt` belong to whoever works on it; a lease that has run out is free to take.
    """

    class State(models.TextChoices):
        DRAFT = rules.State.DRAFT.value, _("还没有文件")
        CHECKING = rules.State.CHECKING.value, _("正在读")
        CHECKED = rules.State.CHECKED.value, _("读完了，等确认")
        QUEUED = rules.State.QUEUED.value, _("排队等比对")
        RUNNING = rules.State.RUNNING.value, _("正在比对")
        HELD = rules.State.HELD.value, _("像是拿错了文件，等说明")
        DONE = rules.State.DONE.value, _("已导入")
        FAILED = rules.State.FAILED.value, _("没有做成")
        DISCARDED = rules.State.DISCARDED.value, _("已放弃")

    class Reason(models.TextChoices):
        ROSTERS = rules.Reason.ROSTERS.value, _("新的名册")
        DECISIONS = rules.Reason.DECISIONS.value, _("计入新的复核决定")
        CORRECTIONS = rules.Reason.CORRECTIONS.value, _("计入更正的行")
        RESTORE = rules.Reason.RESTORE.value, _("恢复以前的版本")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey(Area, models.PROTECT, related_name="imports")
    reason = models.CharField(max_length=20, choices=Reason, default="rosters")
    state = models.CharField(max_length=20, choices=State, default="draft")
    base = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="repeats",
                             help_text="The import whose files this one repeats.")  # fmt: skip
    as_of = models.DateField(null=True, blank=True)
    policy = models.CharField(max_length=80, blank=True, default="", help_text="Name of the rule file; empty: by the day.")
    revision = models.PositiveIntegerField(default=0)
    signs = models.JSONField(default=list, help_text="Why this looks like the wrong file: imports.rules.Sign.")
    explained = models.JSONField(default=list, help_text="The signs that somebody confirmed, knowing them.")
    explanation = models.TextField(blank=True, default="", help_text="Why they are right all the same, in that person's words.")
    corrected = models.JSONField(default=list, help_text="Keys of the corrections that the comparison was made with.")
    error = SealedJSONField(null=True, blank=True, help_text='Why it failed: {"zh": …, "en": …}.')
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=60, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    round = models.OneToOneField(Round, models.PROTECT, null=True, blank=True, related_name="made_from")
    demo = models.BooleanField(default=False)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["county"], condition=Q(state=rules.State.RUNNING.value), name="one_import_runs_in_a_county"
            ),
            models.UniqueConstraint(
                fields=["county"],
                condition=Q(reason=rules.Reason.ROSTERS.value, state__in=sorted(map(str, rules.OPEN))),
                name="one_open_import_of_new_rosters",
            ),
            models.CheckConstraint(
                condition=Q(state=rules.State.DONE.value, round__isnull=False)
                | (~Q(state=rules.State.DONE.value) & Q(round=None)),
                name="import_is_done_with_its_round",
            ),
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="import_waiting")]

    def __str__(self) -> str:
        return f"{self.county} {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        return self.state in rules.OPEN

    @property
    def is_moving(self) -> bool:
        """Is there something to wait for?"""
        return self.state in rules.WORK

    @property
    def is_editable(self) -> bool:
        """May its files be changed?"""
        return self.reason == rules.Reason.ROSTERS.value and self.state in rules.EDITABLE

    def may(self, target: str) -> bool:
        return rules.State(target) in rules.TRANSITIONS[rules.State(self.state)]
