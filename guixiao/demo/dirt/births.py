"""Errors in dates of birth, and the many ways in which a date is written."""

from datetime import date, timedelta
from random import Random

# Lunar years: the day they begin, a 1 for each month of thirty days, and the month that has a leap month behind it.
LUNAR_YEARS = {
    2000: (date(2000, 2, 5), "110010010110", 0),
    2001: (date(2001, 1, 24), "1101010010101", 4),
    2002: (date(2002, 2, 12), "110101001010", 0),
    2003: (date(2003, 2, 1), "110110100101", 0),
    2004: (date(2004, 1, 22), "0101101010101", 2),
    2005: (date(2005, 2, 9), "010101101010", 0),
    2006: (date(2006, 1, 29), "1010101011011", 7),
    2007: (date(2007, 2, 18), "001001011101", 0),
    2008: (date(2008, 2, 7), "100100101101", 0),
    2009: (date(2009, 1, 26), "1100100101011", 5),
    2010: (date(2010, 2, 14), "101010010101", 0),
    2011: (date(2011, 2, 3), "101101001010", 0),
    2012: (date(2012, 1, 23), "1011010101010", 4),
    2013: (date(2013, 2, 10), "101011010101", 0),
    2014: (date(2014, 1, 31), "0101010110101", 9),
    2015: (date(2015, 2, 19), "010010111010", 0),
    2016: (date(2016, 2, 8), "101001011011", 0),
    2017: (date(2017, 1, 28), "0101001010111", 6),
    2018: (date(2018, 2, 16), "010100101011", 0),
    2019: (date(2019, 2, 5), "101010010011", 0),
    2020: (date(2020, 1, 25), "0111010010101", 4),
    2021: (date(2021, 2, 12), "011010101010", 0),
    2022: (date(2022, 2, 1), "101011010101", 0),
    2023: (date(2023, 1, 22), "0100110110101", 2),
    2024: (date(2024, 2, 10), "010010110110", 0),
    2025: (date(2025, 1, 29), "1010010101110", 6),
    2026: (date(2026, 2, 17), "101001001110", 0),
    2027: (date(2027, 2, 6), "110100100110", 0),
    2028: (date(2028, 1, 26), "1110100100110", 5),
    2029: (date(2029, 2, 13), "110101010011", 0),
    2030: (date(2030, 2, 3), "010110101010", 0),
    2031: (date(2031, 1, 23), "0110101101010", 3),
    2032: (date(2032, 2, 11), "100101101101", 0),
    2033: (date(2033, 1, 31), "0100101011101", 11),
    2034: (date(2034, 2, 19), "010010101101", 0),
    2035: (date(2035, 2, 8), "101001001101", 0),
}
EXCEL_DAY_ZERO = date(1899, 12, 30)
Parts = tuple[int, int, int]
PATTERNS = {"compact": "{:04d}{:02d}{:02d}", "dashes": "{:04d}-{:02d}-{:02d}", "chinese": "{}年{}月{}日", "slashes": "{}/{}/{}",
            "dots": "{}.{}.{}"}  # fmt: skip
FORMS = (*PATTERNS, "serial", "cell")


def lunar(born: date) -> Parts | None:
    """The lunar year, month and day of a date; a leap month has the number of the month before it."""
    start, months, leap = LUNAR_YEARS.get(born.year, (date.max, "", 0))
    if born < start:
        start, months, leap = LUNAR_YEARS.get(born.year - 1, (date.max, "", 0))
    year, left = start.year, (born - start).days
    if left < 0:
        return None
    for place, long in enumerate(months):
        days = 29 + int(long)
        if left < days:
            return year, place + 1 - (0 < leap <= place), left + 1
        left -= days
    return None


def _of(born: date) -> Parts:
    return born.year, born.month, born.day


def _lunar(rng: Random, born: date) -> Parts:
    return lunar(born) or _of(born)


def _year(rng: Random, born: date) -> Parts:
    return born.year + rng.choice((-1, 1)), born.month, min(born.day, 28)


def _swapped(rng: Random, born: date) -> Parts:
    return (born.year, born.day, born.month) if born.day <= 12 else _of(born)


def _digit(rng: Random, born: date) -> Parts:
    """Another last digit of the day or of the month."""
    if rng.random() < 0.6:
        near = [day for day in range(1, 29) if day // 10 == born.day // 10 and day != born.day]
        return born.year, born.month, rng.choice(near or [1])
    return born.year, rng.choice([month for month in range(1, 13) if month != born.month]), min(born.day, 28)


def _new_year(rng: Random, born: date) -> Parts:
    return born.year, 1, 1


ERRORS = {
    "birth_lunar": _lunar,
    "birth_year": _year,
    "birth_swapped": _swapped,
    "birth_digit": _digit,
    "birth_new_year": _new_year,
}


def written(parts: Parts, form: str) -> str | int | date:
    """A date in one of FORMS; a lunar day that the solar calendar lacks stays text."""
    year, month, day = parts
    if form in ("serial", "cell"):
        try:
            real = date(year, month, day)
        except ValueError:
            form = "dashes"
        else:
            return real if form == "cell" else (real - EXCEL_DAY_ZERO) // timedelta(days=1)
    return PATTERNS[form].format(year, month, day)
