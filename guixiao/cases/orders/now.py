"""In which part the children of an order are today, by what their cases keep; of events only those that must be read.

The same as `rules.part_of` says of all events: state and phase of a case are made from them each time one is added
(cases.effort.columns; `guixiao verify` holds it).
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat
from typing import Any

from django.db.models import Count, Q, QuerySet

from guixiao.cases.effort.progress import TAKE_BACK
from guixiao.cases.models import Case, CaseQuerySet, Event
from guixiao.cases.orders.models import Order, Target
from guixiao.cases.orders.rules import ORDERED, Stood, balance, part_of_stand, visited_since
from guixiao.cases.raw import raw
from guixiao.cases.states import State

APPROVED = "approved"
# What a plan's standing follows from: the last of its own steps, unless a new effort began since.
OF_PLANS = Q(verb__in=("plan", "approve_plan", "return_plan")) | Q(state__in=(State.SUSPECTED, State.EXCLUDED, State.WATCHED))


@dataclass(slots=True)
class Visited:
    """No more of an event than says which line visited."""

    verb: str
    line: str
    true_on: date
    detail: Any


def parts_today(order: Order, children: Collection[Any]) -> dict[Any, str]:
    """Child -> part, of an order whose last day is not over: nothing is recorded of days to come."""
    found = Case.objects.current().filter(child__in=children).annotate(key=raw("pk"))
    cases = found.values_list("key", "child", "phase", "state", "effect")
    stands = {child: (case, phase, state, effect) for case, child, phase, state, effect in cases}
    planned = _planned([case for case, *_ in stands.values()]) if order.kind == "planned" else set()
    lines = _lines(order, children) if order.kind == "visited" else {}
    return {
        child: part_of_stand(
            order.kind, Stood(state, effect, phase, APPROVED if case in planned else "", lines.get(child, frozenset()))
        )
        for child, (case, phase, state, effect) in stands.items()
    }


def counted_today(order: Order, seen: "QuerySet[Target]") -> dict[str, int]:
    """How many of these children are in each part, and their sum as `all`; counted where they are kept, but for visits."""
    if order.kind == "visited":
        return balance(parts_today(order, set(seen.values_list("child", flat=True))).values())
    cases = Case.objects.current().filter(child__in=seen.values("child")).order_by()
    if order.kind == "planned":
        return _counted_by_plan(order, cases)
    stands = cases.values_list("state", "effect", "phase").annotate(Count("pk"))
    return balance(chain.from_iterable(
        repeat(part_of_stand(order.kind, Stood(state, effect, phase)), count) for state, effect, phase, count in stands
    ))  # fmt: skip


def _counted_by_plan(order: Order, cases: CaseQuerySet) -> dict[str, int]:
    rows = list(cases.annotate(key=raw("pk")).values_list("key", "state", "effect", "phase"))
    planned = _planned([key for key, *_ in rows])
    return balance(part_of_stand(order.kind, Stood(state, effect, phase, APPROVED if key in planned else ""))
                   for key, state, effect, phase in rows)  # fmt: skip


def _planned(cases: Collection[Any]) -> set[Any]:
    """The cases (cases.raw) whose plan is approved today: by the last of what a plan's standing follows from."""
    last: dict[Any, str] = {}
    told = Event.objects.filter(OF_PLANS, case__in=cases).annotate(key=raw("case")).order_by("version")
    for key, verb in told.values_list("key", "verb"):
        last[key] = verb
    return {key for key, verb in last.items() if verb == "approve_plan"}


def _lines(order: Order, children: Collection[Any]) -> dict[Any, frozenset[str]]:
    asked = (ORDERED, "visit", TAKE_BACK)
    since = Event.objects.filter(case__child__in=children, verb__in=asked, recorded_at__gte=order.issued_at)
    told: dict[Any, list[tuple[tuple[int, int], Visited]]] = defaultdict(list)
    columns = ("case__child", "case__episode", "version", "verb", "line", "true_on", "detail")
    for child, episode, version, verb, line, true_on, detail in since.order_by("case__episode", "version").values_list(*columns):
        told[child].append(((episode, version), Visited(verb, line, true_on, detail)))
    return {child: frozenset(visited_since(str(order.pk), _standing(events))) for child, events in told.items()}


def _standing(told: Collection[tuple[tuple[int, int], Visited]]) -> list[Visited]:
    """Less the visits that were taken back. Not every event is here, so by what each names, not by what stands before it."""
    back = {(episode, event.detail["of"]) for (episode, _), event in told if event.verb == TAKE_BACK}
    return [event for at, event in told if event.verb != TAKE_BACK and at not in back]
