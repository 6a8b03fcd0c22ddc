"""Whatever is offered, answered and done, in whatever order: each case stands in one place and somebody is responsible."""

from copy import copy
from datetime import date

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guixiao.accounts.actions import give_post, open_account
from guixiao.areas.models import Area, School
from guixiao.cases.actions import Moved, Refused, Said, act
from guixiao.cases.clocks.actions import tick
from guixiao.cases.clocks.models import Task, kinds_of
from guixiao.cases.clocks.rules import STANDS
from guixiao.cases.effort.actions import do as effort
from guixiao.cases.listing import balance
from guixiao.cases.models import Case
from guixiao.cases.moves import actions
from guixiao.cases.moves.asking import held_at, offer_of, target_of
from guixiao.cases.moves.models import Move
from guixiao.cases.moves.verify import verify_checks as moves_checks
from guixiao.cases.verify import verify_checks
from guixiao.lib.workdays import PLAIN
from tests.cast import Cast, row
from tests.starts import rolled_back

PEOPLE = ("li", "shi", "wu", "yang", "wang", "luo")
TO = ("522633106", "522633105", "522633106201", "522633106202", "522633105201", "school-own", "school-other", "nowhere")
WHO = st.sampled_from(PEOPLE)
OFFER = st.tuples(st.just("offer"), WHO, st.integers(0, 1), st.sampled_from(TO))
ANSWER = st.tuples(st.just("answer"), WHO, st.integers(0, 1), st.sampled_from(["accept", "refuse", "withdraw"]))
ACT = st.tuples(st.just("act"), WHO, st.integers(0, 1), st.sampled_from(["find", "confirm", "reopen", "dispute"]))
ROSTERS = st.tuples(st.just("rosters"), st.just(""), st.integers(0, 1), st.sampled_from(["高华", "苗朗", "没听过"]))


def cast_of(cast: Cast) -> Cast:
    cast.load(rows("高华"))
    if not hasattr(cast, "luo"):
        xishan = Area.objects.get(code="522633105")
        School.objects.create(code="S2", name="西山镇中学", county=cast.county, area=xishan)
        cast.luo = open_account(username="luo", name="罗队长", password="x")
        give_post(cast.luo, "village_squad", at=Area.objects.get(code="522633105201"), since=date(2020, 1, 1))
    return cast


def rows(village: str) -> list[dict]:
    return [row(1, "not_found", name="孩子0", village=village),
            row(2, "left_roll", name="孩子1", village=village, school="停洞镇中心小学")]  # fmt: skip


def do(cast: Cast, kind: str, who: str, child: int, what: str) -> None:
    if kind == "rosters":
        return cast.load(rows(what))
    user = getattr(cast, who)
    seen = Case.objects.current() if kind == "answer" else Case.objects.current().visible_to(user)
    case = seen.select_related("round", "child").filter(child__name=f"孩子{child}").first()
    if case is None:
        return None
    try:
        if kind == "offer":
            word = School.objects.get(code={"own": "S1", "other": "S2"}[what[7:]]).url_word if "school" in what else what
            actions.offer(user, case, target_of(word, cast.county.pk), "因为")
        elif kind == "answer":
            answer(user, case, what)
        else:
            finding = "in_class" if child else "dropped_out"
            act(user, case, what, Said(finding if what == "find" else "", note="因为"))
    except (Refused, Moved):
        pass
    return None


def answer(user, case: Case, what: str) -> None:
    move = Move.objects.visible_to(user).filter(case=case, state="offered").first()
    if move is None:
        return
    if what == "refuse":
        actions.refuse(user, move, "不在这里")
    else:
        {"accept": actions.accept, "withdraw": actions.withdraw}[what](user, move)


def holds(cast: Cast) -> None:
    assert [check.__name__ for check in (*verify_checks, *moves_checks) if not check().holds] == []
    everyone = balance(Case.objects.all())["all"]
    towns = [balance(Case.objects.filter(town=town))["all"] for town in Area.objects.filter(kind="township")]
    assert sum(towns) + Case.objects.filter(town=None).count() == everyone == balance(Case.objects.visible_to(cast.li))["all"]
    tick(timezone.localdate())
    for case in Case.objects.select_related("village"):
        assert case.village is None or case.village.parent_id == case.town_id, "one place, not two"
        places = kinds_of(case)
        for task in Task.objects.filter(case=case).open():
            assert any(places[STANDS[duty.post]] for duty in task.duties.all()), "a task is at a place of the case"
    for move in Move.objects.waiting().select_related("case__round"):
        offer = offer_of(move, move.case)
        assert offer.asks(held_at([offer]), PLAIN), "somebody is to answer"
    assert Move.objects.filter(state="offered").count() <= Case.objects.count()


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(OFFER, OFFER, ANSWER, ANSWER, ACT, ROSTERS), min_size=4, max_size=12))
def test_no_sequence_leaves_a_case_in_two_places_or_in_none(cast: Cast, steps):
    with rolled_back():
        cast = cast_of(copy(cast))
        for step in steps:
            do(cast, *step)
            holds(cast)


def test_a_case_that_was_moved_stays_through_relapse_and_rosters(cast: Cast):
    cast_of(cast)
    do(cast, "act", "wu", 0, "find")
    do(cast, "offer", "wu", 0, "522633105201")
    do(cast, "answer", "luo", 0, "accept")
    case = Case.objects.current().select_related("round", "child").get(child__name="孩子0")
    day = timezone.localdate()
    effort(
        cast.luo,
        case,
        "return",
        Said(true_on=day, given={"school": School.objects.get(code="S2").pk, "placement": "own_grade"}),
    )
    effort(cast.luo, case, "relapse", Said(true_on=day, note="又走了"))
    again = Case.objects.current().get(child__name="孩子0")
    assert again.episode == 2 and str(again.village) == "顶洞村"
    cast.load(rows("高华"))
    again.refresh_from_db()
    assert str(again.village) == "顶洞村"
    holds(cast)
