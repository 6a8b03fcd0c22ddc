"""Who may put a finding right and who may look again, cell by cell; and that nobody closes what they put right."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.cases.rectification import rules
from guixiao.cases.rectification.rules import FAIL, FIND, MEND, PASS, WITHDRAW, Attempt, Stand

DAY, ONE = date(2026, 11, 9), timedelta(days=1)
SQUAD, TOWN, COUNTY, LEAD = ("village_squad", 4), ("township_post", 2), ("county_officer", 1), ("county_lead", 1)


@dataclass(frozen=True)
class Step:
    verb: str
    actor_id: Any = 1
    role: str = "village_squad"
    true_on: date = DAY
    deadline: date | None = DAY + ONE


MENDED = Stand(rules.MENDED, DAY, "wu", "village_squad", DAY)
WU = Attempt(MEND, "wu", {SQUAD}, SQUAD, False, DAY, DAY - ONE, DAY, "改了")
LI = Attempt(PASS, "li", {COUNTY}, SQUAD, True, DAY, DAY - ONE, DAY, "看过", DAY + ONE)
OFF = replace(LI, verb=WITHDRAW, records=True)


@pytest.mark.parametrize(
    ("stand", "attempt", "why"),
    [
        (Stand(), WU, ""),
        (Stand(), replace(WU, posts={TOWN}), "not_yours"),
        (Stand(), replace(WU, text=" "), "say_what"),
        (Stand(), replace(WU, day=DAY + ONE), "day_past"),
        (Stand(), replace(WU, day=DAY - 2 * ONE), "day_past"),
        (Stand(), replace(WU, day=None), "day_past"),
        (MENDED, WU, "wrong_state"),
        (Stand(), LI, "wrong_state"),
        (Stand(rules.CLOSED), LI, "wrong_state"),
        (MENDED, LI, ""),
        (MENDED, replace(LI, text=""), ""),
        (MENDED, replace(LI, verb=FAIL), ""),
        (MENDED, replace(LI, verb=FAIL, text=""), "say_why"),
        (MENDED, replace(LI, verb=FAIL, deadline=DAY), "new_deadline"),
        (MENDED, replace(LI, verb=FAIL, deadline=None), "new_deadline"),
        (MENDED, replace(LI, actor="wu"), "own_mending"),
        (MENDED, replace(LI, posts={COUNTY, SQUAD}), "same_post"),
        (MENDED, replace(LI, inspects=False), "not_inspector"),
        (MENDED, replace(LI, day=DAY - ONE), "day_of_look"),
        (MENDED, replace(LI, day=DAY + ONE), "day_of_look"),
        (MENDED, replace(LI, posts={COUNTY}, post=COUNTY), "same_post"),
        (MENDED, replace(LI, posts={COUNTY}, post=COUNTY, top=True), ""),
        (MENDED, replace(LI, posts={COUNTY}, post=COUNTY, top=True, actor="wu"), "own_of_office"),
        (MENDED, replace(LI, posts={COUNTY}, post=COUNTY, top=True, actor="wu", leads=True), "own_of_office"),
        (MENDED, replace(LI, posts={COUNTY}, post=COUNTY, top=True, inspects=False), "office_looker"),
        (MENDED, replace(LI, posts={LEAD}, post=COUNTY, top=True, inspects=False, leads=True), ""),
        (MENDED, replace(LI, verb=FAIL, posts={LEAD}, post=COUNTY, top=True, inspects=False, leads=True), ""),
        (MENDED, replace(LI, posts={COUNTY, LEAD}, post=COUNTY, top=True, inspects=False, leads=True), ""),
        (MENDED, replace(LI, posts={LEAD}, inspects=False), "not_inspector"),
        (Stand(), replace(WU, posts={LEAD}, post=COUNTY, top=True, leads=True), "not_yours"),
        (Stand(), OFF, ""),
        (MENDED, OFF, ""),
        (MENDED, replace(OFF, day=None, deadline=None), ""),
        (Stand(rules.CLOSED), OFF, "wrong_state"),
        (Stand(rules.WITHDRAWN), OFF, "wrong_state"),
        (Stand(rules.WITHDRAWN), WU, "wrong_state"),
        (Stand(), replace(OFF, records=False), "not_recorder"),
        (Stand(), replace(OFF, text=" "), "say_mistake"),
    ],
)
def test_each_refusal_has_its_reason(stand: Stand, attempt: Attempt, why: str):
    assert rules.refusal(stand, attempt) == why


def test_the_buttons_are_what_is_not_refused():
    assert rules.open_verbs(Stand(), WU) == [MEND]
    assert rules.open_verbs(MENDED, LI) == [PASS, FAIL] and rules.open_verbs(MENDED, WU) == []
    assert rules.open_verbs(Stand(rules.CLOSED), LI) == []
    assert rules.open_verbs(Stand(), OFF) == [WITHDRAW] and rules.open_verbs(MENDED, OFF) == [PASS, FAIL, WITHDRAW]


@pytest.mark.parametrize(
    ("state", "deadline", "standing"),
    [
        ("open", DAY, "due"),
        ("open", DAY - ONE, "late"),
        ("mended", DAY - ONE, "waiting"),
        ("closed", DAY - ONE, "done"),
        ("withdrawn", DAY - ONE, "withdrawn"),
    ],
)
def test_each_item_stands_in_one_place(state: str, deadline: date, standing: str):
    assert rules.standing_of(state, deadline, DAY) == standing


def test_what_was_not_put_right_is_open_again_with_a_new_deadline():
    steps = [Step(FIND, deadline=DAY), Step(MEND, "wu"), Step(FAIL, "li", deadline=DAY + 5 * ONE)]
    stand = rules.stand_of(steps)
    assert (stand.state, stand.deadline, stand.failed) == ("open", DAY + 5 * ONE, 1)
    assert rules.stand_of([*steps, Step(MEND, "wu"), Step(PASS, "li")]).state == "closed"


@pytest.mark.parametrize("before", [[], [Step(MEND, "wu")], [Step(MEND, "wu"), Step(FAIL, "li", deadline=DAY)]])
def test_undoing_a_withdrawal_leads_back_to_where_the_item_stood(before: list[Step]):
    steps = [Step(FIND, deadline=DAY), *before]
    stand = rules.stand_of(steps)
    off = rules.stand_of([*steps, Step(WITHDRAW, "li")])
    assert (off.state, rules.take_back_refusal(off, "li"), rules.take_back_refusal(off, "wu")) == ("withdrawn", "", "not_yours")
    back = rules.stand_of([*steps, Step(WITHDRAW, "li"), Step(rules.UNWITHDRAW, "li")])
    assert back == replace(stand, last=rules.UNWITHDRAW, last_by="li")
    assert rules.take_back_refusal(back, "li") == "wrong_state"


@pytest.mark.parametrize(
    ("post", "town", "named", "posts"),
    [
        (SQUAD, 2, ("county_officer", "township_post"), [COUNTY, TOWN]),
        (SQUAD, 2, ("township_post",), [TOWN]),
        (("principal", 9), None, ("county_officer", "township_post"), [COUNTY]),
        (TOWN, None, ("county_officer", "township_post"), [COUNTY]),
        (TOWN, 2, ("county_officer", "township_post"), [COUNTY]),
        (TOWN, None, ("township_post",), []),
        (COUNTY, None, ("county_officer", "township_post"), [COUNTY, LEAD]),
        (COUNTY, None, ("township_post",), [LEAD]),
    ],
)
def test_who_may_look_again_at_what_a_post_put_right(post: rules.At, town: int | None, named: tuple[str], posts: list[rules.At]):
    assert rules.looking_posts(post, 1, town, named) == posts


PEOPLE = {"wu": {SQUAD}, "wu2": {SQUAD}, "shi": {TOWN}, "li": {COUNTY}, "both": {COUNTY, SQUAD}, "lead": {LEAD, COUNTY}}
ACTS = st.lists(st.tuples(st.sampled_from(sorted(PEOPLE)), st.sampled_from([MEND, PASS, FAIL, WITHDRAW])), max_size=12)


@pytest.mark.parametrize("whose", [SQUAD, COUNTY])
@given(acts=ACTS)
def test_no_item_is_closed_by_who_put_it_right_nor_from_the_same_post(whose: rules.At, acts: list[tuple[str, str]]):
    steps = [Step(FIND)]
    for who, verb in acts:
        posts = PEOPLE[who]
        attempt = Attempt(verb, who, posts, whose, bool(posts & {TOWN, COUNTY}), DAY, DAY, DAY, "x", DAY + ONE,
                          COUNTY in posts, whose == COUNTY, LEAD in posts)  # fmt: skip
        before = rules.stand_of(steps)
        if rules.refusal(before, attempt):
            continue
        if verb == PASS:
            menders = [step.actor_id for step in steps if step.verb == MEND]
            assert who != menders[-1] and (whose == COUNTY or SQUAD not in posts)
        assert verb in (MEND, WITHDRAW) or whose == COUNTY or SQUAD not in posts
        assert before.state not in (rules.CLOSED, rules.WITHDRAWN), "nothing follows"
        steps.append(Step(verb, who))
    assert rules.stand_of(steps).state in rules.STATES
