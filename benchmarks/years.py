"""Three years of cases for the county of `benchmarks.rounds`: each with its events, as many as a busy office leaves behind.

Needs Django set up. Written by the thousand and not by the actions; where a case stands is what its events say.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

# What happens in one case; stories stop here or there, so that every phase is there. Verb, state after it, line, days later.
SUSPECTED, OUT, BACK, SHUT = "suspected", "out_of_school", "returned", "closed"
VISITS = tuple(("visit", OUT, line, 4) for line in ("administrative", "education") * 4)
STORY = (
    ("find", OUT, "administrative", 14), ("plan", OUT, "administrative", 2), ("approve_plan", OUT, "administrative", 1), *VISITS,
    ("step_up", OUT, "administrative", 7), *VISITS[:4],
    ("return", BACK, "education", 5), ("confirm_return", BACK, "education", 1),
    *(("observe", BACK, "education", 20) for _ in range(4)), ("ask_closure", BACK, "education", 2),
    ("confirm_closure", SHUT, "administrative", 2),
)  # fmt: skip
DETAIL: dict[str, dict[str, Any]] = {
    "visit": {"way": "at_home", "met": "guardian", "result": "undecided"},
    "step_up": {"measure": 2},
    "return": {"school": None, "school_name": "停洞镇中学", "placement": "own_class"},
}
LATER = (("return", "arrived"), ("confirm_return", "observed"), ("ask_closure", "closing"), ("confirm_closure", "closed"))
STOPS = (1, 3, 6, 11, 12, 16, 17, 18, 20, 22, 23, 24)  # after so many of them
BY = {"administrative": "township", "education": "school"}  # who writes down what happens on a line
ACTORS: dict[str, int] = {}
YEARS = 3
BATCH = 500


def tell(seed: int = 7) -> int:
    """A story for most cases of the county, and an earlier, closed episode for many of them; gives how many events."""
    from django.db import transaction

    from guixiao.accounts.models import User
    from guixiao.cases.models import Case
    from guixiao.policy.effort import MEASURES

    rng, told = random.Random(seed), 0
    ACTORS.update(User.objects.filter(username__in=BY.values()).values_list("username", "pk"))
    cases = list(Case.objects.current().select_related("round", "child"))
    for start in range(0, len(cases), BATCH):
        with transaction.atomic():
            told += _batch(cases[start : start + BATCH], rng, MEASURES)
    return told


def _batch(cases: list[Any], rng: random.Random, measures: tuple[str, ...]) -> int:
    from guixiao.cases.models import Case, Event

    events: list[Any] = []
    for case in cases:
        if rng.random() < 0.6:
            earlier = list(_earlier(case, rng))
            Case.objects.filter(pk=case.pk).update(episode=len(earlier) + 1)
            events += [event for old in earlier for event in _told(old, rng)]
            for old in earlier:
                _stand(old, len(STORY), measures, rng)
            Case.objects.bulk_create(earlier)
        if rng.random() < 0.7:
            stop = rng.choice(STOPS)
            events += list(_story(case, stop, case.opened_at + timedelta(days=rng.randint(0, 60)), rng))
            _stand(case, stop, measures, rng)
    Event.objects.bulk_create(events, BATCH)
    changed = ("state", "finding", "effect", "evidence", "found_line", "phase", "grade", "returned_on", "next_look", "closed_on",
               "version", "receiving_name")  # fmt: skip
    Case.objects.bulk_update([case for case in cases if case.finding], changed, BATCH)
    return len(events)


def _told(case: Any, rng: random.Random) -> Iterator[Any]:
    """A whole story from the day on which the case was opened."""
    from guixiao.cases.models import Event

    case.version = 1
    at = case.opened_at
    yield Event(case_id=case.pk, version=1, verb="open", state=SUSPECTED, true_on=at.date(), recorded_at=at)
    yield from _story(case, len(STORY), case.opened_at, rng)


def _earlier(case: Any, rng: random.Random) -> Iterator[Any]:
    """Closed cases of the years before, each child's last one first opened."""
    from copy import copy

    for episode in range(1, rng.randint(1, YEARS) + 1):
        old = copy(case)
        old.pk, old.episode, old.current, old.version = uuid4(), episode, False, 0
        old.opened_at = case.opened_at - timedelta(days=365 * (YEARS + 1 - episode))
        yield old


def _stand(case: Any, stop: int, measures: tuple[str, ...], rng: random.Random) -> None:
    """Where a case stands whose story stops after so many events."""
    verbs = [verb for verb, *_ in STORY[:stop]]
    case.state, case.version = STORY[stop - 1][1], case.version + stop
    case.finding, case.effect, case.evidence, case.found_line = "dropped_out", "out", "visit", "administrative"
    case.phase = measures[1 if "step_up" in verbs else 0]
    for verb, phase in LATER:
        case.phase = phase if verb in verbs else case.phase
    case.grade = rng.randint(1, 3) if "plan" in verbs else 0
    today = date(2026, 11, 29)
    case.returned_on = today - timedelta(days=rng.randint(1, 90)) if "return" in verbs else None
    case.next_look = today + timedelta(days=rng.randint(-9, 30)) if case.phase == "observed" else None
    case.closed_on = min(today, (case.opened_at + timedelta(days=170)).date()) if case.phase == "closed" else None


def _story(case: Any, stop: int, begun: datetime, rng: random.Random) -> Iterator[Any]:
    from guixiao.cases.models import Event

    at = begun
    for number, (verb, state, line, days) in enumerate(STORY[:stop], start=case.version + 1):
        at += timedelta(days=rng.randint(1, days))
        found = {"finding": "dropped_out", "effect": "out", "evidence": "visit"} if verb == "find" else {}
        note = "家长答应开学送回来，再去一次。" if verb == "visit" else ""
        yield Event(case_id=case.pk, version=number, verb=verb, state=state, true_on=at.date(), recorded_at=at, line=line,
                    place="停洞镇", actor_id=ACTORS.get(BY[line]), note=note, detail=_detail(verb, case, number),
                    **found)  # fmt: skip


def _detail(verb: str, case: Any, number: int) -> dict[str, Any]:
    """An observation names the next of the policy's points."""
    if verb == "observe":
        points = list(case.round.wording["effort"]["observation"])
        return {"point": points[number % len(points)]}
    return DETAIL.get(verb, {})
