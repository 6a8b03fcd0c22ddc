"""A case, and all that happened to it."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guixiao.areas.among import among
from guixiao.areas.models import Area, School
from guixiao.cases.effort.progress import Past, Told
from guixiao.cases.raw import Keys, raw
from guixiao.cases.rules import SETTLED, standing_of
from guixiao.cases.states import Effect, Stand
from guixiao.cases.states import State as States
from guixiao.children.models import Child, Round, place, text
from guixiao.vault.fields import SealedJSONField, SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User
    from guixiao.accounts.rules import Scope


def person() -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")


# What no list shows of a case and its child: it is long, or sealed and dear to open.
UNREAD = ("facts", "child__id_number", "child__household_number", "child__phone")
UNREAD_OF_CASE = tuple(f"case__{name}" for name in UNREAD)
# The standings of rules.STANDINGS as conditions on the table.
STANDING = {
    "todo": Q(state=States.SUSPECTED, finding="", still=True),
    "found": Q(state=States.SUSPECTED, finding="", still=False),
    "waiting": Q(state=States.SUSPECTED) & ~Q(finding=""),
    "out": Q(state=States.OUT_OF_SCHOOL),
    "returned": Q(state=States.RETURNED),
    "closed": Q(state=States.CLOSED),
    "kept": Q(state=States.WATCHED, effect=Effect.KEEP),
    "watched": Q(state=States.WATCHED, effect=Effect.WATCH),
    "excluded": Q(state=States.EXCLUDED),
}


def seen_in(scope: "Scope", of: str = "") -> Q:
    """The cases at these places. `of`: the way to the case, from a table that points to it."""
    places = {"county": scope.county, "town": scope.township, "village": scope.village, "school": scope.school,
              "receiving": scope.school}  # fmt: skip
    return among(**{f"{of}{name}": keys for name, keys in places.items()})


def of_visible(user: "User", case: str = "case") -> Q:
    """Rows of a table that belong to the cases that the user sees. For a county each row's case is asked for its place: to name
    the county's thousands of cases first takes longer than all the rows."""
    return seen_in(user.scope, f"{case}__") if user.scope.county else Q((f"{case}__in", Case.objects.visible_to(user)))


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: "User") -> "CaseQuerySet":
        return self.filter(seen_in(user.scope))

    def current(self) -> "CaseQuerySet":
        """One for each child: the last episode."""
        return self.filter(current=True)

    def lived(self) -> "CaseQuerySet":
        """Without episodes that were begun by mistake (`effort.voiding`)."""
        return self.exclude(current=False, phase="")

    def standing(self, name: str) -> "CaseQuerySet":
        return self.filter(STANDING[name])

    def due(self, today: date) -> "CaseQuerySet":
        """Watched, and to be asked again."""
        return self.filter(state=States.WATCHED, until__lte=today)


class Case(models.Model):
    """A suspected child until it is settled, and an out-of-school child until it is in class and stays there. Place, school,
    bucket and outcome are those of the round that was counted last. `phase` and what follows it tell `effort.progress` to lists.

    `finding`: what somebody found; while the state is `suspected` it waits for a second person. `facts`: what of the child the
    question was about (rules.FACTS); `version` grows with every change: whoever writes names the version they saw.
    """

    class State(models.TextChoices):
        SUSPECTED = States.SUSPECTED, _("疑似")
        EXCLUDED = States.EXCLUDED, _("已排除")
        WATCHED = States.WATCHED, _("暂缓")
        OUT_OF_SCHOOL = States.OUT_OF_SCHOOL, _("失学辍学")
        RETURNED = States.RETURNED, _("已复学")
        CLOSED = States.CLOSED, _("已销号")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="cases")
    episode = models.PositiveSmallIntegerField(default=1, help_text="Of this child: 1, 2, …")
    county = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    town = place(Area, db_index=False)
    village = place(Area, db_index=False)
    school = place(School, db_index=False)
    assigned = models.CharField(max_length=10, help_text="Who looks first: rules.assigned_to.")
    state = models.CharField(max_length=20, choices=State, default=State.SUSPECTED)
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    bucket = text(30)
    outcome = text(30)
    still = models.BooleanField(default=True, help_text="The last count does not find the child in class, or people say so.")
    reported = models.BooleanField(default=False, help_text="The rosters had the child in class, people said otherwise.")
    facts = models.JSONField(default=dict)
    name_key = models.TextField(blank=True, default="", help_text="As in Coverage: lists are searched and sorted by it.")
    poverty = models.BooleanField(default=False)
    age = models.SmallIntegerField(null=True, blank=True)
    finding = text(40)
    effect = text(10)
    evidence = text(40)
    found_by = person()
    found_line = text(20)
    found_at = models.DateTimeField(null=True, blank=True)
    until = models.DateField(null=True, blank=True, help_text="Asked again from this day on.")
    current = models.BooleanField(default=True, help_text="No later episode of this child.")
    phase = text(20)
    grade = models.PositiveSmallIntegerField(default=0, help_text="1 easy, 2 middle, 3 hard; 0 before there is a plan.")
    returned_on = models.DateField(null=True, blank=True)
    next_look = models.DateField(null=True, blank=True, help_text="When somebody looks next whether the child is in class.")
    receiving = place(School, help_text="The school the child came back to.")
    receiving_name = text(120, help_text="That school, where it is not one of ours.")
    class_name = text(40)
    placement = text(40)
    closed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(default=timezone.now)
    demo = models.BooleanField(default=False)

    child_id: uuid.UUID
    county_id: int
    town_id: int | None
    village_id: int | None
    school_id: int | None
    found_by_id: int | None
    receiving_id: int | None
    round_id: int
    events: "EventQuerySet"

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "episode"], name="case_once_per_child_and_episode"),
            models.UniqueConstraint(fields=["child"], condition=Q(current=True), name="case_one_current_per_child"),
            models.CheckConstraint(condition=Q(finding="", effect="") | (~Q(finding="") & ~Q(effect="")),
                                   name="case_finding_has_an_effect"),
            models.CheckConstraint(condition=Q(state=States.SUSPECTED) | ~Q(finding=""), name="case_settled_by_a_finding"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["county", "state", "finding", "effect", "still", "town", "name_key"], name="case_of_county"),
            models.Index(fields=["town", "state", "finding", "effect", "still", "village", "name_key"], name="case_of_town"),
            models.Index(fields=["village", "state", "finding", "effect", "still", "name_key"], name="case_of_village"),
            models.Index(fields=["school", "state", "finding", "effect", "still", "name_key"], name="case_of_school"),
            models.Index(fields=["county", "phase", "town", "name_key"], condition=~Q(phase=""), name="effort_of_county"),
            models.Index(fields=["town", "phase", "village", "name_key"], condition=~Q(phase=""), name="effort_of_town"),
            models.Index(fields=["village", "phase", "name_key"], condition=~Q(phase=""), name="effort_of_village"),
            # What a row of another table asks of its case: where it is, and how it is sorted. Rows of cases are long.
            models.Index(
                fields=["id", "county", "town", "village", "school", "receiving", "poverty", "name_key"], name="case_places"
            ),
        ]

    def __str__(self) -> str:
        return str(self.child)

    @property
    def stand(self) -> Stand:
        effect = Effect(self.effect) if self.effect else None
        return Stand(States(self.state), effect, self.found_by_id, self.found_line, self.until, self.still,
                     self.round.as_of if self.round_id else None)  # fmt: skip

    @property
    def standing(self) -> str:
        return standing_of(self.stand)

    @property
    def settled(self) -> bool:
        return self.standing in SETTLED

    @property
    def path(self) -> str:
        """The narrowest place, for the log."""
        return (self.village or self.town or self.county).path

    @property
    def bucket_name(self) -> str:
        return self.round.word("buckets", self.bucket)

    @property
    def outcome_name(self) -> str:
        return self.round.word("outcomes", self.outcome)

    @property
    def finding_name(self) -> str:
        return self.round.word("findings", self.finding) if self.finding else ""

    @property
    def evidence_name(self) -> str:
        return self.round.word("evidence", self.evidence) if self.evidence else ""

    @property
    def school_now(self) -> str:
        """The school the child came back to, in words."""
        return str(self.receiving or self.receiving_name)


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: "User") -> "EventQuerySet":
        return self.filter(of_visible(user))

    def told(self) -> list[Told]:
        """Of one case, what its progress follows from, oldest first."""
        here = timezone.get_current_timezone()
        return [_past(row, here) for row in self.order_by("version").values_list(*PAST)]

    def told_of(self, cases: Collection[uuid.UUID]) -> "defaultdict[uuid.UUID, list[Told]]":
        """The same of many, by their keys."""
        found: defaultdict[uuid.UUID, list[Told]] = defaultdict(list)
        if not cases:
            return found
        keys, here = Keys(), timezone.get_current_timezone()
        rows = self.filter(case__in=cases).order_by("version").annotate(of=raw("case"))
        for case, *row in rows.values_list("of", *PAST):
            found[keys[case]].append(_past(row, here))
        return found


PAST = ("verb", "version", "state", "line", "true_on", "detail", "actor_id", "recorded_at")


def _past(row: Sequence[Any], here: tzinfo) -> Told:
    verb, version, state, line, true_on, detail, actor, at = row
    return Past(verb, version, state, line, true_on, detail, actor, at.astimezone(here).date())


class Event(models.Model):
    """One thing that happened to a case; never altered, never removed (triggers). `true_on`: since when it is so; `recorded_at`:
    since when we know. The key may be made by whoever records it, so that the same thing told twice is kept once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    version = models.PositiveIntegerField(help_text="Of the case, after it.")
    verb = models.CharField(max_length=20)
    state = models.CharField(max_length=20, help_text="Of the case, after it.")
    true_on = models.DateField()
    recorded_at = models.DateTimeField(default=timezone.now)
    actor = person()
    line = text(20)
    place = text(60)
    finding = text(40)
    effect = text(10)
    evidence = text(40)
    until = models.DateField(null=True, blank=True)
    note = SealedTextField(blank=True, default="")
    detail = models.JSONField(default=dict)

    case_id: uuid.UUID

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="event_once_per_version")]
        indexes = [models.Index(fields=["recorded_at"], name="event_by_moment")]

    def __str__(self) -> str:
        return self.verb

    @property
    def recorded_on(self) -> date:
        return timezone.localdate(self.recorded_at)

    @cached_property
    def words(self) -> dict[str, Any]:
        """The policy's words for what was found."""
        made = self.case.round
        return {"finding": made.word("findings", self.finding) if self.finding else "",
                "evidence": made.word("evidence", self.evidence) if self.evidence else ""}  # fmt: skip


WORKLIST_PARTS = ("ready", "blank", "moved", "refused")


def part_of_line(line: dict[str, Any]) -> str:
    """Of a row of a worklist, by `why` it cannot be written."""
    why = line["why"] or "ready"
    return why if why in WORKLIST_PARTS else "refused"


class WorklistQuerySet(models.QuerySet["Worklist"]):
    def visible_to(self, user: "User") -> "WorklistQuerySet":
        """One's own."""
        return self.filter(user=user.pk)


class Worklist(models.Model):
    """A worklist that came back filled in: `lines` as they were read, each with `why` it cannot be written ("" where it can);
    `done`: key of each case that was changed -> the version it got."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    file = models.CharField(max_length=255)
    lines = SealedJSONField()
    done = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    demo = models.BooleanField(default=False)

    objects = WorklistQuerySet.as_manager()

    def __str__(self) -> str:
        return self.file

    @property
    def counts(self) -> dict[str, int]:
        """Rows to write, unchanged, changed by others meanwhile, refused: each row in one of them."""
        counted = dict.fromkeys(WORKLIST_PARTS, 0)
        for line in self.lines:
            counted[part_of_line(line)] += 1
        return counted
