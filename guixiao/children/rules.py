"""Buckets, the equation, and what of a child is shown: pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from guixiao.lib.pinyin import name_key

# Children of school age stand in one of these; their sum is the population of school age.
IN_EQUATION = ("enrolled", "enrolled_elsewhere", "graduated", "suspended", "home_taught", "deferred",
               "left_roll", "not_found", "in_review")  # fmt: skip
# Rows of a register that are not a child of school age here.
OUTSIDE = ("duplicate_registration", "out_of_scope")
BUCKETS = (*IN_EQUATION, *OUTSIDE)
# Children somebody has to look for.
TO_FIND = ("left_roll", "not_found", "in_review")


@dataclass(frozen=True)
class Equation:
    """How many were counted, and in which bucket: the two must agree, always."""

    counted: int
    parts: Mapping[str, int]

    def sum_of(self, buckets: tuple[str, ...]) -> int:
        return sum(self.parts.get(bucket, 0) for bucket in buckets)

    @property
    def of_school_age(self) -> int:
        return self.sum_of(IN_EQUATION)

    @property
    def outside(self) -> int:
        return self.sum_of(OUTSIDE)

    @property
    def off_by(self) -> int:
        """Counted minus known parts; a part with an unknown name counts as missing."""
        return self.counted - self.sum_of(BUCKETS)

    @property
    def balanced(self) -> bool:
        return self.off_by == 0 and set(self.parts) <= set(BUCKETS)


def masked_id(number: str) -> str:
    """522699********1234; a number too short to be one shows only its last two characters."""
    if len(number) < 15:
        return "*" * max(len(number) - 2, 0) + number[-2:]
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def masked_phone(number: str) -> str:
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else "*" * len(number)


def masked_text(text: str) -> str:
    """A sentence with every identity and telephone number in it masked."""
    masked = re.sub(r"(?<!\d)\d{14,17}[\dXx](?![\dXx])", lambda found: masked_id(found[0]), text)
    return re.sub(r"(?<!\d)1\d{10}(?!\d)", lambda found: masked_phone(found[0]), masked)


def age_on(birth_date: date | None, day: date) -> int | None:
    """Full years."""
    if birth_date is None:
        return None
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def standing(child: Mapping[str, Any], coverage: Mapping[str, Any], day: date) -> dict[str, Any]:
    """What a coverage row repeats of its child, so that lists need not look at the child: age, sex, disabled, name_key."""
    return {
        "age": age_on(child["birth_date"], day),
        "sex": child["sex"],
        "disabled": bool(coverage["disability"]),
        "name_key": name_key(child["name"]),
    }
