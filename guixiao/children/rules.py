"""Buckets, the equation, and what of a child is shown: pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from guixiao.lib.masks import masked_id, masked_phone, masked_text
from guixiao.lib.pinyin import name_key

__all__ = ["masked_id", "masked_phone", "masked_text"]

# Children of school age stand in one of these; their sum is the population of school age.
IN_EQUATION = ("enrolled", "enrolled_elsewhere", "graduated", "suspended", "home_taught", "deferred",
               "left_roll", "not_found", "in_review")  # fmt: skip
# Rows of a register that are not a child of school age here.
OUTSIDE = ("duplicate_registration", "out_of_scope")
BUCKETS = (*IN_EQUATION, *OUTSIDE)
# Children somebody has to look for.
TO_FIND = ("left_roll", "not_found", "in_review")
# A child in no roster whom somebody met (guixiao.sightings): its `Coverage.roster`, and how its outcomes, and no other, begin.
SIGHTED = "sighted"
SIGHTED_OUTCOMES = "sighted_"
REGISTER, APART = "register", "apart"
SIDES = (REGISTER, APART, SIGHTED)


def side_of(apart: bool, outcome: str) -> str:
    """Which of the three sums a row belongs to: the register's, that of other rosters alone, that of people's own eyes."""
    return SIGHTED if outcome.startswith(SIGHTED_OUTCOMES) else APART if apart else REGISTER


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
        "name_key": name_key(masked_text(child["name"])),
    }
