"""How far an order has come, child by child, by the events of its case alone; what a draft lacks to be issued: pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from guixiao.cases.effort.progress import Lined, Progress, Verbed, lines_of_visit, lived, progress_of, standing
from guixiao.cases.states import Effect, State

# Every child of an order's frozen set is in exactly one of them: the goal is reached; not yet; the order does not ask for this
# child any more (it turned out to be no dropout, or is back before what was asked was done).
MET, NOT_YET, ASIDE = "met", "not_yet", "aside"
PARTS = (MET, NOT_YET, ASIDE)
ADMINISTRATIVE, EDUCATION = "administrative", "education"
BOTH = "both"
LINES = {BOTH: (ADMINISTRATIVE, EDUCATION), ADMINISTRATIVE: (ADMINISTRATIVE,), EDUCATION: (EDUCATION,)}
# To whom an order on a line goes: the post, and which place of the child it is held at.
POSTS = {ADMINISTRATIVE: (("township_post", "town"), ("village_squad", "village")), EDUCATION: (("principal", "school"),)}
ORDERED = "ordered"  # the verb of the event by which a case stands under an order
BACK = ("observed", "closing", "closed")
# These say of an earlier day that what was recorded then was so.
SAYS_OF_BEFORE = ("confirm_return", "confirm")


@dataclass
class Happened:
    """An event of a child's case, and of which of its episodes."""

    episode: int
    version: int
    verb: str
    state: str
    effect: str
    line: str
    true_on: date
    recorded_on: date
    actor_id: Any = None
    detail: dict[str, Any] = field(default_factory=dict)


class Told(Lined, Verbed, Protocol):
    """What is asked of an event to know who visited."""

    @property
    def true_on(self) -> date: ...


def part_of(kind: str, order: str, events: Sequence[Happened], day: date) -> str:
    """Which of PARTS a child was in at the end of `day`: by what was recorded until then, whenever it is asked. `events`: of the
    child's cases, oldest first."""
    return _part(kind, order, [event for event in events if event.recorded_on <= day])


def told_late(kind: str, order: str, events: Sequence[Happened], day: date) -> bool:
    """Not reached by what was recorded until the end of `day`, and reached by what is known now to have been so on it."""
    then = [event for event in events if event.true_on <= day or event.verb in SAYS_OF_BEFORE]
    return part_of(kind, order, events, day) == NOT_YET and _part(kind, order, then) == MET


def _part(kind: str, order: str, events: Sequence[Happened]) -> str:
    events = lived(events)
    if not events:
        return NOT_YET
    last, progress = events[-1], Progress()
    if kind != "verified":
        progress = progress_of(event for event in events if event.episode == events[-1].episode)
    lines = visited_since(order, events) if kind == "visited" else set[str]()
    return part_of_stand(kind, Stood(last.state, last.effect, progress.phase, progress.plan, frozenset(lines)))


@dataclass(frozen=True)
class Stood:
    """Where a child stands: state and effect of the last thing that happened; of the last episode phase and plan; the lines that
    visited since the order."""

    state: str
    effect: str
    phase: str = ""
    plan: str = ""
    lines: frozenset[str] = frozenset()


def part_of_stand(kind: str, stood: Stood) -> str:
    if stood.state == State.EXCLUDED or (stood.state == State.WATCHED and stood.effect == Effect.WATCH):
        return MET if kind == "verified" else ASIDE
    if kind == "verified":
        return NOT_YET if stood.state in (State.SUSPECTED, State.WATCHED) else MET
    return _of_effort(kind, stood)


def _of_effort(kind: str, stood: Stood) -> str:
    if kind in ("returned", "closed"):
        return MET if stood.phase in (BACK if kind == "returned" else ("closed",)) else NOT_YET
    if kind == "planned" and stood.plan == "approved":
        return MET
    if kind == "visited" and stood.lines >= {ADMINISTRATIVE, EDUCATION}:
        return MET
    return ASIDE if stood.phase in BACK else NOT_YET


def visited_since(order: str, events: Iterable[Told]) -> set[str]:
    """The lines that visited since the order, by what was recorded since and was so since."""
    since: date | None = None
    lines = set[str]()
    for event in standing(events):
        if event.verb == ORDERED and event.detail.get("order") == order:
            since = event.true_on
        elif event.verb == "visit" and since is not None and event.true_on >= since:
            lines.update(lines_of_visit(event))
    return lines


def balance(parts: Iterable[str]) -> dict[str, int]:
    """How many are in each part, and their sum as `all`."""
    counted = dict.fromkeys(PARTS, 0)
    for part in parts:
        counted[part] += 1
    return counted | {"all": sum(counted.values())}


def is_due(deadline: date, today: date) -> bool:
    """The last day is over: the result of that day stands."""
    return today > deadline


@dataclass(frozen=True)
class Issue:
    """What somebody is about to issue. `seen`: the mark of what the page of confirmation showed, `now`: of what it is."""

    number: str
    title: str
    text: str
    goal: str
    deadline: date | None
    today: date
    children: int
    addressees: int
    goals: Collection[str]
    seen: str = ""
    now: str = ""


def lacking(issue: Issue) -> list[str]:
    """What a draft lacks before it can be issued: names of wording.REFUSALS."""
    there = {
        "number": bool(issue.number.strip()),
        "title": bool(issue.title.strip()),
        "text": bool(issue.text.strip()),
        "goal": issue.goal in issue.goals,
        "deadline": issue.deadline is not None and issue.deadline >= issue.today,
        "children": issue.children > 0,
        "addressees": issue.addressees > 0,
    }
    return [name for name, given in there.items() if not given]


def issue_refusal(issue: Issue) -> str:
    """Why it cannot be issued, "" where nothing stands in the way."""
    return next(iter(lacking(issue)), "" if issue.seen == issue.now else "set_changed")


def withdrawal_refusal(reason: str, deadline: date, today: date) -> str:
    """The result of an order whose last day is over stands."""
    if is_due(deadline, today):
        return "over"
    return "" if reason.strip() else "reason"


def next_number(pattern: str, county: str, year: int, taken: Collection[str]) -> str:
    """The first number of the year that no order has."""
    short = county[:-1] if len(county) > 2 and county[-1] in "县市区" else county
    number = 1
    while (found := pattern.format(county=short, year=year, number=number)) in taken:
        number += 1
    return found
