"""What the clocks of cases ask: the very tasks of my day."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases import listing as cases
from guixiao.cases.clocks import actions
from guixiao.cases.clocks.listing import Day, Filters, in_order, open_tasks
from guixiao.cases.clocks.models import TaskQuerySet
from guixiao.cases.clocks.rows import Row, rows_of
from guixiao.cases.lists.rules import Spot
from guixiao.cases.lists.sources.base import Asked, Line, Source, Who
from guixiao.cases.models import Case
from guixiao.cases.paths import path_of
from guixiao.cases.raw import Keys, raw
from guixiao.tables.kept import kept, kept_sum

CLOCK = "clock"


def _rows(user: User, mine: bool, area: Area | None, when: Day) -> TaskQuerySet:
    tasks = open_tasks(user, Filters(who="mine" if mine else "place"), when)
    return tasks.filter(case__in=cases.within(Case.objects.all(), area)) if area else tasks


def _read(user: User, mine: bool, area: Area | None, when: Day) -> Any:
    """In the order of my day."""
    return in_order(_rows(user, mine, area, when)).annotate(key=raw("pk")).values_list("due_on", "key", "post")


# What is one's own follows from who holds the posts below, too.
_of_place, _many = kept(_read), kept_sum(lambda *asked: _rows(*asked).count())


def _seen_by(asked: Asked) -> User:
    user = asked.user.only("verify")
    actions.catch_up(Case.objects.visible_to(user), of_many=True)
    return user


def _spots(asked: Asked) -> list[Spot]:
    told = (_seen_by(asked), asked.mine, asked.area, asked.when)
    rows = _read(*told) if asked.mine else _of_place(*told)
    return [Spot(due, CLOCK, key, post) for due, key, post in rows]


def _count(asked: Asked) -> int:
    told = (_seen_by(asked), asked.mine, asked.area, asked.when)
    found: int = _rows(*told).count() if asked.mine else _many(*told)
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
