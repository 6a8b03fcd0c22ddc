"""Whatever people do for the children of an order, in whatever order: its figures add up, and a result that is stored never changes."""

from contextlib import suppress
from datetime import timedelta

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guixiao.cases.actions import Moved, Refused
from guixiao.cases.orders.actions import judge, outcome_of
from guixiao.cases.orders.models import Order, Outcome
from guixiao.cases.orders.progress import counted, rows_of
from guixiao.cases.orders.verify import verify_checks
from guixiao.cases.verify import events_tell_the_state
from guixiao.policy.orders import KINDS

from .conftest import Camp

VERBS = ["visit", "return", "confirm_return", "relapse", "reopen", "find", "confirm", "never_came", "plan", "approve_plan"]
DOING = st.tuples(st.just("do"), st.sampled_from(VERBS), st.sampled_from(["石三妹", "潘小花"]), st.sampled_from(["li", "shi", "wu", "yang"]))
TIME = st.tuples(st.just("days"), st.integers(1, 4), st.booleans(), st.just(""))
FINDINGS = {"潘小花": "in_class", "石三妹": "dropped_out"}


def walk(camp: Camp, verb: str, name: str, who: str) -> None:
    given = {"finding": FINDINGS[name], "way": "at_home", "met": "guardian", "result": "promised", "school": camp.cast.school.pk,
             "placement": "own_grade", "cause": "poverty", "further": [], "steps": [{"what": "谈"}]}  # fmt: skip
    with suppress(Refused, Moved):
        camp.do(getattr(camp.cast, who), name, verb, **given)


def stored() -> list[object]:
    return list(Outcome.objects.order_by("pk").values_list("pk", "met", "not_yet", "aside", "children", "recorded_at"))


def holds(before: list[object]) -> list[object]:
    today = timezone.localdate()
    for order in Order.objects.select_related("outcome"):
        counts = counted(rows_of(order, order.targets.all(), today))
        assert counts["all"] == counts["met"] + counts["not_yet"] + counts["aside"] == 2
        if order.ended:
            again = outcome_of(order)
            assert (again.met, again.not_yet, again.aside) == (order.ended.met, order.ended.not_yet, order.ended.aside)
    now = stored()
    assert now[: len(before)] == before or set(map(str, before)) <= set(map(str, now))
    assert events_tell_the_state().holds and [check.__name__ for check in verify_checks if not check().holds] == []
    return now


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(DOING, DOING, TIME), min_size=4, max_size=16))
def test_the_parts_add_up_and_a_result_stays(camp: Camp, steps):
    camp.clock.day += timedelta(days=1)
    day = (camp.clock.day + timedelta(days=6)).isoformat()
    for kind in KINDS:
        camp.issue(number=f"{kind}{camp.clock.day}", goal=kind, deadline=day, place=["522633106202", "522633106201"], poor="")
    kept: list[object] = []
    for kind, what, which, who in steps:
        if kind == "do":
            walk(camp, what, which, who)
        else:
            camp.clock.day += timedelta(days=what)
            if which:  # a missed night changes nothing
                judge(timezone.localdate())
        kept = holds(kept)
    camp.clock.day += timedelta(days=9)
    assert judge(timezone.localdate()) + judge(timezone.localdate()) + len(kept) == len(holds(kept))
