"""Who is of school age: the shipped rules, day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guixiao.policy import AgeRule, PolicyError, load_policy, policy_for, shipped_policies

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
NATIONAL = load_policy("national-2024")
CONGJIANG = load_policy("congjiang-2019")


@pytest.mark.parametrize(
    ("as_of", "first", "last"),
    [
        ("2026-09-01", "2011-09-01", "2020-08-31"),
        ("2026-08-31", "2010-09-01", "2019-08-31"),
        ("2027-08-31", "2011-09-01", "2020-08-31"),
        ("2027-02-14", "2011-09-01", "2020-08-31"),
        ("2017-09-01", "2002-09-01", "2011-08-31"),  # the notice quoted in domain.md 0.5 (S7)
    ],
)
def test_national_cohorts(as_of, first, last):
    assert NATIONAL.birth_range(date.fromisoformat(as_of)) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("as_of", "first", "last"),
    [
        ("2019-10-25", "2003-10-26", "2012-10-25"),
        ("2020-01-01", "2004-01-02", "2013-01-01"),
        ("2020-02-29", "2004-03-01", "2013-02-28"),
        ("2020-02-28", "2004-02-29", "2013-02-28"),
        ("2023-02-28", "2007-03-01", "2016-02-28"),
        ("2023-03-01", "2007-03-02", "2016-03-01"),
    ],
)
def test_congjiang_full_years(as_of, first, last):
    assert CONGJIANG.birth_range(date.fromisoformat(as_of)) == (date.fromisoformat(first), date.fromisoformat(last))


@settings(deadline=None)
@given(DAYS)
def test_nine_cohorts_each_a_year_from_1_september_to_31_august(as_of):
    first, last = NATIONAL.birth_range(as_of)
    assert (first.month, first.day, last.month, last.day) == (9, 1, 8, 31)
    assert last.year - first.year == 9


@settings(deadline=None)
@given(DAYS, st.dates(date(1970, 1, 1), date(2090, 12, 31)), st.integers(0, 364))
def test_one_verdict_for_a_whole_school_year(day, birth, later):
    start = date(day.year, 9, 1)
    verdicts = {first <= birth <= last for first, last in map(NATIONAL.birth_range, (start, start + timedelta(days=later)))}
    assert len(verdicts) == 1


@settings(deadline=None)
@given(DAYS, st.dates(date(1970, 1, 1), date(2090, 12, 31)))
def test_congjiang_range_is_full_years_counted_by_hand(as_of, birth):
    years = as_of.year - birth.year - ((as_of.month, as_of.day) < (birth.month, birth.day))
    first, last = CONGJIANG.birth_range(as_of)
    assert (first <= birth <= last) == (birth <= as_of and 7 <= years <= 15)


@settings(deadline=None)
@given(DAYS, st.integers(0, 20), st.integers(0, 20), st.sampled_from([None, (8, 31), (1, 1), (12, 31), (2, 28)]))
def test_tomorrow_nobody_of_yesterday_comes_back(as_of, youngest, more, cut_off):
    rule = AgeRule(youngest, youngest + more, cut_off)
    (first, last), (next_first, next_last) = rule.birth_range(as_of), rule.birth_range(as_of + timedelta(days=1))
    assert first <= last and first <= next_first and last <= next_last


def test_newest_policy_in_force():
    assert [policy.id for policy in shipped_policies()] == ["congjiang-2019", "national-2024"]
    assert policy_for(date(2019, 9, 1)).id == "congjiang-2019"
    assert policy_for(date(2024, 4, 28)).id == "congjiang-2019"
    assert policy_for(date(2024, 4, 29)).id == "national-2024"
    with pytest.raises(PolicyError, match="2019-09-01"):
        policy_for(date(2019, 8, 31))
