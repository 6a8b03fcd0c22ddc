"""Who may say something about a row, and in which order rows stand: pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

DUTY, ORDER = "duty", "order"  # a duty that became late; an order that was missed
KINDS = (DUTY, ORDER)
LONGEST = 1000  # characters of an answer


@dataclass(frozen=True)
class Spot:
    """Where a row is found, and the first day on which it is known."""

    day: date
    kind: str
    key: int


def in_order(spots: Iterable[Spot]) -> list[Spot]:
    """By days alone, the latest first; never by people. Within a day as they were stored."""
    return sorted(spots, key=lambda spot: (-spot.day.toordinal(), spot.kind, spot.key))


def answer_refusal(text: str, *, own: bool, seen: int, there: int) -> str:
    """Why something cannot be added beside a fact: a name of wording.REFUSALS. `seen`: how many answers the page showed."""
    if not own:
        return "not_yours"
    if not text.strip():
        return "empty"
    return "" if seen == there else "moved"
