"""Which cases are drawn, cell by cell and by property; who may draw and who may look."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.cases.closures.rules import (
    IN_CLASS,
    NOT_FOUND,
    NOT_IN_CLASS,
    TAKEN_BACK,
    Look,
    Wanted,
    allotted,
    draw_refusal,
    drawn,
    look_refusal,
    outcome_of,
    size_of,
    take_back_refusal,
)

DAY, ONE = date(2026, 11, 9), timedelta(days=1)
FRAMES = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 40), max_size=7).map(
    lambda counts: {town: [f"{town}{number}" for number in range(many)] for town, many in counts.items()}
)


@pytest.mark.parametrize(
    ("count", "size"), [(0, 0), (3, 3), (5, 5), (49, 5), (51, 6), (100, 10), (599, 60), (601, 60), (9000, 60)]
)
def test_how_many_are_drawn(count: int, size: int):
    assert size_of(count, share=10, least=5, most=60) == size


@pytest.mark.parametrize(
    ("counts", "size", "given_to"),
    [
        ({"a": 90, "b": 10}, 10, {"a": 9, "b": 1}),
        ({"a": 98, "b": 1, "c": 1}, 5, {"a": 3, "b": 1, "c": 1}),  # nobody is left out while there are enough
        ({"a": 50, "b": 50, "c": 0}, 5, {"a": 3, "b": 2}),
        ({"a": 1, "b": 1, "c": 1}, 2, {"a": 1, "b": 1, "c": 0}),
        ({}, 0, {}),
    ],
)
def test_each_township_has_its_part(counts: dict[str, int], size: int, given_to: dict[str, int]):
    assert allotted(counts, size) == given_to


@given(FRAMES, st.integers(1, 60), st.text(min_size=1, max_size=8))
def test_a_draw_has_its_size_nobody_twice_and_is_the_same_again(frame: dict[str, list[str]], most: int, seed: str):
    count = sum(map(len, frame.values()))
    size = size_of(count, 10, 1, most)
    keys = drawn(frame, size, seed)
    assert len(keys) == len(set(keys)) == size and set(keys) <= {key for town in frame.values() for key in town}
    shuffled = {town: frame[town][::-1] for town in reversed(list(frame))}
    assert drawn(shuffled, size, seed) == keys
    towns = [town for town in frame if frame[town]]
    if size >= len(towns):
        assert {key[0] for key in keys} == set(towns)


def test_another_seed_draws_others():
    frame = {"a": [str(number) for number in range(100)]}
    assert len({tuple(drawn(frame, 10, seed)) for seed in "abcdef"}) == 6


GOOD = Wanted(True, DAY - ONE, DAY, DAY, 12)


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (GOOD, ""),
        (replace(GOOD, may=False), "not_inspector"),
        (replace(GOOD, since=None), "days_named"),
        (replace(GOOD, since=DAY + ONE), "days_named"),
        (replace(GOOD, until=DAY + ONE), "days_named"),
        (replace(GOOD, count=0), "none_closed"),
        (replace(GOOD, there=1), "drawn_already"),
        (replace(GOOD, there=1, seen=1), "why_again"),
        (replace(GOOD, there=1, seen=1, reason="名单泄露"), ""),
    ],
)
def test_who_may_draw_and_that_nothing_is_drawn_again_silently(wanted: Wanted, why: str):
    assert draw_refusal(wanted) == why


SEEN = Look(True, "li", frozenset({"wu", "yang"}), "in_class", DAY, DAY - ONE, DAY)


@pytest.mark.parametrize(
    ("look", "why"),
    [
        (SEEN, ""),
        (replace(SEEN, may=False), "not_inspector"),
        (replace(SEEN, actor="yang"), "own_closure"),
        (replace(SEEN, last="in_class", there=1, seen=1), "looked_already"),
        (replace(SEEN, last="not_in_class", there=1, seen=1), "looked_already"),
        (replace(SEEN, last="not_found", there=1, seen=1), ""),
        (replace(SEEN, last="not_found", there=1), "moved"),
        (replace(SEEN, outcome="x"), "outcome_named"),
        (replace(SEEN, day=None), "day_of_look"),
        (replace(SEEN, day=DAY + ONE), "day_of_look"),
        (replace(SEEN, day=DAY - 2 * ONE), "day_of_look"),
        (replace(SEEN, outcome="not_in_class"), "say_what"),
        (replace(SEEN, outcome="not_found", note="没人在家"), ""),
    ],
)
def test_who_may_look_and_what_is_to_be_said(look: Look, why: str):
    assert look_refusal(look) == why


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ([], ""),
        ([NOT_FOUND], NOT_FOUND),
        ([NOT_FOUND, IN_CLASS], IN_CLASS),
        ([IN_CLASS, TAKEN_BACK], ""),
        ([NOT_FOUND, NOT_IN_CLASS, TAKEN_BACK], NOT_FOUND),
        ([IN_CLASS, TAKEN_BACK, NOT_IN_CLASS], NOT_IN_CLASS),
        ([NOT_FOUND, TAKEN_BACK, IN_CLASS, TAKEN_BACK], ""),
    ],
)
def test_a_look_that_was_taken_back_counts_no_more(told: list[str], outcome: str):
    assert outcome_of(told) == outcome


@pytest.mark.parametrize(
    ("last", "mine", "same", "why"),
    [
        (IN_CLASS, True, True, ""),
        (NOT_FOUND, True, True, ""),
        (NOT_IN_CLASS, False, True, "not_own_look"),
        (IN_CLASS, True, False, "moved"),
        (TAKEN_BACK, True, True, "moved"),
        ("", False, False, "moved"),
    ],
)
def test_only_the_newest_look_is_taken_back_and_by_whoever_recorded_it(last: str, mine: bool, same: bool, why: str):
    assert take_back_refusal(last=last, mine=mine, same=same) == why
