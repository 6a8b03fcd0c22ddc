"""Orders 作战令: what one may ask for every child of its set, and how it is numbered (docs/policy.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guixiao.policy.problems import Said
from guixiao.policy.table import Table, quoted

# How a goal is computed from what is recorded of a child: guixiao.cases.orders.rules.
KINDS = ("returned", "verified", "visited", "planned", "closed")
PARTS = ("{county}", "{year}", "{number}")


@dataclass(frozen=True)
class Goal:
    """`kind` of KINDS says how it is computed."""

    zh: str
    en: str
    kind: str
    sample: bool = False


@dataclass(frozen=True)
class Numbering:
    """`number`: how the next number of an order is proposed, of PARTS; `soon`: so many working days before its last day an order
    stands on the day of those it is addressed to."""

    number: str
    soon: int
    sample: bool = False


@dataclass(frozen=True)
class Orders:
    """All of it; goals in the order of the file."""

    orders: Numbering
    goals: Mapping[str, Goal]


def plain(orders: Orders) -> dict[str, Any]:
    """As a round keeps it: JSON; `order` is the goal's place in its table."""
    goals = {name: vars(goal) | {"order": order} for order, (name, goal) in enumerate(orders.goals.items())}
    return {"orders": vars(orders.orders).copy(), "goals": goals}


def orders_of(kept: Mapping[str, Any]) -> Orders:
    """Orders out of their plain form: JSON keeps no order."""
    rows = sorted(kept["goals"].items(), key=lambda item: item[1]["order"])
    goals = {name: Goal(row["zh"], row["en"], row["kind"], row["sample"]) for name, row in rows}
    return Orders(Numbering(**kept["orders"]), goals)


def read_orders(root: Table) -> Orders:
    """Its two tables, each key checked."""
    return Orders(_numbering(root.table("orders")), _goals(root.table("goals")))


def _numbering(table: Table) -> Numbering:
    read = Numbering(table.text("number"), table.integer("soon", 1, 60), table.flag("sample", False))
    if read.number and any(part not in read.number for part in PARTS[1:]):
        table.note("number", quoted(read.number), Said("含有 {year} 和 {number} 的文字", "text with {year} and {number}"))
    table.finish()
    return read


def _goals(table: Table) -> dict[str, Goal]:
    found = {}
    for name in table.values:
        entry = table.table(name)
        found[name] = Goal(entry.text("zh"), entry.text("en"), entry.choice("kind", KINDS), entry.flag("sample", False))
        entry.finish()
    table.finish()
    return found
