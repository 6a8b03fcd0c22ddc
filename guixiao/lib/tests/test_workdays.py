"""Working days: the State Council's calendar, the county's table over it, and laws that hold for any of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.lib.workdays import (
    NATIONAL,
    PLAIN,
    Calendar,
    NoSuchDay,
    WorkingDaysAfter,
    is_known,
    known_between,
    last_working_day,
    school_days_after,
    school_days_between,
    working_days_after,
    working_days_between,
)

DAYS = st.dates(date(2018, 1, 1), date(2029, 12, 31))
COUNTS = st.integers(0, 60)
CALENDARS = st.builds(
    Calendar,
    holidays=st.frozensets(DAYS, max_size=12),
    workdays=st.frozensets(DAYS, max_size=12),
    years=st.frozensets(st.integers(2026, 2029)),
    terms=st.just(((date(2018, 1, 1), date(2029, 12, 31)),)),
)
AUTUMN = Calendar(terms=((date(2026, 9, 1), date(2027, 1, 22)), (date(2027, 3, 1), date(2027, 7, 9))))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 10, 1), False),  # National Day
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),  # a Saturday worked for it
        (date(2026, 9, 20), True),  # a Sunday
        (date(2026, 2, 16), False),  # New Year's Eve of the lunar calendar, a Monday
        (date(2019, 10, 12), True),
        (date(2026, 11, 21), False),  # a plain Saturday
    ],
)
def test_the_holidays_and_the_days_worked_for_them_are_those_announced(day, worked):
    assert PLAIN.is_working(day) is worked


def test_three_working_days_over_the_national_holiday():
    assert working_days_after(date(2026, 9, 30), 3) == date(2026, 10, 10)  # 8, 9, and Saturday the 10th
    assert working_days_between(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert last_working_day(date(2026, 10, 8)) == date(2026, 9, 30)


def test_the_county_s_table_comes_first():
    festival, saturday = date(2026, 11, 24), date(2026, 11, 28)
    own = Calendar(holidays=frozenset({festival}), workdays=frozenset({saturday}))
    assert not own.is_working(festival) and own.is_working(saturday)
    assert working_days_after(date(2026, 11, 23), 4, own) == saturday  # 25, 26, 27, 28
    many = WorkingDaysAfter(4, own)
    assert [many[date(2026, 11, day)] for day in (23, 24, 23)] == [
        working_days_after(date(2026, 11, day), 4, own) for day in (23, 24, 23)
    ]
    assert len(many) == 2


def test_a_year_nobody_announced_is_not_known_until_the_county_enters_it():
    beyond = NATIONAL[-1] + 1
    assert is_known(NATIONAL[-1]) and not is_known(beyond)
    assert is_known(beyond, Calendar(years=frozenset({beyond})))
    assert not known_between(date(beyond - 1, 12, 30), date(beyond, 1, 2))
    assert known_between(date(beyond - 1, 12, 30), date(beyond - 1, 12, 31))
    assert working_days_after(date(beyond, 1, 1), 5) == date(beyond, 1, 1) + timedelta(7)  # Monday to Friday meanwhile


def test_school_days_stop_with_the_term():
    assert school_days_after(date(2026, 8, 20), 1, AUTUMN) == date(2026, 9, 1)
    assert school_days_after(date(2027, 1, 22), 1, AUTUMN) == date(2027, 3, 1)
    assert school_days_between(date(2027, 1, 22), date(2027, 2, 28), AUTUMN) == 0
    with pytest.raises(NoSuchDay):
        school_days_after(date(2027, 7, 9), 1, AUTUMN)


@given(DAYS, COUNTS, CALENDARS)
def test_counting_forth_and_counting_back_agree(day, count, calendar):
    for after, between in ((working_days_after, working_days_between), (school_days_after, school_days_between)):
        try:
            assert between(day, after(day, count, calendar), calendar) == count
        except NoSuchDay:
            assert after is school_days_after  # behind the last term


@given(DAYS, st.integers(0, 40), COUNTS, CALENDARS)
def test_whoever_starts_later_or_has_more_days_is_never_due_earlier(day, later, count, calendar):
    due = working_days_after(day, count, calendar)
    assert due <= working_days_after(day + timedelta(later), count, calendar)
    assert count == 0 or working_days_after(day, count - 1, calendar) < due
    assert count == 0 or calendar.is_working(due)


@given(DAYS, COUNTS, COUNTS, CALENDARS)
def test_days_add_up(day, first, second, calendar):
    halfway = working_days_after(day, first, calendar)
    assert working_days_after(halfway, second, calendar) == working_days_after(day, first + second, calendar)


@given(DAYS, st.integers(0, 800), CALENDARS)
def test_a_stretch_has_the_working_days_that_one_finds_in_it_day_by_day(first, length, calendar):
    days = [first + timedelta(ahead) for ahead in range(1, length + 1)]
    assert working_days_between(first, first + timedelta(length), calendar) == sum(map(calendar.is_working, days))


@given(DAYS, DAYS, CALENDARS)
def test_the_way_back_is_as_long(first, last, calendar):
    assert working_days_between(first, last, calendar) == -working_days_between(last, first, calendar)
