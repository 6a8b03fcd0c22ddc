"""What a joint action lacks: cell by cell; and for which lines a visit counts."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from guixiao.cases.effort.progress import lines_of_visit
from guixiao.cases.joint.rules import Done, done_refusal
from guixiao.cases.joint.wording import REFUSALS

TODAY = date(2026, 11, 3)
ONE = timedelta(days=1)
DONE = Done(TODAY, TODAY, 1, ["police"], {"police", "justice"}, 2, "一起上门")


@pytest.mark.parametrize(
    ("changed", "why"),
    [({}, ""), ({"day": TODAY - ONE}, ""), ({"day": None}, "day"), ({"day": TODAY + ONE}, "day"), ({"children": 0}, "children"),
     ({"departments": []}, "departments"), ({"departments": ["mayor"]}, "departments"), ({"people": 0}, "people"),
     ({"text": " "}, "text")],
)  # fmt: skip
def test_it_has_a_day_children_departments_people_and_words(changed, why):
    assert done_refusal(replace(DONE, **changed)) == why and (not why or why in REFUSALS)


@pytest.mark.parametrize(
    ("detail", "lines"),
    [({}, ("education",)), ({"lines": ["administrative"]}, ("administrative",)),
     ({"lines": ["administrative", "education"]}, ("administrative", "education"))],
)  # fmt: skip
def test_a_visit_counts_for_the_lines_of_its_team_else_for_the_line_of_whoever_went(detail, lines):
    assert lines_of_visit(SimpleNamespace(line="education", detail=detail)) == lines
