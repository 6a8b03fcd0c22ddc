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

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from guixiao.cases.effort.progress import TAKE_BACK
from guixiao.cases.models import Case, Event
from guixiao.cases.orders.models import Order, Target
from guixiao.cases.orders.rules import ORDERED, Stood, balance, part_of_stand, visited_since
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
    cases = Case.objects.current().filter(child__in=children).values_list("pk", "child", "phase", "state", "effect")
    stands = {child: (case, phase, state, effect) for case, child, phase, state, effect in cases}
    planned = _planned([case for case, *_ in stands.values()]) if order.kind == "planned" else frozenset()
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
    planned = Exists(_approved().filter(case=OuterRef("pk"))) if order.kind == "planned" else Value(False)
    cases = Case.objects.current().filter(child__in=seen.values("child")).annotate(planned=planned)
    stands = cases.order_by().values_list("state", "effect", "phase", "planned").annotate(Count("pk"))
    return balance(chain.from_iterable(
        repeat(part_of_stand(order.kind, Stood(state, effect, phase, APPROVED if approved else "")), count)
        for state, effect, phase, approved, count in stands
    ))  # fmt: skip


def _planned(cases: Collection[Any]) -> frozenset[Any]:
    """The cases whose plan is approved today."""
    return frozenset(_approved().filter(case__in=cases).values_list("case", flat=True))


def _approved() -> "QuerySet[Event]":
    later = Event.objects.filter(OF_PLANS, case=OuterRef("case"), version__gt=OuterRef("version"))
    return Event.objects.filter(~Exists(later), verb="approve_plan")


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
