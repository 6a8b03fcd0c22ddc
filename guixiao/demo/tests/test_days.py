"""The story's days: those of the article, and the same weeks ending on any other day."""

import csv
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.demo.county import POLICY, build_county
from guixiao.demo.days import ARTICLE, ending_on
from guixiao.policy import load_policy

LAST_DAYS = st.dates(date(2020, 1, 1), date(2034, 12, 31))


def test_the_articles_days_are_what_they_were():
    assert ARTICLE.school_age == (date(2003, 10, 1), date(2012, 9, 30))
    assert ARTICLE.later_school_age == (date(2003, 10, 26), date(2012, 10, 25))
    assert ARTICLE.register_age == (date(2001, 10, 1), date(2015, 9, 30))
    assert ARTICLE.sure_age == (date(2003, 10, 1), date(2012, 8, 31))
    assert (ARTICLE.term, ARTICLE.last_day_of_class) == ("2019年秋季学期", date(2019, 7, 5))


@given(LAST_DAYS)
def test_whatever_the_last_day_the_policy_agrees_on_the_ages(last):
    days, policy = ending_on(last), load_policy(POLICY)
    assert days.later == last and days.later - days.as_of == ARTICLE.later - ARTICLE.as_of
    assert policy.birth_range(days.as_of) == days.school_age and policy.birth_range(days.later) == days.later_school_age


@given(LAST_DAYS)
def test_the_term_has_lasted_a_month_and_no_more_than_eight_when_the_rosters_are_drawn_up(last):
    days = ending_on(last)
    assert timedelta(30) <= days.as_of - days.term_start <= timedelta(245)
    assert days.term[4:] in ("年秋季学期", "年春季学期")


@pytest.mark.parametrize("last", [date(2026, 11, 28), date(2027, 3, 2), date(2028, 2, 29)])
def test_the_counts_stay_and_no_sheet_speaks_of_another_year(tmp_path, last):
    county = build_county(tmp_path, children=600, days=ending_on(last))
    with county.people.open(encoding="utf-8", newline="") as file:
        kinds = [row["true_kind"] for row in csv.DictReader(file)]
    assert kinds.count("never_enrolled") + kinds.count("dropped_out") == round(958 * 600 / 52_000)
    assert county.as_of == last - timedelta(25)
