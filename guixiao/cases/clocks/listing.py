"""Whose tasks are shown on whose day: by the posts that somebody holds, at their places, from the day on which it is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from guixiao.accounts.models import Post, User
from guixiao.accounts.rules import Role
from guixiao.areas.models import Area, School
from guixiao.cases.clocks.models import Duty, Task, TaskQuerySet
from guixiao.cases.models import of_visible
from guixiao.cases.raw import raw
from guixiao.lib.once import once
from guixiao.lib.workdays import Calendar, last_working_day
from guixiao.tables.kept import kept

PER_PAGE = 25
FEW = 500  # tasks that are named one by one
LATE, TODAY, NEW, ALL = "late", "today", "new", "all"
TABS = (LATE, TODAY, NEW, ALL)
AT = {Role.VILLAGE_SQUAD: "case__village", Role.TOWNSHIP_POST: "case__town", Role.COUNTY_OFFICER: "case__county",
      Role.PRINCIPAL: "case__school", Role.COUNTY_LEAD: "case__county"}  # fmt: skip


Below = frozenset[tuple[int, str, int]]  # a place, a post and a place below, where somebody holds it today


@dataclass(frozen=True)
class Filters:
    """Unknown words in the URL mean everything of one's own; never an error."""

    tab: str = ALL
    who: str = "mine"

    def words(self, **changed: str) -> str:
        told = {field.name: changed.get(field.name, getattr(self, field.name)) for field in fields(self)}
        return urlencode({name: value for name, value in told.items() if value != Filters.__dataclass_fields__[name].default})


def filters_of(query: Mapping[str, str]) -> Filters:
    tab, who = query.get("tab", ""), query.get("who", "")
    return Filters(tab if tab in TABS else ALL, who if who == "place" else "mine")


@dataclass(frozen=True)
class Day:
    """Today, and what counts as new: whatever came after the last working day before it."""

    today: date
    fresh: date

    @classmethod
    def of(cls, calendar: Calendar) -> "Day":
        today = timezone.localdate()
        return cls(today, last_working_day(today, calendar) + timedelta(days=1))


def open_tasks(user: User, filters: Filters, day: Day) -> TaskQuerySet:
    """What is to be done: of one's own posts, or of all children whom the user may see."""
    found = Task.objects.open()
    if filters.who == "place":
        return found.filter(of_visible(user))
    return found.filter(mine(user, below(user), since__lte=day.today))


def of_tab(tasks: TaskQuerySet, filters: Filters, user: User, day: Day) -> TaskQuerySet:
    if filters.tab == ALL:
        return tasks
    return tasks.filter(_tabs(user, filters, day)[filters.tab])


def counts(tasks: TaskQuerySet, filters: Filters, user: User, day: Day) -> dict[str, int]:
    """How many are late, due today and new; a task may be new and due today at once. `all`: the whole list."""
    tabs = _tabs(user, filters, day)
    return dict(tasks.aggregate(**{name: Count("pk", filter=tabs[name]) for name in (LATE, TODAY, NEW)}, all=Count("pk")))


def in_tabs(user: User, filters: Filters, day: Day) -> dict[str, list[Any]]:
    """The keys (cases.raw) of each tab's tasks, in their order."""
    rows = _of_place(user) if filters.who == "place" else _own(user, below(user), day.today)
    fresh = _fresh(user, filters, day)
    return {
        ALL: [key for key, _ in rows],
        LATE: [key for key, due in rows if due < day.today],
        TODAY: [key for key, due in rows if due == day.today],
        NEW: [key for key, _ in rows if key in fresh],
    }


@kept
def _of_place(user: User) -> Any:
    return _in_turn(Task.objects.open().filter(of_visible(user)))


@kept
def _own(user: User, held: Below, today: date) -> Any:
    return _in_turn(Task.objects.open().filter(mine(user, held, since__lte=today)))


def _in_turn(tasks: TaskQuerySet) -> Any:
    return in_order(tasks).annotate(key=raw("pk")).values_list("key", "due_on")


@kept
def _given(first: date, last: date) -> Any:
    """Tasks that became anybody's in these days and are not done."""
    given = Duty.objects.filter(since__gte=first, since__lte=last, task__done_on=None)
    return given.order_by().values_list("task", flat=True)


def _fresh(user: User, filters: Filters, day: Day) -> set[Any]:
    """What is new: asked of the few tasks that became anybody's in the last days, not of each that is open."""
    found = Task.objects.open().annotate(key=raw("pk")).values_list("key", flat=True)
    if filters.who != "mine":
        return set(found.filter(of_visible(user), began_on__gte=day.fresh))
    days = {"since__gte": day.fresh, "since__lte": day.today}
    anybody = set(_given(day.fresh, day.today))
    few = Q(pk__in=anybody) if len(anybody) < FEW else Q()
    return set(found.filter(few, mine(user, below(user), **days))) if anybody else set()


def _tabs(user: User, filters: Filters, day: Day) -> dict[str, Q]:
    fresh = Q(began_on__gte=day.fresh)
    if filters.who == "mine":
        fresh = mine(user, below(user), since__lte=day.today, since__gte=day.fresh)
    return {LATE: Q(due_on__lt=day.today), TODAY: Q(due_on=day.today), NEW: fresh}


def mine(user: User, held: Below, **since: date) -> Q:
    """Tasks that belong to a post of the user's at its place; or to one below it that nobody holds."""
    found = Q(pk=None)
    for post in user.current_posts:
        here = Q(**{AT[Role(post.role)]: post.area_id or post.school_id})
        found |= here & (_of(post.role, **since) | _unheld(post, held, **since))
    return found


def _of(role: str, **since: date) -> Exists:
    return Exists(Duty.objects.filter(task=OuterRef("pk"), post=role, **since))


def _unheld(post: Post, below: Below, **since: date) -> Q:
    """A duty that nobody below holds goes to the next one up: a village's to the township, then the county; a school's to it."""
    if post.role not in (Role.TOWNSHIP_POST, Role.COUNTY_OFFICER) or post.area is None:
        return Q(pk=None)
    held: dict[str, list[int]] = {role: [] for role in Role}
    for place, role, key in sorted(below):
        if place == post.area_id:
            held[role].append(key)
    found = Q(_of(Role.VILLAGE_SQUAD, **since)) & ~Q(case__village__in=held[Role.VILLAGE_SQUAD])
    if post.role == Role.TOWNSHIP_POST:
        return found
    found &= ~Q(case__town__in=held[Role.TOWNSHIP_POST])
    found |= Q(_of(Role.TOWNSHIP_POST, **since)) & ~Q(case__town__in=held[Role.TOWNSHIP_POST])
    return found | Q(_of(Role.PRINCIPAL, **since)) & ~Q(case__school__in=held[Role.PRINCIPAL])


def below(user: User) -> Below:
    """Who holds what below the places of this person's posts."""
    places = {post.area for post in user.current_posts if post.area}
    return frozenset().union(*(_held(area) for area in places))


@once
def _held(area: Area) -> Below:
    posts = _posts(area, timezone.localdate())
    return frozenset((area.pk, role, place or school) for role, place, school in posts)


@kept
def _posts(area: Area, day: date) -> Any:
    inside = Q(area__path__startswith=area.path) | Q(school__in=School.objects.filter(county=area))
    posts = Post.objects.in_force(day).filter(inside, user__is_active=True)
    return posts.values_list("role", "area", "school")


def in_order(tasks: TaskQuerySet) -> "Any":
    """What has waited longest first; of one day, children of poor households first."""
    return tasks.order_by("due_on", "-case__poverty", "case__name_key", "pk")
