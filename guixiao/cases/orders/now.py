"""In which part the children of an order are today, by what their cases keep; of events only those that must be read.

The same as `rules.part_of` says of all events: state and phase of a case are made from them each time one is added
(cases.effort.columns; `guixiao verify` holds it).
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils import timezone

from guixiao.cases.effort.progress import TAKE_BACK, progress_of
from guixiao.cases.models import Case, Event
from guixiao.cases.orders.models import Order
from guixiao.cases.orders.rules import ORDERED, Happened, Stood, part_of_stand, visited_since
from guixiao.cases.states import State

TOLD = ("version", "verb", "state", "effect", "line", "true_on", "recorded_at", "actor", "detail")
# What a plan's standing follows from: its own steps, and what begins a new effort.
OF_PLANS = Q(verb__in=("plan", "approve_plan", "return_plan", "find", "relapse")) | Q(
    state__in=(State.SUSPECTED, State.EXCLUDED, State.WATCHED)
)


def parts_today(order: Order, children: Collection[Any]) -> dict[Any, str]:
    """Child -> part, of an order whose last day is not over: nothing is recorded of days to come."""
    cases = Case.objects.current().filter(child__in=children).values_list("pk", "child", "phase", "state", "effect")
    stands = {child: (case, phase, state, effect) for case, child, phase, state, effect in cases}
    plans = _plans([case for case, *_ in stands.values()]) if order.kind == "planned" else {}
    lines = _lines(order, children) if order.kind == "visited" else {}
    return {child: part_of_stand(order.kind, Stood(state, effect, phase, plans.get(case, ""), lines.get(child, frozenset())))
            for child, (case, phase, state, effect) in stands.items()}  # fmt: skip


def _plans(cases: Collection[Any]) -> dict[Any, str]:
    events = Event.objects.filter(OF_PLANS, case__in=cases)
    return {case: progress_of(told).plan for case, told in _by("case", events).items()}


def _lines(order: Order, children: Collection[Any]) -> dict[Any, frozenset[str]]:
    asked = (ORDERED, "visit", TAKE_BACK)
    since = Event.objects.filter(case__child__in=children, verb__in=asked, recorded_at__gte=order.issued_at)
    return {child: frozenset(visited_since(str(order.pk), _standing(told))) for child, told in _by("case__child", since).items()}


def _standing(told: Collection[Happened]) -> list[Happened]:
    """Less the visits that were taken back. Not every event is here, so by what each names, not by what stands before it."""
    back = {(event.episode, event.detail["of"]) for event in told if event.verb == TAKE_BACK}
    return [event for event in told if event.verb != TAKE_BACK and (event.episode, event.version) not in back]


def _by(key: str, events: Any) -> dict[Any, list[Happened]]:
    found: dict[Any, list[Happened]] = defaultdict(list)
    for one, episode, *told in events.order_by("case__episode", "version").values_list(key, "case__episode", *TOLD):
        version, verb, state, effect, line, true_on, at, actor, detail = told
        found[one].append(Happened(episode, version, verb, state, effect, line, true_on, timezone.localdate(at), actor, detail))
    return found
