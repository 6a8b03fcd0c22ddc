"""Moving a case to another place or school (docs/policy.md)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from guixiao.policy.schema import POSTS
from guixiao.policy.table import Table, one_of, quoted


@dataclass(frozen=True)
class Moves:
    """The posts at a child's places that may offer its case to another village or township (`home`) and to another school
    (`school`); `days`: working days after which an offer that nobody answered may be answered one step further up too."""

    home: tuple[str, ...]
    school: tuple[str, ...]
    days: int
    sample: bool = False


def plain(moves: Moves) -> dict[str, Any]:
    """As a round keeps it: JSON."""
    return asdict(moves)


def moves_of(kept: Mapping[str, Any]) -> Moves:
    return Moves(tuple(kept["home"]), tuple(kept["school"]), kept["days"], kept.get("sample", False))


def read_moves(table: Table) -> Moves:
    home, school = (_posts(table, name) for name in ("home", "school"))
    read = Moves(home, school, table.integer("days", 1, 60), table.flag("sample", False))
    table.finish()
    return read


def _posts(table: Table, name: str) -> tuple[str, ...]:
    posts = table.words(name)
    for post in posts:
        if post not in POSTS:
            table.note(name, quoted(post), one_of(post, POSTS))
    return posts
