"""What a case is in, and what is asked of the rules: the types that every table of transitions shares. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guixiao.cases.effort.progress import Progress
    from guixiao.policy.effort import Effort


class State(StrEnum):
    SUSPECTED = "suspected"
    EXCLUDED = "excluded"
    WATCHED = "watched"
    OUT_OF_SCHOOL = "out_of_school"
    RETURNED = "returned"
    CLOSED = "closed"


class Effect(StrEnum):
    """What a finding makes of a case (policy, `verification.NAME.effect`)."""

    EXCLUDE = "exclude"
    WATCH = "watch"
    KEEP = "keep"
    OUT = "out"


@dataclass(frozen=True)
class Transition:
    """`verb` moves a case from one of `sources`; `pending`: only with (True) or without (False) a finding that waits;
    None: with or without."""

    verb: str
    sources: tuple[State, ...]
    pending: bool | None
    guards: tuple[str, ...]
    target: str  # a State, "by_finding", "same", or "before": where the case stood before what is taken back


@dataclass(frozen=True)
class Finding:
    """One of the policy's, as a round keeps it."""

    name: str
    effect: Effect
    evidence: tuple[str, ...]
    months: int


@dataclass(frozen=True)
class Stand:
    """What of a case the rules look at. `progress`: what was done since the child is known to be out of school."""

    state: State
    effect: Effect | None = None  # of the finding that waits or holds
    found_by: Any = None
    found_line: str = ""
    until: date | None = None
    still: bool = True  # the last rosters still do not find the child
    listed_on: date | None = None  # the day of those rosters
    progress: "Progress | None" = None

    @property
    def pending(self) -> bool:
        return self.state == State.SUSPECTED and self.effect is not None


@dataclass(frozen=True)
class Attempt:
    """Who wants to do what, on which day. `roles`: the posts held at the child's places; `given`: what else was filled in."""

    verb: str
    today: date
    actor: Any = None
    lines: frozenset[str] = frozenset()
    finding: Finding | None = None
    evidence: str = ""
    reason: str = ""
    until: date | None = None
    changed: Collection[str] = ()
    roles: frozenset[str] = frozenset()
    receives: bool = False  # stands at the school the child came back to
    school_has_post: bool = False  # somebody stands there
    day: date | None = None  # since when it is so, where a day was given
    given: Mapping[str, Any] = field(default_factory=dict)
    effort: "Effort | None" = None
    knows_why: bool = True  # sees every cause of the plan in force
