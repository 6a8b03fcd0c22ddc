"""Recording a study, deciding, ticking done: cell by cell."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from guixiao.cases.studies.rules import Stay, decision_refusal, study_refusal, tick_refusal
from guixiao.cases.studies.wording import REFUSALS

TODAY = date(2026, 11, 3)
ONE = timedelta(days=1)
STAY = Stay(TODAY - 3 * ONE, None, TODAY, 1, "三户都在外面")


@pytest.mark.parametrize(
    ("changed", "why"),
    [({}, ""), ({"last": TODAY}, ""), ({"last": TODAY - 3 * ONE}, ""), ({"last": TODAY - 4 * ONE}, "days"),
     ({"last": TODAY + ONE}, "days"), ({"first": None}, "days"), ({"first": TODAY + ONE}, "days"), ({"people": 0}, "people"),
     ({"found": " "}, "found")],
)  # fmt: skip
def test_somebody_stayed_from_a_day_on_and_found_something(changed, why):
    assert study_refusal(replace(STAY, **changed)) == why


@pytest.mark.parametrize(
    ("title", "who", "due", "why"),
    [("打电话", True, TODAY, ""), (" ", True, TODAY, "title"), ("打电话", False, TODAY, "who"), ("打电话", True, None, "due"),
     ("打电话", True, TODAY - ONE, "due")],
)  # fmt: skip
def test_a_decision_is_somebodys_with_a_day_to_come(title, who, due, why):
    assert decision_refusal(title, who=who, due=due, today=TODAY) == why


@pytest.mark.parametrize(
    ("mine", "done", "word", "why"),
    [(True, False, "打通了两户", ""), (False, False, "x", "not_yours"), (True, True, "x", "done"), (True, False, " ", "word")],
)
def test_it_is_ticked_done_once_by_whose_it_is_with_a_word(mine, done, word, why):
    assert tick_refusal(mine=mine, done=done, word=word) == why and (not why or why in REFUSALS)
