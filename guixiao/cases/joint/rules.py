"""What is lacking to record a joint action: pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from guixiao.cases.states import Effect, Finding

VISITED = "visit"  # the evidence of the policy that a visit at the door is


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


def found_at_the_door(findings: Iterable[Finding]) -> list[str]:
    """What may be found of a suspect by standing at its door: that it is out of school, where the policy takes a visit as the
    evidence. Whatever needs a paper, or a second person, is found on the page of verification."""
    return [one.name for one in findings if one.effect == Effect.OUT and VISITED in one.evidence and not one.months]
