"""Birth dates as people and spreadsheets write them."""

import re
import unicodedata
from datetime import date, timedelta

EXCEL_EPOCH = date(1899, 12, 30)
PARTS = re.compile(r"(?<!\d)(\d{4}|\d{2})\D+(\d{1,2})\D+(\d{1,2})(?!\d)")
YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
TENS = re.compile(r"([1-3]?)十([1-9]?)")
TIME = re.compile(r"[T\s]*\d{1,2}:\d{2}.*$", re.DOTALL)
FRACTION = re.compile(r"^(\d{5}|\d{8})\.\d+$")
MONTH = re.compile(r"((?:19|20)\d\d)\D+(\d{1,2})\D*$")
FIRST_SERIAL = 32874  # 1 January 1990 as Excel counts days
CHINESE = str.maketrans({**dict(zip("〇零○Ｏ一二三四五六七八九", "0000123456789", strict=True)), "廿": "2十", "卅": "3十"})


def as_number(year: int, month: int, day: int) -> int:
    """YYYYMMDD of an existing day of 1900-2099, else 0."""
    try:
        date(year, month, day)
    except ValueError:
        return 0
    return year * 10000 + month * 100 + day if 1900 <= year < 2100 else 0


def _century(year: int) -> int:
    return year if year > 99 else 2000 + year if year < 40 else 1900 + year


def as_month(year: int, month: int) -> int:
    """YYYYMM00 of a month of 1900-2099, else 0: the day is not known."""
    return year * 10000 + month * 100 if 1 <= month <= 12 and 1900 <= year < 2100 else 0


def _serial(days: int) -> int:
    day = EXCEL_EPOCH + timedelta(days=days)
    return as_number(day.year, day.month, day.day)


def _day_or_month(year: int, month: int, day: int) -> int:
    return as_number(year, month, day) if day else as_month(year, month)


def _digits(text: str) -> int:
    if len(text) == 8:
        return _day_or_month(int(text[:4]), int(text[4:6]), int(text[6:]))
    if len(text) == 6:
        month = as_month(int(text[:4]), int(text[4:])) if text[:2] in ("19", "20") else 0
        return month or as_number(_century(int(text[:2])), int(text[2:4]), int(text[4:]))
    if len(text) == 5:
        return _serial(int(text)) if int(text) >= FIRST_SERIAL else as_month(int(text[:4]), int(text[4:]))
    return 0


def _plain(text: str) -> str:
    """Arabic digits, without the time of day and the fraction of a spreadsheet's number."""
    plain = TIME.sub("", unicodedata.normalize("NFKC", text).strip()).translate(CHINESE)
    plain = TENS.sub(lambda tens: str(int(tens[1] or 1) * 10 + int(tens[2] or 0)), plain)
    return FRACTION.sub(r"\1", plain)


def parse_date(text: str) -> int:
    """YYYYMMDD of the day a cell means, YYYYMM00 where it names only a month, 0 where it means none.

    Reads 2015-03-01, 2015.3.1, 2015/3/1, 2015年3月1日, 二〇一五年十月二十一日, 20150301, 150301, 3/1/2015 (month first, as Excel
    writes it; the day first where there is no such month) and Excel serial numbers.
    """
    plain = _plain(text)
    match = PARTS.search(plain)
    if match:
        return _day_or_month(_century(int(match[1])), int(match[2]), int(match[3]))
    match = YEAR_LAST.search(plain)
    if match:
        year, one, other = int(match[3]), int(match[1]), int(match[2])
        return as_number(year, one, other) or as_number(year, other, one)
    match = MONTH.match(plain)
    return as_month(int(match[1]), int(match[2])) if match else _digits(re.sub(r"\D", "", plain))


def as_text(number: int) -> str:
    """20150301 -> "2015-03-01", 20150300 -> "2015-03", 0 -> ""."""
    text = f"{number // 10000:04d}-{number // 100 % 100:02d}-{number % 100:02d}" if number else ""
    return text.removesuffix("-00")
