"""The child as known now, and where the child stood in each round of rosters."""

import json
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from guixiao.areas.among import among
from guixiao.areas.models import Area, School
from guixiao.children.rules import APART, BUCKETS, REGISTER, SIGHTED, SIGHTED_OUTCOMES, masked_id, masked_phone, masked_text
from guixiao.lib.once import once
from guixiao.tables.kept import kept
from guixiao.vault.fields import BlindIndexField, SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User
    from guixiao.accounts.rules import Scope


def text(length: int = 100, **options: Any) -> models.CharField:
    """Text out of a roster: may be empty, never null."""
    return models.CharField(max_length=length, blank=True, default="", **options)


def place(model: type[models.Model], **options: Any) -> models.ForeignKey:
    return models.ForeignKey(model, models.PROTECT, null=True, blank=True, related_name="+", **options)


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: "User") -> "RoundQuerySet":
        """Everyone with a post sees that a round was made in their county; its figures are scoped below."""
        return self.filter(_of_counties(user.scope))

    def shown_to(self, user: "User") -> "Round | None":
        """The round that the pages of the user's county show."""
        return _shown(user.scope)


def _of_counties(scope: "Scope") -> Q:
    roots = {path.strip("/").split("/")[0] for path in scope.paths}
    schools = School.objects.filter(pk__in=scope.school).values("county")
    return among(county__code=roots) | Q(county__in=schools) if scope.school else among(county__code=roots)


@once
def _shown(scope: "Scope") -> "Round | None":
    found = next(iter(_current(scope)), None)
    return _known().setdefault(found.pk, found) if found else None


@kept
def _current(scope: "Scope") -> RoundQuerySet:
    return Round.objects.filter(_of_counties(scope), current__isnull=False).select_related("county")[:1]


@once
def newest_round(scope: "Scope") -> "Round | None":
    """Of the counties that somebody with this scope sees."""
    found = _newest(scope)
    return rounds_of(found)[found[0]] if found else None


@kept
def _newest(scope: "Scope") -> "models.QuerySet[Any, Any]":
    return Round.objects.filter(_of_counties(scope)).order_by("-pk").values_list("pk", flat=True)[:1]


def rounds_of(keys: Iterable[int]) -> "dict[int, Round]":
    """Rounds by key. Their words are long: a page that only shows reads each one time."""
    known = _known()
    if missing := set(keys) - known.keys():
        known.update((made.pk, made) for made in _rounds(keys=sorted(missing)))
    return known


@kept
def _rounds(*, keys: list[int]) -> RoundQuerySet:
    return Round.objects.filter(pk__in=keys)


@once
def _known() -> "dict[int, Round]":
    return {}


class Round(models.Model):
    """One reconciliation of the rosters: from its moment on only children who are in no roster are counted beside it."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="rounds")
    as_of = models.DateField()
    policy = models.CharField(max_length=80, help_text="Version of the rule file: id@sha256.")
    wording = models.JSONField(help_text="Names of buckets and outcomes in that version, zh and en.")
    population = models.PositiveIntegerField(help_text="Children counted by the engine, in this county's register or apart.")
    apart = models.PositiveIntegerField(help_text="Of these, children in no household register of this county.")
    sighted = models.PositiveIntegerField(
        default=0, help_text="Children in no roster, counted beside it since (guixiao.sightings)."
    )
    ambiguous = models.PositiveIntegerField(default=0, help_text="New children who may be one of several of an earlier round.")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    demo = models.BooleanField(default=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.county} {self.as_of}"

    def expected(self, side: str) -> int:
        """What the buckets of this side must sum up to: the engine's count, or how many were counted beside it."""
        return {REGISTER: self.population - self.apart, APART: self.apart, SIGHTED: self.sighted}[side]

    def word(self, kind: str, name: str) -> str:
        """The name of a bucket or an outcome in the language of the page."""
        names = self.wording.get(kind, {}).get(name, {})
        return names.get("en" if (get_language() or "").startswith("en") else "zh") or name


class CurrentRound(models.Model):
    """The round a county's pages show: the newest, unless an earlier one was restored."""

    county = models.OneToOneField(Area, models.PROTECT, related_name="current_round")
    round = models.OneToOneField(Round, models.PROTECT, related_name="current")
    since = models.DateTimeField(default=timezone.now)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return str(self.round)


class ChildQuerySet(models.QuerySet["Child"]):
    def visible_to(self, user: "User") -> "ChildQuerySet":
        scope = user.scope
        return self.filter(among(county=scope.county, town=scope.township, village=scope.village, school=scope.school))


class Child(models.Model):
    """A person of a roster. Place and school are where the child belongs now; a round keeps its own.

    Numbers are sealed; a child is found by one with `filter(id_number_index=blind_index("id_number", text))`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = text(120)
    id_number = SealedTextField(blank=True, default="")
    id_number_index = BlindIndexField(of="id_number", db_index=True)
    birth_date = models.DateField(null=True, blank=True)
    sex = text(1)
    ethnicity = text(40)
    household_number = SealedTextField(blank=True, default="", help_text="In some registers the householder's identity number.")
    guardian = text(120)
    phone = SealedTextField(blank=True, default="")
    phone_index = BlindIndexField(of="phone", db_index=True)
    county = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    town = place(Area)
    village = place(Area)
    school = place(School)
    demo = models.BooleanField(default=False)

    objects = ChildQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(village=None) | Q(town__isnull=False), name="child_village_in_a_town")]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_id(self) -> str:
        return masked_id(self.id_number)

    @property
    def masked_phone(self) -> str:
        return masked_phone(self.phone)


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, user: "User") -> "CorrectionQuerySet":
        scope = user.scope
        return self.filter(among(child__county=scope.county, child__town=scope.township,
                                 child__village=scope.village, child__school=scope.school))  # fmt: skip


class Correction(models.Model):
    """What a round's rosters say otherwise of a child than was known: the child has the newer, here is what it was before."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="corrections")
    round = models.ForeignKey(Round, models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=30)
    before = SealedTextField(blank=True, default="")
    after = SealedTextField(blank=True, default="")

    objects = CorrectionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.field


def within(user: "User") -> Q:
    """Rows of a round whose place or school lies in a place the user holds a post at."""
    scope = user.scope
    return among(round__county=scope.county, town=scope.township, village=scope.village, school=scope.school)


def on_side(side: str) -> Q:
    """The rows, or the tally, of one of the three sums: `rules.side_of`, asked of the database."""
    met = Q(outcome__startswith=SIGHTED_OUTCOMES)
    return met if side == SIGHTED else ~met & Q(apart=side == APART)


class CoverageQuerySet(models.QuerySet["Coverage"]):
    def visible_to(self, user: "User") -> "CoverageQuerySet":
        return self.filter(within(user))


class Coverage(models.Model):
    """Where one child stood in one round, and why: exactly one row for each child and round.

    `age`, `sex`, `disabled` and `name_key` repeat what the child was in that round (`rules.standing`): the lists are filtered and
    sorted by them without a look at the child.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="coverage", db_index=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="coverage")
    bucket = models.CharField(max_length=30)
    outcome = models.CharField(max_length=30)
    apart = models.BooleanField(default=False)
    town = place(Area, db_index=False)
    village = place(Area, db_index=False)
    school = place(School, db_index=False)
    town_text = text()
    village_text = text()
    school_text = text(160)
    grade = text(60)
    class_name = text(60)
    poverty = models.BooleanField(default=False)
    disability = text()
    age = models.SmallIntegerField(null=True, blank=True)
    sex = text(1)
    disabled = models.BooleanField(default=False)
    name_key = models.TextField(
        blank=True, default="", help_text="Characters, sounds and initials of the name: lib.pinyin.name_key."
    )
    roster = text(20)
    file = text(255)
    row = models.PositiveIntegerField(null=True, blank=True)
    linked_roster = text(20)
    linked_file = text(255)
    linked_row = models.PositiveIntegerField(null=True, blank=True)
    step = text(60)
    probability = models.FloatField(null=True, blank=True)
    explanation_zh = models.TextField(blank=True, default="")
    explanation_en = models.TextField(blank=True, default="")

    objects = CoverageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "child"], name="one_bucket_per_child_and_round"),
            models.CheckConstraint(condition=Q(bucket__in=BUCKETS), name="coverage_in_a_known_bucket"),
            models.CheckConstraint(condition=Q(village=None) | Q(town__isnull=False), name="coverage_village_in_a_town"),
        ]
        indexes = [
            # All that a list filters or sorts by: it is counted, and turned to any page, without reading the rows. The second one
            # serves what is looked for or sorted by name. The key is named for PostgreSQL, which would else read every row.
            models.Index(fields=["round", "town", "village", "bucket", "outcome", "apart", "school", "age", "sex", "poverty",
                                 "disabled", "id"], name="coverage_by_place"),
            models.Index(fields=["round", "name_key", "town", "village", "bucket", "outcome", "apart", "school", "age", "sex",
                                 "poverty", "disabled", "id"], name="coverage_by_name"),
            models.Index(fields=["round", "school", "bucket"], name="coverage_by_school"),
        ]  # fmt: skip

    @property
    def bucket_name(self) -> str:
        return self.round.word("buckets", self.bucket)

    @property
    def outcome_name(self) -> str:
        return self.round.word("outcomes", self.outcome)

    @property
    def explanation(self) -> str:
        english = (get_language() or "").startswith("en")
        return masked_text(self.explanation_en if english else self.explanation_zh)


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def of(self, stand: Coverage) -> "Evidence | None":
        """What speaks for where a child stands; who may see the stand may see it."""
        return self.filter(round=stand.round_id, child=stand.child_id).first()


class Evidence(models.Model):
    """The rows that are one child's in one round, and how each was found to be: linkage/evidence.py, word for word."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="+", db_index=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="+", db_index=False)
    content = SealedTextField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["child", "round"], name="evidence_once_per_child_and_round")]

    @property
    def rows(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.content or "[]")
        return found


class TallyQuerySet(models.QuerySet["Tally"]):
    def visible_to(self, user: "User") -> "TallyQuerySet":
        return self.filter(within(user))


class Tally(models.Model):
    """How many rows of a round are alike in everything that is counted (`by` ALL), or in one thing besides where they stand, the
    others being NULL. The pages sum it up; `children.tally` makes it, once, and proves it equal to the rows.
    """

    ALL = "all"

    round = models.ForeignKey(Round, models.CASCADE, related_name="tally", db_index=False)
    by = models.CharField(max_length=10)
    town = place(Area, db_index=False)
    village = place(Area, db_index=False)
    school = place(School, db_index=False)
    bucket = models.CharField(max_length=30)
    outcome = models.CharField(max_length=30)
    apart = models.BooleanField()
    age = models.SmallIntegerField(null=True)
    sex = models.CharField(max_length=1, null=True, blank=True)
    poverty = models.BooleanField(null=True)
    disabled = models.BooleanField(null=True)
    count = models.PositiveIntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["round", "by", "town", "village"], name="tally_by_place"),
            models.Index(fields=["round", "by", "school"], name="tally_by_school"),
        ]
