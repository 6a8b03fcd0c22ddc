"""What may happen to a referral, who may do it, and what becomes of a link: pure.

The table of STEPS draws the buttons, guards the POST and is printed in docs/packages/referrals.md.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

ASKED, ACCEPTED, ANSWERED, REFUSED, REVOKED = "asked", "accepted", "answered", "refused", "revoked"
STATES = (ASKED, ACCEPTED, ANSWERED, REFUSED, REVOKED)
OPEN = (ASKED, ACCEPTED)
# How it goes to the department.
ACCOUNT, LINK, PAPER = "account", "link", "paper"
CHANNELS = (LINK, ACCOUNT, PAPER)
# Who does something: the department itself, or one of ours (also when writing down what came back on paper).
DEPARTMENT, OURS = "department", "ours"

TRIES = 5  # wrong codes, then the link is locked
OPENED_FOR = 30 * 60  # seconds for which a link stays open after the right code

# In the list each referral is in exactly one.
WAITING, LATE = "waiting", "late"
STANDINGS = (WAITING, LATE, ANSWERED, REFUSED, REVOKED)


@dataclass(frozen=True)
class Step:
    """`verb` moves a referral from one of `sources` by one of `sides`; "same": its state stays."""

    verb: str
    sources: tuple[str, ...]
    sides: tuple[str, ...]
    guards: tuple[str, ...]
    target: str


STEPS = {
    step.verb: step
    for step in (
        Step("accept", (ASKED,), (DEPARTMENT,), ("who_named",), ACCEPTED),
        Step("answer", OPEN, (DEPARTMENT, OURS), ("who_named", "choice_known", "day_fits"), ANSWERED),
        Step("refuse", OPEN, (DEPARTMENT, OURS), ("who_named", "reason_given"), REFUSED),
        Step("revoke", OPEN, (OURS,), ("reason_given",), REVOKED),
        Step("renew", OPEN, (OURS,), ("by_link",), "same"),
    )
}


@dataclass(frozen=True)
class Stand:
    """Where a referral stands."""

    state: str
    channel: str
    asked_on: date
    choices: Collection[str] = ()


@dataclass(frozen=True)
class Attempt:
    """Who wants to do what, and what was filled in. `day`: of the answer."""

    verb: str
    side: str
    today: date
    name: str = ""
    unit: str = ""
    choice: str = ""
    reason: str = ""
    day: date | None = None


def refusal(stand: Stand, attempt: Attempt) -> str:
    """Why not: a name of wording.REFUSALS, "" where nothing stands in the way."""
    step = STEPS[attempt.verb]
    if attempt.side not in step.sides:
        return "other_side"
    if stand.state not in step.sources:
        return "accepted_already" if stand.state == ACCEPTED else f"is_{stand.state}"
    return next((guard for guard in step.guards if not GUARDS[guard](stand, attempt)), "")


Guard = Callable[[Stand, Attempt], bool]
GUARDS: dict[str, Guard] = {
    "who_named": lambda stand, attempt: bool(attempt.name.strip() and attempt.unit.strip()),
    "choice_known": lambda stand, attempt: attempt.choice in stand.choices,
    "day_fits": lambda stand, attempt: attempt.day is not None and stand.asked_on <= attempt.day <= attempt.today,
    "reason_given": lambda stand, attempt: bool(attempt.reason.strip()),
    "by_link": lambda stand, attempt: stand.channel == LINK,
}
TYPED = frozenset({"who_named", "choice_known", "day_fits", "reason_given"})  # filled in: a button is drawn without them


def open_verbs(stand: Stand, side: str, today: date) -> list[str]:
    """The buttons: what this side may do, once it has filled in what is asked."""
    return [verb for verb in STEPS if refusal(stand, Attempt(verb, side, today)) in TYPED | {""}]


@dataclass(frozen=True)
class Wish:
    """A question somebody wants to ask. `roles`: the posts held at the child's places; `asks`: those that may; `days`: working
    days to answer, at most `longest`; `waits`: the same question about the child is not answered yet; `hidden`: it needs a cause
    that the asker may not see."""

    known: bool
    roles: Collection[str]
    asks: Collection[str]
    channel: str
    days: int
    longest: int
    current: bool = True
    waits: bool = False
    hidden: bool = False
    held: bool = True  # somebody holds the department's post


def wish_refusal(wish: Wish) -> str:
    """Why a question cannot be asked: a name of wording.REFUSALS, "" where it can."""
    return next((why for why, holds in WISHES.items() if not holds(wish)), "")


WISHES: dict[str, Callable[[Wish], bool]] = {
    "question_known": lambda wish: wish.known,
    "may_ask": lambda wish: bool(set(wish.roles) & set(wish.asks)),
    "case_current": lambda wish: wish.current,
    "not_waiting": lambda wish: not wish.waits,
    "cause_seen": lambda wish: not wish.hidden,
    "channel_known": lambda wish: wish.channel in CHANNELS,
    "account_held": lambda wish: wish.channel != ACCOUNT or wish.held,
    "days_fit": lambda wish: 1 <= wish.days <= wish.longest,
}


def standing_of(state: str, due_on: date, today: date) -> str:
    """Which of STANDINGS: late is derived, never stored."""
    if state not in OPEN:
        return state
    return LATE if due_on < today else WAITING


def link_is_over(expires_on: date | None, today: date) -> bool:
    return expires_on is not None and expires_on < today


def link_opens(state: str, tries: int, expires_on: date | None, today: date) -> bool:
    """Does the right code open it? Not when it is answered, refused or taken back, over, or locked."""
    return state in OPEN and tries < TRIES and expires_on is not None and not link_is_over(expires_on, today)
