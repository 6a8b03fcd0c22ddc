"""Who may offer a case to another place, who may answer, and where the case then stands: pure.

Until somebody accepts, the case stands where it stood. The verbs are part of `cases.rules.TRANSITIONS`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from guixiao.cases.states import Attempt, Stand, State, Transition

VILLAGE, TOWNSHIP, SCHOOL = "village", "township", "school"
HOME = "home"  # a village or a township; the other kind of move is SCHOOL
COUNTY_OFFICER = "county_officer"
OPEN_STATES = (State.SUSPECTED, State.WATCHED, State.OUT_OF_SCHOOL, State.RETURNED)

MOVES = (
    Transition("move_offer", OPEN_STATES, False,
               ("not_offered", "place_known", "elsewhere", "may_offer", "reason_given"), "same"),
    Transition("move_accept", OPEN_STATES, False, ("offer_waits", "may_answer"), "same"),
    Transition("move_refuse", tuple(State), None, ("offer_waits", "may_answer", "reason_given"), "same"),
    Transition("move_withdraw", tuple(State), None, ("offer_waits", "may_withdraw"), "same"),
)  # fmt: skip
# Guards about what is filled in: a button is drawn without them.
FILLED_IN = frozenset({"place_known", "elsewhere"})


@dataclass(frozen=True)
class Target:
    """A village, with its township, a township or a school to which a case is offered."""

    kind: str
    key: Any
    town: Any = None

    @property
    def move(self) -> str:
        return SCHOOL if self.kind == SCHOOL else HOME


@dataclass(frozen=True)
class Places:
    """The keys of the places at which a case stands; `receiving`: the school that the child came back to."""

    town: Any = None
    village: Any = None
    school: Any = None
    receiving: Any = None


@dataclass(frozen=True)
class Asked:
    """What a move is about: `waits`, an offer without an answer; `offers`, the posts that the policy lets offer such a move;
    `offered_by` and `offered_as`, who made the one that waits, and from which post; `answers`: is this person to answer it?"""

    here: Places = Places()
    target: Target | None = None
    offers: Collection[str] = ()
    waits: bool = False
    offered_by: Any = None
    offered_as: str = ""
    answers: bool = False


def after(here: Places, target: Target) -> Places:
    """Where the case stands once it is accepted; a child who is back at school changes the school that it came back to."""
    if target.kind == SCHOOL:
        return Places(here.town, here.village, target.key, target.key if here.receiving else here.receiving)
    if target.kind == VILLAGE:
        return Places(target.town, target.key, here.school, here.receiving)
    return Places(target.key, None, here.school, here.receiving)


def posts_left(then: Places, now: Places) -> list[str]:
    """The posts whose place is another one now: what is open is new to whoever holds them."""
    pairs = {"village_squad": (then.village, now.village), "township_post": (then.town, now.town),
             "principal": (then.school, now.school)}  # fmt: skip
    return [post for post, (before, after) in pairs.items() if before != after]


def levels_left(then: Places, now: Places) -> set[str]:
    """The levels of the chain whose place is another one now: whoever was named there for this one child is so no longer."""
    told = {VILLAGE: then.village != now.village, TOWNSHIP: then.town != now.town, SCHOOL: then.school != now.school}
    levels = {level for level, changed in told.items() if changed}
    return levels | {"class"} if SCHOOL in levels else levels


def ladder(target: Target, county: Any) -> list[tuple[str, Any]]:
    """The posts that may come to answer, each with its place, the nearest first."""
    steps = {
        VILLAGE: [("village_squad", target.key), ("township_post", target.town)],
        TOWNSHIP: [("township_post", target.key)],
        SCHOOL: [("principal", target.key)],
    }
    return [*steps[target.kind], (COUNTY_OFFICER, county)]


def answering(target: Target, county: Any, held: Collection[tuple[str, Any]], *, late: bool) -> list[tuple[str, Any]]:
    """Who is to answer: the first post of the ladder that somebody holds; where that was not done in time, the next one up too.
    Where nobody holds any of them it is the county's, whoever comes to hold that post."""
    steps = ladder(target, county)
    first = next((step for step, post in enumerate(steps) if post in held), len(steps) - 1)
    upper = [post for post in steps[first + 1 :] if post in held][:1] if late else []
    return [steps[first], *upper]


def _here_is_not_there(stand: Stand, attempt: Attempt) -> bool:
    asked = asked_of(attempt)
    return asked.target is not None and after(asked.here, asked.target) != asked.here


def _may_withdraw(stand: Stand, attempt: Attempt) -> bool:
    """Whoever offered it, who holds the same post for the child, and the county."""
    asked = asked_of(attempt)
    return attempt.actor == asked.offered_by or bool(attempt.roles & {asked.offered_as, COUNTY_OFFICER})


def asked_of(attempt: Attempt) -> Asked:
    found = attempt.given.get("asked")
    return found if isinstance(found, Asked) else Asked()


MOVE_GUARDS: Mapping[str, Callable[[Stand, Attempt], bool]] = {
    "not_offered": lambda stand, attempt: not asked_of(attempt).waits,
    "place_known": lambda stand, attempt: asked_of(attempt).target is not None,
    "elsewhere": _here_is_not_there,
    "may_offer": lambda stand, attempt: bool(attempt.roles & set(asked_of(attempt).offers)),
    "offer_waits": lambda stand, attempt: asked_of(attempt).waits,
    "may_answer": lambda stand, attempt: asked_of(attempt).answers,
    "may_withdraw": _may_withdraw,
}
