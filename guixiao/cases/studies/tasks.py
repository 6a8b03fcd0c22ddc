"""What stationed studies decided, as tasks: for my day, and for any list of tasks that reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases.studies.models import Decision, DecisionQuerySet

READ = ("user", "area", "school", "done_by", "study__area")


@dataclass(frozen=True)
class Task:
    """`who`: the person or the post, in words; `done`: when, None while it is open; `state`: done, late, today or running."""

    decision: Decision
    title: str
    who: str
    due: date
    done: datetime | None
    state: str


def decisions_of(user: User) -> DecisionQuerySet:
    """All whose tasks the person may read, what is due first first; narrow it before `tasks_of` reads it."""
    return Decision.objects.visible_to(user).select_related(*READ)


def tasks_of(decisions: Iterable[Decision]) -> list[Task]:
    today = timezone.localdate()
    return [Task(one, one.title, one.who, one.due_on, one.done_at, one.state_on(today)) for one in decisions]


def tasks(user: User) -> list[Task]:
    """Every one that the person may read, done or not."""
    return tasks_of(decisions_of(user))
