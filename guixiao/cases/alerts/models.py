"""Reports that a child is not in class, and absences at school."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guixiao.areas.models import Area, School
from guixiao.cases.alerts.rules import ACCEPTED, OPEN, PERSON, REFUSED, RULE, Told
from guixiao.cases.models import Case
from guixiao.cases.states import Effect
from guixiao.children.models import Child, Round, text
from guixiao.vault.fields import SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


def person() -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")


class OfChild(models.QuerySet[Any]):
    def visible_to(self, user: "User") -> "OfChild":
        """Whoever sees the child, and the school it came back to. Child by child: reports are few, children many."""
        seen = Exists(Child.objects.visible_to(user).filter(pk=OuterRef("child")))
        if not user.scope.school:  # "or nothing" would keep PostgreSQL from joining
            return self.filter(seen)
        came_back = Case.objects.current().filter(child=OuterRef("child"), receiving__in=user.scope.school)
        return self.filter(seen | Exists(came_back))

    def sought(self, suspect: Sequence[str]) -> "OfChild":
        """Reports by which a child is looked for whom no bucket of `suspect` counts: the last one of each child."""
        unsettled = Q(case__state__in=(Case.State.SUSPECTED, Case.State.OUT_OF_SCHOOL)) | Q(case__effect=Effect.KEEP)
        there = self.filter(unsettled, state=ACCEPTED, case__current=True).exclude(case__bucket__in=suspect)
        later = Alert.objects.filter(state=ACCEPTED, case=OuterRef("case"), answered_at__gt=OuterRef("answered_at"))
        return there.filter(~Exists(later))


class Absence(models.Model):
    """A child who is not at school, from the first day on until it is back; entered by the school, one at a time for each child.
    What was entered, each time, is in `AbsenceEvent`."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="absences")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    county = models.ForeignKey(Area, models.PROTECT, related_name="+")
    since = models.DateField(help_text="First school day away.")
    reason = text(40)
    visits = models.PositiveSmallIntegerField(default=0, help_text="To the home, by the school.")
    back_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    demo = models.BooleanField(default=False)

    objects = OfChild.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=Q(back_on=None), name="absence_one_open_per_child"),
            models.CheckConstraint(
                condition=Q(back_on=None) | Q(back_on__gte=models.F("since")), name="absence_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return str(self.child)


class AbsenceEvent(models.Model):
    """One thing that the school entered about an absence; never altered. `day`: since when it is so; `recorded_at`: when told;
    `version`: of the absence after it, 0 of what was entered before these were kept."""

    class Kind(models.TextChoices):
        AWAY = "away", _("没来")
        REASON = "reason", _("原因")
        VISIT = "visit", _("家访过")
        BACK = "back", _("回来了")
        UNDONE = "undone", _("收回上一条")

    absence = models.ForeignKey(Absence, models.PROTECT, related_name="events")
    version = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind)
    day = models.DateField()
    reason = text(40)
    recorded_at = models.DateTimeField(default=timezone.now)
    actor = person()

    class Meta:
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return self.kind


class Alert(models.Model):
    """Somebody says that a child whom the rosters hold as in class is not there. Raised once, answered once, never removed.

    `line`: on which whoever raised it stands; `second`: the term has seen one of this child already, so the county alone may say
    no. Accepted it has a case; refused it says where the child is.
    """

    class State(models.TextChoices):
        OPEN = OPEN, _("等人回应")
        ACCEPTED = ACCEPTED, _("属实，去找")
        REFUSED = REFUSED, _("说明了在哪里")

    class Source(models.TextChoices):
        PERSON = PERSON, _("有人报告")
        RULE = RULE, _("缺课天数到了")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="alerts")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    bucket = models.CharField(max_length=30, help_text="What the rosters said of the child.")
    source = models.CharField(max_length=10, choices=Source, default=Source.PERSON)
    absence = models.ForeignKey(Absence, models.PROTECT, null=True, blank=True, related_name="alerts")
    since = models.DateField()
    said_by = SealedTextField(blank=True, default="")
    note = SealedTextField(blank=True, default="")
    second = models.BooleanField(default=False)
    raised_by = person()
    raised_at = models.DateTimeField(default=timezone.now)
    line = text(20)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answered_by = person()
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = text(40)
    seen_by = SealedTextField(blank=True, default="")
    seen_on = models.DateField(null=True, blank=True)
    where = SealedTextField(blank=True, default="")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="alerts")
    demo = models.BooleanField(default=False)

    objects = OfChild.as_manager()

    class Meta:
        ordering = ["-raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=Q(state=OPEN), name="alert_one_open_per_child"),
            models.CheckConstraint(condition=Q(state=OPEN, answered_at=None, case=None, reason="")
                                   | Q(state=ACCEPTED, answered_at__isnull=False, case__isnull=False, reason="")
                                   | (Q(state=REFUSED, answered_at__isnull=False, case=None) & ~Q(reason="")),
                                   name="alert_answered_whole"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "raised_at"], name="alert_by_state")]

    def __str__(self) -> str:
        return str(self.child)

    @property
    def raised_on(self) -> date:
        return timezone.localdate(self.raised_at)

    @property
    def told(self) -> Told:
        return Told(self.since, self.state, self.raised_by_id, self.line, self.source == RULE, self.second)

    @property
    def bucket_name(self) -> str:
        return self.round.word("buckets", self.bucket)
