"""Whatever people do for the children of an order, in whatever order: its figures add up, and a stored result never changes."""

from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from guixiao.cases.actions import Moved, Refused
from guixiao.cases.models import Case
from guixiao.cases.orders.actions import judge, outcome_of
from guixiao.cases.orders.models import Order, Outcome, Target
from guixiao.cases.orders.progress import counted, events_of, progress_of_orders, rows_of
from guixiao.cases.orders.rules import MET, NOT_YET, part_of, told_late
from guixiao.cases.orders.verify import verify_checks
from guixiao.cases.verify import events_tell_the_state
from guixiao.policy.orders import KINDS
from tests.orders import an_order
from tests.starts import rolled_back

from .conftest import MONDAY, Camp

VERBS = [
    "visit",
    "return",
    "confirm_return",
    "relapse",
    "reopen",
    "find",
    "confirm",
    "never_came",
    "plan",
    "approve_plan",
    "take_back",
]
TUESDAY = MONDAY + timedelta(days=1)  # when the camp begins
PEOPLE = ["li", "shi", "wu", "yang"]
DOING = st.tuples(st.just("do"), st.sampled_from(VERBS), st.sampled_from(["石三妹", "潘小花"]), st.sampled_from(PEOPLE))
TIME = st.tuples(st.just("days"), st.integers(1, 4), st.booleans(), st.just(""))
FINDINGS = {"潘小花": "in_class", "石三妹": "dropped_out"}


def walk(camp: Camp, verb: str, name: str, who: str) -> None:
    newest = Case.objects.current().get(child__name=name).version
    given = {"of": newest, "finding": FINDINGS[name], "way": "at_home", "met": "guardian", "result": "promised",
             "school": camp.cast.school.pk,
             "placement": "own_grade", "cause": "poverty", "further": [], "steps": [{"what": "谈"}]}  # fmt: skip
    with suppress(Refused, Moved):
        camp.do(getattr(camp.cast, who), name, verb, **given)


def stored() -> dict[object, tuple[object, ...]]:
    told = Outcome.objects.values_list("pk", "met", "not_yet", "aside", "children", "recorded_at")
    return {key: (met, *rest) for key, met, *rest in told}


def holds(orders: list[Order], before: dict[object, tuple[object, ...]]) -> dict[object, tuple[object, ...]]:
    """Every order adds up to the children it was issued for; what was stored before is there as it was."""
    for order in Order.objects.filter(pk__in=[order.pk for order in orders]).select_related("outcome"):
        rows = rows_of(order, order.targets.all(), timezone.localdate())
        day, events = min(timezone.localdate(), order.deadline), events_of([row.target for row in rows])
        if day < timezone.localdate():  # whom something is read of are those whom something is known of late
            late = [told_late(order.kind, str(order.pk), events[row.target.child_id], day) for row in rows]
            assert [row.late for row in rows] == [known and row.part == NOT_YET for known, row in zip(late, rows, strict=True)]
        if not order.ended:  # what is counted by what cases keep is what all their events say
            assert [row.part for row in rows] == [
                part_of(order.kind, str(order.pk), events[row.target.child_id], day) for row in rows
            ]
        counts = counted(rows)
        assert counts["all"] == counts["met"] + counts["not_yet"] + counts["aside"] == 3
        assert progress_of_orders([order], Target.objects.all(), timezone.localdate())[order.pk] == counts
        if order.ended:
            again = outcome_of(order)
            assert (again.met, again.not_yet, again.aside) == (order.ended.met, order.ended.not_yet, order.ended.aside)
    now = stored()
    assert {key: now[key] for key in before} == before
    return now


def ordered(camp: Camp, days: int = 6) -> list[Order]:
    """One of each kind for the three children of 停洞, whatever has become of them; so many days from tomorrow."""
    camp.clock.day += timedelta(days=1)
    cases = list(Case.objects.current().filter(child__name__in=["石三妹", "吴老二", "潘小花"]))
    with patch("guixiao.cases.orders.actions.fitting", lambda *_: Case.objects.filter(pk__in=[case.pk for case in cases])):
        return [an_order(camp.cast, number=f"{kind}{camp.clock.day}", goal=kind, deadline=camp.clock.day + timedelta(days=days))
                for kind in KINDS]  # fmt: skip


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.explicit, Phase.generate])
@given(st.lists(st.one_of(DOING, DOING, TIME), min_size=6, max_size=16))
def test_the_parts_add_up_and_a_result_stays(camp: Camp, steps):
    camp.clock.day = TUESDAY
    with rolled_back():
        orders, kept = ordered(camp), stored()
        for kind, what, which, who in steps:
            if kind == "do":
                walk(camp, what, which, who)
            else:
                camp.clock.day += timedelta(days=what)
                if which:  # a missed night changes nothing
                    judge(timezone.localdate())
            kept = holds(orders, kept)
        camp.clock.day += timedelta(days=9)
        judge(timezone.localdate())
        assert judge(timezone.localdate()) == 0 and len(holds(orders, kept)) == Order.objects.count()
        assert [check.__name__ for check in (*verify_checks, events_tell_the_state) if not check().holds] == []


def part_of_three(order: Order) -> str:
    rows = rows_of(order, order.targets.all(), timezone.localdate())
    return next(row.part for row in rows if row.target.case.child.name == "石三妹")


def newest() -> int:
    return Case.objects.current().get(child__name="石三妹").version


def test_a_visit_that_is_taken_back_counts_for_no_order_and_a_look_taken_back_takes_no_visit_along(camp: Camp):
    order = next(order for order in ordered(camp, days=60) if order.kind == "visited")
    for user in (camp.cast.wu, camp.cast.yang):
        camp.visit(user, "石三妹")
    assert part_of_three(order) == MET
    camp.do(camp.cast.yang, "石三妹", "take_back", of=newest())
    assert part_of_three(order) == NOT_YET
    camp.visit(camp.cast.yang, "石三妹")
    camp.come_back("石三妹")
    camp.clock.day += timedelta(days=10)
    camp.do(camp.cast.yang, "石三妹", "observe", point="day5")
    camp.do(camp.cast.yang, "石三妹", "take_back", of=newest())
    assert part_of_three(order) == MET
    holds([order], stored())
