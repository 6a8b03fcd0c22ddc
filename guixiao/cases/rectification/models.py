"""An inspection, the items it found, and every step of each (append-only by triggers)."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guixiao.accounts.models import Post
from guixiao.areas.models import Area, School
from guixiao.cases.attachments.models import Attachment
from guixiao.cases.models import Case, person
from guixiao.cases.rectification import rules
from guixiao.children.models import text
from guixiao.vault.fields import SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, user: "User") -> "InspectionQuerySet":
        """Those of one's places; and those with an item of one's own."""
        own = Item.objects.visible_to(user).values("inspection")
        return self.filter(Q(area__in=Area.objects.visible_to(user)) | Q(pk__in=own))


class Inspection(models.Model):
    """Who inspected where and when, and the document that says so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", help_text="The place that was inspected.")
    title = SealedTextField()
    number = text(60)
    inspectors = SealedTextField()
    inspected_on = models.DateField()
    recorded_by = person()
    recorded_at = models.DateTimeField(default=timezone.now)
    demo = models.BooleanField(default=False)

    items: "ItemQuerySet"

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-inspected_on", "-recorded_at"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, user: "User") -> "ItemQuerySet":
        """The county's officers see all; a post sees its own and those below it."""
        below = Q(area__in=Area.objects.visible_to(user)) | Q(school__in=School.objects.visible_to(user))
        return self.filter(Q(county__in=user.scope.county) | below)

    def held_by(self, user: "User") -> "ItemQuerySet":
        """Those whose post the user holds."""
        found = Q(pk=None)
        for post in user.current_posts:
            found |= Q(role=post.role, area=post.area_id, school=post.school_id)
        return self.filter(found)

    def standing(self, name: str, today: date) -> "ItemQuerySet":
        return self.filter(STANDING[name](today))


STANDING: dict[str, Any] = {
    rules.LATE: lambda today: Q(state=rules.OPEN, deadline__lt=today),
    rules.DUE: lambda today: Q(state=rules.OPEN, deadline__gte=today),
    rules.WAITING: lambda today: Q(state=rules.MENDED),
    rules.DONE: lambda today: Q(state=rules.CLOSED),
    rules.GONE: lambda today: Q(state=rules.WITHDRAWN),
}


class Item(models.Model):
    """One finding. `state` and what follows it are made from the steps each time one is added; `version` counts them."""

    class State(models.TextChoices):
        OPEN = rules.OPEN, _("要整改")
        MENDED = rules.MENDED, _("报了整改，等复查")
        CLOSED = rules.CLOSED, _("复查通过")
        WITHDRAWN = rules.WITHDRAWN, _("记错了，已撤回")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="items")
    county = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(help_text="Within its inspection.")
    finding = SealedTextField()
    measures = SealedTextField()
    role = models.CharField(max_length=20, choices=Post.Kind, help_text="The post whose duty it is.")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")
    named = SealedTextField(blank=True, default="", help_text="Who is named as responsible, besides whoever holds the post.")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    deadline = models.DateField()
    mended_by = person()
    mended_as = text(20)
    mended_on = models.DateField(null=True, blank=True)
    failed = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    demo = models.BooleanField(default=False)

    county_id: int
    area_id: int | None
    school_id: int | None
    case_id: uuid.UUID | None
    mended_by_id: int | None
    steps: "models.QuerySet[Step]"

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["deadline", "number"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="item_number_once"),
            models.CheckConstraint(condition=Q(area=None, school__isnull=False) | Q(area__isnull=False, school=None),
                                   name="item_at_an_area_or_a_school"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["county", "state", "deadline"], name="item_of_county")]

    def __str__(self) -> str:
        return f"{self.inspection} {self.number}"

    @property
    def place(self) -> "Area | School":
        found = self.area or self.school
        assert found is not None  # a constraint of the table
        return found

    @property
    def path(self) -> str:
        return self.place.path

    @property
    def post(self) -> rules.At:
        return self.role, self.area_id or self.school_id

    @property
    def of_the_office(self) -> bool:
        """Is it the county office's own to put right?"""
        return self.role == rules.OFFICE

    @property
    def withdrawal(self) -> "Step | None":
        """Who withdrew it last, when and why."""
        return next((step for step in reversed(self.steps.all()) if step.verb == rules.WITHDRAW), None)

    @property
    def standing(self) -> str:
        return rules.standing_of(self.state, self.deadline, timezone.localdate())


class Step(models.Model):
    """What happened to an item. `true_on`: since when it is so; `recorded_at`: since when we know; `role`: from which post."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="steps")
    version = models.PositiveIntegerField(help_text="Of the item, after it.")
    verb = models.CharField(max_length=10)
    true_on = models.DateField()
    recorded_at = models.DateTimeField(default=timezone.now)
    actor = person()
    role = text(20)
    text = SealedTextField(blank=True, default="")
    deadline = models.DateField(null=True, blank=True)
    demo = models.BooleanField(default=False)

    actor_id: int | None
    proofs: "models.QuerySet[StepProof]"

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="step_once_per_version")]

    def __str__(self) -> str:
        return self.verb


class StepProofQuerySet(models.QuerySet["StepProof"]):
    def visible_to(self, user: "User") -> "StepProofQuerySet":
        return self.filter(step__item__in=Item.objects.visible_to(user), attachment__withdrawn_at=None)


class StepProof(models.Model):
    """A file that shows what was put right."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="proofs")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")

    objects = StepProofQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["step", "attachment"], name="step_proof_once")]

    def __str__(self) -> str:
        return str(self.attachment_id)
