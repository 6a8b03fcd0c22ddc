"""Bodies of the county and its key places: kinds, functions, reasons, and the clocks that run shorter (docs/policy.md)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from guixiao.policy.model import Clock
from guixiao.policy.problems import Said
from guixiao.policy.table import Table, one_of, quoted

PLACES = ("county", "township", "village")


@dataclass(frozen=True)
class Body:
    """A kind of body, and at which of PLACES one may be set up."""

    zh: str
    en: str
    levels: tuple[str, ...]
    sample: bool = False


@dataclass(frozen=True)
class Called:
    """A function of members, or a reason for a key place."""

    zh: str
    en: str
    sample: bool = False


@dataclass(frozen=True)
class KeyPlaces:
    """`months`: the longest that a place is marked at once; `days`: clock -> its days for children of a key place."""

    months: int
    days: Mapping[str, int]
    sample: bool = False


@dataclass(frozen=True)
class Bodies:
    """All of it; kinds, functions and reasons in the order of the file."""

    kinds: Mapping[str, Body]
    functions: Mapping[str, Called]
    key_places: KeyPlaces
    key_reasons: Mapping[str, Called]


def plain(told: Bodies) -> dict[str, Any]:
    """As a round keeps it: JSON; `order` is the row's place in its table."""
    return {"kinds": _numbered(told.kinds), "functions": _numbered(told.functions), "key_reasons": _numbered(told.key_reasons),
            "key_places": {**vars(told.key_places), "days": dict(told.key_places.days)}}  # fmt: skip


def _numbered(rows: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: vars(row) | {"order": order} for order, (name, row) in enumerate(rows.items())}


def bodies_of(kept: Mapping[str, Any]) -> Bodies:
    """Out of its plain form: JSON keeps no order and has no tuples."""
    kinds = {name: Body(row["zh"], row["en"], tuple(row["levels"]), row["sample"]) for name, row in _in_order(kept["kinds"])}
    functions, reasons = (
        {name: Called(row["zh"], row["en"], row["sample"]) for name, row in _in_order(kept[table])}
        for table in ("functions", "key_reasons")
    )
    return Bodies(kinds, functions, KeyPlaces(**kept["key_places"]), reasons)


def _in_order(rows: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    return sorted(rows.items(), key=lambda item: item[1]["order"])


def read_bodies(root: Table, clocks: Mapping[str, Clock]) -> Bodies:
    """Its four tables, each key checked."""
    kinds, functions = _rows(root.table("bodies"), _body), _rows(root.table("functions"), _called)
    return Bodies(kinds, functions, _key_places(root.table("key_places"), clocks), _rows(root.table("key_reasons"), _called))


def _rows(table: Table, read: Callable[[Table], Any]) -> dict[str, Any]:
    found = {}
    for name in table.values:
        entry = table.table(name)
        found[name] = read(entry)
        entry.finish()
    table.finish()
    return found


def _body(entry: Table) -> Body:
    levels = entry.words("levels")
    for level in levels:
        if level not in PLACES:
            entry.note("levels", quoted(level), one_of(level, PLACES))
    return Body(entry.text("zh"), entry.text("en"), levels, entry.flag("sample", False))


def _called(entry: Table) -> Called:
    return Called(entry.text("zh"), entry.text("en"), entry.flag("sample", False))


def _key_places(table: Table, clocks: Mapping[str, Clock]) -> KeyPlaces:
    read = KeyPlaces(table.integer("months", 1, 36), _days(table.table("days"), clocks), table.flag("sample", False))
    table.finish()
    return read


def _days(table: Table, clocks: Mapping[str, Clock]) -> dict[str, int]:
    """For each clock named as many days as it has, or fewer."""
    found = {}
    for name in table.values:
        if name not in clocks or clocks[name].unit == "until":
            counted = [known for known, clock in clocks.items() if clock.unit != "until"]
            table.has(name)
            table.note(name, Said(f"不认识的时限 {name!r}", f"the unknown clock {name!r}"), one_of(name, counted))
        else:
            found[name] = table.integer(name, 0, clocks[name].days)
    table.finish()
    return found
