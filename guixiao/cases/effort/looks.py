"""On which day each point of observation falls. Pure."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from guixiao.cases.months import months_later
from guixiao.policy.effort import Point

# The first school day of a term, where the county has entered no term that begins about then (month, day).
TERMS = ((3, 1), (9, 1))
ABOUT = 45  # days


def due_points(points: Mapping[str, Point], returned_on: date | None, terms: Collection[date] = ()) -> dict[str, date]:
    """Name -> day, in the order of the policy; empty where the child has not come back. `terms`: the first days of those that
    the county entered."""
    return {} if returned_on is None else {name: _day_of(point, returned_on, terms) for name, point in points.items()}


def _day_of(point: Point, returned_on: date, terms: Collection[date]) -> date:
    if point.unit == "months":
        return months_later(returned_on, point.after)
    return _nth_term(returned_on, point.after, terms) if point.unit == "terms" else _nth_school_day(returned_on, point.after)


def _nth_school_day(first: date, number: int) -> date:
    """The day of return is the first."""
    day, left = first, number
    while True:
        left -= day.weekday() < 5
        if not left:
            return day
        day += timedelta(1)


def _nth_term(after: date, number: int, terms: Collection[date]) -> date:
    """The county's own terms; between and after them the usual ones."""
    usual = [date(year, *term) for year in range(after.year, after.year + number + 2) for term in TERMS]
    starts = {*terms, *(day for day in usual if all(abs((day - first).days) > ABOUT for first in terms))}
    return sorted(day for day in starts if day > after)[number - 1]
