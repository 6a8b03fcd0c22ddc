"""Looking beyond one's own place or post: for what purpose, how many children, how often, for how long (docs/policy.md)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from guixiao.policy.table import Table


@dataclass(frozen=True)
class CrossingPurpose:
    """What somebody asks about a child of another place for."""

    zh: str
    en: str
    sample: bool = False


@dataclass(frozen=True)
class Bounds:
    """`most` children are shown, `per_day` times a person asks on one day, `letters` characters a purpose has at least; `minutes`
    stays open what a county lead opens."""

    most: int
    per_day: int
    letters: int
    minutes: int
    sample: bool = False


@dataclass(frozen=True)
class Crossings:
    """All of it; purposes keep the order of the file."""

    crossings: Bounds
    crossing_purposes: Mapping[str, CrossingPurpose]


def plain(policy: Crossings) -> dict[str, Any]:
    """As a round keeps it: JSON; `order` is the row's place in its table."""
    rows = policy.crossing_purposes.items()
    return {"crossings": asdict(policy.crossings),
            "crossing_purposes": {name: asdict(row) | {"order": order} for order, (name, row) in enumerate(rows)}}  # fmt: skip


def crossings_of(kept: Mapping[str, Any]) -> Crossings:
    """Out of their plain form: JSON keeps no order."""
    rows = sorted(kept["crossing_purposes"].items(), key=lambda item: item[1]["order"])
    purposes = {name: CrossingPurpose(row["zh"], row["en"], row.get("sample", False)) for name, row in rows}
    return Crossings(Bounds(**kept["crossings"]), purposes)


def read_crossings(root: Table) -> Crossings:
    """Its two tables, each key checked."""
    return Crossings(_bounds(root.table("crossings")), _purposes(root.table("crossing_purposes")))


def _bounds(table: Table) -> Bounds:
    read = Bounds(table.integer("most", 1, 10), table.integer("per_day", 1, 200), table.integer("letters", 1, 100),
                  table.integer("minutes", 1, 240), table.flag("sample", False))  # fmt: skip
    table.finish()
    return read


def _purposes(table: Table) -> dict[str, CrossingPurpose]:
    found = {}
    for name in table.values:
        entry = table.table(name)
        found[name] = CrossingPurpose(entry.text("zh"), entry.text("en"), entry.flag("sample", False))
        entry.finish()
    table.finish()
    return found
