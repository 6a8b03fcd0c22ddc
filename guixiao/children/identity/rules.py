"""A child of an earlier round is known again, though a cell was corrected meanwhile; two people are never made one: pure.

The rules are read from the top, for the whole round at once. A key that names one row of the round and one child that is still
free joins them; one that names several joins none of them, unless nothing at all tells them apart (the two register rows
of one person). What no key joins is a new child.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple


class Facts(NamedTuple):
    """One row of a round, or one known child. Texts are folded as linkage folds them; what is not known is "" or None, and so is
    a name that is not written out (`sound` has it with its gaps).

    `duplicate`: stands as a second registration; `latest`: stood in the round before; `order` only breaks ties between
    rows that nothing else tells apart.
    """

    number: str = ""
    birth: date | None = None
    household: str = ""
    village: int | None = None
    guardian: str = ""
    school: int | None = None
    sound: str = ""
    name: str = ""
    sex: str = ""
    duplicate: bool = False
    latest: bool = True
    order: Any = ()


TOLD = Facts._fields[:9]  # all that could tell one person from another
WEIGHTY = 7  # the first of them: a name counts once, and sex names nobody


def clash(field: str, one: "Facts", other: "Facts") -> bool:
    """Both sides know it, and it is not the same."""
    mine, theirs = getattr(one, field), getattr(other, field)
    return bool(mine and theirs and mine != theirs)


def never(one: Facts, other: Facts) -> bool:
    return False


def another(one: Facts, other: Facts) -> bool:
    """Another number in another household: a namesake, unless the number itself said who it is."""
    return clash("number", one, other) and clash("household", one, other)


def contradicted(one: Facts, other: Facts) -> bool:
    return clash("number", one, other) or clash("sex", one, other)


def dated(one: Facts, other: Facts) -> bool:
    """Both have a birth date: the keys that ask for it have had their turn."""
    return contradicted(one, other) or bool(one.birth and other.birth)


class Key(NamedTuple):
    """Fields that must be known and equal, and what bars a pair all the same."""

    fields: tuple[str, ...]
    barred: Callable[[Facts, Facts], bool] = never


EVERYTHING = Key(TOLD)
KEYS = (
    EVERYTHING,  # nothing changed: here alone may fields be empty on both sides
    Key(("number", "name", "birth", "household")),
    Key(("number", "name", "birth")),
    Key(("number", "name")),  # the birth date was corrected
    Key(("name", "birth", "household")),  # the number was corrected
    Key(("name", "birth", "village", "guardian"), another),
    Key(("name", "birth", "guardian"), another),  # moved within the county
    Key(("number", "birth")),  # the name was corrected
    Key(("name", "birth", "village"), contradicted),
    Key(("name", "birth", "school"), contradicted),
    Key(("sound", "birth", "household"), contradicted),
    Key(("name", "household"), contradicted),  # the birth date was corrected, the number is missing
    Key(("name", "village", "guardian"), dated),
    Key(("name", "school", "guardian"), dated),
)


class Recognition(NamedTuple):
    """`child_of`: place of a row -> place of the known child; `ambiguous`: new rows that may be one of several."""

    child_of: dict[int, int]
    ambiguous: frozenset[int]


def recognise(rows: Sequence[Facts], known: Sequence[Facts]) -> Recognition:
    """Each row finds at most one child, each child serves at most one row; the order of either does not matter."""
    child_of: dict[int, int] = {}
    unsettled: set[int] = set()
    free_rows, free_known = set(range(len(rows))), set(range(len(known)))
    for key in KEYS:
        theirs = _grouped(key, known, free_known)
        for told, mine in _grouped(key, rows, free_rows).items():
            if told in theirs:
                found = _settle(key, [Placed(at, rows[at]) for at in mine], [Placed(at, known[at]) for at in theirs[told]])
                child_of.update(found)
                free_rows.difference_update(found)
                free_known.difference_update(found.values())
                if len(found) < min(len(mine), len(theirs[told])) and len(mine) + len(theirs[told]) > 2:
                    unsettled.update(mine)
    return Recognition(child_of, frozenset(unsettled & free_rows))


def _grouped(key: Key, people: Sequence[Facts], free: Iterable[int]) -> dict[tuple[Any, ...], list[int]]:
    """The free ones by what the key says of them; who does not have all of it is left out."""
    tell: Callable[[Facts], tuple[Any, ...]] = itemgetter(*(Facts._fields.index(name) for name in key.fields))
    groups: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for at in free:
        told = tell(people[at])
        if all(told) or (key is EVERYTHING and sum(map(bool, told[:WEIGHTY])) > 1):
            groups[told].append(at)
    return groups


class Placed(NamedTuple):
    at: int
    facts: Facts


Side = list[Placed]


def _settle(key: Key, rows: Side, known: Side) -> dict[int, int]:
    """The person itself before its second registration, the children of the last round before those of older ones."""
    if len(rows) == len(known) == 1:
        return _alone(key, rows, known)
    plain, twice = _split(rows, "duplicate")
    free, doubles = _split(known, "duplicate")
    older, last = _split(free, "latest")
    found = _alone(key, plain, last or older) | _alone(key, twice, doubles)
    rest = [row for row in rows if row.at not in found]
    return found | _alone(key, rest, [child for child in known if child.at not in found.values()])


def _split(side: Side, mark: str) -> tuple[Side, Side]:
    """(those without the mark, those with it)"""
    return [one for one in side if not getattr(one.facts, mark)], [one for one in side if getattr(one.facts, mark)]


def _alone(key: Key, rows: Side, known: Side) -> dict[int, int]:
    """One and one; or several on either side whom nothing tells apart."""
    if not rows or not known or key.barred(rows[0].facts, known[0].facts):
        return {}
    if len(rows) == len(known) == 1:
        return {rows[0].at: known[0].at}
    if _alike(rows) and _alike(known):
        in_order = (sorted(side, key=lambda one: (one.facts.duplicate, one.facts.order)) for side in (rows, known))
        return {row.at: child.at for row, child in zip(*in_order, strict=False)}
    return {}


def _alike(side: Side) -> bool:
    return len({one.facts[: len(TOLD)] for one in side}) == 1


# Where a child belongs now is as the newest round says, even if it does not know; of the person only what it knows.
PLACES = ("town_id", "village_id", "school_id")


def refreshed(earlier: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a child after a round that has this row of it: an empty cell takes nothing away."""
    return {name: row[name] if row[name] or name in PLACES else value for name, value in earlier.items()}
