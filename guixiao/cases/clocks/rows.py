"""One line of my day for each task: the child, what to do, by when, who else."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from guixiao.accounts.models import Post, role_word
from guixiao.accounts.rules import Role
from guixiao.cases.clocks.kept import wording_of
from guixiao.cases.clocks.models import Pause, Task, kinds_of
from guixiao.cases.clocks.rules import SOON, place_of, state_of
from guixiao.cases.models import UNREAD_OF_CASE, Case
from guixiao.children.models import Round, rounds_of
from guixiao.lib.workdays import Calendar, working_days_after, working_days_between
from guixiao.tables.kept import kept

READ = ("case__child", "case__town", "case__village", "case__school")


@dataclass(frozen=True)
class Holder:
    """A post, who holds it today (nobody: a gap), and since when the task is theirs too."""

    post: str
    names: tuple[str, ...]
    since: date

    @property
    def role(self) -> str:
        return role_word(self.post)


@dataclass(frozen=True)
class Row:
    """`days`: working days to the due day, below nought where it has passed."""

    task: Task
    what: str
    state: str
    days: int
    holders: tuple[Holder, ...]
    pause: Pause | None

    @property
    def pause_name(self) -> str:
        return word_of(self.task.case.round, "pauses", self.pause.reason) if self.pause else ""


def rows_of(keys: Sequence[Any], calendar: Calendar, today: date) -> list[Row]:
    """In the order of the keys."""
    tasks = {task.pk: task for task in _tasks(keys=list(keys))}
    found = [tasks[key] for key in keys if key in tasks]
    rounds = rounds_of({task.case.round_id for task in found})
    for task in found:
        task.case.round = rounds[task.case.round_id]
    names = _names([task.case for task in found])
    pauses = {pause.case_id: pause for pause in _paused(cases=[task.case_id for task in found])
              if pause.holds(today)}  # fmt: skip
    soon = working_days_after(today, SOON, calendar)
    rows = []
    for task in found:
        pause = pauses.get(task.case_id)
        state = state_of(task.due_on, today, soon, done=task.done_on is not None, resting=pause is not None)
        days = working_days_between(today, task.due_on, calendar)
        rows.append(Row(task, word_of(task.case.round, "clocks", task.clock), state, days, _holders(task, names, today), pause))
    return rows


def word_of(made: Round, kind: str, name: str) -> str:
    """What a clock or a pause is called, in the language of the page."""
    return made.word(kind, name) if kind in made.wording else Round(wording=dict(wording_of(made))).word(kind, name)


def _holders(task: Task, names: dict[tuple[str, int], list[str]], today: date) -> tuple[Holder, ...]:
    return tuple(
        Holder(duty.post, tuple(names[duty.post, place_of(duty.post, **kinds_of(task.case))]), duty.since)
        for duty in sorted(task.duties.all(), key=lambda duty: duty.pk) if duty.since <= today
    )  # fmt: skip


def _names(cases: Iterable[Case]) -> dict[tuple[str, int], list[str]]:
    """Who holds which post today at the places of these cases: all of them read at once."""
    areas = {key for case in cases for key in (case.village_id, case.town_id, case.county_id) if key}
    schools = {case.school_id for case in cases if case.school_id}
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for role, area, school, name in _held(timezone.localdate(), areas=sorted(areas), schools=sorted(schools)):
        found[role, area or school].append(name)
    return found


@kept
def _held(day: date, *, areas: list[int], schools: list[int]) -> Any:
    here = Q(area__in=areas) | Q(school__in=schools)
    posts = Post.objects.in_force(day).filter(here, user__is_active=True, role__in=list(Role))
    return posts.order_by("pk").values_list("role", "area", "school", "user__name")


@kept
def _tasks(*, keys: list[Any]) -> Any:
    return Task.objects.filter(pk__in=keys).select_related(*READ).defer(*UNREAD_OF_CASE).prefetch_related("duties")


@kept
def _paused(*, cases: list[Any]) -> Any:
    return Pause.objects.filter(case__in=cases)
