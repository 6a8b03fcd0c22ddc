"""What somebody says about a row of the list: kept beside the fact, never altered (triggers)."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from guixiao.cases.accountability.sight import breaches_for, missed_for
from guixiao.cases.clocks.models import Breach
from guixiao.cases.models import person
from guixiao.cases.orders.models import Addressee
from guixiao.vault.fields import SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, user: "User") -> "AnswerQuerySet":
        """Whoever sees the row sees what is said about it."""
        return self.filter(Q(breach__in=breaches_for(user)) | Q(addressee__in=missed_for(user)))


class Answer(models.Model):
    """`number`: 1 is the answer, what follows are additions to it. `held_then`: by somebody who held the post on the due day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    breach = models.ForeignKey(Breach, models.CASCADE, null=True, blank=True, related_name="answers")
    addressee = models.ForeignKey(Addressee, models.CASCADE, null=True, blank=True, related_name="answers")
    number = models.PositiveSmallIntegerField()
    text = SealedTextField()
    by = person()
    held_then = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)
    demo = models.BooleanField(default=False)

    breach_id: int | None
    addressee_id: int | None

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(breach=None, addressee__isnull=False) | Q(breach__isnull=False, addressee=None),
                                   name="answer_about_one_fact"),
            models.UniqueConstraint(fields=["breach", "number"], name="answer_of_breach_once"),
            models.UniqueConstraint(fields=["addressee", "number"], name="answer_of_order_once"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.by} {self.at:%Y-%m-%d}"
