"""Inspections 督查: who records findings, who looks again, how many closed cases are drawn for it (docs/policy.md)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from guixiao.policy.table import Table, one_of, quoted

DESKS = ("county_officer", "township_post")  # posts with a place of many under them


@dataclass(frozen=True)
class Inspections:
    """Posts that record findings, look again at what was put right, and draw closed cases; `days`: working days for a look;
    `share`: so many of a hundred closed cases, at least `least`, at most `most`."""

    records: tuple[str, ...]
    rechecks: tuple[str, ...]
    draws: tuple[str, ...]
    days: int
    share: int
    least: int
    most: int
    sample: bool = False


def plain(inspections: Inspections) -> dict[str, Any]:
    """As a round keeps it: JSON."""
    return asdict(inspections)


def inspections_of(kept: Mapping[str, Any]) -> Inspections:
    posts = {name: tuple(kept[name]) for name in ("records", "rechecks", "draws")}
    return Inspections(**{**kept, **posts})


def read_inspections(table: Table) -> Inspections:
    posts = {name: _posts(table, name) for name in ("records", "rechecks", "draws")}
    days, share = table.integer("days", 1, 60), table.integer("share", 1, 100)
    most = table.integer("most", 1, 1000)
    least = table.integer("least", 1, most)
    read = Inspections(**posts, days=days, share=share, least=least, most=most, sample=table.flag("sample", False))
    table.finish()
    return read


def _posts(table: Table, name: str) -> tuple[str, ...]:
    posts = table.words(name)
    for post in posts:
        if post not in DESKS:
            table.note(name, quoted(post), one_of(post, DESKS))
    return posts
