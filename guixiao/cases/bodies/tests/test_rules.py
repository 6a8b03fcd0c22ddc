"""Setting up a body, joining and leaving it: cell by cell."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from guixiao.cases.bodies.rules import Joining, SetUp, joining_refusal, leaving_refusal, set_up_refusal
from guixiao.cases.bodies.wording import REFUSALS

TODAY = date(2026, 11, 3)
ONE = timedelta(days=1)
SET_UP = SetUp("township", ("township",), TODAY, TODAY)
JOINING = Joining(account=True, name="", function="head", functions=("head", "member"), since=TODAY, opened=TODAY)


@pytest.mark.parametrize(
    ("changed", "why"),
    [({}, ""), ({"since": TODAY - ONE}, ""), ({"levels": ()}, "kind"), ({"level": "village"}, "level"),
     ({"since": None}, "since"),
     ({"since": TODAY + ONE}, "since")],
)  # fmt: skip
def test_a_body_is_set_up_at_a_place_of_its_kind_not_in_the_future(changed, why):
    assert set_up_refusal(replace(SET_UP, **changed)) == why


@pytest.mark.parametrize(
    ("changed", "why"),
    [({}, ""), ({"account": False, "name": "潘法官"}, ""), ({"name": "潘法官"}, "who"), ({"account": False}, "who"),
     ({"account": False, "name": "  "}, "who"), ({"function": "king"}, "function"), ({"since": TODAY - ONE}, "since_open"),
     ({"since": None}, "since_open"), ({"since": TODAY + ONE}, ""), ({"closed": True}, "closed"), ({"already": True}, "already")],
)  # fmt: skip
def test_a_member_is_one_person_with_a_function_from_a_day_on(changed, why):
    assert joining_refusal(replace(JOINING, **changed)) == why


@pytest.mark.parametrize(
    ("until", "why"),
    [(TODAY, ""), (TODAY - 5 * ONE, ""), (TODAY - 6 * ONE, "until"), (TODAY + ONE, "until"), (None, "until")],
)
def test_the_last_day_lies_between_the_first_and_today(until, why):
    assert leaving_refusal(TODAY - 5 * ONE, until, TODAY) == why


def test_every_refusal_has_its_words():
    assert {"kind", "level", "since", "who", "function", "since_open", "closed", "already", "until"} <= set(REFUSALS)
