"""Which tasks are asked for and in which order they stand: pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

LATE, TODAY, COMING = STATES = ("late", "today", "coming")


class Spot(NamedTuple):
    """Where a task is found: its last day, what kind it is, the key in its source, and the post whose it is first ("": of nobody
    in the county's two lines). A county has thousands: no more than a tuple each."""

    due: date
    kind: str
    key: Any
    post: str = ""


def state_of(spot: Spot, today: date) -> str:
    return state_on(spot.due, today)


def state_on(due: date, today: date) -> str:
    if due < today:
        return LATE
    return TODAY if due == today else COMING


def in_order(spots: Iterable[Spot], kinds: Sequence[str]) -> list[Spot]:
    """What has waited longest first; of one day by kind, and within a kind as its source has them. Never by person."""
    rank = {kind: at for at, kind in enumerate(kinds)}
    return sorted(spots, key=lambda spot: (spot.due, rank[spot.kind]))


def of_line(spots: Iterable[Spot], posts: Collection[str] | None) -> list[Spot]:
    """Those of the posts of one line; None: all."""
    return [spot for spot in spots if posts is None or spot.post in posts]


def narrowed(spots: Iterable[Spot], today: date, *, kind: str = "", state: str = "") -> list[Spot]:
    return [spot for spot in spots if (not kind or spot.kind == kind) and (not state or state_on(spot.due, today) == state)]


def by_state(spots: Iterable[Spot], today: date) -> dict[str, int]:
    """Each task in one state; `all`, their sum."""
    counted = dict.fromkeys(STATES, 0)
    for due, many in Counter([spot.due for spot in spots]).items():  # of thousands of tasks the days are few
        counted[state_on(due, today)] += many
    return counted | {"all": sum(counted.values())}


def by_kind(spots: Iterable[Spot], kinds: Sequence[str]) -> dict[str, int]:
    """Each task in one kind, of these; `all`, their sum."""
    counted = Counter([spot.kind for spot in spots])
    if unknown := counted.keys() - set(kinds):
        raise KeyError(*unknown)
    return {kind: counted[kind] for kind in kinds} | {"all": counted.total()}
