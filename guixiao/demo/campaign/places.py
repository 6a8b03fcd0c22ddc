"""A case goes to another village, one is offered, the leader of a squad hands over; and a clock rests."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from random import Random

from django.utils import timezone

from guixiao.accounts.actions import end_post
from guixiao.accounts.models import Post
from guixiao.areas.models import Area
from guixiao.cases.chain.actions import Person, hand_over
from guixiao.cases.chain.leaving import hanging_on
from guixiao.cases.clocks.pauses.actions import Asked, Refused, pause
from guixiao.cases.models import Case
from guixiao.cases.moves.actions import accept, offer
from guixiao.cases.moves.models import Move
from guixiao.cases.moves.rules import VILLAGE, Target
from guixiao.demo.campaign.courses import Task
from guixiao.demo.campaign.people import People, open_successor
from guixiao.demo.campaign.stage import Stage

MOVED, LEFT, RESTED, OFFERED = 15, 21, 5, 1  # days of the story; the last: before its end


def change_places(stage: Stage, tasks: Iterable[Task]) -> None:
    cast = stage.people.town
    out = [task.fate.key for task in tasks if not task.fate.back and not task.relapse and task.found < MOVED]
    out = [key for key in out if key in stage.cases and stage.cases[key].village_id]
    own = sorted(out, key=lambda key: (stage.cases[key].town_id != cast, key))
    others = sorted(out, key=lambda key: (stage.cases[key].town_id == cast, key))
    if own:
        _move(stage, own[0], MOVED, answered=True)
    if others:
        _move(stage, others[-1], stage.last - OFFERED, answered=False)
    _rest(stage)
    _hand_over(stage, Random(f"{stage.seed}/places"))


def _move(stage: Stage, key: str, day: int, *, answered: bool) -> None:
    """To the village of the mother's family; the squad there takes it up on the next day."""
    made: list[Move] = []
    stage.at(day, 9.3, lambda: made.append(_offered(stage, stage.cases[key], home=not answered)))
    if not answered:
        return

    def taken() -> None:
        accept(stage.people.villages[made[0].to_village_id or 0], made[0])
        stage.look_again()

    stage.at(day + 1, 10.8, taken)


def _offered(stage: Stage, case: Case, *, home: bool) -> Move:
    """`home`: to the village of the cast; else to one in another township."""
    people = stage.people
    areas = Area.objects.filter(pk__in=people.villages).exclude(pk=case.village_id or 0)
    there = areas.get(pk=people.village) if home else areas.exclude(parent__in=(case.town_id, people.town)).earliest("code")
    made = offer(
        people.towns[case.town_id or 0],
        case,
        Target(VILLAGE, there.pk, there.parent_id),
        "随母亲回外婆家长住，由那边的村更方便上门。",
    )
    stage.look_again()
    return made


def _hand_over(stage: Stage, rng: Random) -> None:
    """The leader of a squad is called elsewhere: what hangs on the post goes to another before it ends. A squad of the cast's
    township, if a child hangs on one of them that day."""
    left: list[Area] = []

    def handed_over() -> None:
        officer, leaving = stage.people.officers[0], _who_leaves(stage.people)
        if leaving is None or leaving.area is None:
            return
        to = Person(user=stage.people.towns[leaving.area.parent_id or 0])
        hand_over(officer, leaving, to, "调县城学校工作，新队长到任前由乡镇接手。")
        end_post(leaving, last_day=stage.day(LEFT), by=officer)
        left.append(leaving.area)
        stage.look_again()

    def followed() -> None:
        for area in left:
            open_successor(stage.people, area, stage.day(LEFT + 1), rng)

    stage.at(LEFT, 11.4, handed_over)
    stage.at(LEFT + 1, 8.4, followed)


def _who_leaves(people: People) -> Post | None:
    posts = Post.objects.in_force(timezone.localdate()).filter(user__in=people.villages.values()).exclude(area=people.village)
    found = sorted(posts.select_related("user", "area__parent"), key=lambda post: _at(post, people))
    return next((post for post in found if hanging_on([post], timezone.localdate()).left), None)


def _at(post: Post, people: People) -> tuple[bool, str]:
    """The cast's township first."""
    return (post.area.parent_id != people.town, post.area.code) if post.area else (True, "")


def _rest(stage: Stage) -> None:
    """Somebody waits for an answer about a suspect, of the cast's township if there is one: its clock stands still."""
    first = stage.day(RESTED)
    asked = Asked("family_event", first, first + timedelta(4), "老人过世，办完丧事再上门。")

    def rested() -> None:
        waiting = [case for case in stage.others if case.state == "suspected" and not case.finding and case.town_id]
        for case in sorted(waiting, key=lambda case: case.town_id != stage.people.town):
            with suppress(Refused):  # nothing runs for this child
                pause(stage.people.villages.get(case.village_id or 0) or stage.people.towns[case.town_id or 0], case, asked)
                return

    stage.at(RESTED, 8.3, rested)
