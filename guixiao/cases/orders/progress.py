"""How far orders have come: their children's events, read once and given to the rules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from guixiao.cases.models import Event
from guixiao.cases.orders.models import Order, Target
from guixiao.cases.orders.now import parts_today
from guixiao.cases.orders.rules import ASIDE, MET, NOT_YET, PARTS, Happened, balance, is_due, part_of, told_late

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
    """As it stands: today, or on the last day once that is over; then with what was recorded later of the time before. With a
    stored result that is asked only of those who had not done it."""
    rows, key = list(targets), str(order.pk)
    if not is_due(order.deadline, today):
        now = parts_today(order, {target.child_id for target in rows})
        return [Row(target, now[target.child_id]) for target in rows]
    if order.ended:
        said = dict.fromkeys(order.ended.not_yet, NOT_YET) | dict.fromkeys(order.ended.aside, ASIDE)
        parts = {target: said.get(str(target.case_id), MET) for target in rows}
        events = events_of([target for target in rows if parts[target] == NOT_YET])
    else:
        events = events_of(rows)
        parts = {target: part_of(order.kind, key, events[target.child_id], order.deadline) for target in rows}
    return [Row(target, part, part == NOT_YET and told_late(order.kind, key, events[target.child_id], order.deadline))
            for target, part in parts.items()]  # fmt: skip


def counted(rows: Iterable[Row]) -> dict[str, int]:
    return balance(row.part for row in rows)


def progress_of_orders(orders: Iterable[Order], seen: "QuerySet[Target]", today: date) -> Mapping[Any, dict[str, int]]:
    """Order -> how its children whom one may see are divided."""
    rows = list(orders)
    done = _stored([order for order in rows if order.ended], seen)
    return {order.pk: done[order.pk] if order.ended else _now(order, seen.filter(order=order), today) for order in rows}


def _now(order: Order, seen: "QuerySet[Target]", today: date) -> dict[str, int]:
    if is_due(order.deadline, today):
        return counted(rows_of(order, seen, today))
    return balance(parts_today(order, set(seen.values_list("child", flat=True))).values())


def _stored(orders: Sequence[Order], seen: "QuerySet[Target]") -> dict[Any, dict[str, int]]:
    """By the stored results: all but those that had not done it, or were asked no more, had done it."""
    said = {order.pk: dict.fromkeys(order.ended.not_yet, NOT_YET) | dict.fromkeys(order.ended.aside, ASIDE)
            for order in orders if order.ended}  # fmt: skip
    there = dict(seen.filter(order__in=said).order_by().values_list("order").annotate(Count("pk")))
    found = {key: dict.fromkeys(PARTS, 0) | {"all": there.get(key, 0)} for key in said}
    others = set().union(*said.values()) if said else set()
    for key, case in seen.filter(order__in=said, case__in=others).values_list("order", "case"):
        if part := said[key].get(str(case)):
            found[key][part] += 1
    for parts in found.values():
        parts[MET] = parts["all"] - parts[NOT_YET] - parts[ASIDE]
    return found
