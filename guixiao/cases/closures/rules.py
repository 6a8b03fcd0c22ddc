"""Which closed cases are drawn to be looked at again, and who may look: pure. The same frame and seed give the same sample."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

IN_CLASS, NOT_IN_CLASS, NOT_FOUND = OUTCOMES = ("in_class", "not_in_class", "not_found")
SETTLED = (IN_CLASS, NOT_IN_CLASS)  # a child who was not found is looked for again
TAKEN_BACK = "taken_back"  # by undoing the worklist that said so: the look right before it was not

Frame = Mapping[str, Sequence[str]]  # township -> keys of its closed cases


def size_of(count: int, share: int, least: int, most: int) -> int:
    """So many of a hundred, rounded up; at least and at most so many, and never more than there are."""
    wanted = -(-count * share // 100)
    return min(count, max(least, min(wanted, most)))


def allotted(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each township: as its cases are among all, and at least one of each while there are enough to go round."""
    total = sum(counts.values())
    towns = sorted(town for town in counts if counts[town])
    if not total or not size:
        return dict.fromkeys(towns, 0)
    given = {town: size * counts[town] // total for town in towns}
    if size >= len(towns):
        given = {town: max(1, many) for town, many in given.items()}
    by_rest = sorted(towns, key=lambda town: (-(size * counts[town] % total), town))
    while sum(given.values()) < size:
        town = next(town for town in sorted(by_rest, key=lambda town: given[town] - size * counts[town] / total)
                    if given[town] < counts[town])  # fmt: skip
        given[town] += 1
    while sum(given.values()) > size:
        town = max(towns, key=lambda town: (given[town] - size * counts[town] / total if given[town] > 1 else -total, town))
        given[town] -= 1
    return given


def drawn(frame: Frame, size: int, seed: str) -> list[str]:
    """The keys that the seed picks, township by township."""
    many = allotted({town: len(keys) for town, keys in frame.items()}, size)
    return [key for town in sorted(many) for key in sorted(frame[town], key=lambda key: _rank(seed, key))[: many[town]]]


def _rank(seed: str, key: str) -> tuple[str, str]:
    return sha256(f"{seed}:{key}".encode()).hexdigest(), key


@dataclass(frozen=True)
class Wanted:
    """A draw that somebody asks for. `there`: how many were made of this place and these days; `seen`: how many the page
    showed."""

    may: bool
    since: date | None
    until: date | None
    today: date
    count: int
    there: int = 0
    seen: int = 0
    reason: str = ""


def draw_refusal(wanted: Wanted) -> str:
    """Why no sample can be drawn: a name of wording.REFUSALS. A second one of the same place and days needs a reason."""
    if not wanted.may:
        return "not_inspector"
    if not (wanted.since and wanted.until and wanted.since <= wanted.until <= wanted.today):
        return "days_named"
    if not wanted.count:
        return "none_closed"
    if wanted.seen != wanted.there:
        return "drawn_already"
    return "" if not wanted.there or wanted.reason.strip() else "why_again"


def outcome_of(told: Iterable[str]) -> str:
    """What the looks of a drawn case come to, oldest first: of the last that was not taken back; "" of none."""
    found: list[str] = []
    for outcome in told:
        if outcome != TAKEN_BACK:
            found.append(outcome)
        elif found:
            found.pop()
    return found[-1] if found else ""


@dataclass(frozen=True)
class Look:
    """What somebody found out about a drawn case. `last`: what the looks before come to; `closed_by`: who asked for its closure
    and who confirmed it."""

    may: bool
    actor: Any
    closed_by: frozenset[Any]
    outcome: str
    day: date | None
    closed_on: date | None
    today: date
    note: str = ""
    last: str = ""
    there: int = 0
    seen: int = 0


def look_refusal(look: Look) -> str:
    """Why an outcome cannot be recorded: a name of wording.REFUSALS."""
    if not look.may:
        return "not_inspector"
    if look.actor in look.closed_by:
        return "own_closure"
    if look.last in SETTLED:
        return "looked_already"
    return "moved" if look.seen != look.there else _of_outcome(look)


def _of_outcome(look: Look) -> str:
    if look.outcome not in OUTCOMES:
        return "outcome_named"
    if not look.day or look.day > look.today or (look.closed_on and look.day < look.closed_on):
        return "day_of_look"
    return "" if look.outcome == IN_CLASS or look.note.strip() else "say_what"


def take_back_refusal(*, last: str, mine: bool, same: bool) -> str:
    """Why a look is not taken back: a name of wording.REFUSALS. `same`: it is the newest, and the one that is meant."""
    if not same or last not in OUTCOMES:
        return "moved"
    return "" if mine else "not_own_look"
