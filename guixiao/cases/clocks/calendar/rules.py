"""What may be entered in a county's calendar: pure. Each function gives a name of wording.REFUSALS, "" where nothing is wrong."""

from collections.abc import Iterable
from datetime import date

# A slip of the hand in the year would move every deadline.
FIRST, LAST = date(2015, 1, 1), date(2100, 12, 31)
LONGEST_TERM = 250  # days


def day_refusal(day: date | None, name: str, *, off: bool, works: bool) -> str:
    """`works`: is it a working day as the calendar stands?"""
    if day is None or not FIRST <= day <= LAST:
        return "day_unread"
    if not name.strip():
        return "name_missing"
    return "day_is_so" if off != works else ""


def term_refusal(name: str, first: date | None, last: date | None, others: Iterable[tuple[date, date]]) -> str:
    if first is None or last is None or not FIRST <= first <= LAST:
        return "day_unread"
    if not name.strip():
        return "name_missing"
    if not 0 < (last - first).days <= LONGEST_TERM:
        return "term_length"
    return "term_overlaps" if any(first <= end and start <= last for start, end in others) else ""
