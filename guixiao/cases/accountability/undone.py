"""How many children of the part of each post were not done on the last day of a judged order, by the stored result.

What was judged, of which children and addressed to whom never changes (orders.triggers), so that a process counts each order
once.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from guixiao.cases.orders.models import Addressee, Outcome, Target
from guixiao.cases.orders.rules import POSTS

AT = {role: field for posts in POSTS.values() for role, field in posts}  # which place of a child a post is held at
MOST = 2000  # orders: twenty years of a county


@dataclass(frozen=True)
class Undone:
    deadline: date
    children: int


Part = Mapping[int, Undone]  # by the key of the addressee
_kept: dict[Any, Part] = {}


def undone() -> dict[int, Undone]:
    """Of every post to which an order went that was missed there."""
    orders = set(Outcome.objects.filter(met=False).values_list("order", flat=True))
    found: dict[int, Undone] = {}
    for part in _parts(orders):
        found |= part
    return found


def _parts(orders: Collection[Any]) -> list[Part]:
    known = {order: part for order in orders if (part := _kept.get(order)) is not None}
    if fresh := _counted(set(orders) - known.keys()):
        if len(_kept) > MOST:
            _kept.clear()
        _kept.update(fresh)
    return [*known.values(), *fresh.values()]


def _counted(orders: Collection[Any]) -> dict[Any, Part]:
    if not orders:
        return {}
    children = _children(orders)
    rows = Addressee.objects.filter(order__in=orders).values_list("pk", "order", "role", "area", "school", "order__deadline")
    found: dict[Any, dict[int, Undone]] = {order: {} for order in orders}
    for key, order, role, area, school, deadline in rows:
        if count := children[order, role, area or school]:
            found[order][key] = Undone(deadline, count)
    return dict(found)


def _children(orders: Collection[Any]) -> Counter[tuple[Any, str, Any]]:
    """By order, post and place."""
    missed = {order: set(keys) for order, keys in Outcome.objects.filter(order__in=orders).values_list("order", "not_yet")}
    targets = Target.objects.filter(order__in=orders, case__in=set().union(*missed.values()))
    return Counter(
        (order, role, place)
        for order, case, *places in targets.values_list("order", "case", *AT.values())
        if str(case) in missed[order]
        for role, place in zip(AT, places, strict=True)
    )
