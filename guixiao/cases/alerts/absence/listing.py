"""The classes of a school and who sits in them: whom the rosters hold there, and whom a return effort brought there."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.areas.models import School
from guixiao.cases.alerts.absence.due import unexplained_days
from guixiao.cases.alerts.absence.rules import class_called
from guixiao.cases.alerts.days import is_school_day, school_days
from guixiao.cases.alerts.models import Absence, Alert
from guixiao.cases.alerts.rules import LOOKED_FOR
from guixiao.cases.models import Case
from guixiao.children.models import Child, Coverage, Round
from guixiao.lib.workdays import Calendar

IN_CLASS = "enrolled"
BACK_IN_CLASS = (Case.State.RETURNED, Case.State.CLOSED)
LONGEST_HOLIDAY = 90


@dataclass(frozen=True)
class Seat:
    """Who sits in which class; `name`: of the class (rules.class_called), "" where the rosters write none."""

    child: Any
    school: int
    name: str


@dataclass(frozen=True)
class Roll:
    """Whose roll is taken along: of one class, or of every one of one's own school."""

    school: str = ""
    name: str = ""


@dataclass(frozen=True)
class Class:
    school: School
    name: str
    pupils: int
    away: int
    reported: int


@dataclass(frozen=True)
class Pupil:
    """One line of a class. `absence`: the open one, if it had begun by the day; `days`: school days away, `excused` of them;
    `alert`: the report that waits; `sought`: somebody looks for the child already."""

    child: Child
    absence: Absence | None = None
    days: int = 0
    excused: int = 0
    alert: Alert | None = None
    sought: bool = False


def seats(user: User, made: Round) -> list[Seat]:
    """Every child in class at the schools of the user's posts."""
    schools = user.scope.school
    rows = Coverage.objects.filter(round=made, school__in=schools, bucket=IN_CLASS)
    found = {child: Seat(child, school, class_called(grade, name))
             for child, school, grade, name in rows.values_list("child", "school", "grade", "class_name")}  # fmt: skip
    back = Case.objects.current().filter(receiving__in=schools, state__in=BACK_IN_CLASS)
    for child, school, name in back.values_list("child", "receiving", "class_name"):
        found.setdefault(child, Seat(child, school, class_called("", name)))
    return list(found.values())


def classes(user: User, made: Round) -> list[Class]:
    """By school and name; how many sit in each, are away now, and of these are reported or looked for."""
    of_child = {seat.child: (seat.school, seat.name) for seat in seats(user, made)}
    open_ones = Absence.objects.filter(back_on=None, county=made.county).values_list("child", flat=True)
    away = of_child.keys() & set(open_ones)
    gone, reported = (Counter(of_child[child] for child in some) for some in (away, _reported(away)))
    schools = School.objects.in_bulk({school for school, _ in of_child.values()})
    found = [Class(schools[school], name, count, gone[school, name], reported[school, name])
             for (school, name), count in Counter(of_child.values()).items()]  # fmt: skip
    return sorted(found, key=lambda row: (row.school.code, in_order(row.name)))


def in_order(name: str) -> tuple[list[int], str]:
    """一年级 before 二年级, class 2 before class 10."""
    numbers = ["一二三四五六七八九".find(sign) + 1 for sign in name if sign in "一二三四五六七八九"]
    digits = "".join(sign for sign in name if sign.isdecimal())
    return [*numbers[:1], int(digits or 0)], name


def _reported(children: Iterable[Any]) -> set[Any]:
    keys = list(children)
    waiting = Alert.objects.filter(child__in=keys, state=Alert.State.OPEN).values_list("child", flat=True)
    return {*waiting, *(case.child_id for case in _cases(keys) if case.standing in LOOKED_FOR)}


def _cases(children: list[Any]) -> Iterable[Case]:
    return Case.objects.current().filter(child__in=children)


def in_class(user: User, made: Round, school: int, name: str) -> dict[Any, Child]:
    """The children of one class by key, by name; empty where the user has no such class."""
    keys = [seat.child for seat in seats(user, made) if (seat.school, seat.name) == (school, name)]
    found = Child.objects.filter(pk__in=keys).select_related("county", "village", "town")
    names = dict(Coverage.objects.filter(round=made, child__in=keys).values_list("child", "name_key"))
    return {child.pk: child for child in sorted(found, key=lambda child: (names.get(child.pk, ""), child.name, str(child.pk)))}


def pupils(made: Round, children: dict[Any, Child], day: date, calendar: Calendar) -> list[Pupil]:
    """Whoever is away comes first, the longest first."""
    absences = {absence.child_id: absence for absence in Absence.objects.filter(child__in=children, back_on=None, since__lte=day)}
    waiting = {alert.child_id: alert for alert in Alert.objects.filter(child__in=children, state=Alert.State.OPEN)}
    sought = {case.child_id for case in _cases(list(children)) if case.standing in LOOKED_FOR}
    today, lines = timezone.localdate(), []
    for key, child in children.items():
        line = Pupil(child, absences.get(key), alert=waiting.get(key), sought=key in sought)
        if line.absence:
            days = school_days(line.absence.since, today, calendar)
            line = replace(line, days=days, excused=days - unexplained_days(line.absence, made, calendar, today))
        lines.append(line)
    return sorted(lines, key=lambda line: (line.absence is None, -line.days))


def last_school_day(today: date, calendar: Calendar) -> date:
    """Today, or the school day before it; today where there is none in a quarter of a year."""
    days = (today - timedelta(back) for back in range(LONGEST_HOLIDAY))
    return next((day for day in days if is_school_day(day, calendar)), today)
