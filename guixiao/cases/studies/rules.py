"""What is lacking to record a study, to decide, and to tick a decision done: pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Stay:
    """`people`: how many of those who stayed have names; `last`: None while they are still there."""

    first: date | None
    last: date | None
    today: date
    people: int
    found: str


def study_refusal(stay: Stay) -> str:
    """A name of wording.REFUSALS, "" where nothing stands in the way."""
    if stay.first is None or stay.first > stay.today or (stay.last is not None and not stay.first <= stay.last <= stay.today):
        return "days"
    if not stay.people:
        return "people"
    return "" if stay.found.strip() else "found"


def decision_refusal(title: str, *, who: bool, due: date | None, today: date) -> str:
    if not title.strip():
        return "title"
    if not who:
        return "who"
    return "" if due is not None and due >= today else "due"


def tick_refusal(*, mine: bool, done: bool, word: str) -> str:
    if not mine:
        return "not_yours"
    if done:
        return "done"
    return "" if word.strip() else "word"
