"""What may happen to a case, who may do it, and when it is asked again: pure.

The table of TRANSITIONS draws the buttons, guards the POST and is printed in docs/packages/cases.md. Verification is here, what
follows for a child who is out of school in `effort.rules`, moving a case to another place in `moves.rules`.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from guixiao.cases.effort.rules import EFFORT, EFFORT_GUARDS, TAKING_BACK, TYPED, Guard
from guixiao.cases.months import months_later
from guixiao.cases.moves.rules import FILLED_IN as PLACES_FILLED_IN
from guixiao.cases.moves.rules import MOVE_GUARDS, MOVES
from guixiao.cases.states import Attempt, Effect, Stand, State, Transition

# An exclusion and a leave need a second person, of the other line; whoever is still looked for, or out of school, does not.
CONFIRMED = frozenset({Effect.EXCLUDE, Effect.WATCH})
BECOMES = {
    Effect.EXCLUDE: State.EXCLUDED,
    Effect.WATCH: State.WATCHED,
    Effect.KEEP: State.WATCHED,
    Effect.OUT: State.OUT_OF_SCHOOL,
}
# In the balance line of a place: every case is in exactly one of them.
STANDINGS = ("todo", "found", "waiting", "out", "returned", "closed", "kept", "watched", "excluded")
PLAINLY = {State.OUT_OF_SCHOOL: "out", State.RETURNED: "returned", State.CLOSED: "closed", State.EXCLUDED: "excluded"}
SETTLED = frozenset({"watched", "excluded", "closed"})  # "missing" and "out of reach" never count as settled
# Guards about what is filled in: a button is drawn without them.
FILLED_IN = TYPED | PLACES_FILLED_IN | {"finding_known", "evidence_fits", "day_to_come", "reason_given"}
# Facts of a child which, when they change, make a settled question a new one.
FACTS = ("bucket", "outcome", "name", "number", "born")

VERIFICATION = (
    Transition("find", (State.SUSPECTED,), False,
               ("finding_known", "evidence_fits", "on_a_line", "day_to_come"), "by_finding"),
    Transition("confirm", (State.SUSPECTED,), True, ("on_a_line", "other_person", "other_line"), "by_finding"),
    Transition("dispute", (State.SUSPECTED,), True, ("on_a_line", "other_person", "reason_given"), State.SUSPECTED),
    Transition("withdraw", (State.SUSPECTED,), True, ("own_finding",), State.SUSPECTED),
    Transition("reopen", (State.EXCLUDED, State.WATCHED, State.OUT_OF_SCHOOL), False,
               ("on_a_line", "reason_given"), State.SUSPECTED),
    Transition("expire", (State.WATCHED,), False, ("day_has_come",), State.SUSPECTED),
    Transition("ask_again", (State.EXCLUDED, State.WATCHED), False, ("facts_changed",), State.SUSPECTED),
    Transition("reported", (State.EXCLUDED, State.WATCHED), False, ("alert_named",), State.SUSPECTED),
)  # fmt: skip
TRANSITIONS = {transition.verb: transition for transition in (*VERIFICATION, *EFFORT, *TAKING_BACK, *MOVES)}
BY_PEOPLE = ("find", "confirm", "dispute", "withdraw", "reopen", *(transition.verb for transition in EFFORT))


def refusal(stand: Stand, attempt: Attempt) -> str:
    """Why not: a name of wording.REFUSALS, "" where nothing stands in the way."""
    transition = TRANSITIONS[attempt.verb]
    if stand.state not in transition.sources:
        return "wrong_state"
    if transition.pending is not None and stand.pending != transition.pending:
        return "found_already" if stand.pending else "nothing_found"
    if transition in EFFORT and attempt.effort is None:
        return "old_round"
    return next((guard for guard in transition.guards if not GUARDS[guard](stand, attempt)), "")


def _evidence_fits(stand: Stand, attempt: Attempt) -> bool:
    return attempt.finding is not None and attempt.evidence in attempt.finding.evidence


def _day_to_come(stand: Stand, attempt: Attempt) -> bool:
    """A day from tomorrow to the longest that the finding allows, where it is asked again at all."""
    finding = attempt.finding
    if finding is None or not finding.months:
        return attempt.until is None
    return attempt.until is not None and attempt.today < attempt.until <= months_later(attempt.today, finding.months)


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
    "alert_named": lambda stand, attempt: bool(attempt.given.get("alert")),
    **EFFORT_GUARDS,
    **MOVE_GUARDS,
}


def missing(stand: Stand, attempt: Attempt) -> list[str] | None:
    """What this person lacks for it, besides what would be filled in; None where the case is not in the state for it."""
    transition = TRANSITIONS[attempt.verb]
    if stand.state not in transition.sources or transition.pending not in (None, stand.pending):
        return None
    if transition in EFFORT and attempt.effort is None:
        return ["old_round"]
    return [guard for guard in transition.guards if guard not in FILLED_IN and not GUARDS[guard](stand, attempt)]


def open_verbs(stand: Stand, attempt: Attempt) -> list[str]:
    """What this person may do now, the buttons: `attempt` says who, where and when; its verb does not count."""
    return [verb for verb in BY_PEOPLE if missing(stand, replace(attempt, verb=verb)) == []]


def state_after(stand: Stand, attempt: Attempt) -> State:
    """The state that a permitted attempt leads to."""
    target = TRANSITIONS[attempt.verb].target
    if target == "same":
        return stand.state
    if target == "before":
        return State(stand.progress.before) if stand.progress and stand.progress.before else stand.state
    if target != "by_finding":
        return State(target)
    effect = attempt.finding.effect if attempt.finding else stand.effect
    if effect is None:
        raise ValueError("a finding has an effect")
    return State.SUSPECTED if attempt.verb == "find" and effect in CONFIRMED else BECOMES[effect]


def standing_of(stand: Stand) -> str:
    """Which of STANDINGS."""
    if stand.state == State.SUSPECTED:
        return "waiting" if stand.pending else "todo" if stand.still else "found"
    if stand.state == State.WATCHED:
        return "kept" if stand.effect == Effect.KEEP else "watched"
    return PLAINLY[stand.state]


def changed_facts(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Names of FACTS that are not what they were when the question was settled."""
    return [name for name in FACTS if then.get(name) != now.get(name)]


def assigned_to(bucket: str, *, village: Any, town: Any, school: Any) -> str:
    """Who looks first: the last school for a child who left its class, else the village, the township, the county."""
    if bucket == "left_roll" and school:
        return "school"
    return "village" if village else "township" if town else "county"
