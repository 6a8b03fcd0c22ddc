"""Who was named chief of a case or a place, and for which days."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from guixiao.areas.models import Area, School
from guixiao.cases.models import Case, of_visible, person
from guixiao.vault.fields import SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class DutyQuerySet(models.QuerySet["Duty"]):
    def in_force(self, day: date) -> "DutyQuerySet":
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)

    def behind(self, case: Case) -> "DutyQuerySet":
        """Those named for the case, or for a place on its path."""
        areas = [key for key in (case.county_id, case.town_id, case.village_id) if key]
        schools = [case.school_id] if case.school_id else []
        return self.filter(Q(case=case) | Q(area__in=areas) | Q(school__in=schools))

    def visible_to(self, user: "User") -> "DutyQuerySet":
        return self.filter(of_visible(user) | Q(area__in=Area.objects.visible_to(user))
                           | Q(school__in=School.objects.visible_to(user)))  # fmt: skip


class Duty(models.Model):
    """Somebody is chief (`chief`: a name of the policy's) of one case, one area or one school, both days included.

    Somebody without an account (a class teacher) is kept by name and telephone, sealed. Whom one named and took back on the same
    day has `until` before `since` and was never in force.
    """

    chief = models.CharField(max_length=40)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="duties")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="duties")
    name = SealedTextField(blank=True, default="")
    phone = SealedTextField(blank=True, default="")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    why = SealedTextField(blank=True, default="")
    made_by = person()
    made_at = models.DateTimeField(default=timezone.now)
    ended_by = person()

    case_id: str | None
    area_id: int | None
    school_id: int | None
    user_id: int | None

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.CheckConstraint(name="duty_of_one_thing", condition=(
                Q(case__isnull=False, area=None, school=None) | Q(case=None, area__isnull=False, school=None)
                | Q(case=None, area=None, school__isnull=False))),
            *(models.UniqueConstraint(fields=["chief", thing], condition=Q(ended_by=None), name=f"duty_one_standing_of_{thing}")
              for thing in ("case", "area", "school")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.user) if self.user else self.name

    @property
    def at(self) -> Case | Area | School:
        """What somebody is chief of."""
        found = self.case or self.area or self.school
        if found is None:
            raise ValueError("a duty is of a case or a place")
        return found
