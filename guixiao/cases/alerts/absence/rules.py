"""What a school's entry for one child on one day does, and when days away are a report: pure."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from guixiao.cases.taken_back import still_said
from guixiao.policy.alerts import AbsenceReason, AbsenceRule

AWAY, REASON, VISIT, BACK = "away", "reason", "visit", "back"
UNDONE = "undone"  # by undoing the worklist that said so
LONGEST_AGO = 60  # days; what was entered later than that is told by a report (`raise_alert`)


@dataclass(frozen=True)
class Entry:
    """What was ticked and chosen for one child, of one day; `reason` "" where nothing was chosen."""

    day: date
    away: bool = False
    reason: str = ""
    visit: bool = False
    back: bool = False


@dataclass(frozen=True)
class Gone:
    """An absence that has not ended; `visited` on the day of the entry already."""

    since: date
    reason: str = ""
    visited: bool = False


def steps(gone: Gone | None, entry: Entry) -> list[str]:
    """What the entry changes, of AWAY, REASON, VISIT and BACK in the order in which it happens; the same entry a second time
    changes nothing. A day before the one entered first makes the absence longer."""
    if gone is None:
        return [AWAY] if entry.away else []
    happens = {
        AWAY: entry.away and entry.day < gone.since,
        REASON: bool(entry.reason) and entry.reason != gone.reason,
        VISIT: entry.visit and not gone.visited,
        BACK: entry.back and entry.day >= gone.since,
    }
    return [kind for kind, does in happens.items() if does]


def class_called(grade: str, name: str) -> str:
    """One class by one name, as people say it, however the rows of a roster write it: 一年级 and 一年级（2）班 are 一年级2班."""
    grade, name = (re.sub(r"\((\d+)\)", r"\1", unicodedata.normalize("NFKC", text).strip()) for text in (grade, name))
    return name if name.startswith(grade) else grade + name


class Told(Protocol):
    """What was entered, as the table keeps it."""

    kind: str
    day: date
    reason: str


T = TypeVar("T", bound=Told)


def standing(events: Iterable[T]) -> list[T]:
    return still_said(events, lambda event: event.kind == UNDONE)


@dataclass(frozen=True)
class Away:
    """An absence as what still is said of it has it; of nothing said nothing is left: it ended on the day it began."""

    since: date
    reason: str = ""
    visits: int = 0
    back_on: date | None = None


def away_of(events: Iterable[Told], since: date) -> Away:
    """`since`: of the absence, where nothing is said of it any more."""
    told = standing(events)
    if not told:
        return Away(since, back_on=since)
    back = told[-1].day if told[-1].kind == BACK else None
    began = min(event.day for event in told if event.kind == AWAY)
    return Away(began, told[-1].reason, sum(event.kind == VISIT for event in told), back)


@dataclass(frozen=True)
class Day:
    """The day that a class is entered for."""

    day: date | None
    today: date
    counts: bool = True


ENTERING: dict[str, Callable[[Day], bool]] = {
    "day_told": lambda of: of.day is not None and of.day <= of.today,
    "day_not_long_ago": lambda of: of.day is not None and (of.today - of.day).days <= LONGEST_AGO,
    "school_day": lambda of: of.counts,
}


def entry_refusal(of: Day) -> str:
    """Why nothing can be entered for this day: a name of wording.REFUSALS, "" where nothing stands in the way."""
    return next((name for name, holds in ENTERING.items() if not holds(of)), "")


def reason_refusal(reasons: Mapping[str, AbsenceReason], entry: Entry) -> str:
    return "absence_reason_known" if entry.reason and entry.reason not in reasons else ""


def unexplained(days: int, reason: AbsenceReason | None) -> int:
    """School days away that no reason excuses."""
    return max(0, days - (reason.days if reason else 0))


def is_report(days: int, visits: int, rule: AbsenceRule) -> bool:
    """Are so many school days without a reason, or so many visits to the home, a report?"""
    return days > 0 and (days > rule.days or 0 < rule.visits <= visits)
