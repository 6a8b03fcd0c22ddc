"""What lists show of a return effort: columns of the case, made from its events each time one is added."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from guixiao.cases.effort.progress import Progress, Told, progress_of
from guixiao.cases.effort.rules import next_look
from guixiao.cases.findings import effort_for
from guixiao.cases.models import Case, Event
from guixiao.cases.states import State

# Of what was filled in, what an event keeps in clear; names of people and free text are sealed elsewhere.
KEPT: dict[str, tuple[str, ...]] = {
    "visit": ("way", "met", "result", "promised", "joint", "lines", "departments"),
    "find": ("joint",),
    "plan": ("plan",),
    "approve_plan": ("plan",),
    "report": ("to",),
    "issue": ("letter", "kind", "number"),
    "serve": ("letter", "kind", "method"),
    "step_up": ("measure",),
    "skip": ("measure",),
    "return": ("school", "school_name", "class_name", "placement", "by_school"),
    "observe": ("point",),
    "take_back": ("of",),
    **dict.fromkeys(("move_offer", "move_refuse", "move_withdraw"), ("move", "to")),
    "move_accept": ("move", "to", "kind", "left"),
}
NO_EFFORT = {"phase": "", "grade": 0, "returned_on": None, "next_look": None, "closed_on": None}
NO_SCHOOL = {"receiving_id": None, "receiving_name": "", "class_name": "", "placement": ""}


def columns(case: Case, told: Sequence[Told], event: Event) -> dict[str, Any]:
    """The case's columns once this event is added to those told before; nothing to change for a child never out of school."""
    if event.state in (State.SUSPECTED, State.EXCLUDED, State.WATCHED):
        return {**NO_EFFORT, **NO_SCHOOL} if case.phase else {}
    progress = progress_of([*(told or case.events.told()), event], relapses=case.episode - 1)
    look, closed_on = look_of(case, progress), (case.closed_on or event.true_on) if progress.closed else None
    shown = {"phase": progress.phase, "returned_on": progress.returned_on, "next_look": look, "closed_on": closed_on}
    return shown | _school(event)


def look_of(case: Case, progress: Progress) -> date | None:
    """When somebody looks next whether the child is in class."""
    county = effort_for(case.round)
    return next_look(progress, county) if county and progress.confirmed and not progress.closed else None


def _school(event: Event) -> dict[str, Any]:
    if event.verb == "never_came":
        return NO_SCHOOL
    if event.verb != "return":
        return {}
    detail = event.detail
    told = {name: detail.get(name, "") for name in ("class_name", "placement")}
    return told | {"receiving_id": detail.get("school"), "receiving_name": detail.get("school_name", "")}
