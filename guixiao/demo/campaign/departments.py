"""Questions to other departments, by link, through an account, on paper; and why a child is out, opened for a purpose."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from guixiao.accounts.models import User
from guixiao.cases.effort.sight import sight_of
from guixiao.cases.looks.actions import open_matters, session_of
from guixiao.cases.referrals import actions
from guixiao.cases.referrals.actions import Asking, Hand, Handed, Saying
from guixiao.cases.referrals.rules import ACCOUNT, LINK, OURS, PAPER
from guixiao.demo.campaign.courses import SHUT_OUT, Task
from guixiao.demo.campaign.people import POLICE
from guixiao.demo.campaign.stage import Stage

FIRST = 5  # whoever is asked about has been found by this day


@dataclass(frozen=True)
class Asked:
    """A question about one child; `taken_up`, `answered`: on which day, if at all; `by`: name and unit of whoever answers."""

    day: int
    question: str
    channel: str
    by: tuple[str, str]
    taken_up: int = 0
    answered: int = 0
    choice: str = ""
    words: str = ""
    note: str = ""
    by_county: bool = False  # else by the township


CONTACT = ("龙警官", "县公安局")
QUESTIONS = (
    Asked(6, "family", LINK, ("潘科长", "县民政局"), 7, 9, "allowance", "全家享受低保，已列入临时救助。"),
    Asked(7, "whereabouts", ACCOUNT, CONTACT, 7, 10, "here", "查暂住登记，人在本县，住在亲戚家。", by_county=True),
    Asked(8, "card", PAPER, ("吴股长", "县残联"), 0, 13, "none", "系统里没有办证记录，可预约评定。", by_county=True),
    Asked(9, "support", LINK, ("王书记", "团县委"), 10, 18, "partner", "已安排青年志愿者结对，每周一次。"),
    Asked(11, "illness", LINK, ("", "县卫健局"), note="家长说一直在吃药，请核实诊断证明。"),
    Asked(12, "register", ACCOUNT, CONTACT, 13),
    Asked(23, "whereabouts", ACCOUNT, CONTACT, note="邻居说随亲戚外出，请查去向。"),
)
REPORTED = Asked(12, "protection", ACCOUNT, CONTACT, 12, 14, "taken_up", "已受理，由辖区派出所与妇联一起上门。", by_county=True)


def ask_departments(stage: Stage, tasks: Iterable[Task]) -> None:
    """About children who are still out then, those of the cast's township first."""
    asked = [task for task in tasks if task.found <= FIRST and not task.fate.second]
    asked.sort(key=lambda task: (task.fate.back, stage.cases[task.fate.key].town_id != stage.people.town, task.fate.key))
    shut = next((task for task in asked if task.cause in SHUT_OUT and not task.fate.back), None)
    for number, question in enumerate(QUESTIONS):
        _ask(stage, asked[number % len(asked)].fate.key, question)
    if shut:
        _look(stage, 12, shut.fate.key, "protect", "")
        _ask(stage, shut.fate.key, REPORTED)
    ill = next((task for task in asked if task.cause == "illness"), asked[0])
    _look(stage, 17, ill.fate.key, "check", "核对困难程度和资助是否对得上")


def _ask(stage: Stage, key: str, asked: Asked) -> None:
    told: list[Handed] = []

    def ask() -> None:
        case = stage.cases[key]
        user = _asker(stage, key, asked)
        asking = Asking(asked.question, asked.channel, uuid4(), note=asked.note)
        told.append(actions.ask(user, case, asking, sight_of(user, case)))

    def take_up() -> None:
        referral = _opened(stage, told[0], asked)
        actions.accept(Hand(_hand(stage, asked)), referral, Saying(*asked.by))
        stage.look_again()

    def answer() -> None:
        paper = asked.channel == PAPER
        hand = Hand(_asker(stage, key, asked), OURS) if paper else Hand(_hand(stage, asked))
        referral = told[0].referral if paper else _opened(stage, told[0], asked)
        actions.answer(hand, referral, Saying(*asked.by, asked.choice, asked.words, stage.day(asked.answered)))
        stage.look_again()

    stage.at(asked.day, 10.4, ask)
    if asked.taken_up:
        stage.at(asked.taken_up, 14.6, take_up)
    if asked.answered:
        stage.at(asked.answered, 15.3, answer)


def _asker(stage: Stage, key: str, asked: Asked) -> User:
    case = stage.cases[key]
    return stage.people.officers[0] if asked.by_county else stage.people.towns.get(case.town_id or 0) or stage.people.officers[0]


def _hand(stage: Stage, asked: Asked) -> User | None:
    return stage.people.departments[POLICE] if asked.channel == ACCOUNT else None


def _opened(stage: Stage, handed: Handed, asked: Asked) -> Any:
    """By its link with its code; through an account, whoever opens it sees what is shown of the child."""
    if asked.channel == LINK:
        return actions.open_link(handed.token, handed.code)
    actions.look(Hand(_hand(stage, asked)), handed.referral)
    return handed.referral


def _look(stage: Stage, day: int, key: str, purpose: str, words: str) -> None:
    """Why a child is out of school is opened for a purpose."""
    stage.at(day, 9.9, _looking(stage, key, purpose, words))


def _looking(stage: Stage, key: str, purpose: str, words: str) -> Callable[[], object]:
    session = session_of(f"{stage.seed}/demo")
    return lambda: open_matters(stage.people.officers[0], stage.cases[key], session=session, purpose=purpose, words=words)
