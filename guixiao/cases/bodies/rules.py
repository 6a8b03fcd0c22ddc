"""What is lacking to set up a body, or to be a member of one: pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SetUp:
    """A body that somebody wants to set up: `level`, of its place; `levels`: where the policy lets such a body be."""

    level: str
    levels: Collection[str]
    since: date | None
    today: date


@dataclass(frozen=True)
class Joining:
    """`account`: a person with an account was chosen; `name`: one without was named; `already`: is a member on that day."""

    account: bool
    name: str
    function: str
    functions: Collection[str]
    since: date | None
    opened: date
    closed: bool = False
    already: bool = False


def set_up_refusal(asked: SetUp) -> str:
    """A name of wording.REFUSALS, "" where nothing stands in the way."""
    if not asked.levels:
        return "kind"
    if asked.level not in asked.levels:
        return "level"
    return "since" if asked.since is None or asked.since > asked.today else ""


def joining_refusal(asked: Joining) -> str:
    there = {
        "closed": not asked.closed,
        "who": asked.account != bool(asked.name.strip()),
        "function": asked.function in asked.functions,
        "since_open": asked.since is not None and asked.since >= asked.opened,
        "already": not asked.already,
    }
    return next((why for why, given in there.items() if not given), "")


def leaving_refusal(since: date, until: date | None, today: date) -> str:
    """The last day in a function, or of a body: not before its first, and not in the future."""
    return "" if until is not None and since <= until <= today else "until"
