"""Doubts of a round, the rows each is about, and what people decided."""

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guixiao.areas.among import among
from guixiao.areas.models import Area
from guixiao.children.models import Coverage, Round
from guixiao.reviews.rules import DIFFERENT, OUTCOME, REGISTER, SAME, known_by
from guixiao.vault.fields import BlindIndexField, SealedJSONField

if TYPE_CHECKING:
    from datetime import datetime

    from guixiao.accounts.models import User


def by(name: str = "+") -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name=name)


def _in_force() -> "DecisionQuerySet":
    return Decision.objects.in_force().filter(doubt=OuterRef("pk"))


def _free() -> "CandidateQuerySet":
    given = Candidate.objects.given().filter(round=OuterRef("round"), row_key=OuterRef("row_key"))
    return Candidate.objects.filter(~Exists(given), doubt=OuterRef("pk"))


class DoubtQuerySet(models.QuerySet["Doubt"]):
    def visible_to(self, user: "User") -> "DoubtQuerySet":
        """The county sees every doubt; a township those that touch none but its own children."""
        return self.filter(among(round__county=user.scope.county, town=user.scope.township))

    def current(self) -> "DoubtQuerySet":
        """Of the rounds that the pages show."""
        return self.filter(round__current__isnull=False)

    def open(self) -> "DoubtQuerySet":
        """Still to be decided: no decision in force, and some row of it has not been given to another child."""
        return self.filter(~Exists(_in_force()), Exists(_free()))

    def decided(self) -> "DoubtQuerySet":
        return self.filter(Exists(_in_force()))

    def given_away(self) -> "DoubtQuerySet":
        """Not decided, and nothing left to decide: every row of it is another child's by now."""
        return self.filter(~Exists(_in_force()), ~Exists(_free()))

    def not_held(self, user: "User", now: "datetime") -> "DoubtQuerySet":
        """That nobody else is looking at."""
        return self.filter(Q(held_until=None) | Q(held_until__lt=now) | Q(held_by=user))

    def in_turn(self) -> "DoubtQuerySet":
        """The risk of a missed child first, then the likeliest; what was skipped comes last."""
        return self.order_by(F("skipped_at").asc(nulls_first=True), "position")


class Doubt(models.Model):
    """One question: is one of these rows of another roster this register child? `facts`: the engine's words about the child."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="doubts")
    coverage = models.ForeignKey(Coverage, models.PROTECT, related_name="doubts", help_text="The child's line of the round.")
    town = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+",
                             help_text="Empty where children of two townships are concerned: the county decides.")  # fmt: skip
    position = models.PositiveIntegerField(help_text="The engine's order: risk of a missed child, then weight.")
    roster = models.CharField(max_length=20, help_text="Of the rows.")
    reason = models.CharField(max_length=30)
    risk = models.PositiveSmallIntegerField(help_text="3 a child waits for the answer; 2, 1, 0: linkage/doubts.py.")
    weight = models.FloatField(help_text="Of the likeliest row, in bits.")
    facts = SealedJSONField()
    number_index = BlindIndexField(of="number", kind="id_number")
    name_index = BlindIndexField(of="name_and_birth", kind="name")
    held_by = by()
    held_until = models.DateTimeField(null=True, blank=True)
    skipped_by = by()
    skipped_at = models.DateTimeField(null=True, blank=True)

    objects = DoubtQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "position"], name="doubt_once_in_the_order")]
        indexes = [models.Index(fields=["round", "town", "risk"], name="doubt_by_place")]

    def __str__(self) -> str:
        return f"{self.roster} {self.position}"

    @property
    def number(self) -> str:
        return known_by(self.facts)[0]

    @property
    def name_and_birth(self) -> str:
        return known_by(self.facts)[1]

    def holder(self, user: "User", now: "datetime") -> "User | None":
        """Who else is looking at it."""
        held = self.held_by if self.held_until and self.held_until >= now else None
        return held if held != user else None


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def given(self) -> "CandidateQuerySet":
        """Rows that are a child's by decision; one register row may stand for several registrations."""
        return self.filter(verdict=SAME).exclude(roster=REGISTER)


class Candidate(models.Model):
    """A row that may be the child's. `facts`: the engine's words about it: cells, fields, weights, household."""

    doubt = models.ForeignKey(Doubt, models.CASCADE, related_name="candidates")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()
    roster = models.CharField(max_length=20)
    row_key = models.CharField(max_length=32, help_text="The row in its file: the same for every child it may belong to.")
    weight = models.FloatField()
    facts = SealedJSONField()
    verdict = models.CharField(max_length=10, blank=True, default="", help_text="Of the decision in force.")

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["doubt", "rank"], name="candidate_once_per_rank"),
            models.UniqueConstraint(
                fields=["round", "row_key"], condition=Q(verdict=SAME) & ~Q(roster=REGISTER), name="row_of_one_child"
            ),
            models.CheckConstraint(condition=Q(verdict__in=["", SAME, DIFFERENT]), name="candidate_verdict_known"),
        ]
        indexes = [models.Index(fields=["round", "row_key"], name="candidate_by_row")]

    def __str__(self) -> str:
        return f"{self.doubt_id} {self.rank}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: "User") -> "DecisionQuerySet":
        return self.filter(among(doubt__round__county=user.scope.county, doubt__town=user.scope.township))

    def in_force(self) -> "DecisionQuerySet":
        return self.filter(undone_at=None)

    def of_county(self, county: Area) -> "DecisionQuerySet":
        return self.filter(doubt__round__county=county)


class Decision(models.Model):
    """What somebody answered; undone it stays as history. `facts`: the lines that tell the engine (rules.COLUMNS)."""

    class Kind(models.TextChoices):
        SAME = SAME, _("是同一个孩子")
        DIFFERENT = DIFFERENT, _("都不是")
        OUTCOME = OUTCOME, _("都不是，下落已清楚")

    doubt = models.ForeignKey(Doubt, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind)
    ranks = models.CharField(max_length=10, blank=True, help_text="Of the rows that are the child's: 1,2.")
    bucket = models.CharField(max_length=30, blank=True)
    outcome = models.CharField(max_length=30, blank=True)
    facts = SealedJSONField()
    number_index = BlindIndexField(of="number", kind="id_number")
    name_index = BlindIndexField(of="name_and_birth", kind="name")
    made_by = by()
    made_at = models.DateTimeField(default=timezone.now)
    undone_by = by()
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["doubt"], condition=Q(undone_at=None), name="one_decision_in_force"),
            models.CheckConstraint(condition=Q(kind__in=[SAME, DIFFERENT, OUTCOME]), name="decision_kind_known"),
        ]
        indexes = [
            models.Index(fields=["number_index"], name="decision_by_number"),
            models.Index(fields=["name_index"], name="decision_by_name"),
            models.Index(fields=["made_by", "-made_at"], name="decision_by_maker"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.doubt_id}"

    @property
    def child(self) -> dict[str, Any]:
        """The facts of the register child, as they were."""
        return {field: self.facts[0][f"{field}_b"] for field in ("name", "id_number", "birth_date")}

    @property
    def number(self) -> str:
        return known_by(self.child)[0]

    @property
    def name_and_birth(self) -> str:
        return known_by(self.child)[1]


class Counted(models.Model):
    """A decision that a round was made with."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="counted")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="counted")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "decision"], name="decision_counted_once_per_round")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.decision_id}"
