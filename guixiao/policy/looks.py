"""Looks at restricted matters: for what purpose, for how long, and who is told by whom (docs/policy.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from guixiao.policy.schema import POSTS
from guixiao.policy.table import Table, one_of, quoted


@dataclass(frozen=True)
class Purpose:
    """What somebody looks for; `words`: it must be written out besides."""

    zh: str
    en: str
    words: bool = False
    sample: bool = False


@dataclass(frozen=True)
class Limits:
    """For how many minutes restricted matters stay open; the posts that read who looked by name."""

    minutes: int
    names: tuple[str, ...]
    sample: bool = False


@dataclass(frozen=True)
class Looks:
    """All of it; purposes keep the order of the file."""

    looks: Limits
    look_purposes: Mapping[str, Purpose]


ROWS: dict[str, type[Any]] = {"look_purposes": Purpose}


def plain(looks: Looks) -> dict[str, Any]:
    """As a round keeps it: JSON; `order` is the row's place in its table."""
    rows = looks.look_purposes.items()
    return {"looks": vars(looks.looks).copy(),
            "look_purposes": {name: vars(row) | {"order": order} for order, (name, row) in enumerate(rows)}}  # fmt: skip


def looks_of(kept: Mapping[str, Any]) -> Looks:
    """Looks out of their plain form: JSON keeps no order and has no tuples."""
    rows = sorted(kept["look_purposes"].items(), key=lambda item: item[1]["order"])
    return Looks(_made(Limits, kept["looks"]), {name: _made(Purpose, row) for name, row in rows})


def _made(kind: type[Any], row: Mapping[str, Any]) -> Any:
    known = {field.name for field in fields(kind)}
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items() if name in known})


def read_looks(root: Table) -> Looks:
    """Its two tables, each key checked."""
    return Looks(_limits(root.table("looks")), _purposes(root.table("look_purposes")))


def _limits(table: Table) -> Limits:
    names = table.words("names")
    for post in names:
        if post not in POSTS:
            table.note("names", quoted(post), one_of(post, POSTS))
    read = Limits(table.integer("minutes", 1, 240), names, table.flag("sample", False))
    table.finish()
    return read


def _purposes(table: Table) -> dict[str, Purpose]:
    found = {}
    for name in table.values:
        entry = table.table(name)
        found[name] = Purpose(entry.text("zh"), entry.text("en"), entry.flag("words", False), entry.flag("sample", False))
        entry.finish()
    table.finish()
    return found
