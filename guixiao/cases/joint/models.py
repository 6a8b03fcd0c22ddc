"""One joint action, its team, and the children whose doors it went to."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from guixiao.areas.models import Area
from guixiao.cases.bodies.models import Body
from guixiao.cases.models import Case, Event, person
from guixiao.children.models import text
from guixiao.vault.fields import SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class JointActionQuerySet(models.QuerySet["JointAction"]):
    def visible_to(self, user: "User") -> "JointActionQuerySet":
        """At one's own places, or with a child whose case one sees: of the latter only what `whole` leaves."""
        seen = JointChild.objects.filter(action=OuterRef("pk"), case__in=Case.objects.visible_to(user))
        return self.filter(Q(area__in=Area.objects.visible_to(user)) | Exists(seen))


class JointAction(models.Model):
    """`departments`: names of the policy's; the key may be made by the form, so that what is sent twice is kept once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    day = models.DateField()
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="joint_actions")
    departments = models.JSONField(default=list)
    text = SealedTextField()
    recorded_by = person()
    recorded_at = models.DateTimeField(default=timezone.now)
    demo = models.BooleanField(default=False)

    area_id: int
    team: "models.QuerySet[Teammate]"
    children: "models.QuerySet[JointChild]"

    objects = JointActionQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-recorded_at"]

    def __str__(self) -> str:
        return f"{self.area} {self.day}"

    def whole(self, user: "User") -> bool:
        """Whose place it is sees who was there and what happened; others their own children and the departments."""
        return user.scope.covers(self.area.path)


class Teammate(models.Model):
    """A user, or somebody without an account: then the name is sealed. `unit`: where the person comes from, in words."""

    action = models.ForeignKey(JointAction, models.CASCADE, related_name="team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    name = SealedTextField(blank=True, default="")
    unit = text(60)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        return self.user.name if self.user else self.name


class JointChild(models.Model):
    """A child at whose door it was, with the visit that it is on the case."""

    action = models.ForeignKey(JointAction, models.CASCADE, related_name="children")
    case = models.ForeignKey(Case, models.PROTECT, related_name="joint")
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["action", "case"], name="joint_child_once")]

    def __str__(self) -> str:
        return str(self.case_id)
