"""How far orders have come: their children's events, read once and given to the rules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from guixiao.cases.models import Event
from guixiao.cases.orders.models import Order, Target
from guixiao.cases.orders.rules import PARTS, Happened, balance, is_due, part_of, told_late

TOLD = ("version", "verb", "state", "effect", "line", "true_on", "recorded_at", "actor", "detail")


@dataclass(frozen=True)
class Row:
    """A child of the set: in which part, and whether what was done in time was recorded after the last day."""

    target: Target
    part: str
    late: bool = False


def events_of(targets: Iterable[Target]) -> dict[Any, list[Happened]]:
    """Child -> all that happened to its cases, oldest first."""
    children = {target.child_id for target in targets}
    found: dict[Any, list[Happened]] = defaultdict(list)
    events = Event.objects.filter(case__child__in=children).order_by("case__episode", "version")
    for child, episode, *told in events.values_list("case__child", "case__episode", *TOLD):
        version, verb, state, effect, line, true_on, at, actor, detail = told
        day = timezone.localdate(at)
        found[child].append(Happened(episode, version, verb, state, effect, line, true_on, day, actor, detail))
    return found


def parts_on(order: Order, targets: Iterable[Target], day: date) -> dict[Target, str]:
    """Each of these children of an order in its part, as recorded until the end of the day."""
    rows = list(targets)
    events = events_of(rows)
    return {target: part_of(order.kind, str(order.pk), events[target.child_id], day) for target in rows}


def rows_of(order: Order, targets: "Iterable[Target]", today: date) -> list[Row]:
    """As it stands: today, or on the last day once that is over; then with what was recorded later of the time before."""
    rows = list(targets)
    events, day = events_of(rows), min(today, order.deadline)
    over, key = is_due(order.deadline, today), str(order.pk)
    return [
        Row(target, part_of(order.kind, key, events[target.child_id], day),
            over and told_late(order.kind, key, events[target.child_id], order.deadline))
        for target in rows
    ]  # fmt: skip


def counted(rows: Iterable[Row]) -> dict[str, int]:
    return balance(row.part for row in rows)


def stored(order: Order, rows: Iterable[Row]) -> list[Row]:
    """The rows as the stored result has them: what was said on the last day stays said."""
    if order.ended is None:
        return list(rows)
    said = dict.fromkeys(order.ended.not_yet, "not_yet") | dict.fromkeys(order.ended.aside, "aside")
    return [Row(row.target, said.get(str(row.target.case_id), "met"), row.late) for row in rows]


def progress_of_orders(orders: Iterable[Order], seen: "QuerySet[Target]", today: date) -> Mapping[Any, dict[str, int]]:
    """Order -> how its children whom one may see are divided."""
    of_order: dict[Any, list[Target]] = defaultdict(list)
    for target in seen.filter(order__in=[order.pk for order in orders]):
        of_order[target.order_id].append(target)
    events = events_of([target for targets in of_order.values() for target in targets])
    return {order.pk: _divided(order, of_order[order.pk], events, today) for order in orders}


def _divided(order: Order, targets: Iterable[Target], events: Mapping[Any, list[Happened]], today: date) -> dict[str, int]:
    day = min(today, order.deadline)
    if order.ended:
        said = dict.fromkeys(order.ended.not_yet, PARTS[1]) | dict.fromkeys(order.ended.aside, PARTS[2])
        return balance(said.get(str(target.case_id), PARTS[0]) for target in targets)
    return balance(part_of(order.kind, str(order.pk), events[target.child_id], day) for target in targets)
