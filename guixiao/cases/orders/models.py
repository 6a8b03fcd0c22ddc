"""Orders: the draft that may still change, and what never changes once it is issued (triggers): the order, its children, whom it
is addressed to, who acknowledged, why it was withdrawn, and how it ended."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from guixiao.accounts.models import Post, role_word
from guixiao.accounts.rules import Role
from guixiao.areas.models import Area, School
from guixiao.cases.models import Case, of_visible, person
from guixiao.cases.orders.rules import BOTH, MET, NOT_YET
from guixiao.cases.raw import Keys, raw
from guixiao.children.models import Child, Round, place
from guixiao.vault.fields import SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class OfCounty(models.QuerySet[Any]):
    def visible_to(self, user: "User") -> "OfCounty":
        """The county's own officers."""
        return self.filter(county__in=user.scope.county)


class Said(models.Model):
    """What an order says, drafted or issued. `wanted`: which children (selecting.Wanted)."""

    class Lines(models.TextChoices):
        BOTH = BOTH, _("两条线")
        ADMINISTRATIVE = "administrative", _("行政线")
        EDUCATION = "education", _("教育线")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, blank=True)
    title = SealedTextField(blank=True, default="")
    text = SealedTextField(blank=True, default="")
    goal = models.CharField(max_length=40, blank=True, help_text="A name of the policy's goals.")
    lines = models.CharField(max_length=20, choices=Lines, default=Lines.BOTH)
    wanted = models.JSONField(default=dict)
    demo = models.BooleanField(default=False)

    county_id: int

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


class Draft(Said):
    """It grows by versions; whoever issues it takes it away. `left_out`: words of those it would go to and shall not."""

    deadline = models.DateField(null=True, blank=True)
    left_out = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    changed_by = person()
    changed_at = models.DateTimeField(default=timezone.now)

    objects = OfCounty.as_manager()

    class Meta:
        ordering = ["-changed_at"]


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, user: "User") -> "OrderQuerySet":
        """The county's officers see all of it; a post sees what is addressed to it."""
        addressed = Addressee.objects.held_by(user).filter(order=OuterRef("pk"))
        return self.filter(Q(county__in=user.scope.county) | Exists(addressed))

    def running(self) -> "OrderQuerySet":
        return self.filter(outcome=None, withdrawal=None)


class Order(Said):
    """`goal_words`, `kind`: the goal as the policy had it when the order was issued."""

    deadline = models.DateField(help_text="The last day; how it stands at its end is the result.")
    goal_words = models.JSONField()
    kind = models.CharField(max_length=20)
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    issued_by = person()
    issued_at = models.DateTimeField(default=timezone.now)

    outcome: "Outcome"
    withdrawal: "Withdrawal"
    addressees: "AddresseeQuerySet"
    targets: "TargetQuerySet"

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at"]
        constraints = [models.UniqueConstraint(fields=["county", "number"], name="order_number_once")]

    @property
    def issued_on(self) -> date:
        return timezone.localdate(self.issued_at)

    @property
    def goal_name(self) -> str:
        return str(self.goal_words["en" if (get_language() or "").startswith("en") else "zh"])

    @property
    def issuer(self) -> str:
        """The office in whose name it is issued."""
        return gettext("%(county)s控辍保学办") % {"county": self.county}

    @property
    def ended(self) -> "Outcome | None":
        return getattr(self, "outcome", None)

    @property
    def taken_back(self) -> "Withdrawal | None":
        return getattr(self, "withdrawal", None)


@dataclass(frozen=True, slots=True)
class Placed:
    """A child of the frozen set, no more of it than says who it is and where it was."""

    pk: int
    case_id: uuid.UUID
    child_id: uuid.UUID
    town_id: int | None
    village_id: int | None
    school_id: int | None


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, user: "User") -> "TargetQuerySet":
        return self.filter(of_visible(user))

    def placed(self) -> list[Placed]:
        keys, rows = Keys(), self.annotate(of=raw("case"), who=raw("child"))
        return [Placed(pk, keys[of], keys[who], *there)
                for pk, of, who, *there in rows.values_list("pk", "of", "who", "town", "village", "school")]  # fmt: skip


class Target(models.Model):
    """A child of the frozen set, with the case and the places it had when the order was issued."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="targets")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    town = place(Area, db_index=False)
    village = place(Area, db_index=False)
    school = place(School, db_index=False)

    case_id: uuid.UUID
    child_id: uuid.UUID
    town_id: int | None
    village_id: int | None
    school_id: int | None

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "child"], name="target_once")]

    def __str__(self) -> str:
        return str(self.case_id)


class AddresseeQuerySet(models.QuerySet["Addressee"]):
    def held_by(self, user: "User") -> "AddresseeQuerySet":
        """Those whose post the user holds."""
        scope = user.scope
        township = Q(role=Role.TOWNSHIP_POST, area__in=scope.township)
        village = Q(role=Role.VILLAGE_SQUAD, area__in=scope.village)
        return self.filter(township | village | Q(role=Role.PRINCIPAL, school__in=scope.school))

    def visible_to(self, user: "User") -> "AddresseeQuerySet":
        """The county's officers see all; a post sees itself and those below it."""
        below = Q(area__in=Area.objects.visible_to(user)) | Q(school__in=School.objects.visible_to(user))
        return self.filter(Q(order__county__in=user.scope.county) | below)


class Addressee(models.Model):
    """A post that the order is addressed to, whoever holds it; `children`: so many of the set lie behind it."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="addressees")
    line = models.CharField(max_length=20)
    role = models.CharField(max_length=20, choices=Post.Kind)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")
    children = models.PositiveIntegerField()

    area_id: int | None
    school_id: int | None
    receipt: "Receipt"

    objects = AddresseeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(area=None, school__isnull=False) | Q(area__isnull=False, school=None),
                                   name="addressee_at_an_area_or_a_school"),
            models.UniqueConstraint(fields=["order", "role", "area"], name="addressee_area_once"),
            models.UniqueConstraint(fields=["order", "school"], name="addressee_school_once"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.area or self.school} {role_word(self.role)}"

    @property
    def acknowledged(self) -> "Receipt | None":
        return getattr(self, "receipt", None)


class Receipt(models.Model):
    """Who acknowledged an order for a post, and when: the first who did."""

    addressee = models.OneToOneField(Addressee, models.CASCADE, primary_key=True, related_name="receipt")
    user = person()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d}"


class Withdrawal(models.Model):
    order = models.OneToOneField(Order, models.CASCADE, primary_key=True, related_name="withdrawal")
    reason = SealedTextField()
    by = person()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.by} {self.at:%Y-%m-%d}"


class Outcome(models.Model):
    """How an order stood at the end of its last day: stored once, and it stays. `not_yet`, `aside`: keys of children's cases."""

    order = models.OneToOneField(Order, models.CASCADE, primary_key=True, related_name="outcome")
    met = models.BooleanField()
    children = models.PositiveIntegerField()
    met_count = models.PositiveIntegerField()
    not_yet_count = models.PositiveIntegerField()
    aside_count = models.PositiveIntegerField()
    not_yet = models.JSONField(default=list)
    aside = models.JSONField(default=list)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(children=F("met_count") + F("not_yet_count") + F("aside_count")),
                                   name="outcome_adds_up"),
            models.CheckConstraint(condition=Q(met=True, not_yet_count=0) | Q(met=False, not_yet_count__gt=0),
                                   name="outcome_is_met_or_not"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return MET if self.met else NOT_YET
