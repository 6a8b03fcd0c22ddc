"""Who opened the restricted matters of which child, for what, until when."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from guixiao.children.models import Child
from guixiao.vault.fields import SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class LookQuerySet(models.QuerySet["Look"]):
    def visible_to(self, user: "User") -> "LookQuerySet":
        """Of the children whom the user sees."""
        return self.filter(child__in=Child.objects.visible_to(user))

    def open_at(self, moment: datetime) -> "LookQuerySet":
        return self.filter(at__lte=moment, until__gt=moment)


class Look(models.Model):
    """Restricted matters of one child were opened, in one session (`session`: a digest of its key), until a moment that is
    stored: nothing has to close them. Never altered, never removed (triggers); `words` may name people, so they are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    session = models.CharField(max_length=64)
    purpose = models.CharField(max_length=40)
    words = SealedTextField(blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    demo = models.BooleanField(default=False)

    child_id: uuid.UUID
    user_id: int

    objects = LookQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [models.CheckConstraint(condition=Q(until__gt=models.F("at")), name="look_ends_after_it_begins")]
        indexes = [models.Index(fields=["user", "child", "until"], name="looks_open")]

    def __str__(self) -> str:
        return self.purpose
