"""Who may report a child, who may answer, what an answer must say: pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from guixiao.children.rules import IN_EQUATION
from guixiao.policy.alerts import CoverageReason

OPEN, ACCEPTED, REFUSED = "open", "accepted", "refused"
STATES = (OPEN, ACCEPTED, REFUSED)
PERSON, RULE = "person", "rule"
SCHOOL = "education"  # the line on which a school keeps its own record of absence
# A child whose case stands so is looked for already; one that came back has a relapse instead of a new case.
LOOKED_FOR = frozenset({"todo", "waiting", "kept", "out"})
CAME_BACK = frozenset({"returned", "closed"})


@dataclass(frozen=True)
class Report:
    """What somebody tells, of a child who stands in `bucket`; `standing`: of its case, "" without one; `open`: told already."""

    today: date
    since: date | None
    said_by: str
    bucket: str
    suspected: bool
    standing: str = ""
    open: bool = False


RAISING: dict[str, Callable[[Report], bool]] = {
    "of_school_age": lambda report: report.bucket in IN_EQUATION,
    "not_looked_for": lambda report: not report.suspected and report.standing not in LOOKED_FOR,
    "not_reported": lambda report: not report.open,
    "day_past": lambda report: report.since is not None and report.since <= report.today,
    "day_near": lambda report: report.since is not None and (report.today - report.since).days <= 366,
    "sayer_named": lambda report: bool(report.said_by.strip()),
}
FILLED_IN = frozenset({"day_past", "day_near", "sayer_named"})


def raise_refusal(report: Report) -> str:
    """Why this is no report: a name of wording.REFUSALS, "" where nothing stands in the way."""
    return next((name for name, holds in RAISING.items() if not holds(report)), "")


def may_report(report: Report) -> str:
    """The same, of what is known before anything is filled in."""
    return next((name for name, holds in RAISING.items() if name not in FILLED_IN and not holds(report)), "")


@dataclass(frozen=True)
class Told:
    """A report that waits. `line`: of whoever made it; `second`: not the first of this child in the term."""

    since: date
    state: str = OPEN
    raised_by: Any = None
    line: str = ""
    by_rule: bool = False
    second: bool = False


@dataclass(frozen=True)
class Answer:
    """Who answers, on which day, with what. `at_school`: stands at the child's school; `county`: the posts that decide alone."""

    verb: str
    today: date
    actor: Any = None
    lines: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    at_school: bool = False
    county: frozenset[str] = frozenset()
    reason: CoverageReason | None = None
    given: Mapping[str, Any] = field(default_factory=dict)


def _other_side(told: Told, answer: Answer) -> bool:
    """Of the other line, or of the school; whoever is asked by a rule is asked by nobody of a line."""
    return told.by_rule or answer.at_school or bool(answer.lines - {told.line})


def _not_own_record(told: Told, answer: Answer) -> bool:
    """A school's own record of absence is not answered by the school itself with a "no"."""
    return not told.by_rule or bool(answer.lines - {SCHOOL}) or bool(answer.roles & answer.county)


def _reason_told(told: Told, answer: Answer) -> bool:
    return answer.reason is not None and all(answer.given.get(need) for need in answer.reason.needs)


def _seen_since(told: Told, answer: Answer) -> bool:
    """Who was seen before the day from which it was missed was not seen."""
    seen = answer.given.get("seen_on")
    return seen is None or told.since <= seen <= answer.today


Guard = Callable[[Told, Answer], bool]
BOTH: dict[str, Guard] = {
    "still_open": lambda told, answer: told.state == OPEN,
    "on_a_line": lambda told, answer: bool(answer.lines),
    "other_person": lambda told, answer: answer.actor != told.raised_by,
    "other_side": _other_side,
}
NO_ONLY: dict[str, Guard] = {
    "not_own_record": _not_own_record,
    "county_decides": lambda told, answer: not told.second or bool(answer.roles & answer.county),
    "reason_known": lambda told, answer: answer.reason is not None,
    "reason_told": _reason_told,
    "seen_since": _seen_since,
}
ANSWERS: dict[str, dict[str, Guard]] = {"accept": BOTH, "refuse": BOTH | NO_ONLY}
TYPED = frozenset({"reason_known", "reason_told", "seen_since"})


def answer_refusal(told: Told, answer: Answer) -> str:
    """Why not: a name of wording.REFUSALS, "" where nothing stands in the way."""
    return next((name for name, holds in ANSWERS[answer.verb].items() if not holds(told, answer)), "")


def may_answer(told: Told, answer: Answer) -> str:
    """The same, of what is known before anything is filled in: buttons are drawn by it."""
    return next((name for name, holds in ANSWERS[answer.verb].items() if name not in TYPED and not holds(told, answer)), "")
