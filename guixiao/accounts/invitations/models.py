"""Who is invited to which post, by whom, until when, and what became of it."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from guixiao.accounts.departments import Desk, department_word
from guixiao.accounts.invitations.rules import state_of
from guixiao.accounts.models import Post, inside_counties
from guixiao.areas.models import Area, School
from guixiao.vault.handed import TRIES

if TYPE_CHECKING:
    from guixiao.accounts.models import User


def person() -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: "User") -> "InvitationQuerySet":
        """To posts in the county of somebody at its office."""
        return self.filter(Q(area__in=Area.objects.filter(inside_counties(user))) | Q(school__county__in=user.counties))

    def waiting(self) -> "InvitationQuerySet":
        """Neither taken nor taken back, whether or not time is over."""
        return self.filter(taken_at=None, revoked_at=None)


class Invitation(models.Model):
    """Of link and code only hashes are kept. The post begins on its day, or when it is taken where that is later."""

    name = models.CharField(max_length=60)
    role = models.CharField(max_length=20, choices=Post.Kind)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")
    department = models.CharField(max_length=40, blank=True, default="")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=128)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong codes since the last right one.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    taken_by = person()
    taken_at = models.DateTimeField(null=True, blank=True)
    revoked_by = person()
    revoked_at = models.DateTimeField(null=True, blank=True)
    demo = models.BooleanField(default=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(area=None, school__isnull=False) | Q(area__isnull=False, school=None),
                                   name="invitation_to_an_area_or_a_school"),
            models.CheckConstraint(condition=Q(taken_at=None) | Q(revoked_at=None), name="invitation_ends_once"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        return state_of(taken=self.taken_at is not None, revoked=self.revoked_at is not None, tries=self.tries, most=TRIES,
                        until=self.expires_at, now=timezone.now())  # fmt: skip

    @property
    def department_name(self) -> str:
        return department_word(self.department) if self.department else ""

    @property
    def path(self) -> str:
        """The path of its place, for the log."""
        return self.area.path if self.area else self.school.path if self.school else ""

    @property
    def post(self) -> dict[str, Any]:
        """As `give_post` takes it."""
        at = Desk(self.area, self.department) if self.area and self.department else self.area or self.school
        return {"role": self.role, "at": at, "since": self.since, "until": self.until}
