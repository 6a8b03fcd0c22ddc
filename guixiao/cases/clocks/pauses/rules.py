"""When the clocks of a case may stand still, and for how long: pure."""

from collections.abc import Sequence
from datetime import date

from guixiao.lib.workdays import Calendar, working_days_between


def pause_refusal(
    first: date | None, last: date | None, *, most: int, today: date, rests: Sequence[tuple[date, date]], calendar: Calendar
) -> str:
    """A name of wording.REFUSALS, "" where nothing stands in the way. `most`: working days that the reason allows (0: no such
    reason); `rests`: first and last day of the other pauses of the case. A pause never reaches back: what was late stays late."""
    if not most:
        return "reason_unknown"
    if first is None or last is None or first < today:
        return "day_past"
    if last < first:
        return "ends_before"
    if _working(first, last, calendar) > most:
        return "too_long"
    return "overlaps" if any(first <= end and start <= last for start, end in rests) else ""


def _working(first: date, last: date, calendar: Calendar) -> int:
    """Working days from the first to the last, both counted."""
    return working_days_between(first, last, calendar) + calendar.is_working(first)
