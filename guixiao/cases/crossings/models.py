"""Who looked beyond their place or post, for what, what was shown, and what was said about it afterwards."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guixiao.accounts.models import Post
from guixiao.areas.models import Area
from guixiao.cases.crossings import rules
from guixiao.children.models import Child, text
from guixiao.vault.fields import SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class CrossingQuerySet(models.QuerySet["Crossing"]):
    def visible_to(self, user: "User") -> "CrossingQuerySet":
        """For the office of the county of whoever looked, and of the county of a child that was shown."""
        shown = Glance.objects.filter(crossing=OuterRef("pk"), child__county__in=user.counties)
        return self.filter(Q(county__in=user.counties) | Exists(shown))

    def own(self, user: "User") -> "CrossingQuerySet":
        return self.filter(user=user.pk)

    def with_state(self) -> "CrossingQuerySet":
        """`state`: what the last remark made of it."""
        last = Remark.objects.filter(crossing=OuterRef("pk")).order_by("-number").values("state")[:1]
        return self.annotate(state=Coalesce(Subquery(last), Value(rules.WAITING)))

    def by_state(self) -> list[tuple[str, int]]:
        """How many in each state that there is."""
        named = self.with_state().order_by().values_list(*["state"])
        return list(named.annotate(count=models.Count("pk")))

    def unsettled(self) -> "CrossingQuerySet":
        return self.with_state().exclude(**{"state": rules.SETTLED})

    def open_at(self, moment: datetime) -> "CrossingQuerySet":
        """Emergency looks that neither time nor the person has ended."""
        ended = Ending.objects.filter(crossing=OuterRef("pk"))
        return self.filter(~Exists(ended), kind=rules.GLASS, at__lte=moment, until__gt=moment)


class Crossing(models.Model):
    """One question about a child of another place, or one emergency look. Never altered, never removed (triggers); what was
    searched for is not kept, and `words` may name people, so they are sealed. `session`: a digest of its key."""

    class Kind(models.TextChoices):
        OUTSIDE = rules.OUTSIDE, _("查别处的孩子")
        GLASS = rules.GLASS, _("紧急查看")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", help_text="From which it was done.")
    county = models.ForeignKey(Area, models.PROTECT, related_name="+")
    purpose = text(40)
    means = models.JSONField(default=dict, help_text="The purpose in the policy's words of that day.")
    words = SealedTextField()
    session = text(64)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    demo = models.BooleanField(default=False)

    user_id: int
    county_id: int
    state: str

    objects = CrossingQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(kind=rules.OUTSIDE, until=None)
                                              | Q(kind=rules.GLASS, until__gt=models.F("at")),
                                              name="crossing_glass_ends")]  # fmt: skip
        indexes = [models.Index(fields=["user", "kind", "at"], name="crossings_of_user"),
                   models.Index(fields=["county", "at"], name="crossings_of_county")]  # fmt: skip

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def purpose_words(self) -> str:
        return str(self.means.get("en" if (get_language() or "").startswith("en") else "zh", ""))

    @property
    def ended_at(self) -> datetime | None:
        """When an emergency look was over: ended by the person, or by its time."""
        ending = getattr(self, "ending", None)
        return ending.at if ending else self.until


class GlanceQuerySet(models.QuerySet["Glance"]):
    def visible_to(self, user: "User") -> "GlanceQuerySet":
        return self.filter(crossing__in=Crossing.objects.visible_to(user))


class Glance(models.Model):
    """What was shown: one child, or one page (by the name of its route, never its address)."""

    crossing = models.ForeignKey(Crossing, models.PROTECT, related_name="glances")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="+")
    page = text(60)
    at = models.DateTimeField(default=timezone.now)
    demo = models.BooleanField(default=False)

    objects = GlanceQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.page


class Ending(models.Model):
    """An emergency look that the person ended before its time."""

    crossing = models.OneToOneField(Crossing, models.PROTECT, related_name="ending")
    at = models.DateTimeField(default=timezone.now)
    demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.at)


class Remark(models.Model):
    """Looked over, questioned, answered: `number` of this crossing, so that of two at once one is first."""

    class Verb(models.TextChoices):
        LOOK_OVER = "look_over", _("看过了，没有问题")
        QUESTION = "question", _("有疑问，请说明")
        ANSWER = "answer", _("说明")

    crossing = models.ForeignKey(Crossing, models.PROTECT, related_name="remarks")
    number = models.PositiveSmallIntegerField()
    verb = models.CharField(max_length=10, choices=Verb)
    state = models.CharField(max_length=10, help_text="Of the crossing, after it.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = SealedTextField(blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["crossing", "number"], name="remark_once_per_number")]

    def __str__(self) -> str:
        return self.verb
