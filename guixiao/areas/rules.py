"""Which place a roster's words mean: pure, works on plain rows."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from guixiao.lib.places import plain, town_name, village_name

COUNTY, TOWNSHIP, VILLAGE = "county", "township", "village"


class Sight(Protocol):
    """The part of a user's scope that places need: paths of areas, keys of schools."""

    @property
    def paths(self) -> tuple[str, ...]: ...
    @property
    def school(self) -> frozenset[int]: ...


class Viewer(Protocol):
    """A user, seen from below: only what it may see."""

    @property
    def scope(self) -> Sight: ...


@dataclass(frozen=True)
class Place:
    """One area or one of its other names."""

    id: int
    kind: str
    parent: int | None
    name: str


def short_name(name: str) -> str:
    """As people say it: 高华村村民委员会 -> 高华村, 停洞社区居民委员会 -> 停洞社区."""
    return re.sub(r"(?<=[村区])(村民|居民)委员会$", "", name)


def place_keys(kind: str, name: str) -> tuple[str, ...]:
    """The name as it stands and ever shorter: 雍里村村民委员会, 雍里村, 雍里; 刚边壮族乡, 刚边壮族, 刚边."""
    text = plain(name)
    keys = [text, re.sub(r"(乡|镇|街道)$", "", text)] if kind == TOWNSHIP else [text, short_name(text)]
    shorten = town_name if kind == TOWNSHIP else village_name
    while (short := shorten(keys[-1])) != keys[-1]:
        keys.append(short)
    return tuple(dict.fromkeys(key for key in keys if key))


class Gazetteer:
    """Finds a township and a village by the words of a roster; words that fit two places fit none.

    Another name of a township only helps where none is called so today, or where the village decides: 银新 of 丙妹镇
    lies in 丙梅街道 since that was made out of the town.
    """

    def __init__(self, places: Iterable[Place], aliases: Iterable[Place] = ()):
        self.parents: dict[int, int | None] = {}
        self.towns: dict[str, set[int]] = defaultdict(set)
        self.former: dict[str, set[int]] = defaultdict(set)
        self.villages: dict[tuple[int | None, str], set[int]] = defaultdict(set)
        self.anywhere: dict[str, set[int]] = defaultdict(set)
        for place in places:
            self._add(place, self.towns)
        for place in aliases:
            self._add(place, self.former)

    def _add(self, place: Place, towns: dict[str, set[int]]) -> None:
        self.parents[place.id] = place.parent
        for key in place_keys(place.kind, place.name) if place.kind != COUNTY else ():
            if place.kind == TOWNSHIP:
                towns[key].add(place.id)
            else:
                self.villages[place.parent, key].add(place.id)
                self.anywhere[key].add(place.id)

    def find(self, town: str, village: str) -> tuple[int | None, int | None]:
        """(township, village); None where the words do not name exactly one place."""
        town_keys, village_keys = place_keys(TOWNSHIP, town), place_keys(VILLAGE, village)
        today, former = _first(self.towns, town_keys), _first(self.former, town_keys)
        if not town_keys:
            found = _only(_first(self.anywhere, village_keys))
        else:
            keys = [(place, key) for key in village_keys for place in sorted(today)]
            found = _only(
                _first(self.villages, keys) or _first(self.villages, [(p, k) for k in village_keys for p in sorted(former)])
            )
        if found is not None:
            return self.parents[found], found
        return _only(today or former), None


def _first(table: Mapping[Any, set[int]], keys: Iterable[Any]) -> set[int]:
    """What the first known key names; the whole name is asked before the shortened one."""
    return next((table[key] for key in keys if key in table), set())


def _only(found: set[int]) -> int | None:
    return next(iter(found)) if len(found) == 1 else None
