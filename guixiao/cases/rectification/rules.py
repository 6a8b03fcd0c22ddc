"""Who may put a finding right, who may look again, and where the item then stands: pure.

Whoever put it right never closes it, nor does anybody who holds the same post; what the county's office itself puts right, the
county lead looks at, who stands above it, or another person of the office. What was written by mistake is withdrawn, and stays
to be read.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

OPEN, MENDED, CLOSED, WITHDRAWN = STATES = ("open", "mended", "closed", "withdrawn")
FIND, MEND, PASS, FAIL, WITHDRAW = VERBS = ("find", "mend", "pass", "fail", "withdraw")
# By undoing the worklist that said so: a report that something was put right, what a second look found, a withdrawal.
TAKE_BACK, UNLOOK, UNWITHDRAW = "take_back", "unlook", "unwithdraw"
UNDONE_BY = {MEND: TAKE_BACK, PASS: UNLOOK, FAIL: UNLOOK, WITHDRAW: UNWITHDRAW}
FROM = {MEND: (OPEN,), PASS: (MENDED,), FAIL: (MENDED,), WITHDRAW: (OPEN, MENDED)}
# How a list sorts items: open in time or late, waiting for the second look, closed, withdrawn. Each item is in one.
LATE, DUE, WAITING, DONE, GONE = STANDINGS = ("late", "due", "waiting", "done", "withdrawn")

At = tuple[str, Any]  # a post and the key of its place
OFFICE, ABOVE_OFFICE = "county_officer", "county_lead"


class Told(Protocol):
    """A step of an item, as the table keeps it."""

    verb: str
    role: str
    true_on: date
    deadline: date | None

    @property
    def actor_id(self) -> Any: ...


@dataclass(frozen=True)
class Stand:
    """Where the steps lead. `mended_by`: who put it right last, from which post; `failed`: how often it was not put right;
    `last`: the newest step, and who did it; `before`: the deadline before the newest one; `was`: the state before it was
    withdrawn."""

    state: str = OPEN
    deadline: date | None = None
    mended_by: Any = None
    mended_as: str = ""
    mended_on: date | None = None
    failed: int = 0
    last: str = ""
    last_by: Any = None
    before: date | None = None
    was: str = ""


@dataclass(frozen=True)
class Attempt:
    """Who wants what: `posts` held today; `post`, the one whose duty the item is; `inspects`, whether one of theirs is named by
    the policy to look again and has the place under it; `records`, the same of who writes findings down; `top`, whether the item
    is the county office's own, and `leads`, whether they stand above that office; `since`, the day of the inspection; what was
    filled in."""

    verb: str
    actor: Any
    posts: Collection[At]
    post: At
    inspects: bool
    today: date
    since: date
    day: date | None = None
    text: str = ""
    deadline: date | None = None
    records: bool = False
    top: bool = False
    leads: bool = False


def stand_of(steps: Iterable[Told]) -> Stand:
    """Oldest first."""
    stand = Stand()
    for step in steps:
        stand = replace(stand, last=step.verb, last_by=step.actor_id, **AFTER[step.verb](stand, step))
    return stand


AFTER: Mapping[str, Callable[[Stand, Told], dict[str, Any]]] = {
    FIND: lambda stand, step: {"state": OPEN, "deadline": step.deadline},
    MEND: lambda stand, step: {"state": MENDED, "mended_by": step.actor_id, "mended_as": step.role, "mended_on": step.true_on},
    PASS: lambda stand, step: {"state": CLOSED},
    FAIL: lambda stand, step: {"state": OPEN, "deadline": step.deadline, "failed": stand.failed + 1, "before": stand.deadline},
    WITHDRAW: lambda stand, step: {"state": WITHDRAWN, "was": stand.state},
    TAKE_BACK: lambda stand, step: {"state": OPEN, "mended_by": None, "mended_as": "", "mended_on": None},
    UNWITHDRAW: lambda stand, step: {"state": stand.was, "was": ""},
    UNLOOK: lambda stand, step: {"state": MENDED, **(_unfailed(stand) if stand.state == OPEN else {})},
}


def _unfailed(stand: Stand) -> dict[str, Any]:
    return {"deadline": stand.before, "failed": stand.failed - 1}


def refusal(stand: Stand, attempt: Attempt) -> str:
    """Why it cannot be done: a name of wording.REFUSALS; "" where it can."""
    if stand.state not in FROM[attempt.verb]:
        return "wrong_state"
    if attempt.verb == WITHDRAW:
        return _of_withdrawing(attempt)
    return _of_mending(attempt) if attempt.verb == MEND else _of_looking(stand, attempt)


def _of_withdrawing(attempt: Attempt) -> str:
    if not attempt.records:
        return "not_recorder"
    return "" if attempt.text.strip() else "say_mistake"


def _of_mending(attempt: Attempt) -> str:
    if attempt.post not in attempt.posts:
        return "not_yours"
    if not attempt.text.strip():
        return "say_what"
    return "" if attempt.day and attempt.since <= attempt.day <= attempt.today else "day_past"


def _of_looking(stand: Stand, attempt: Attempt) -> str:
    if who := looker_refusal(stand, attempt):
        return who
    if not (attempt.day and stand.mended_on and stand.mended_on <= attempt.day <= attempt.today):
        return "day_of_look"
    if attempt.verb == PASS:
        return ""
    if not attempt.text.strip():
        return "say_why"
    return "" if attempt.deadline and attempt.deadline > attempt.today else "new_deadline"


def looker_refusal(stand: Stand, attempt: Attempt) -> str:
    """Somebody else, and of another post: what a second look rests on. The county office's own is for who stands above it, or
    another person of it."""
    if attempt.actor == stand.mended_by:
        return "own_of_office" if attempt.top else "own_mending"
    if attempt.top:
        return "" if attempt.leads or attempt.inspects else "office_looker"
    if attempt.post in attempt.posts:
        return "same_post"
    return "" if attempt.inspects else "not_inspector"


def looking_posts(post: At, county: Any, town: Any, named: Iterable[str]) -> list[At]:
    """The posts, with the keys of their places, of whoever may look at what a post put right: those `named` by the policy that
    have the place under them, and above the county's office its lead. `town`: None for a place that lies in none, or is one."""
    there = {"county_officer": county, "township_post": town}
    found = [(role, there[role]) for role in named if there.get(role)]
    return [*found, (ABOVE_OFFICE, county)] if post == (OFFICE, county) else [at for at in found if at != post]


def take_back_refusal(stand: Stand, actor: Any) -> str:
    """Only whoever did it, and before anybody went on from it."""
    if stand.last not in UNDONE_BY:
        return "wrong_state"
    return "" if actor == stand.last_by else "not_yours"


def open_verbs(stand: Stand, attempt: Attempt) -> list[str]:
    """The buttons: without what is yet to be filled in."""
    filled = replace(attempt, day=attempt.today, text="…", deadline=date.max)
    if stand.mended_on and stand.mended_on > attempt.today:
        return []
    return [verb for verb in FROM if not refusal(stand, replace(filled, verb=verb))]


def standing_of(state: str, deadline: date | None, today: date) -> str:
    if state == OPEN:
        return LATE if deadline and deadline < today else DUE
    return {MENDED: WAITING, WITHDRAWN: GONE}.get(state, DONE)


def finding_refusal(*, may: bool, place: bool, text: str, measures: str, deadline: date | None, since: date) -> str:
    """Why an item cannot be recorded."""
    if not may:
        return "not_recorder"
    if not place:
        return "post_named"
    if not text.strip():
        return "say_finding"
    if not measures.strip():
        return "say_measures"
    return "" if deadline and deadline >= since else "deadline_named"


def inspection_refusal(*, may: bool, place: bool, title: str, by: str, on: date | None, today: date) -> str:
    """Why an inspection cannot be recorded."""
    if not may:
        return "not_recorder"
    if not place:
        return "place_named"
    if not title.strip():
        return "title_given"
    if not by.strip():
        return "inspector_named"
    return "" if on and on <= today else "day_of_inspection"
