"""The rules of accountability, cell by cell."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.cases.accountability.rules import KINDS, Spot, answer_refusal, in_order


@pytest.mark.parametrize(
    ("text", "own", "seen", "there", "why"),
    [("修路，进不了村", True, 0, 0, ""), ("补充", True, 1, 1, ""), ("x", False, 0, 0, "not_yours"), (" ", True, 0, 0, "empty"),
     ("x", True, 0, 1, "moved"), ("x", True, 2, 1, "moved"), ("", False, 0, 1, "not_yours"), ("\n", True, 0, 1, "empty")],
)  # fmt: skip
def test_what_may_be_added_beside_a_fact(text, own, seen, there, why):
    assert answer_refusal(text, own=own, seen=seen, there=there) == why


spots = st.builds(
    Spot, st.integers(0, 40).map(lambda n: date(2026, 9, 1) + timedelta(n)), st.sampled_from(KINDS), st.integers(1, 9)
)


@given(st.lists(spots))
def test_rows_stand_in_the_order_of_days_and_none_is_lost(found):
    ordered = in_order(found)
    assert [spot.day for spot in ordered] == sorted((spot.day for spot in found), reverse=True)
    assert sorted(map(str, ordered)) == sorted(map(str, found)) and ordered == in_order(reversed(found))
