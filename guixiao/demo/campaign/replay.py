"""The campaign of the article, replayed in the loaded county between its two rounds."""

from collections.abc import Callable
from random import Random
from typing import Any

from guixiao.areas.actions import gazetteer
from guixiao.areas.models import Area
from guixiao.audit.actions import record
from guixiao.cases.models import Case
from guixiao.children.models import Coverage, Round
from guixiao.demo.campaign import second_check, verification
from guixiao.demo.campaign.chiefs import name_chiefs
from guixiao.demo.campaign.courses import Course, Task, tasks_for
from guixiao.demo.campaign.departments import ask_departments
from guixiao.demo.campaign.fates import Fate, Fates
from guixiao.demo.campaign.headquarters import at_a_door, command
from guixiao.demo.campaign.orders import give_orders
from guixiao.demo.campaign.papers import hash_of
from guixiao.demo.campaign.people import People
from guixiao.demo.campaign.places import change_places
from guixiao.demo.campaign.stage import Stage
from guixiao.demo.campaign.voices import complain_of
from guixiao.demo.county import County
from guixiao.demo.days import Days
from guixiao.demo.doors import doors_of

FOUND_IN = (1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 7)  # on which day the first check comes to a village
MISSED = 0.15  # of the children: not at home then, and met on another day


def replay(
    rounds: tuple[County, County], made: Round, people: People, days: Days, *, seed: int, progress: Callable[[str], None]
) -> Stage:
    """All that people did until the second round's rosters were drawn up."""
    stage = Stage(made, people, days, seed)
    fates = Fates(*rounds)
    _write(stage, fates, rounds[0])
    stage.perform(progress)
    detail = {"first": days.as_of, "last": days.later, "acts": len(stage.acts), "refused": sum(stage.refused.values())}
    record(None, "demo.replay", place=made.county.path, detail=detail)
    return stage


def _write(stage: Stage, fates: Fates, first: County) -> None:
    """Everything that will happen: each part puts its acts on the stage with `stage.at(day, hour, run)`."""
    rng = Random(f"{stage.seed}/campaign")
    innocent = _sort_out(stage, fates)
    stage.fates, stage.others = fates.of, [case for case, _ in innocent]
    out = [fate for fate in fates.of.values() if fate.key in stage.cases]
    tasks = list(tasks_for(out, {fate.key: _day_of_finding(fate, rng) for fate in out}, rng, stage.last))
    verification.settle(stage, innocent)
    door = at_a_door(stage, tasks)
    verification.find_out(stage, [(task.fate, task.found) for task in tasks if task.fate.key != door])
    later, reported = _second_check(stage, fates, first, rng)
    tasks += later
    for task in tasks:
        _follow(stage, task, rng)
    second_check.mistaken(stage, rng, len(out) / 958, reported)
    name_chiefs(stage, out)
    give_orders(stage, tasks)
    command(stage, [task for task in tasks if task.fate in out])
    ask_departments(stage, [task for task in tasks if task.fate in out])
    change_places(stage, [task for task in tasks if task.fate in out])
    complain_of(stage)


def _day_of_finding(fate: Fate, rng: Random) -> int:
    return rng.choice(FOUND_IN) if rng.random() < MISSED else FOUND_IN[hash_of(fate.town + fate.village) % len(FOUND_IN)]


def _sort_out(stage: Stage, fates: Fates) -> list[tuple[Case, Fate | None]]:
    """The suspects of the round: those out of school go on the stage, the others are innocent, or second rows of somebody."""
    rows = Coverage.objects.filter(round=stage.made, child__cases__isnull=False)
    places = {child: (roster, file, row) for child, roster, file, row in rows.values_list("child_id", "roster", "file", "row")}
    stage.papers.remember(rows)
    innocent: list[tuple[Case, Fate | None]] = []
    for case in Case.objects.current().filter(county=stage.made.county_id).select_related("town").order_by("name_key", "pk"):
        case.round = stage.made
        place = places[case.child_id]
        fate = fates.at(place)
        if fate is None or ((fate.out or fate.second) and place != fates.register.get(fate.key)):
            innocent.append((case, None))
        elif fate.out or fate.second:
            stage.cases[fate.key] = case
        else:
            innocent.append((case, fate))
    return innocent


def _second_check(stage: Stage, fates: Fates, first: County, rng: Random) -> tuple[list[Task], list[Any]]:
    """The 66, and whoever of the 958 no roster made a suspect: all are told of by people.
    Gives what is done for them, and the children who are reported."""
    hidden = [fate for fate in fates.of.values() if (fate.second or fate.out) and fate.key not in stage.cases]
    found: dict[str, int] = {}
    find = gazetteer(stage.made.county).find
    areas = {area.pk: area for area in Area.objects.select_related("parent")}
    for fate, door in zip([fate for fate in hidden if fate.unlisted], doors_of(first.second_check, first.as_of), strict=True):
        town, village = find(door.town, door.village)
        found[fate.key] = second_check.meet(stage, fate, door, areas[village or town or 0])
    on_roll = {fates.register[fate.key]: fate for fate in hidden if not fate.unlisted}
    reported = _children(stage, on_roll)
    for child, fate in reported:
        found[fate.key] = second_check.report(stage, fate, child, rng, _day_of_report(fate, rng))
    known = [fate for fate in hidden if fate.key in found]
    return list(tasks_for(known, found, rng, stage.last)), [child for child, _ in reported]


def _day_of_report(fate: Fate, rng: Random) -> int:
    if fate.out:
        return 1
    return second_check.REPORTED_FROM + rng.randrange(second_check.REPORTED_FOR)


def _children(stage: Stage, wanted: dict[Any, Fate]) -> list[tuple[Any, Fate]]:
    """The children of these rows of the register, in the order of the rows."""
    rows = Coverage.objects.filter(round=stage.made, roster="households", row__in=[place[2] for place in wanted])
    found = rows.order_by("row").values_list("child_id", "roster", "file", "row")
    return [(child, wanted[roster, file, row]) for child, roster, file, row in found if (roster, file, row) in wanted]


def _follow(stage: Stage, task: Task, rng: Random) -> None:
    for step in Course(task, rng, stage.weekday).plan():
        stage.step(task.fate, step)
