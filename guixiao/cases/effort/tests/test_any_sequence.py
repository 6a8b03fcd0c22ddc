"""Whatever people and rosters do for a child out of school, in whatever order: it is never lost, and every list adds up."""

from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guixiao.accounts.models import User
from guixiao.cases.actions import Moved, Refused, Said, act
from guixiao.cases.effort.actions import do
from guixiao.cases.effort.listing import ALL, STILL_OUT, balance, filters_of, narrowed
from guixiao.cases.effort.models import Letter
from guixiao.cases.effort.progress import PHASES
from guixiao.cases.effort.rules import EFFORT, TAKING_BACK
from guixiao.cases.effort.voiding import take_back_relapse
from guixiao.cases.listing import balance as standings
from guixiao.cases.models import Case, Event
from guixiao.cases.rules import STANDINGS
from guixiao.cases.verify import verify_checks
from tests.cast import Cast, row
from tests.starts import rolled_back

PEOPLE = ("li", "shi", "wu", "yang")
VERBS = [transition.verb for transition in (*EFFORT, *TAKING_BACK)]
STEP = st.tuples(st.just("step"), st.sampled_from(VERBS), st.sampled_from(PEOPLE))
# What leads on, so that long ways are walked too.
WAY = ["return", "confirm_return", "observe", "ask_closure", "take_back", "confirm_closure", "relapse"]
ON = st.tuples(st.just("step"), st.sampled_from(WAY), st.sampled_from(PEOPLE))
UNDO = st.tuples(st.just("undo"), st.just(""), st.sampled_from(PEOPLE))
ROSTERS = st.tuples(st.just("rosters"), st.sampled_from(["not_found", "left_roll", "enrolled", ""]), st.just(""))
FIND = st.tuples(st.just("find"), st.sampled_from(["dropped_out", "in_class"]), st.sampled_from(PEOPLE))
TIME = st.tuples(st.just("days"), st.sampled_from(["3", "40", "200"]), st.just(""))
real = timezone.now


def said(cast: Cast, case: Case, verb: str, number: int) -> Said:
    given = {"way": "at_home", "met": "guardian", "result": "promised", "cause": "poverty", "further": [],
             "steps": [{"what": "谈"}], "to": "公安", "kind": "persuasion_notice", "number": f"n{number}",
             "school": cast.school.pk, "placement": "own_grade", "method": "by_hand", "receiver": "家长"}  # fmt: skip
    waiting = case.letters.filter(served_on=None).first()
    given |= {"letter": str(waiting.pk) if waiting else "", "point": ["day5", "month1", "month3", "next_term"][number % 4]}
    given["of"] = case.version
    return Said(note="因为", true_on=timezone.localdate(), given=given)


def walk(cast: Cast, kind: str, what: str, who: str, number: int) -> None:
    user = getattr(cast, who) if who else cast.li
    case = Case.objects.current().visible_to(user).select_related("round", "child").filter(child__name="石三妹").first()
    if kind == "rosters":
        lines = [row(3, what, name="石三妹", school="停洞镇中心小学")] if what else []
        cast.load([*lines, row(4, "enrolled", name="杨四")], as_of=timezone.localdate())
    elif case is not None and kind == "undo":
        undo(user, case)
    elif case is not None:
        with suppress(Refused, Moved):
            act(user, case, "find", Said(what)) if kind == "find" else do(user, case, what, said(cast, case, what, number))


def undo(user: User, case: Case) -> None:
    """The worklist that said last that the child is not in class is undone."""
    before = Case.objects.select_related("round", "child").filter(child=case.child_id, episode=case.episode - 1).first()
    if before is not None:
        last = before.events.first()
        with suppress(Refused, Moved):
            take_back_relapse(user, before, Said(true_on=last.true_on, given={"of": last.version}))


def holds(episodes: int) -> int:
    assert [check.__name__ for check in verify_checks if not check().holds] == []
    counts = balance(narrowed(Case.objects.current(), filters_of({})))
    assert sum(counts[name] for name in PHASES) == counts[ALL]
    assert counts["out"] == sum(counts[name] for name in STILL_OUT)
    whole = standings(Case.objects.current())
    assert sum(whole[name] for name in STANDINGS) == whole["all"] == 1
    assert (whole["out"], whole["returned"] + whole["closed"]) == (counts["out"], counts[ALL] - counts["out"])
    now = Case.objects.count()
    assert now >= episodes and [case.episode for case in Case.objects.order_by("episode")] == list(range(1, now + 1))
    for letter in Letter.objects.exclude(served_on=None):
        assert letter.method and letter.served_on >= letter.issued_on
    for case in Case.objects.filter(phase="closed"):
        asked, confirmed = (case.events.filter(verb=f"{verb}_closure").first() for verb in ("ask", "confirm"))
        assert asked.actor_id != confirmed.actor_id and asked.line != confirmed.line
    assert not Event.objects.filter(case__isnull=True).exists()
    return now


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(STEP, ON, ON, UNDO, TIME, TIME, ROSTERS, FIND), min_size=6, max_size=24))
def test_no_sequence_loses_a_child(cast: Cast, steps):
    with rolled_back():
        days, episodes = 0, 0
        cast.load([row(3, "left_roll", name="石三妹", school="停洞镇中心小学"), row(4, "enrolled", name="杨四")])
        walk(cast, "find", "dropped_out", "wu", 0)
        for number, (kind, what, who) in enumerate(steps):
            days += int(what) if kind == "days" else 0
            with patch.object(timezone, "now", lambda days=days: real() + timedelta(days)):
                if kind != "days":
                    walk(cast, kind, what, who, number)
                episodes = holds(episodes)


def test_one_that_came_back_left_and_did_not_is_where_it_was(cast: Cast):
    """A way that chance seldom walks: relapse, undone, relapse again, by rosters and by people."""
    with rolled_back():
        cast.load([row(3, "left_roll", name="石三妹", school="停洞镇中心小学"), row(4, "enrolled", name="杨四")])
        walk(cast, "find", "dropped_out", "wu", 0)
        for number, (kind, what, who) in enumerate([
            ("step", "return", "wu"), ("step", "confirm_return", "yang"), ("step", "relapse", "yang"), ("undo", "", "wu"),
            ("undo", "", "yang"), ("step", "relapse", "wu"), ("undo", "", "wu"), ("rosters", "not_found", ""),
            ("step", "relapse", "wu"), ("step", "return", "wu"), ("undo", "", "wu"),
        ]):  # fmt: skip
            walk(cast, kind, what, who, number)
            holds(0)
        case = Case.objects.current().get(child__name="石三妹")
        assert (case.episode, case.phase, Case.objects.filter(child=case.child).count()) == (2, "arrived", 2)
