"""Closed cases drawn to be looked at again, and what was found: all of it append-only (triggers)."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from guixiao.areas.models import Area
from guixiao.cases.models import Case, person
from guixiao.cases.rectification.policies import named
from guixiao.children.models import Round, place, text
from guixiao.vault.fields import SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class DrawQuerySet(models.QuerySet["Draw"]):
    def visible_to(self, user: "User", made: Round | None = None) -> "DrawQuerySet":
        """Those who may draw there: nobody else knows beforehand where inspectors look. `made`: the round that is shown, where it
        has been read."""
        return self.filter(area__in=Area.objects.visible_to(named(user, "draws", made)))


class Draw(models.Model):
    """A sample of the cases of a place that were closed in some days. `frame`: all of them by township, as they were then; with
    `seed` it says which ones are drawn. `number`: 1, and more where it was drawn again, with the reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()
    number = models.PositiveSmallIntegerField(default=1)
    seed = models.CharField(max_length=32)
    frame = models.JSONField()
    count = models.PositiveIntegerField(help_text="Cases in the frame.")
    size = models.PositiveIntegerField()
    reason = SealedTextField(blank=True, default="")
    drawn_by = person()
    drawn_at = models.DateTimeField(default=timezone.now)
    demo = models.BooleanField(default=False)

    samples: "SampleQuerySet"

    objects = DrawQuerySet.as_manager()

    class Meta:
        ordering = ["-drawn_at"]
        constraints = [models.UniqueConstraint(fields=["area", "since", "until", "number"], name="draw_number_once")]

    def __str__(self) -> str:
        return f"{self.area} {self.since}–{self.until} {self.number}"


class SampleQuerySet(models.QuerySet["Sample"]):
    def visible_to(self, user: "User", made: Round | None = None) -> "SampleQuerySet":
        return self.filter(draw__in=Draw.objects.visible_to(user, made))


class Sample(models.Model):
    """One case that was drawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draw = models.ForeignKey(Draw, models.CASCADE, related_name="samples")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    town = place(Area)
    position = models.PositiveIntegerField()
    demo = models.BooleanField(default=False)

    draw_id: uuid.UUID
    case_id: uuid.UUID
    looks: "models.QuerySet[Look]"

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["draw", "case"], name="sample_once_per_draw")]

    def __str__(self) -> str:
        return f"{self.draw} {self.position}"


class Look(models.Model):
    """What was found when somebody looked again. `looked_on`: the day of it; `reopened`: it began the child's next episode."""

    sample = models.ForeignKey(Sample, models.CASCADE, related_name="looks")
    number = models.PositiveSmallIntegerField()
    outcome = text(20)
    looked_on = models.DateField()
    note = SealedTextField(blank=True, default="")
    by = person()
    recorded_at = models.DateTimeField(default=timezone.now)
    reopened = models.BooleanField(default=False)
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["sample", "number"], name="look_at_sample_once")]

    def __str__(self) -> str:
        return self.outcome
