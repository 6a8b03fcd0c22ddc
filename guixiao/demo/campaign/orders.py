"""The county's orders: the first, over the poor, is met; the second, over one township, is missed; the third still runs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.orders.actions import acknowledge, issue, judge, ready, save_draft
from guixiao.cases.orders.models import Addressee, Order, Target
from guixiao.cases.orders.progress import events_of, parts_on
from guixiao.cases.orders.rules import EDUCATION, LINES, NOT_YET, visited_since
from guixiao.cases.orders.selecting import Wanted
from guixiao.demo.campaign import words
from guixiao.demo.campaign.courses import SCHOOL, VILLAGE, Step, Task
from guixiao.demo.campaign.stage import Stage

FORGOTTEN = 0.06  # of the posts: nobody says that it was read
LAGGING = 3  # days before the last, the office asks those who have not gone yet


POOR = "全县建档立卡贫困户中还没有返校的学生，乡村、教育两条线在期限内都要上门一次，见到监护人，逐人记录。"
REST = "还没有返校的学生，每人由一名县级干部包保，学校做好接收准备，期限内全部返校。"


@dataclass(frozen=True)
class Told:
    """An order as the office drafts it; days of the story."""

    number: int
    day: int
    title: str
    text: str
    goal: str
    wanted: Wanted
    last: int


def give_orders(stage: Stage, tasks: Iterable[Task]) -> None:
    rng = Random(f"{stage.seed}/orders")
    town = _slowest(stage, tasks)
    _give(stage, Told(1, 6, "贫困家庭一户不漏，双线上门", POOR,
                      "visited", Wanted(poor=True), 16), rng)  # fmt: skip
    if town:
        _give(stage, Told(2, 9, f"{town.name}劝返清零", f"{town.name}尚未返校的学生，期限内全部劝返复学，由接收学校确认到班。",
                          "returned", Wanted(places=(town.code,)), 20), rng)  # fmt: skip
    _give(stage, Told(3, 22, "最后攻坚，一人一专班", REST,
                      "returned", Wanted(), stage.last + 7), rng)  # fmt: skip


def _slowest(stage: Stage, tasks: Iterable[Task]) -> Area | None:
    """A township in which somebody found early is not back at the end: that of the cast, if it is one."""
    out = [task.fate.key for task in tasks if not task.fate.back and not task.relapse and task.found < 9]
    places = [case.town for case in (stage.cases[key] for key in out if key in stage.cases) if case.town]
    return next((town for town in places if town.pk == stage.people.town), places[0] if places else None)


def _give(stage: Stage, told: Told, rng: Random) -> None:
    made: list[Order] = []
    stage.at(told.day, 9.6, lambda: made.append(_issued(stage, told)))
    for day, hour, share in ((told.day, 14.2, 0.5), (told.day + 1, 8.7, 0.7), (told.day + 1, 15.1, 1.0)):
        stage.at(day, hour, _acknowledging(stage, made, share, rng))
    if told.goal == "visited":
        stage.at(told.last - LAGGING, 16.6, lambda: _go_to_the_rest(stage, made[0], rng))
        stage.at(told.last, 17.65, lambda: _go_to_the_rest(stage, made[0], rng))  # also to whoever was back, and is no longer
    if told.last < stage.last:
        stage.at(told.last + 1, 2, lambda: judge(stage.day(told.last + 1)))


def _issued(stage: Stage, told: Told) -> Order:
    officer, deadline = stage.people.officers[0], stage.day(told.last)
    number = f"从江作战令〔{stage.days.as_of.year}〕{told.number}号"
    draft = save_draft(officer, stage.made.county, {
        "number": number, "title": told.title, "text": told.text, "goal": told.goal, "lines": "both",
        "deadline": deadline, "left_out": [], "wanted": told.wanted.plain,
    })  # fmt: skip
    stage.clock.shift(timedelta(minutes=4))
    order = issue(officer, draft, ready(officer, draft).issue.now)
    stage.look_again()
    return order


def _acknowledging(stage: Stage, made: list[Order], share: float, rng: Random) -> Callable[[], None]:
    def run() -> None:
        for addressee in Addressee.objects.filter(order=made[0], receipt=None).select_related("order__county").order_by("pk"):
            user = _holder(stage, addressee)
            if user and rng.random() < share and rng.random() >= FORGOTTEN:
                acknowledge(user, addressee)
                stage.clock.shift(timedelta(seconds=rng.randint(4, 20)))

    return run


def _holder(stage: Stage, addressee: Addressee) -> User | None:
    people = stage.people
    places = {"township_post": people.towns, "village_squad": people.villages, "principal": people.schools}[addressee.role]
    return places.get(addressee.area_id or addressee.school_id or 0)


def _go_to_the_rest(stage: Stage, order: Order, rng: Random) -> None:
    """Whoever has not been at a door by now goes."""
    fates, day = stage.fate_of_child(), stage.today
    waiting = [
        target
        for target, part in parts_on(order, Target.objects.filter(order=order).placed(), stage.day(day)).items()
        if part == NOT_YET
    ]
    events = events_of(waiting)
    for line in LINES["both"]:
        who = SCHOOL if line == EDUCATION else VILLAGE
        missing = [target for target in waiting if line not in visited_since(str(order.pk), events[target.child_id])]
        stage.play("visit", [(fates[target.child_id], _visit(day, who, rng)) for target in missing], 0.05)


def _visit(day: int, who: str, rng: Random) -> Step:
    mood = rng.choice(words.MOODS_LATER)
    given: dict[str, Any] = {"way": "at_home", "met": rng.choice(("guardian", "both")), "result": mood, "promised": ""}
    if mood == "promised":
        given["promised"] = day + 3
    return Step(day, 17, who, "visit", given, words.of_visit(rng, mood, ""), day)
