"""What is to be done about a case and by when, what became late, why a clock stands still, and the county's calendar."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from guixiao.areas.models import Area
from guixiao.cases.models import Case, Event, of_visible, person
from guixiao.children.models import text
from guixiao.vault.fields import SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


def kinds_of(case: Case) -> dict[str, int | None]:
    """The kinds of places that a case may have, with their keys."""
    return {"village": case.village_id, "school": case.school_id, "township": case.town_id, "county": case.county_id}


class OfCases(models.QuerySet):
    """Rows about cases: whoever may see the case may see them."""

    def visible_to(self, user: "User") -> "OfCases":
        return self.filter(of_visible(user))


class TaskQuerySet(OfCases):
    def open(self) -> "TaskQuerySet":
        return self.filter(done_on=None)


class Task(models.Model):
    """One run of a clock: what its policy makes of the events of a case, stored so that it can be listed. `actions.tick` writes
    it anew whenever the case, the policy or the calendar has changed; the key follows from clock and starting event."""

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks")
    clock = models.CharField(max_length=40)
    event = models.ForeignKey(Event, models.CASCADE, related_name="+", help_text="That began it.")
    post = models.CharField(max_length=20, help_text="Whose duty it is.")
    began_on = models.DateField()
    due_on = models.DateField()
    breach_on = models.DateField(null=True, blank=True, help_text="The first day on which it is known to be late.")
    doubtful = models.BooleanField(default=False, help_text="The calendar does not know all its days.")
    done_on = models.DateField(null=True, blank=True)
    done = models.ForeignKey(Event, models.CASCADE, null=True, blank=True, related_name="+", help_text="That ended it.")

    case_id: uuid.UUID
    event_id: uuid.UUID
    duties: "models.QuerySet[Duty]"

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "clock", "event"], name="task_once_per_start")]
        indexes = [
            models.Index(fields=["due_on", "case"], condition=Q(done_on=None), name="task_open"),
            models.Index(fields=["breach_on"], condition=Q(breach_on__isnull=False), name="task_breached"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.clock} {self.due_on}"


class Duty(models.Model):
    """A post to which a task belongs, from a day on: first whoever has to do it, later whoever is told that it is late."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="duties")
    post = models.CharField(max_length=20)
    since = models.DateField()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["task", "post"], name="duty_once_per_post")]

    def __str__(self) -> str:
        return self.post


class Clocked(models.Model):
    """Of which stand of a case, and by which rules (`basis`), its tasks were made: where it is another one they are made anew."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="clocked")
    version = models.PositiveIntegerField()
    round = models.BigIntegerField()
    assigned = models.CharField(max_length=10)
    basis = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"{self.case_id} {self.version}"


class Sweep(models.Model):
    """When the worker last looked at every case of a county, by which rules, and of which round: pages ask after that only for
    cases to which something happened since."""

    county = models.OneToOneField(Area, models.CASCADE, primary_key=True, related_name="swept")
    basis = models.CharField(max_length=16)
    round = models.BigIntegerField()
    at = models.DateTimeField(help_text="Before the look began.")

    def __str__(self) -> str:
        return f"{self.county_id} {self.at}"


class Breach(models.Model):
    """A duty that was not done in time: stored once, and it stays (triggers). How long it took follows from the task."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="breaches")
    clock = models.CharField(max_length=40)
    event = models.ForeignKey(Event, models.CASCADE, related_name="+", help_text="That began it.")
    began_on = models.DateField()
    due_on = models.DateField()
    late_from = models.DateField()
    post = models.CharField(max_length=20, help_text="Whose duty it was.")
    people = models.JSONField(default=list, help_text="Who held that post on the due day: key and name; empty where nobody did.")
    place = text(60)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = OfCases.as_manager()

    class Meta:
        ordering = ["-late_from", "-pk"]
        constraints = [models.UniqueConstraint(fields=["case", "clock", "event"], name="breach_once_per_start")]
        indexes = [models.Index(F("late_from").desc(), F("id"), name="breach_by_day")]  # the order of the list of accountability

    def __str__(self) -> str:
        return f"{self.clock} {self.due_on}"


class Pause(models.Model):
    """Days on which the clocks of a case stand still, both included, with the reason. It never begins before it is recorded."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses")
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=40, help_text="A name of the policy's pauses.")
    note = SealedTextField(blank=True, default="")
    made_by = person()
    made_at = models.DateTimeField(default=timezone.now)
    ended_by = person()

    case_id: uuid.UUID

    objects = OfCases.as_manager()

    class Meta:
        ordering = ["first"]
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first") - 1), name="pause_ends_after_it_begins")]

    def __str__(self) -> str:
        return self.reason

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


class OfCounty(models.QuerySet):
    def visible_to(self, user: "User") -> "OfCounty":
        """The county's own officers."""
        return self.filter(county__in=user.scope.county)


class OwnDay(models.Model):
    """A day off, or a day worked, that the national calendar does not have or has otherwise."""

    county = models.ForeignKey(Area, models.CASCADE, related_name="+")
    day = models.DateField()
    off = models.BooleanField()
    name = models.CharField(max_length=40)
    set_by = person()
    set_at = models.DateTimeField(default=timezone.now)

    objects = OfCounty.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["county", "day"], name="own_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class KnownYear(models.Model):
    """A year that the national calendar does not have, entered in full by the county."""

    county = models.ForeignKey(Area, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    set_by = person()
    set_at = models.DateTimeField(default=timezone.now)

    objects = OfCounty.as_manager()

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["county", "year"], name="known_year_once")]

    def __str__(self) -> str:
        return str(self.year)


class Term(models.Model):
    """A term of the county's schools: first and last day."""

    county = models.ForeignKey(Area, models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    first = models.DateField()
    last = models.DateField()
    set_by = person()
    set_at = models.DateTimeField(default=timezone.now)

    objects = OfCounty.as_manager()

    class Meta:
        ordering = ["first"]
        constraints = [
            models.UniqueConstraint(fields=["county", "first"], name="term_once"),
            models.CheckConstraint(condition=Q(last__gt=F("first")), name="term_ends_after_it_begins"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
