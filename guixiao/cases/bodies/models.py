"""A body at a place, and those who hold a function in it for a period (both days included)."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from guixiao.areas.models import Area
from guixiao.cases.models import person
from guixiao.children.models import text
from guixiao.vault.fields import SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class BodyQuerySet(models.QuerySet["Body"]):
    def visible_to(self, user: "User") -> "BodyQuerySet":
        """Bodies at one's places and inside them; and those in which one holds a function today."""
        mine = Member.objects.in_force(timezone.localdate()).filter(body=OuterRef("pk"), user=user.pk)
        return self.filter(Q(area__in=Area.objects.visible_to(user)) | Exists(mine))

    def kept_by(self, user: "User") -> "BodyQuerySet":
        """Of one's places: to be edited. `user`: with none but the posts that may (`user.only("keep_bodies")`)."""
        return self.filter(area__in=Area.objects.visible_to(user))

    def standing(self) -> "BodyQuerySet":
        return self.filter(until=None)


class Body(models.Model):
    """`kind`: a name of the policy's bodies; `name`: its own, where it has one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    name = text(60)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The last day, once it was dissolved.")
    made_by = person()
    made_at = models.DateTimeField(default=timezone.now)
    demo = models.BooleanField(default=False)

    area_id: int
    members: "MemberQuerySet"

    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ["area__code", "since"]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="body_ends_after_it_begins"),
            models.UniqueConstraint(fields=["area", "kind", "name"], condition=Q(until=None), name="body_stands_once"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.area} {self.name or self.kind}"


class MemberQuerySet(models.QuerySet["Member"]):
    def in_force(self, day: date) -> "MemberQuerySet":
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)

    def visible_to(self, user: "User") -> "MemberQuerySet":
        return self.filter(body__in=Body.objects.visible_to(user))

    def kept_by(self, user: "User") -> "MemberQuerySet":
        return self.filter(body__in=Body.objects.kept_by(user))


class Member(models.Model):
    """A user, or somebody without an account: then the name is sealed. `unit`: where the person comes from, in words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    body = models.ForeignKey(Body, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    name = SealedTextField(blank=True, default="")
    unit = text(60)
    function = models.CharField(max_length=40, help_text="A name of the policy's functions.")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    added_by = person()
    added_at = models.DateTimeField(default=timezone.now)
    ended_by = person()

    user_id: int | None

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["since", "added_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="member_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        return self.user.name if self.user else self.name
