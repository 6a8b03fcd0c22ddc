"""A study, those who stayed, and what was decided: each decision is a task of a post or a person."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from guixiao.accounts.models import Post
from guixiao.accounts.rules import Role
from guixiao.areas.models import Area, School
from guixiao.cases.models import person
from guixiao.children.models import text
from guixiao.vault.fields import SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class StudyQuerySet(models.QuerySet["Study"]):
    def visible_to(self, user: "User") -> "StudyQuerySet":
        """At one's own places, and where one stayed oneself."""
        stayed = Stayed.objects.filter(study=OuterRef("pk"), user=user.pk)
        return self.filter(Q(area__in=Area.objects.visible_to(user)) | Exists(stayed))

    def kept_by(self, user: "User") -> "StudyQuerySet":
        """`user`: with none but the posts that may (`user.only("record_study")`)."""
        return self.filter(area__in=Area.objects.visible_to(user))


class Study(models.Model):
    """The key may be made by the form, so that what is sent twice is kept once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField(null=True, blank=True)
    found = SealedTextField()
    recorded_by = person()
    recorded_at = models.DateTimeField(default=timezone.now)
    demo = models.BooleanField(default=False)

    area_id: int
    stayed: "models.QuerySet[Stayed]"
    decisions: "DecisionQuerySet"

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["-first", "-recorded_at"]
        verbose_name_plural = "studies"
        constraints = [
            models.CheckConstraint(condition=Q(last=None) | Q(last__gte=F("first")), name="study_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.first}"


class Stayed(models.Model):
    """A user, or somebody without an account: then the name is sealed."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="stayed")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    name = SealedTextField(blank=True, default="")
    unit = text(60)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.user.name if self.user else self.name


class DecisionQuerySet(models.QuerySet["Decision"]):
    def held_by(self, user: "User") -> "DecisionQuerySet":
        """Those that the user is to do: in person, or by a post held today."""
        scope = user.scope
        posts = Q(role=Role.COUNTY_OFFICER, area__in=scope.county) | Q(role=Role.TOWNSHIP_POST, area__in=scope.township)
        posts |= Q(role=Role.VILLAGE_SQUAD, area__in=scope.village) | Q(role=Role.PRINCIPAL, school__in=scope.school)
        return self.filter(posts | Q(user=user.pk))

    def visible_to(self, user: "User") -> "DecisionQuerySet":
        """Of the studies that one sees, and one's own."""
        mine = Decision.objects.held_by(user).values("pk")
        return self.filter(Q(study__in=Study.objects.visible_to(user)) | Q(pk__in=mine))

    def open(self) -> "DecisionQuerySet":
        return self.filter(done_at=None)


class Decision(models.Model):
    """What is to be done, by whom, by when. `user`: in person; else whoever holds the post `role` at `area` or `school`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, models.CASCADE, related_name="decisions")
    title = SealedTextField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=20, choices=Post.Kind, blank=True, default="")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    decided_by = person()
    decided_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = person()
    done_word = SealedTextField(blank=True, default="")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "decided_at", "pk"]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_at=None), name="decision_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, role="", area=None, school=None)
                | Q(user=None, area__isnull=False, school=None) & ~Q(role="")
                | Q(user=None, area=None, school__isnull=False) & ~Q(role=""),
                name="decision_of_a_person_or_a_post",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def who(self) -> str:
        return str(self.user) if self.user else f"{self.area or self.school} {self.get_role_display()}"

    def state_on(self, today: date) -> str:
        if self.done_at:
            return "done"
        return "late" if self.due_on < today else "today" if self.due_on == today else "running"
