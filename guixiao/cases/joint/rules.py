"""What is lacking to record a joint action: pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Done:
    """`known`: names of departments; `people`: how many of the team have names; `text`: what happened."""

    day: date | None
    today: date
    children: int
    departments: Collection[str]
    known: Collection[str]
    people: int
    text: str


def done_refusal(done: Done) -> str:
    """A name of wording.REFUSALS, "" where nothing stands in the way. Who stands on which line is asked child by child."""
    there = {
        "day": done.day is not None and done.day <= done.today,
        "children": done.children > 0,
        "departments": bool(done.departments) and set(done.departments) <= set(done.known),
        "people": done.people > 0,
        "text": bool(done.text.strip()),
    }
    return next((why for why, given in there.items() if not given), "")
