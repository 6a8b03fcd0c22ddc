"""What people saw with their own eyes, and every change of it."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guixiao.areas.among import among
from guixiao.children.models import Child, Coverage
from guixiao.children.rules import SIGHTED
from guixiao.lib.masks import masked_text
from guixiao.sightings.rules import COUNTED, KNOWN, MISTAKE, Met
from guixiao.vault.fields import SealedJSONField, SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


def text(length: int = 100) -> models.CharField:
    return models.CharField(max_length=length, blank=True, default="")


def by() -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")


class SightingQuerySet(models.QuerySet["Sighting"]):
    def visible_to(self, user: "User") -> "SightingQuerySet":
        """Of the places the user holds a post at, as the child's own. Child by child: those met are few, those on record many."""
        scope = user.scope
        there = among(county=scope.county, town=scope.township, village=scope.village)
        return self.filter(Exists(Child.objects.filter(there, pk=OuterRef("child"))))

    def counted(self) -> "SightingQuerySet":
        return self.filter(state=COUNTED)

    def withdrawn(self) -> "SightingQuerySet":
        return self.exclude(state=COUNTED)

    def with_stand(self) -> "models.QuerySet[Any]":
        """Marks `in_roster`: a roster of the current round holds the child by now."""
        held = Coverage.objects.filter(child=OuterRef("child"), round__current__isnull=False).exclude(roster=SIGHTED)
        return self.annotate(in_roster=Exists(held))


class Sighting(models.Model):
    """One child whom somebody met and whom no roster held. It stands in every round whose rosters do not hold it either.

    The child's own facts are `Child`'s; a birth date known to the month or the year alone is only here.
    """

    class State(models.TextChoices):
        COUNTED = COUNTED, _("计入")
        MISTAKE = MISTAKE, _("录错了，已撤回")
        KNOWN = KNOWN, _("就是另一个孩子，已合并")

    child = models.OneToOneField(Child, models.PROTECT, related_name="sighting")
    state = models.CharField(max_length=10, choices=State, default=State.COUNTED)
    version = models.PositiveIntegerField(default=1, help_text="Goes up with every change, so that none is written over unseen.")
    outcome = models.CharField(max_length=30, help_text="As people chose it; what it comes to follows from age and state.")
    birth = models.CharField(max_length=10, help_text="2012-05-03, 2012-05 or 2012.")
    since = text(10)
    where = text(160)
    spot = text(160)
    found_on = models.DateField()
    found_by = text(60)
    another = SealedTextField(blank=True, default="", help_text="Why it is another child, where the number is one on record.")
    doubled = models.BooleanField(default=False, help_text="Saved though its number is one on record.")
    same_as = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="+")
    made_by = by()
    made_at = models.DateTimeField(default=timezone.now)
    demo = models.BooleanField(default=False)

    objects = SightingQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(same_as=None) | Q(state=KNOWN), name="sighting_same_as_only_where_known")
        ]

    def __str__(self) -> str:
        return str(self.child)

    @property
    def why_another(self) -> str:
        return masked_text(self.another)

    @property
    def met(self) -> Met:
        return Met(self.found_by, self.found_on, self.spot, self.since, self.where)


class SightingEvent(models.Model):
    """What was told and done, one line each time; never changed or removed. `facts`: everything told, as it stood afterwards."""

    class Kind(models.TextChoices):
        ADD = "add", _("新增")
        CORRECT = "correct", _("更正")
        WITHDRAW = "withdraw", _("撤回")
        TAKE_BACK = "take_back", _("恢复")

    sighting = models.ForeignKey(Sighting, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    by = by()
    reason = SealedTextField(blank=True, default="")
    facts = SealedJSONField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def why(self) -> str:
        return masked_text(self.reason)

    @property
    def told(self) -> dict[str, Any]:
        return dict(self.facts or {})
