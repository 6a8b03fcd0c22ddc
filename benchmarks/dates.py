"""Days of birth as whole numbers (days since 1940-01-01), their texts, and how they are mistyped."""

from datetime import date, timedelta

import numpy as np
from cnlunar.config import START_YEAR, lunarMonthData, lunarNewYearList

FIRST = date(1940, 1, 1)
DAYS = [FIRST + timedelta(days) for days in range((date(2028, 1, 1) - FIRST).days)]
COMPACT = np.array([day.year * 10000 + day.month * 100 + day.day for day in DAYS])
PATTERNS = {
    "iso": "{0:04}-{1:02}-{2:02}",
    "compact": "{0:04}{1:02}{2:02}",
    "slash": "{0}/{1}/{2}",
    "dot": "{0:04}.{1:02}.{2:02}",
    "dots": "{0}.{1}.{2}",
    "chinese": "{0}年{1}月{2}日",
    "time": "{0:04}-{1:02}-{2:02} 00:00:00",
    "slashes": "{0:04}/{1:02}/{2:02}",
    "american": "{1}/{2}/{0}",
}
SERIAL_ZERO = (FIRST - date(1899, 12, 30)).days


def day_number(day: date) -> int:
    return (day - FIRST).days


def form(pattern: str, parts: tuple[int, int, int]) -> str:
    return PATTERNS[pattern].format(*parts)


def table(pattern: str) -> np.ndarray:
    """The text of every day."""
    if pattern == "serial":
        return np.array([str(SERIAL_ZERO + at) for at in range(len(DAYS))], dtype=object)
    return np.array([form(pattern, (day.year, day.month, day.day)) for day in DAYS], dtype=object)


def months_of(year: int) -> list[tuple[int, int]]:
    """(month, days) of a lunar year, a leap month after its month."""
    bits = lunarMonthData[year - START_YEAR]
    leap, out = (bits >> 13) & 0xF, []
    for month in range(1, 13):
        out.append((month, 30 if bits & (1 << (month - 1)) else 29))
        if month == leap:
            out.append((month, 30 if bits & (1 << 12) else 29))
    return out


def lunar_days() -> dict[int, tuple[int, int, int]]:
    found = {}
    for year in range(2004, 2026):
        code = lunarNewYearList[year - START_YEAR]
        at = day_number(date(year, (code >> 5) & 3, code & 31))
        for month, length in months_of(year):
            found.update({at + day: (year, month, day + 1) for day in range(length)})
            at += length
    return found


LUNAR = lunar_days()


def lunar(_rng, at: int) -> tuple[int, int, int]:
    return LUNAR[at]


def year_off(rng, at: int) -> tuple[int, int, int]:
    day = DAYS[at]
    return day.year + (1 if rng.random() < 0.5 else -1), day.month, min(day.day, 28) if day.month == 2 else day.day


def swapped(_rng, at: int) -> tuple[int, int, int] | None:
    day = DAYS[at]
    return (day.year, day.day, day.month) if day.day <= 12 and day.day != day.month else None


def one_digit(rng, at: int) -> tuple[int, int, int] | None:
    day = DAYS[at]
    if rng.random() < 0.35:
        month = int(rng.integers(1, 13))
        return (day.year, month, min(day.day, 28)) if month != day.month else None
    new = (day.day // 10 * 10 + int(rng.integers(0, 10))) if rng.random() < 0.7 else int(rng.integers(0, 3)) * 10 + day.day % 10
    return (day.year, day.month, new) if 1 <= new <= 28 and new != day.day else None


def first_january(_rng, at: int) -> tuple[int, int, int] | None:
    day = DAYS[at]
    return (day.year, 1, 1) if (day.month, day.day) != (1, 1) else None


TYPOS = {"date_lunar": lunar, "date_year": year_off, "date_swap": swapped, "date_digit": one_digit, "date_jan1": first_january}
