"""What the clocks of cases ask: the very tasks of my day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases import listing as cases
from guixiao.cases.clocks import actions
from guixiao.cases.clocks.listing import Below, below, in_order, mine
from guixiao.cases.clocks.models import Task, TaskQuerySet
from guixiao.cases.clocks.rows import Row, rows_of
from guixiao.cases.lists.rules import Spot
from guixiao.cases.lists.sources.base import Asked, Line, Source, Who
from guixiao.cases.models import Case, of_visible
from guixiao.cases.paths import path_of
from guixiao.cases.raw import Keys, raw
from guixiao.tables.kept import kept, kept_sum

CLOCK = "clock"


def _rows(user: User, held: Below | None, area: Area | None, today: date) -> TaskQuerySet:
    found = Task.objects.open()
    tasks = found.filter(of_visible(user) if held is None else mine(user, held, since__lte=today))
    return tasks.filter(case__in=cases.within(Case.objects.all(), area)) if area else tasks


@kept
def _told(user: User, held: Below | None, area: Area | None, today: date) -> Any:
    """In the order of my day."""
    return in_order(_rows(user, held, area, today)).annotate(key=raw("pk")).values_list("due_on", "key", "post")


@kept_sum
def _many(user: User, held: Below | None, area: Area | None, today: date) -> int:
    return _rows(user, held, area, today).count()


def _seen(asked: Asked) -> tuple[User, Below | None, Area | None, date]:
    """`held`: who holds the posts below, where only what is the user's own is asked for."""
    user = asked.user.only("verify")
    actions.catch_up_seen(user)
    return user, below(user) if asked.mine else None, asked.area, asked.today


def _spots(asked: Asked) -> list[Spot]:
    return [Spot(due, CLOCK, key, post) for due, key, post in _told(*_seen(asked))]


def _count(asked: Asked) -> int:
    found: int = _many(*_seen(asked))
    return found


def _lines(asked: Asked, spots: Sequence[Spot]) -> dict[tuple[str, Any], Line]:
    keys = Keys()
    spot_of = {keys[spot.key]: spot.key for spot in spots}
    rows = rows_of(list(spot_of), asked.calendar, asked.today)
    return {(CLOCK, spot_of[row.task.pk]): _line(row) for row in rows}


def _line(row: Row) -> Line:
    case = row.task.case
    place = " ".join(str(area) for area in (case.town, case.village) if area)
    who = tuple(Who(holder.role, holder.names) for holder in row.holders)
    return Line(row.what, case.child.name, path_of("case", case.pk), place, who, _note(row))


def _note(row: Row) -> str:
    paused = _("暂停：%(reason)s") % {"reason": row.pause_name} if row.pause else ""
    return paused or (_("日历未核定") if row.task.doubtful else "")


SOURCE = Source({CLOCK: gettext_lazy("孩子的期限")}, _spots, _lines, _count)
