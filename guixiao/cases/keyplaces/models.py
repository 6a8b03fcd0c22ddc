"""A township or village that the county marks as a key one."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from guixiao.areas.models import Area
from guixiao.cases.keyplaces.rules import Mark
from guixiao.cases.models import person
from guixiao.vault.fields import SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class KeyPlaceQuerySet(models.QuerySet["KeyPlace"]):
    def visible_to(self, user: "User") -> "KeyPlaceQuerySet":
        """Of one's places and those inside them."""
        return self.filter(area__in=Area.objects.visible_to(user))

    def of_county(self, county: int) -> "KeyPlaceQuerySet":
        """Which places are marked is no secret within a county; the reasons are for those whose place it is."""
        return self.filter(county=county)

    def in_force(self, day: date) -> "KeyPlaceQuerySet":
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=day), first__lte=day, last__gte=day)


class KeyPlace(models.Model):
    """From `first` to `last`, both included. `ended_on`: the day on which somebody ended it early, still included."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40, help_text="A name of the policy's key_reasons.")
    note = SealedTextField(blank=True, default="")
    first = models.DateField()
    last = models.DateField()
    marked_by = person()
    marked_at = models.DateTimeField(default=timezone.now)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = person()
    ended_why = SealedTextField(blank=True, default="")
    demo = models.BooleanField(default=False)

    area_id: int
    county_id: int

    objects = KeyPlaceQuerySet.as_manager()

    class Meta:
        ordering = ["area__path", "first"]
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="key_place_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"{self.area} {self.reason}"

    @property
    def mark(self) -> Mark:
        return Mark(self.area_id, self.first, self.last, self.ended_on)
