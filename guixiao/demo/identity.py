"""Made-up identity numbers, student numbers and telephone numbers that can belong to nobody.

The area code 522699 is not assigned, and no Chinese telephone number begins with 1000.
"""

from datetime import date
from random import Random

AREA_CODE = "522699"
PHONE_PREFIX = "1000"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"


def check_character(body: str) -> str:
    """The 18th character of GB 11643 for the first 17 digits."""
    return CHECK[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def is_valid(number: str) -> bool:
    return len(number) == 18 and number[:17].isdigit() and check_character(number[:17]) == number[17]


class Numbers:
    """Hands out numbers, none twice."""

    def __init__(self, rng: Random):
        self.rng = rng
        self.used: set[str] = set()

    def identity(self, born: date, sex: str) -> str:
        """An identity number; the sequence is odd for 男."""
        while True:
            sequence = self.rng.randrange(0, 500) * 2 + (sex == "男")
            body = f"{AREA_CODE}{born.year:04d}{born.month:02d}{born.day:02d}{sequence:03d}"
            if body not in self.used:
                self.used.add(body)
                return body + check_character(body)

    def phone(self) -> str:
        return f"{PHONE_PREFIX}{self.rng.randrange(10_000_000):07d}"


def student_number(rng: Random, number: str, born: date) -> str:
    """学籍号: G and the identity number, or J and 18 digits where there is none."""
    if number:
        return "G" + number
    body = f"{AREA_CODE}{born.year:04d}{born.month:02d}{born.day:02d}{rng.randrange(1000):03d}"
    return "J" + body + str(int(body) % 10)


def old_number(number: str) -> str:
    """The 15-digit form in use before 1999."""
    return number[:6] + number[8:17]
