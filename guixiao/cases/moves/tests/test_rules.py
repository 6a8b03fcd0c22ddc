"""Every cell: who may offer, answer and withdraw, in which state, and where the case then stands."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.cases.moves.rules import MOVES, OPEN_STATES, Asked, Places, Target, after, answering, ladder, levels_left, posts_left
from guixiao.cases.rules import TRANSITIONS, refusal, state_after
from guixiao.cases.states import Attempt, Effect, Stand, State
from guixiao.cases.wording import REFUSALS, VERBS
from tests.cast import SHIPPED

A, B, TOWN_1, TOWN_2, S, T, COUNTY = 11, 12, 1, 2, 91, 92, 100
HERE = Places(TOWN_1, A, S, None)
VILLAGE, TOWN, SCHOOL = Target("village", B, TOWN_2), Target("township", TOWN_2), Target("school", T)
POSTS = ("county_officer", "township_post", "village_squad", "principal")
STANDS = {
    "todo": Stand(State.SUSPECTED),
    "waiting": Stand(State.SUSPECTED, Effect.EXCLUDE, 1, "administrative"),
    "watched": Stand(State.WATCHED, Effect.WATCH),
    "excluded": Stand(State.EXCLUDED, Effect.EXCLUDE),
    "out": Stand(State.OUT_OF_SCHOOL, Effect.OUT),
    "returned": Stand(State.RETURNED, Effect.OUT),
    "closed": Stand(State.CLOSED, Effect.OUT),
}
OFFERABLE = {"todo", "watched", "out", "returned"}


def asks(verb: str, roles=("village_squad",), reason="全家搬走了", actor=2, **changed) -> Attempt:
    whole = {"here": HERE, "target": VILLAGE, "offers": SHIPPED.moves.home, "waits": verb != "move_offer", "offered_by": 7,
             "offered_as": "village_squad", "answers": True}  # fmt: skip
    return Attempt(verb, None, actor=actor, roles=frozenset(roles), reason=reason, given={"asked": Asked(**whole | changed)})


@pytest.mark.parametrize(("name", "verb"), list(product(STANDS, (move.verb for move in MOVES))))
def test_every_cell_of_the_table(name, verb):
    allowed = name in OFFERABLE if verb in ("move_offer", "move_accept") else True
    assert (refusal(STANDS[name], asks(verb)) == "") == allowed
    assert state_after(STANDS[name], asks(verb)) == STANDS[name].state, "moving changes no state"


@pytest.mark.parametrize(
    ("attempt", "why"),
    [
        (asks("move_offer", waits=True), "not_offered"),
        (asks("move_offer", target=None), "place_known"),
        (asks("move_offer", target=Target("village", A, TOWN_1)), "elsewhere"),
        (asks("move_offer", target=Target("school", S)), "elsewhere"),
        (asks("move_offer", target=Target("township", TOWN_1)), ""),
        (asks("move_offer", roles=["principal"]), "may_offer"),
        (asks("move_offer", roles=["principal"], target=SCHOOL, offers=SHIPPED.moves.school), ""),
        (asks("move_offer", roles=["village_squad"], target=SCHOOL, offers=SHIPPED.moves.school), "may_offer"),
        (asks("move_offer", roles=[]), "may_offer"),
        (asks("move_offer", reason="  "), "reason_given"),
        (asks("move_accept", waits=False), "offer_waits"),
        (asks("move_accept", answers=False), "may_answer"),
        (asks("move_refuse", answers=False), "may_answer"),
        (asks("move_refuse", waits=False), "offer_waits"),
        (asks("move_refuse", reason=""), "reason_given"),
        (asks("move_accept", reason=""), ""),
        (asks("move_withdraw", waits=False), "offer_waits"),
        (asks("move_withdraw", roles=["township_post"]), "may_withdraw"),
        (asks("move_withdraw", roles=[], actor=7), ""),
        (asks("move_withdraw", roles=["county_officer"]), ""),
        (asks("move_withdraw", roles=["village_squad"], answers=False), ""),
    ],
)
def test_every_refusal_says_what_is_missing(attempt, why):
    assert refusal(STANDS["out"], attempt) == why
    assert not why or why in REFUSALS


def test_a_finding_that_waits_is_confirmed_before_the_child_is_moved():
    assert refusal(STANDS["waiting"], asks("move_offer")) == refusal(STANDS["waiting"], asks("move_accept")) == "found_already"


@pytest.mark.parametrize(
    ("target", "receiving", "there"),
    [
        (VILLAGE, None, Places(TOWN_2, B, S, None)),
        (TOWN, None, Places(TOWN_2, None, S, None)),
        (SCHOOL, None, Places(TOWN_1, A, T, None)),
        (SCHOOL, S, Places(TOWN_1, A, T, T)),
        (VILLAGE, S, Places(TOWN_2, B, S, S)),
    ],
)
def test_where_the_case_stands_afterwards(target, receiving, there):
    assert after(Places(TOWN_1, A, S, receiving), target) == there


@pytest.mark.parametrize(
    ("target", "posts", "levels"),
    [
        (VILLAGE, ["village_squad", "township_post"], {"village", "township"}),
        (Target("village", B, TOWN_1), ["village_squad"], {"village"}),
        (TOWN, ["village_squad", "township_post"], {"village", "township"}),
        (SCHOOL, ["principal"], {"school", "class"}),
    ],
)
def test_what_of_posts_and_chiefs_is_left_behind(target, posts, levels):
    now = after(HERE, target)
    assert posts_left(HERE, now) == posts and levels_left(HERE, now) == levels


V, W, C, P = ("village_squad", B), ("township_post", TOWN_2), ("county_officer", COUNTY), ("principal", T)


@pytest.mark.parametrize(
    ("target", "held", "late", "who"),
    [
        (VILLAGE, {V, W, C}, False, [V]),
        (VILLAGE, {W, C}, False, [W]),
        (VILLAGE, {C}, False, [C]),
        (VILLAGE, set(), False, [C]),
        (VILLAGE, {V, W, C}, True, [V, W]),
        (VILLAGE, {V, C}, True, [V, C]),
        (VILLAGE, {W, C}, True, [W, C]),
        (VILLAGE, {C}, True, [C]),
        (TOWN, {V, W, C}, False, [W]),
        (TOWN, {C}, False, [C]),
        (SCHOOL, {P, C, W}, False, [P]),
        (SCHOOL, {W, C}, False, [C]),
        (SCHOOL, {P, W, C}, True, [P, C]),
    ],
)
def test_who_answers(target, held, late, who):
    assert answering(target, COUNTY, held, late=late) == who


@given(st.sampled_from([VILLAGE, TOWN, SCHOOL]), st.sets(st.sampled_from([V, W, C, P])), st.booleans())
def test_somebody_always_is_to_answer_and_nobody_else(target, held, late):
    who = answering(target, COUNTY, held, late=late)
    assert who and set(who) <= set(ladder(target, COUNTY))
    assert set(who) <= held or who == [C]


def test_every_verb_has_words_and_its_row():
    assert {move.verb for move in MOVES} <= set(TRANSITIONS) & set(VERBS)
    assert all(set(move.sources) >= set(OPEN_STATES) for move in MOVES)
