"""When a place is a key one, and what is refused: cell by cell; and deadlines by property."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.cases.clocks.kept import Keys
from guixiao.cases.clocks.rules import Happened, Run, deadline
from guixiao.cases.keyplaces.rules import Asked, Mark, end_refusal, is_key, mark_refusal
from guixiao.lib.workdays import PLAIN
from tests.cast import SHIPPED

TODAY = date(2026, 11, 3)
ONE = timedelta(days=1)
ASKED = Asked("township", True, "remote", ("remote",), TODAY, TODAY + 30 * ONE, TODAY, TODAY + 60 * ONE)
VERIFY = SHIPPED.clocks["verify"]


@pytest.mark.parametrize(
    ("changed", "why"),
    [({}, ""), ({"kind": "county"}, "kind"), ({"may": False}, "county_marks"), ({"reason": ""}, "reason"),
     ({"first": None}, "days"), ({"last": None}, "days"), ({"first": TODAY - ONE}, "days"), ({"last": TODAY - ONE}, "days"),
     ({"last": TODAY}, ""), ({"last": TODAY + 61 * ONE}, "too_long"),
     ({"others": [Mark(1, TODAY - 9 * ONE, TODAY)]}, "marked"), ({"others": [Mark(1, TODAY - 9 * ONE, TODAY - ONE)]}, ""),
     ({"others": [Mark(1, TODAY - 9 * ONE, TODAY + ONE, TODAY - ONE)]}, ""),
     ({"others": [Mark(1, TODAY - 9 * ONE, TODAY + ONE, TODAY)]}, "marked")],
)  # fmt: skip
def test_a_township_or_village_is_marked_from_today_on_for_a_reason_and_once(changed, why):
    assert mark_refusal(replace(ASKED, **changed)) == why


@pytest.mark.parametrize(
    ("mark", "why", "refused"),
    [(Mark(1, TODAY, TODAY), "成效稳定", ""), (Mark(1, TODAY, TODAY), " ", "why"),
     (Mark(1, TODAY - ONE, TODAY - ONE), "x", "over"),
     (Mark(1, TODAY, TODAY + ONE, TODAY), "x", "over"), (Mark(1, TODAY + ONE, TODAY + ONE), "x", "")],
)  # fmt: skip
def test_a_mark_is_ended_once_with_a_reason(mark, why, refused):
    assert end_refusal(mark, why, TODAY) == refused


@pytest.mark.parametrize(
    ("day", "places", "key"),
    [(TODAY, {1}, True), (TODAY + ONE, {1}, True), (TODAY + 2 * ONE, {1}, False), (TODAY - ONE, {1}, False), (TODAY, {2}, False),
     (TODAY, {None, 1}, True)],
)  # fmt: skip
def test_ended_early_it_still_counts_on_that_day(day, places, key):
    assert is_key([Mark(1, TODAY, TODAY + 30 * ONE, TODAY + ONE)], places, day) is key


@given(began=st.integers(0, 300), first=st.integers(0, 300), length=st.integers(0, 100), ended=st.integers(0, 300))
def test_a_deadline_at_a_key_place_is_never_later_and_what_comes_after_its_day_changes_nothing(began, first, length, ended):
    """As of the day on which it began: a mark made, or ended, on a later day makes the same deadline."""
    day, start = TODAY + began * ONE, TODAY + first * ONE
    last = start + length * ONE
    before = Mark(1, start, last)
    after = replace(before, ended_on=max(start, TODAY + ended * ONE))

    def due(*marks: Mark) -> date:
        run = Run(VERIFY, Happened("e", "open", "suspected", day, day))
        run.shorter = Keys({"verify": 3}, marks).days_for("verify", {1, 9}, day)
        return deadline(run, PLAIN).due

    assert due(before) <= due() and (due(before) < due()) is before.holds(day)
    if after.ended_on >= day:
        assert due(after) == due(before)
    if start > day:
        assert due(before) == due()
