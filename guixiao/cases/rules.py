"""What may happen to a case, who may do it, and when it is asked again: pure.

The table of TRANSITIONS draws the buttons, guards the POST and is printed in docs/packages/cases.md.
"""

from calendar import monthrange
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class State(StrEnum):
    SUSPECTED = "suspected"
    EXCLUDED = "excluded"
    WATCHED = "watched"
    OUT_OF_SCHOOL = "out_of_school"


class Effect(StrEnum):
    """What a finding makes of a case (policy, `verification.NAME.effect`)."""

    EXCLUDE = "exclude"
    WATCH = "watch"
    KEEP = "keep"
    OUT = "out"


# An exclusion and a leave need a second person, of the other line; whoever is still looked for, or out of school, does not.
CONFIRMED = frozenset({Effect.EXCLUDE, Effect.WATCH})
BECOMES = {
    Effect.EXCLUDE: State.EXCLUDED,
    Effect.WATCH: State.WATCHED,
    Effect.KEEP: State.WATCHED,
    Effect.OUT: State.OUT_OF_SCHOOL,
}
# In the balance line of a place: every case is in exactly one of them.
STANDINGS = ("todo", "found", "waiting", "out", "kept", "watched", "excluded")
SETTLED = frozenset({"watched", "excluded"})  # "missing" and "out of reach" never count as settled
# Facts of a child which, when they change, make a settled question a new one.
FACTS = ("bucket", "outcome", "name", "number", "born")


@dataclass(frozen=True)
class Transition:
    """`verb` moves a case from one of `sources`; `pending`: only with (True) or without (False) a finding that waits."""

    verb: str
    sources: tuple[State, ...]
    pending: bool
    guards: tuple[str, ...]
    target: str  # a State, or "by_finding"


TRANSITIONS = {
    transition.verb: transition
    for transition in (
        Transition("find", (State.SUSPECTED,), False,
                   ("finding_known", "evidence_fits", "on_a_line", "day_to_come"), "by_finding"),
        Transition("confirm", (State.SUSPECTED,), True, ("on_a_line", "other_person", "other_line"), "by_finding"),
        Transition("dispute", (State.SUSPECTED,), True, ("on_a_line", "other_person", "reason_given"), State.SUSPECTED),
        Transition("withdraw", (State.SUSPECTED,), True, ("own_finding",), State.SUSPECTED),
        Transition("reopen", (State.EXCLUDED, State.WATCHED, State.OUT_OF_SCHOOL), False,
                   ("on_a_line", "reason_given"), State.SUSPECTED),
        Transition("expire", (State.WATCHED,), False, ("day_has_come",), State.SUSPECTED),
        Transition("ask_again", (State.EXCLUDED, State.WATCHED), False, ("facts_changed",), State.SUSPECTED),
    )
}  # fmt: skip
BY_PEOPLE = ("find", "confirm", "dispute", "withdraw", "reopen")


@dataclass(frozen=True)
class Finding:
    """One of the policy's, as a round keeps it."""

    name: str
    effect: Effect
    evidence: tuple[str, ...]
    months: int


@dataclass(frozen=True)
class Stand:
    """What of a case the rules look at."""

    state: State
    effect: Effect | None = None  # of the finding that waits or holds
    found_by: Any = None
    found_line: str = ""
    until: date | None = None
    still: bool = True  # the last rosters still do not find the child

    @property
    def pending(self) -> bool:
        return self.state == State.SUSPECTED and self.effect is not None


@dataclass(frozen=True)
class Attempt:
    """Who wants to do what, on which day."""

    verb: str
    today: date
    actor: Any = None
    lines: frozenset[str] = frozenset()
    finding: Finding | None = None
    evidence: str = ""
    reason: str = ""
    until: date | None = None
    changed: Collection[str] = ()


def refusal(stand: Stand, attempt: Attempt) -> str:
    """Why not: a name of wording.REFUSALS, "" where nothing stands in the way."""
    transition = TRANSITIONS[attempt.verb]
    if stand.state not in transition.sources:
        return "wrong_state"
    if stand.pending != transition.pending:
        return "found_already" if stand.pending else "nothing_found"
    return next((guard for guard in transition.guards if not GUARDS[guard](stand, attempt)), "")


def _evidence_fits(stand: Stand, attempt: Attempt) -> bool:
    return attempt.finding is not None and attempt.evidence in attempt.finding.evidence


def _day_to_come(stand: Stand, attempt: Attempt) -> bool:
    """A day from tomorrow to the longest that the finding allows, where it is asked again at all."""
    finding = attempt.finding
    if finding is None or not finding.months:
        return attempt.until is None
    return attempt.until is not None and attempt.today < attempt.until <= months_later(attempt.today, finding.months)


Guard = Callable[[Stand, Attempt], bool]
GUARDS: dict[str, Guard] = {
    "finding_known": lambda stand, attempt: attempt.finding is not None,
    "evidence_fits": _evidence_fits,
    "on_a_line": lambda stand, attempt: bool(attempt.lines),
    "day_to_come": _day_to_come,
    "other_person": lambda stand, attempt: attempt.actor != stand.found_by,
    "other_line": lambda stand, attempt: bool(attempt.lines - {stand.found_line}),
    "own_finding": lambda stand, attempt: attempt.actor == stand.found_by,
    "reason_given": lambda stand, attempt: bool(attempt.reason.strip()),
    "day_has_come": lambda stand, attempt: stand.until is not None and stand.until <= attempt.today,
    "facts_changed": lambda stand, attempt: bool(attempt.changed),
}


def open_verbs(stand: Stand, actor: Any, lines: frozenset[str], today: date) -> list[str]:
    """What this person may do now: the buttons. What must be typed in first is not asked for yet."""
    typed = {"finding_known", "evidence_fits", "day_to_come", "reason_given"}

    def stands_in_the_way(verb: str) -> bool:
        attempt = Attempt(verb, today, actor, lines)
        transition = TRANSITIONS[verb]
        if stand.state not in transition.sources or stand.pending != transition.pending:
            return True
        return not all(GUARDS[guard](stand, attempt) for guard in transition.guards if guard not in typed)

    return [verb for verb in BY_PEOPLE if not stands_in_the_way(verb)]


def state_after(attempt: Attempt, effect: Effect | None) -> State:
    """The state that a permitted attempt leads to; `effect`: of the finding proposed or waiting."""
    target = TRANSITIONS[attempt.verb].target
    if target != "by_finding":
        return State(target)
    if effect is None:
        raise ValueError("a finding has an effect")
    return State.SUSPECTED if attempt.verb == "find" and effect in CONFIRMED else BECOMES[effect]


def standing_of(stand: Stand) -> str:
    """Which of STANDINGS."""
    if stand.state == State.SUSPECTED:
        return "waiting" if stand.pending else "todo" if stand.still else "found"
    if stand.state == State.WATCHED:
        return "kept" if stand.effect == Effect.KEEP else "watched"
    return "out" if stand.state == State.OUT_OF_SCHOOL else "excluded"


def changed_facts(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Names of FACTS that are not what they were when the question was settled."""
    return [name for name in FACTS if then.get(name) != now.get(name)]


def assigned_to(bucket: str, *, village: Any, town: Any, school: Any) -> str:
    """Who looks first: the last school for a child who left its class, else the village, the township, the county."""
    if bucket == "left_roll" and school:
        return "school"
    return "village" if village else "township" if town else "county"


def months_later(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
