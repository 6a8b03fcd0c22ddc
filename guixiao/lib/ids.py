"""Resident identity numbers 公民身份号码 (GB 11643-1999) as rosters really carry them."""

import re
import unicodedata
from datetime import date
from operator import mul
from typing import NamedTuple

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
ZEROS = sum(WEIGHTS) * ord("0")
LIKE_DIGITS = str.maketrans({"×": "X", "х": "X", "Х": "X", "*": "X", "O": "0", "о": "0", "О": "0", "I": "1", "L": "1"})
NUMBER = re.compile(r"\d{17}[0-9X]")
OLD_NUMBER = re.compile(r"\d{15}")
CUT_NUMBER = re.compile(r"\d{15}000")
NOT_ID = re.compile(r"[^0-9X]")
PIECES = re.compile(r"[,;/、|()]")
SCIENTIFIC = re.compile(r"^(\d)(?:\.(\d+))?E\+?(\d\d)$")


class Identity(NamedTuple):
    """`number` is 18 characters that pass every check, else "". `digits` is what was legible; `lossy` is how many
    leading characters of it can be trusted when a spreadsheet rounded the number (0 = nothing was lost)."""

    number: str
    digits: str
    lossy: int


NOTHING = Identity("", "", 0)


def check_character(first17: str) -> str:
    """The 18th character: ISO 7064 MOD 11-2."""
    return CHECKS[(sum(map(mul, first17.encode(), WEIGHTS)) - ZEROS) % 11]


def born(number: str) -> date | None:
    """The birth date inside an 18-character number, None where there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def is_valid(number: str) -> bool:
    """Shape, check character and a birth date between 1900 and 2099."""
    if not NUMBER.fullmatch(number) or check_character(number[:17]) != number[17]:
        return False
    day = born(number)
    return day is not None and 1900 <= day.year < 2100


def lengthen(old: str, pivot: int = 2029) -> str:
    """A 15-digit number of before 1999 as 18 characters; two-digit years up to `pivot` are of this century."""
    century = "20" if int(old[6:8]) <= pivot % 100 else "19"
    first17 = old[:6] + century + old[6:]
    return first17 + check_character(first17)


def _rounded(digits: str, kept: int) -> Identity:
    """A number that went through a spreadsheet's float: only the first `kept` characters are its own."""
    return Identity("", digits, kept) if kept >= 6 else NOTHING


def _scientific(text: str) -> Identity | None:
    match = SCIENTIFIC.match(text.replace(" ", ""))
    if not match or match[3] not in ("17", "14"):
        return None
    known = match[1] + (match[2] or "")
    return _rounded(known.ljust(int(match[3]) + 1, "0"), len(known) if len(known) == 6 else min(len(known) - 1, 15))


def _whole(digits: str) -> Identity:
    if is_valid(digits):
        return Identity(digits, digits, 0)
    if OLD_NUMBER.fullmatch(digits) and is_valid(lengthen(digits)):
        return Identity(lengthen(digits), digits, 0)
    if CUT_NUMBER.fullmatch(digits):
        return _rounded(digits, len(digits.rstrip("0")))
    if len(digits) > 18 and is_valid(digits[:18]):  # disability card numbers, two numbers in one cell
        return Identity(digits[:18], digits[:18], 0)
    return Identity("", digits[:18] if len(digits) >= 12 else "", 0)


def parse_identity(text: str) -> Identity:
    """Read an identity number out of a cell, whatever was done to it."""
    if len(text) == 18 and text.isascii() and NUMBER.fullmatch(upper := text.upper()):
        return _whole(upper)
    plain = unicodedata.normalize("NFKC", text).upper()
    rounded = _scientific(plain.strip().lstrip("'`‘’")) if "E" in plain else None
    if rounded:
        return rounded
    legible = plain.translate(LIKE_DIGITS)
    whole = _whole(NOT_ID.sub("", legible))
    pieces = PIECES.split(legible)
    words = [word for piece in pieces for word in piece.split()]
    if len(words) > 1 or len(pieces) > 1:
        for piece in (*pieces, *words):  # 522633 20150301 0012 is one number
            found = _whole(NOT_ID.sub("", piece))
            if found.number:
                return found
    return whole
