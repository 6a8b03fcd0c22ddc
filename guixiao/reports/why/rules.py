"""Since when a child stands where it stands, how a weight is drawn, what of a cell is shown: pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from guixiao.lib.masks import masked_id, masked_phone, masked_text
from guixiao.linkage.sentences import SENTENCES

BAR = 100  # half the width of a bar in its own units
STRONGEST = 20.0  # bits at which a bar is full: an equal identity number
NUMBERS = ("id_number", "household_number", "student_number")
ABSENT, AWAY = "absent", "away"  # in no roster; in a place that the reader may not look into


class Mark(NamedTuple):
    """One round of the timeline: `bucket` is the child's, or ABSENT or AWAY."""

    day: date
    bucket: str


def latest_of_each_day(marks: Iterable[Mark]) -> list[Mark]:
    """In the order in which the rounds were made: of several rounds of one day (recounts) the last counts."""
    days: dict[date, Mark] = {}
    for mark in marks:
        days[mark.day] = mark
    return [days[day] for day in sorted(days)]


def since(marks: Sequence[Mark], day: date) -> date:
    """The first day of the unbroken run of rounds up to `day` in which the child stood in the same bucket."""
    past = [mark for mark in marks if mark.day <= day]
    first = day
    for mark in reversed(past):
        if mark.bucket != past[-1].bucket:
            break
        first = mark.day
    return first


@dataclass(frozen=True)
class Field:
    """What one field said of a linked row: the sentence in the two languages, the bits, and its bar."""

    name: str
    zh: str
    en: str
    weight: float

    @property
    def length(self) -> float:
        return round(min(abs(self.weight), STRONGEST) / STRONGEST * BAR, 1)

    @property
    def start(self) -> float:
        return 0.0 if self.weight >= 0 else -self.length


def fields(told: Iterable[dict[str, object]]) -> list[Field]:
    """The engine's `fields` of a row; a level this version does not know is shown by its own name."""
    found = []
    for field in told:
        name, level = str(field["field"]), str(field["level"])
        zh, en = SENTENCES.get(name, {}).get(level, (level, level))
        found.append(Field(name, zh, en, float(str(field["weight"]))))
    return found


def shown(name: str, text: str) -> str:
    """A cell as everyone may see it."""
    if name == "phone":
        return "、".join(masked_phone(part) for part in text.split("、"))
    masked = masked_text(text)
    return masked_id(text) if name in NUMBERS and masked == text else masked
