"""What has been done for a child since it is known to be out of school: told by the events of its case alone. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol, TypeVar

from guixiao.cases.states import State
from guixiao.cases.taken_back import still_said
from guixiao.policy.effort import MEASURES

TAKE_BACK, RELAPSE = "take_back", "relapse"
# Where a child stands who is, or was, out of school: each case is in exactly one.
PHASES = (*MEASURES, "arrived", "observed", "closing", "closed")


class Told(Protocol):
    """An event of a case, as the table keeps it."""

    verb: str
    version: int
    state: str
    line: str
    true_on: date
    detail: Any

    @property
    def actor_id(self) -> Any: ...
    @property
    def recorded_on(self) -> date: ...


@dataclass(slots=True)
class Past:
    """An event without what people wrote, which tells nothing here."""

    verb: str
    version: int
    state: str
    line: str
    true_on: date
    detail: Any
    actor_id: Any
    recorded_on: date


@dataclass(frozen=True)
class Paper:
    """A letter that was issued: its kind, its day, and whether it was served."""

    kind: str
    issued_on: date
    served: bool = False


@dataclass(frozen=True)
class Progress:
    """`measure`: 1 to 4, 0 before the child is known to be out of school; `since`: the day it began, as recorded: no date that
    somebody typed makes a wait shorter; `visits`: by line, since then; `out_since`: since when the child is out of school."""

    measure: int = 0
    since: date | None = None
    out_since: date | None = None
    visits: Mapping[str, int] = field(default_factory=dict)
    all_visits: int = 0
    met: bool = False
    last_result: str = ""
    plan: str = ""  # "", "drafted", "approved"
    plan_by: Any = None
    letters: Mapping[str, Paper] = field(default_factory=dict)
    reported: bool = False
    returned_on: date | None = None
    returned_by: Any = None
    told_by_school: bool = False  # the school the child came to said so itself
    school: Any = None
    confirmed: bool = False
    observed: frozenset[str] = frozenset()
    closing_by: Any = None
    closing_line: str = ""
    closed: bool = False
    protective: bool = False  # the main or a further cause of the plan is one; not told by events, which are read by more people
    relapses: int = 0  # episodes of this child that ended in class, and not for good
    last: "Told | None" = field(default=None, compare=False)  # the newest event that still stands
    before: str = field(default="", compare=False)  # the state before it

    @property
    def phase(self) -> str:
        """One of PHASES; "" for a child that is not, or not yet, known to be out of school."""
        if self.closed:
            return "closed"
        if self.returned_on:
            return "closing" if self.closing_by else "observed" if self.confirmed else "arrived"
        return MEASURES[self.measure - 1] if self.measure else ""

    def waited(self, today: date) -> int:
        """Full days since the measure began."""
        return (today - self.since).days if self.since else 0

    def served(self, kind: str) -> bool:
        return any(paper.kind == kind and paper.served for paper in self.letters.values())


def progress_of(events: Iterable[Told], *, relapses: int = 0, protective: bool = False) -> Progress:
    """Where the events lead, oldest first."""
    progress, told = Progress(), standing(events)
    for event in told:
        if event.state in (State.SUSPECTED, State.EXCLUDED, State.WATCHED):
            progress = Progress()
        elif event.verb in ("find", "relapse") and not progress.measure:
            progress = Progress(measure=1, since=event.recorded_on, out_since=event.true_on)
        elif event.verb in STEPS:
            progress = _with(progress, STEPS[event.verb](progress, event))
    last, before = told[-1] if told else None, told[-2].state if len(told) > 1 else ""
    return _with(progress, {"relapses": relapses, "protective": protective, "last": last, "before": before})


def _with(progress: Progress, values: Mapping[str, Any]) -> Progress:
    """What dataclasses.replace gives, at a tenth of its price: lists ask this of every event of their cases."""
    made = object.__new__(Progress)
    vars(made).update(vars(progress), **values)
    return made


class Verbed(Protocol):
    @property
    def verb(self) -> str: ...


T = TypeVar("T", bound=Verbed)


def standing(events: Iterable[T]) -> list[T]:
    return still_said(events, lambda event: event.verb == TAKE_BACK)


class OfEpisode(Verbed, Protocol):
    @property
    def episode(self) -> int: ...


E = TypeVar("E", bound=OfEpisode)


def lived(events: Sequence[E]) -> list[E]:
    """Of the events of all episodes of a child those of episodes of which something still is said: one that was begun by mistake
    is none at all."""
    if all(event.verb != TAKE_BACK for event in events):
        return list(events)
    told: dict[int, list[E]] = {}
    for event in events:
        told.setdefault(event.episode, []).append(event)
    return [event for episode in told.values() if standing(episode) for event in episode]


class Lined(Protocol):
    @property
    def line(self) -> str: ...
    @property
    def detail(self) -> Any: ...


def lines_of_visit(event: Lined) -> tuple[str, ...]:
    """The lines that a visit counts for: of a joint action those of its team, else that of whoever went."""
    return tuple(event.detail.get("lines") or (event.line,))


def _visited(progress: Progress, event: Told) -> dict[str, Any]:
    met, result = event.detail.get("met", ""), event.detail.get("result", "")
    visits = {**progress.visits, **{line: progress.visits.get(line, 0) + 1 for line in lines_of_visit(event)}}
    met_once = progress.met or met != "nobody"
    return {"visits": visits, "all_visits": progress.all_visits + 1, "met": met_once, "last_result": result}


def _stepped(progress: Progress, event: Told) -> dict[str, Any]:
    return {"measure": event.detail["measure"], "since": event.recorded_on, "visits": {}}


def _issued(progress: Progress, event: Told) -> dict[str, Any]:
    paper = Paper(event.detail["kind"], event.true_on)
    return {"letters": {**progress.letters, event.detail["letter"]: paper}}


def _served(progress: Progress, event: Told) -> dict[str, Any]:
    key = event.detail["letter"]
    return {"letters": {**progress.letters, key: replace(progress.letters[key], served=True)}}


def _returned(progress: Progress, event: Told) -> dict[str, Any]:
    return {"returned_on": event.true_on, "returned_by": event.actor_id, "school": event.detail.get("school"), "confirmed": False,
            "told_by_school": event.detail.get("by_school", False), "observed": frozenset()}  # fmt: skip


def _still_out(progress: Progress, event: Told) -> dict[str, Any]:
    """Announced at a school and never came: the effort goes on where it was."""
    return {"returned_on": None, "returned_by": None, "school": None}


STEPS: dict[str, Callable[[Progress, Told], dict[str, Any]]] = {
    "plan": lambda progress, event: {"plan": "drafted", "plan_by": event.actor_id},
    "approve_plan": lambda progress, event: {"plan": "approved"},
    "return_plan": lambda progress, event: {"plan": "", "plan_by": None},
    "report": lambda progress, event: {"reported": True},
    "visit": _visited,
    "issue": _issued,
    "serve": _served,
    "step_up": _stepped,
    "skip": _stepped,
    "return": _returned,
    "correct_return": lambda progress, event: {"returned_on": event.true_on, "observed": frozenset()},
    "confirm_return": lambda progress, event: {"confirmed": True},
    "never_came": _still_out,
    "observe": lambda progress, event: {"observed": progress.observed | {event.detail["point"]}},
    "ask_closure": lambda progress, event: {"closing_by": event.actor_id, "closing_line": event.line},
    "refuse_closure": lambda progress, event: {"closing_by": None, "closing_line": ""},
    "confirm_closure": lambda progress, event: {"closed": True},
}
