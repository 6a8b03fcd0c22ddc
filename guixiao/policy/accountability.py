"""Accountability 问责: which posts see the whole list of their place; the others see what was their own (docs/policy.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guixiao.policy.schema import POSTS
from guixiao.policy.table import Table, one_of, quoted


@dataclass(frozen=True)
class Accountability:
    """`names`: the posts that read every row of their place."""

    names: tuple[str, ...]
    sample: bool = False


def plain(accountability: Accountability) -> dict[str, Any]:
    """As a round keeps it: JSON."""
    return vars(accountability).copy()


def accountability_of(kept: Mapping[str, Any]) -> Accountability:
    """Out of its plain form: JSON has no tuples."""
    return Accountability(tuple(kept["names"]), bool(kept["sample"]))


def read_accountability(root: Table) -> Accountability:
    table = root.table("accountability")
    names = table.words("names")
    for post in names:
        if post not in POSTS:
            table.note("names", quoted(post), one_of(post, POSTS))
    read = Accountability(names, table.flag("sample", False))
    table.finish()
    return read
