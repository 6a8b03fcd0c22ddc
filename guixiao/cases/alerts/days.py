"""School days, as far as reports and absence count them. Pure."""

from datetime import date, timedelta


def school_days(first: date, last: date) -> int:
    """How many school days from `first` to `last`, both counted. Monday to Friday, until the county's calendar is known here."""
    return sum((first + timedelta(ahead)).weekday() < 5 for ahead in range((last - first).days + 1))
