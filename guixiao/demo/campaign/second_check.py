"""The article's second check: 40 children in no roster, met at their doors, and 26 ticked as present who are not there."""

from collections.abc import Collection
from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

from guixiao.areas.models import Area
from guixiao.cases.actions import Said
from guixiao.cases.alerts.actions import accept, raise_alert, refuse
from guixiao.cases.alerts.asking import Saying
from guixiao.cases.effort.actions import do
from guixiao.cases.models import Case
from guixiao.children.models import Child, Coverage
from guixiao.demo.campaign import words
from guixiao.demo.campaign.fates import OUT, Fate
from guixiao.demo.campaign.stage import Stage
from guixiao.demo.doors import Door
from guixiao.sightings.actions import Told, add

REPORTED_FROM, REPORTED_FOR = 6, 9  # the days of the story on which the second check reports
MISTAKEN, WAITING = 12, 4  # other children in class who are reported: answered with where they are; not answered yet


def meet(stage: Stage, fate: Fate, door: Door, place: Area) -> int:
    """In no roster: the squad adds the child, and the next day finds it out of school. Gives the day of that."""
    day = (door.found_on - stage.days.as_of).days
    told = Told(place=place, outcome="sighted_out", name=door.name, sex=door.sex, birth=door.birth,
                found_on=door.found_on, found_by=door.found_by)  # fmt: skip

    def met() -> None:
        squad = stage.people.villages.get(place.pk) or stage.people.officers[0]
        child = add(squad, told, uuid4()).child
        stage.cases[fate.key] = _case(stage, child.pk)

    stage.at(day, 10 + day % 5, met)
    _found(stage, fate, day + 1)
    return day + 1


def report(stage: Stage, fate: Fate, child: Any, rng: Random, day: int) -> int:
    """On a roll and ticked as present, or mistaken for another: the squad reports, the school takes it up, the squad goes."""
    saying = Saying(
        stage.days.as_of + timedelta(day - rng.randint(6, 25)), rng.choice(words.SEEN_BY), rng.choice(words.GONE) + "。"
    )
    told: dict[str, Any] = {}

    def raised() -> None:
        found = Child.objects.get(pk=child)
        told["alert"] = raise_alert(_squad(stage, found), found, saying, uuid4())

    def taken_up() -> None:
        case = accept(_school(stage, told["alert"].child), told["alert"])
        stage.cases[fate.key] = _case(stage, case.child_id)

    stage.at(day, rng.uniform(9, 12), raised)
    stage.at(day + 1, rng.uniform(13, 15), taken_up)
    _found(stage, fate, day + 2)
    return day + 2


def mistaken(stage: Stage, rng: Random, scale: float, told: Collection[Any]) -> None:
    """Some are reported who are in class: the school says so; a few reports of the last day wait for an answer."""
    present = Coverage.objects.filter(round=stage.made, outcome="present", roster="households").order_by("row")
    placed = present.filter(village__isnull=False, school__isnull=False, child__cases__isnull=True).exclude(child__in=told)
    count = max(2, round((MISTAKEN + WAITING) * scale))
    keys = list(placed.values_list("child_id", flat=True))
    for number, child in enumerate(keys[:: max(1, len(keys) // count)][:count]):
        day = stage.last - rng.randint(0, 1) if number < round(WAITING * scale) else rng.randint(3, stage.last - 3)
        _mistaken(stage, child, rng, day)


def _mistaken(stage: Stage, child: Any, rng: Random, day: int) -> None:
    saying = Saying(stage.days.as_of + timedelta(day - rng.randint(1, 3)), rng.choice(words.SEEN_BY), "这两天没看到上学。")
    told: dict[str, Any] = {}

    def raised() -> None:
        found = Child.objects.get(pk=child)
        told["alert"] = raise_alert(_squad(stage, found), found, saying, uuid4())

    def answered() -> None:
        alert = told["alert"]
        given = {"seen_by": "班主任", "seen_on": stage.days.as_of + timedelta(day + 1)}
        refuse(_school(stage, alert.child), alert, "in_class", given)

    stage.at(day, rng.uniform(9, 17), raised)
    if day < stage.last - 1:
        stage.at(day + 1, rng.uniform(9, 17), answered)


def _found(stage: Stage, fate: Fate, day: int) -> None:
    finding, evidence = OUT["never_enrolled" if fate.kind == "never_enrolled" else "dropped_out"]
    said = Said(finding=finding, evidence=evidence, note=words.FOUND[finding])

    def found() -> None:
        case = stage.cases[fate.key]
        actor = stage.people.of_line(case, "administrative")
        if actor is not None:
            do(actor, case, "find", said)

    stage.at(day, 8.2, found)


def _squad(stage: Stage, child: Child) -> Any:
    return stage.people.villages.get(child.village_id or 0) or stage.people.towns.get(child.town_id or 0)


def _school(stage: Stage, child: Child) -> Any:
    return stage.people.schools.get(child.school_id or 0) or stage.people.officers[0]


def _case(stage: Stage, child: Any) -> Case:
    case = Case.objects.current().get(child=child)
    case.round = stage.made
    return case
