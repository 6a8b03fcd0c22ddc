"""Working days of the real Chinese calendar, and school days: pure.

National holidays and the Saturdays and Sundays that are worked for them (调休) are those of the package chinesecalendar: it knows
the years that the State Council has announced (2004 to 2026 in version 1.11). A county's own table says otherwise where it must,
and makes a further year known. Of a year that is not known Monday to Friday count, and `is_known` says so.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, islice

import chinese_calendar

ONE = timedelta(days=1)
NATIONAL = range(min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year + 1)
LONGEST = 3000  # days looked at before a calendar is taken to have no such day


@dataclass(frozen=True)
class Announced:
    """One holiday of a year as the State Council announced it: its names, its days off, and the days worked for them."""

    zh: str
    en: str
    off: tuple[date, ...]
    worked: tuple[date, ...]


def announced(year: int) -> list[Announced]:
    """The holidays of a year in the order of their first day; none for a year that has not been announced."""
    words = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    off = {day: name for day, name in chinese_calendar.holidays.items() if day.year == year}
    worked = {day: name for day, name in chinese_calendar.workdays.items() if day.year == year}
    names = dict.fromkeys(off[day] for day in sorted(off))
    return [Announced(words.get(name, name), name, _named(off, name), _named(worked, name)) for name in names]


def _named(days: dict[date, str], name: str) -> tuple[date, ...]:
    return tuple(sorted(day for day, its in days.items() if its == name))


class NoSuchDay(ValueError):
    """A calendar without enough days of this kind: every day marked as a holiday, or no term left."""


@dataclass(frozen=True)
class Calendar:
    """What a county adds: days off and days worked of its own, years it has entered in full, terms (first and last day)."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()
    terms: tuple[tuple[date, date], ...] = field(default=())

    def is_working(self, day: date) -> bool:
        """The county's table first, then the State Council's, then Monday to Friday."""
        if day in self.workdays:
            return True
        return day not in self.holidays and _national(day)

    def is_school_day(self, day: date) -> bool:
        """A working day inside a term. Make-up days are school days, as working days are."""
        return self.is_working(day) and self.in_term(day)

    def in_term(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.terms)


PLAIN = Calendar()


def is_known(year: int, calendar: Calendar = PLAIN) -> bool:
    """Have the holidays of this year been announced, or entered by the county?"""
    return year in NATIONAL or year in calendar.years


def known_between(first: date, last: date, calendar: Calendar = PLAIN) -> bool:
    return all(is_known(year, calendar) for year in range(first.year, last.year + 1))


def working_days_after(day: date, count: int, calendar: Calendar = PLAIN) -> date:
    """The `count`-th working day after `day`, which is not counted itself; with 0 the day itself."""
    return days_after(day, count, calendar.is_working)


class WorkingDaysAfter(dict[date, date]):
    """Day -> the `count`-th working day after it, each worked out once: of thousands of rows the days are few."""

    def __init__(self, count: int, calendar: Calendar = PLAIN) -> None:
        super().__init__()
        self._count, self._calendar = count, calendar

    def __missing__(self, day: date) -> date:
        found = self[day] = working_days_after(day, self._count, self._calendar)
        return found


def school_days_after(day: date, count: int, calendar: Calendar = PLAIN) -> date:
    return days_after(day, count, calendar.is_school_day)


def days_after(day: date, count: int, counts: Callable[[date], bool]) -> date:
    """The `count`-th day after `day` that counts. NoSuchDay where none comes within eight years."""
    if count < 0:
        raise ValueError(f"{count} days after {day}")
    if not count:
        return day
    coming = (day + ONE * ahead for ahead in range(1, LONGEST))
    found = next(islice(filter(counts, coming), count - 1, None), None)
    if found is None:
        raise NoSuchDay(f"no {count} such days after {day}")
    return found


def working_days_between(first: date, last: date, calendar: Calendar = PLAIN) -> int:
    """How many working days lie after `first`, up to `last`; below nought where `last` comes first."""
    if last < first:
        return -working_days_between(last, first, calendar)
    own = sum(calendar.is_working(day) - _national(day) for day in calendar.holidays | calendar.workdays if first < day <= last)
    return _nationally(last) - _nationally(first) + own


def school_days_between(first: date, last: date, calendar: Calendar = PLAIN) -> int:
    return _between(first, last, calendar.is_school_day)


def last_working_day(day: date, calendar: Calendar = PLAIN) -> date:
    """The working day before this one."""
    before = (day - ONE * back for back in range(1, LONGEST))
    found = next((other for other in before if calendar.is_working(other)), None)
    if found is None:
        raise NoSuchDay(f"no working day before {day}")
    return found


def _between(first: date, last: date, counts: Callable[[date], bool]) -> int:
    if last < first:
        return -_between(last, first, counts)
    return sum(counts(first + ONE * ahead) for ahead in range(1, (last - first).days + 1))


@lru_cache(maxsize=8192)
def _nationally(day: date) -> int:
    """How many working days there were up to this day, by the State Council's table: only differences of them mean anything."""
    days, unlike = _unlike()
    whole, rest = divmod(day.toordinal(), 7)  # the first day of the calendar was a Monday
    return whole * 5 + min(rest, 5) + unlike[bisect_right(days, day)]


@lru_cache(maxsize=1)
def _unlike() -> tuple[list[date], list[int]]:
    """The days that are worked though not Monday to Friday, or the other way round; and how many more of the former there were
    before each, and after the last."""
    years = (date(NATIONAL[0], 1, 1), date(NATIONAL[-1], 12, 31))
    all_days = (years[0] + ONE * ahead for ahead in range((years[1] - years[0]).days + 1))
    found = [day for day in all_days if _national(day) != (day.weekday() < 5)]
    return found, [0, *accumulate(1 if _national(day) else -1 for day in found)]


@lru_cache(maxsize=8192)
def _national(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day)) if day.year in NATIONAL else day.weekday() < 5
