"""When a place counts as a key one, and what is lacking to mark it: pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Mark:
    """A place is a key one from `first` to `last`, both included; ended early it still is on that day."""

    area: Any
    first: date
    last: date
    ended_on: date | None = None

    @property
    def until(self) -> date:
        return self.last if self.ended_on is None else min(self.last, self.ended_on)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.until


def is_key(marks: Iterable[Mark], places: Collection[Any], day: date) -> bool:
    """Was one of the places marked on the day? Of a day that has passed the answer never changes: a mark begins on the day it is
    made or later, and ends on the day somebody ends it."""
    return any(mark.area in places and mark.holds(day) for mark in marks)


@dataclass(frozen=True)
class Asked:
    """`may`: the person's post may mark a place of this kind; `latest`: the policy's last day; `others`: marks of the place."""

    kind: str
    may: bool
    reason: str
    reasons: Collection[str]
    first: date | None
    last: date | None
    today: date
    latest: date
    others: Collection[Mark] = ()


def mark_refusal(asked: Asked) -> str:
    """A name of wording.REFUSALS, "" where nothing stands in the way."""
    if asked.kind not in ("township", "village"):
        return "kind"
    if not asked.may:
        return "county_marks"
    if asked.reason not in asked.reasons:
        return "reason"
    first, last = asked.first, asked.last
    if first is None or last is None or not asked.today <= first <= last:
        return "days"
    if last > asked.latest:
        return "too_long"
    return "marked" if any(mark.first <= last and first <= mark.until for mark in asked.others) else ""


def end_refusal(mark: Mark, why: str, today: date) -> str:
    if mark.ended_on is not None or today > mark.last:
        return "over"
    return "" if why.strip() else "why"
