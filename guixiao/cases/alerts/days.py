"""Which days count for reports and absence, by the county's calendar: pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from guixiao.lib.workdays import Calendar, working_days_between

ONE = timedelta(days=1)
MonthDay = tuple[int, int]


def school_days(first: date, last: date, calendar: Calendar) -> int:
    """How many school days from `first` to `last`, both counted; 0 where `last` comes first."""
    return sum(is_school_day(first + ONE * ahead, calendar) for ahead in range((last - first).days + 1))


def is_school_day(day: date, calendar: Calendar) -> bool:
    """A working day of a term; also one before the first or after the last term that the county has entered: a calendar that
    nobody has kept up must not hide that a child is away."""
    if not calendar.is_working(day) or not calendar.terms:
        return calendar.is_working(day)
    entered = min(first for first, _ in calendar.terms) <= day <= max(last for _, last in calendar.terms)
    return calendar.in_term(day) or not entered


def unanswered(since: date, today: date, allowed: int, calendar: Calendar) -> bool:
    """Nobody has answered for more than `allowed` working days: silence hides nobody."""
    return working_days_between(since, today, calendar) > allowed


def term_began(day: date, calendar: Calendar, starts: Sequence[MonthDay]) -> date:
    """From which day on reports are of the same term as `day`: the last beginning of a term that the county has entered, or of
    a half of the school year (`starts`, month and day) where that is later."""
    halves = [date(year, *start) for year in (day.year - 1, day.year) for start in starts]
    known = [*halves, *(first for first, _ in calendar.terms)]
    return max((first for first in known if first <= day), default=date(day.year, 1, 1))
