"""How far orders have come: their children's events, read once and given to the rules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from guixiao.cases.models import Event
from guixiao.cases.orders.models import Order, Outcome, Placed, TargetQuerySet
from guixiao.cases.orders.now import counted_today, parts_today
from guixiao.cases.orders.rules import ASIDE, MET, NOT_YET, PARTS, SAYS_OF_BEFORE, Happened, balance, is_due, part_of, told_late
from guixiao.cases.raw import Keys, raw

TOLD = ("version", "verb", "state", "effect", "line", "true_on", "recorded_at", "actor", "detail")


@dataclass(frozen=True)
class Row:
    """A child of the set: in which part, and whether what was done in time was recorded after the last day."""

    target: Placed
    part: str
    late: bool = False


def events_of(targets: Iterable[Placed]) -> dict[Any, list[Happened]]:
    """Child -> all that happened to its cases, oldest first."""
    children = {target.child_id for target in targets}
    found: dict[Any, list[Happened]] = defaultdict(list)
    events = (
        Event.objects.filter(case__child__in=children).order_by("case__episode", "version").annotate(child=raw("case__child"))
    )
    keys, here = Keys(), timezone.get_current_timezone()
    for child, episode, *told in events.order_by("case__episode", "version").values_list("child", "case__episode", *TOLD):
        version, verb, state, effect, line, true_on, at, actor, detail = told
        day = at.astimezone(here).date()
        found[keys[child]].append(Happened(episode, version, verb, state, effect, line, true_on, day, actor, detail))
    return found


def parts_on(order: Order, rows: Sequence[Placed], day: date) -> dict[Placed, str]:
    """Each of these children of an order in its part, as recorded until the end of the day."""
    events = events_of(rows)
    return {target: part_of(order.kind, str(order.pk), events[target.child_id], day) for target in rows}


def rows_of(order: Order, rows: Sequence[Placed], today: date) -> list[Row]:
    """As it stands: today, or on the last day once that is over; then with what was recorded later of the time before. With a
    stored result that is asked only of those who had not done it."""
    key = str(order.pk)
    if not is_due(order.deadline, today):
        now = parts_today(order, {target.child_id for target in rows})
        return [Row(target, now[target.child_id]) for target in rows]
    if order.ended:
        said = dict.fromkeys(order.ended.not_yet, NOT_YET) | dict.fromkeys(order.ended.aside, ASIDE)
        parts = {target: said.get(str(target.case_id), MET) for target in rows}
        events = events_of(_told_since(order, [target for target in rows if parts[target] == NOT_YET]))
    else:
        events = events_of(rows)
        parts = {target: part_of(order.kind, key, events[target.child_id], order.deadline) for target in rows}
    return [Row(target, part, part == NOT_YET and told_late(order.kind, key, events[target.child_id], order.deadline))
            for target, part in parts.items()]  # fmt: skip


def _told_since(order: Order, rows: Sequence[Placed]) -> list[Placed]:
    """Those of whom something was recorded after the last day that says what was so before: of others nothing is known late."""
    over = timezone.make_aware(datetime.combine(order.deadline + timedelta(days=1), time()))
    since = Event.objects.filter(case__child__in=[target.child_id for target in rows], recorded_at__gte=over)
    since = since.filter(Q(true_on__lte=order.deadline) | Q(verb__in=SAYS_OF_BEFORE))
    keys = Keys()
    children = {keys[key] for key in since.annotate(child=raw("case__child")).values_list("child", flat=True)}
    return [target for target in rows if target.child_id in children]


def counted(rows: Iterable[Row]) -> dict[str, int]:
    return balance(row.part for row in rows)


def progress_of_orders(orders: Iterable[Order], seen: TargetQuerySet, today: date) -> Mapping[Any, dict[str, int]]:
    """Order -> how its children whom one may see are divided."""
    rows = list(orders)
    done = _stored([order for order in rows if order.ended], seen)
    return {order.pk: done[order.pk] if order.ended else _now(order, seen.filter(order=order), today) for order in rows}


def _now(order: Order, seen: TargetQuerySet, today: date) -> dict[str, int]:
    if is_due(order.deadline, today):
        return counted(rows_of(order, seen.placed(), today))
    return counted_today(order, seen)


def _stored(orders: Sequence[Order], seen: TargetQuerySet) -> dict[Any, dict[str, int]]:
    """By the stored results: of whoever sees all children of an order, as they stand; else all but those that had not done it, or
    were asked no more, had done it."""
    ended = {order.pk: order.ended for order in orders if order.ended}
    there = dict(seen.filter(order__in=ended).order_by().values_list("order").annotate(Count("pk")))
    whole = {key: {MET: end.met_count, NOT_YET: end.not_yet_count, ASIDE: end.aside_count, "all": end.children}
             for key, end in ended.items() if there.get(key) == end.children}  # fmt: skip
    rest = {key: end for key, end in ended.items() if key not in whole}
    return whole | _of_part(rest, there, seen)


def _of_part(ended: Mapping[Any, Outcome], there: Mapping[Any, int], seen: TargetQuerySet) -> dict[Any, dict[str, int]]:
    said = {key: dict.fromkeys(end.not_yet, NOT_YET) | dict.fromkeys(end.aside, ASIDE) for key, end in ended.items()}
    found = {key: dict.fromkeys(PARTS, 0) | {"all": there.get(key, 0)} for key in said}
    others = set().union(*said.values())
    for key, case in seen.filter(order__in=said, case__in=others).values_list("order", "case"):
        if part := said[key].get(str(case)):
            found[key][part] += 1
    for parts in found.values():
        parts[MET] = parts["all"] - parts[NOT_YET] - parts[ASIDE]
    return found
