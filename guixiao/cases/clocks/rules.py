"""From what happened to a case to what must be done, by when and by whom: pure.

Nothing is counted down. A run of a clock is what its policy makes of the stored events, so that it comes out the same whenever,
and however often, it is asked for.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from guixiao.lib.workdays import Calendar, NoSuchDay, days_after, known_between
from guixiao.policy.model import Clock

ONE = timedelta(days=1)
# A post, and the place of the case at which it stands: the nearest to the child first.
STANDS = {"village_squad": "village", "principal": "school", "township_post": "township", "county_officer": "county",
          "county_lead": "county"}  # fmt: skip
ASSIGNED = {"village": "village_squad", "school": "principal", "township": "township_post", "county": "county_officer"}
LAST = "county_officer"  # the county has every case
SOON = 3  # working days


@dataclass(frozen=True)
class Happened:
    """One event: `on`, the day it was recorded; `true_on`, since when it is so; `until`, a day it names; `line`, who spoke."""

    key: Any
    verb: str
    state: str
    on: date
    true_on: date
    until: date | None = None
    line: str = ""


@dataclass(frozen=True)
class Rest:
    """Days that do not count, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Standing:
    """What of a case says whose duty a thing is: to whom it was given, the kinds of places it has, the posts of each line."""

    assigned: str
    places: frozenset[str]
    lines: Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Left:
    """Where a case stood until people moved it `on` a day: the key of each kind of place, and to whom it was given."""

    on: date
    places: Mapping[str, Any]
    assigned: str


@dataclass
class Run:
    """One time that a clock ran: from an event to the event that ended it, or still. `shorter`: its days where the child's place
    was a key one on the day it began."""

    clock: Clock
    start: Happened
    end: Happened | None = None
    rests: list[Rest] = field(default_factory=list)
    shorter: int | None = None

    @property
    def days(self) -> int:
        return self.clock.days if self.shorter is None else min(self.shorter, self.clock.days)


@dataclass(frozen=True)
class Deadline:
    """`due`: the last day on which it is in time; `judged`: the last on which that may be written down; `doubtful`: it rests
    on days of a year whose holidays nobody has announced or entered, or outside every term."""

    due: date
    judged: date
    doubtful: bool = False


def runs_of(clock: Clock, events: Iterable[Happened]) -> list[Run]:
    """Every run of one clock; `events` in their order. A start while it runs already changes nothing."""
    runs: list[Run] = []
    for event in events:
        last = runs[-1] if runs else None
        stays = event.state in clock.states
        if last and last.end is None:
            if event.verb in clock.ends or not stays:
                last.end = event
        elif last and last.end and event.verb in clock.resumes and stays:
            # While somebody's finding stood, nothing was to be done.
            last.rests.append(Rest(last.end.on + ONE, event.on))
            last.end = None
        if (last is None or last.end) and event.verb in clock.starts and stays:
            runs.append(Run(clock, event))
    return [run for run in runs if clock.unit != "until" or run.start.until]


def deadline(run: Run, calendar: Calendar, rests: Sequence[Rest] = ()) -> Deadline:
    """When it is due, pauses and days of rest left out."""
    resting = (*rests, *run.rests)

    def works(day: date) -> bool:
        return calendar.is_working(day) and not _rests(resting, day)

    due, doubtful = _due(run, calendar, resting)
    judged = days_after(due, run.clock.recording, works)
    return Deadline(due, judged, doubtful or not known_between(run.start.on, judged, calendar))


def _due(run: Run, calendar: Calendar, resting: Sequence[Rest]) -> tuple[date, bool]:
    clock, start = run.clock, run.start
    if clock.unit == "until":
        return (start.until or start.on) + ONE * clock.days, False
    try:
        return days_after(start.on, run.days, _counting(clock.unit, calendar, resting)), False
    except NoSuchDay:  # no term was entered: working days, until one is
        return days_after(start.on, run.days, _counting("working_days", calendar, resting)), True


def _counting(unit: str, calendar: Calendar, resting: Sequence[Rest]) -> Callable[[date], bool]:
    kinds: dict[str, Callable[[date], bool]] = {
        "working_days": calendar.is_working,
        "school_days": calendar.is_school_day,
        "calendar_days": lambda day: True,
    }
    counts = kinds[unit]
    return lambda day: counts(day) and not _rests(resting, day)


def _rests(resting: Sequence[Rest], day: date) -> bool:
    return any(rest.holds(day) for rest in resting)


def in_time(run: Run, limit: Deadline) -> bool:
    """Was it done by the due day, and written down by the day on which that is judged?"""
    end = run.end
    return end is not None and end.on <= limit.judged and min(end.on, max(end.true_on, run.start.on)) <= limit.due


def breach_day(run: Run, limit: Deadline) -> date | None:
    """The first day on which it is known to be late; None where it never will be, or where the calendar is not known."""
    return None if limit.doubtful or in_time(run, limit) else limit.judged + ONE


def duties(run: Run, limit: Deadline, stands: Standing, calendar: Calendar) -> dict[str, date]:
    """Post -> the day from which it is theirs: who has the duty, then who is told, step by step."""
    clock = run.clock
    found = {holder(clock.duty, stands, run.start.line): run.start.on}
    unit = "calendar_days" if clock.unit in ("calendar_days", "until") else "working_days"
    for post, days in clock.climb.items():
        if STANDS[post] in stands.places:
            found.setdefault(post, days_after(limit.due, days, _counting(unit, calendar, ())))
    return found


def holder(duty: Sequence[str], stands: Standing, line: str) -> str:
    """The first of the posts named that the case has a place for; else the county."""
    for word in duty:
        posts = _posts(word, stands, line)
        if posts:
            return posts[0]
    return LAST


def _posts(word: str, stands: Standing, line: str) -> list[str]:
    if word == "assigned":
        return [ASSIGNED[stands.assigned]] if stands.assigned in stands.places else []
    if word == "other_line":
        others = {post for name, posts in stands.lines.items() if name != line for post in posts}
        return [post for post, place in STANDS.items() if post in others and place in stands.places]
    return [word] if STANDS[word] in stands.places else []


def stood(day: date, lefts: Sequence[Left], now: Left) -> Left:
    """Where a case stood as this day began: what was due on it is that place's. `lefts`: in their order; `now`: today."""
    return next((left for left in lefts if left.on >= day), now)


def came(lefts: Sequence[Left], now: Left) -> dict[str, date]:
    """Post -> the day on which a move brought the case to its place: what is open is new to whoever holds it there."""
    found: dict[str, date] = {}
    for left, then in pairwise((*lefts, now)):
        found |= {post: left.on for post, place in STANDS.items() if left.places.get(place) != then.places.get(place)}
    return found


def place_of(post: str, *, village: Any, school: Any, township: Any, county: Any) -> Any:
    """The key of the place, of these, at which a post stands."""
    return {"village": village, "school": school, "township": township, "county": county}[STANDS[post]]


def state_of(due: date, today: date, soon: date, *, done: bool = False, resting: bool = False) -> str:
    """`done`, `paused`, `late`, `today`, `soon` or `running`; `soon`: the last day that counts as such."""
    if done:
        return "done"
    if due < today:
        return "late"
    if resting:
        return "paused"
    return "today" if due == today else "soon" if due <= soon else "running"
