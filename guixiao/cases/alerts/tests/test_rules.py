"""The rules of reports and absence, cell by cell."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.cases.alerts import wording
from guixiao.cases.alerts.absence.rules import (
    ENTERING,
    Day,
    Entry,
    Gone,
    class_called,
    entry_refusal,
    is_report,
    reason_refusal,
    steps,
    unexplained,
)  # fmt: skip
from guixiao.cases.alerts.days import is_school_day, school_days, term_began, unanswered
from guixiao.cases.alerts.rules import (
    ANSWERS,
    OPEN,
    RAISING,
    REFUSED,
    Answer,
    Report,
    Told,
    answer_refusal,
    may_answer,
    may_report,
    raise_refusal,
)  # fmt: skip
from guixiao.children.rules import BUCKETS, IN_EQUATION
from guixiao.lib.workdays import PLAIN, Calendar
from guixiao.policy import load_policy
from guixiao.policy.alerts import AbsenceReason, AbsenceRule, CoverageReason

POLICY = load_policy("national-2024").alerts
MONDAY = date(2026, 11, 2)
ONE = timedelta(1)


# When days away are a report: the rows of domain.md 1.6


@pytest.mark.parametrize(("rule", "days", "visits", "reported"), [
    ("lincang_2018", 3, 0, False), ("lincang_2018", 4, 0, True), ("lincang_2018", 1, 9, False), ("lincang_2018", 0, 0, False),
    ("guangdong_2009", 5, 0, False), ("guangdong_2009", 6, 0, True), ("guangdong_2009", 2, 5, False),
    ("guizhou_2014", 1, 1, False), ("guizhou_2014", 1, 2, True), ("guizhou_2014", 10, 0, False), ("guizhou_2014", 11, 0, True),
    ("guizhou_2014", 0, 2, False), ("school_flow", 3, 0, False), ("school_flow", 4, 0, True),
])  # fmt: skip
def test_each_rule_of_the_table_reports_from_its_day_or_visit_on(rule, days, visits, reported):
    assert is_report(days, visits, POLICY.absence[rule]) is reported


def test_every_rule_of_the_policy_is_in_that_table_and_reports_in_the_end():
    assert set(POLICY.absence) == {"lincang_2018", "guangdong_2009", "guizhou_2014", "school_flow"}
    assert all(is_report(31, 0, rule) for rule in POLICY.absence.values())


@pytest.mark.parametrize(
    ("reason", "days", "left"), [("unknown", 4, 4), ("sick", 10, 0), ("sick", 14, 4), ("leave", 6, 1), ("", 4, 4)]
)
def test_a_reason_excuses_the_first_days_and_no_more(reason, days, left):
    assert unexplained(days, POLICY.absence_reasons.get(reason)) == left


@given(st.integers(0, 400), st.integers(0, 60), st.integers(0, 30))
def test_nobody_is_away_for_ever(days, excused, allowed):
    rule = AbsenceRule("", "", allowed, "")
    away = unexplained(days, AbsenceReason("", "", excused))
    assert is_report(away, 0, rule) == (days > excused + allowed)


# What a school enters


GONE = Gone(MONDAY)
LATER = MONDAY + ONE


@pytest.mark.parametrize(("gone", "entry", "does"), [
    (None, Entry(MONDAY), []),
    (None, Entry(MONDAY, away=True), ["away"]),
    (None, Entry(MONDAY, back=True, visit=True, reason="sick"), []),
    (GONE, Entry(MONDAY, away=True), []),
    (GONE, Entry(LATER, away=True), []),
    (GONE, Entry(MONDAY - ONE, away=True), ["away"]),
    (GONE, Entry(LATER, reason="sick"), ["reason"]),
    (Gone(MONDAY, "sick"), Entry(LATER, reason="sick"), []),
    (Gone(MONDAY, "sick"), Entry(LATER, reason=""), []),
    (GONE, Entry(LATER, visit=True), ["visit"]),
    (Gone(MONDAY, visited=True), Entry(LATER, visit=True), []),
    (GONE, Entry(MONDAY, back=True), ["back"]),
    (GONE, Entry(MONDAY - ONE, back=True), []),
    (GONE, Entry(LATER, reason="leave", visit=True, back=True), ["reason", "visit", "back"]),
])  # fmt: skip
def test_what_an_entry_changes(gone, entry, does):
    assert steps(gone, entry) == does


@pytest.mark.parametrize(("day", "why"), [
    (Day(MONDAY, MONDAY), ""), (Day(None, MONDAY), "day_told"), (Day(LATER, MONDAY), "day_told"),
    (Day(MONDAY - 60 * ONE, MONDAY), ""), (Day(MONDAY - 61 * ONE, MONDAY), "day_not_long_ago"),
    (Day(MONDAY, MONDAY, counts=False), "school_day"),
])  # fmt: skip
def test_for_which_days_it_is_entered(day, why):
    assert entry_refusal(day) == why


def test_a_reason_is_one_of_the_policy_s():
    assert reason_refusal(POLICY.absence_reasons, Entry(MONDAY, reason="sick")) == ""
    assert reason_refusal(POLICY.absence_reasons, Entry(MONDAY)) == ""
    assert reason_refusal(POLICY.absence_reasons, Entry(MONDAY, reason="x")) == "absence_reason_known"


# Who may report whom


def report(**changed):
    told = {"today": MONDAY, "since": MONDAY, "said_by": "组长", "bucket": "enrolled", "suspected": False}
    return Report(**told | changed)


@pytest.mark.parametrize("bucket", BUCKETS)
def test_whoever_is_in_the_equation_may_be_reported(bucket):
    assert may_report(report(bucket=bucket)) == ("" if bucket in IN_EQUATION else "of_school_age")


@pytest.mark.parametrize(("changed", "why"), [
    ({}, ""), ({"suspected": True}, "not_looked_for"), ({"standing": "todo"}, "not_looked_for"),
    ({"standing": "waiting"}, "not_looked_for"), ({"standing": "kept"}, "not_looked_for"),
    ({"standing": "out"}, "not_looked_for"),
    ({"standing": "excluded"}, ""), ({"standing": "watched"}, ""), ({"standing": "returned"}, ""), ({"standing": "closed"}, ""),
    ({"standing": "found"}, ""), ({"open": True}, "not_reported"), ({"since": None}, "day_past"),
    ({"since": LATER}, "day_past"), ({"since": MONDAY - 367 * ONE}, "day_near"), ({"said_by": " "}, "sayer_named"),
])  # fmt: skip
def test_what_is_a_report(changed, why):
    assert raise_refusal(report(**changed)) == why


# Who may answer


YES = {"verb": "accept", "today": LATER, "actor": 2, "lines": frozenset({"education"})}
SEEN = {"seen_by": "王老师", "seen_on": LATER, "where": ""}
IN_CLASS = CoverageReason("", "", ("seen_by", "seen_on"))
NO = YES | {"verb": "refuse", "reason": IN_CLASS, "given": SEEN}
TOLD = {"since": MONDAY, "raised_by": 1, "line": "administrative"}
BY_RULE = {"raised_by": None, "line": "education", "by_rule": True}
BOTH_LINES = frozenset({"administrative", "education"})
COUNTY = {"roles": frozenset({"county_officer"}), "county": frozenset({"county_officer"}), "lines": BOTH_LINES}


@pytest.mark.parametrize(("told", "answer", "why"), [
    ({}, YES, ""), ({}, NO, ""), ({"state": REFUSED}, YES, "still_open"), ({"state": REFUSED}, NO, "still_open"),
    ({}, YES | {"lines": frozenset()}, "on_a_line"), ({}, NO | {"lines": frozenset()}, "on_a_line"),
    ({}, YES | {"actor": 1}, "other_person"), ({}, NO | {"actor": 1}, "other_person"),
    ({"line": "education"}, YES, "other_side"), ({"line": "education"}, NO, "other_side"),
    ({"line": "education"}, YES | {"at_school": True}, ""), ({"line": "education"}, YES | {"lines": BOTH_LINES}, ""),
    (BY_RULE, YES, ""), (BY_RULE, YES | {"at_school": True}, ""), (BY_RULE, NO, "not_own_record"),
    (BY_RULE, NO | {"at_school": True}, "not_own_record"), (BY_RULE, NO | {"lines": frozenset({"administrative"})}, ""),
    (BY_RULE, NO | COUNTY, ""),
    ({"second": True}, YES, ""), ({"second": True}, NO, "county_decides"), ({"second": True}, NO | COUNTY, ""),
    ({}, NO | {"reason": None}, "reason_known"), ({}, NO | {"given": {}}, "reason_told"),
    ({}, NO | {"given": SEEN | {"seen_by": ""}}, "reason_told"), ({}, NO | {"given": SEEN | {"seen_on": None}}, "reason_told"),
    ({}, NO | {"given": SEEN | {"seen_on": MONDAY - ONE}}, "seen_since"),
    ({}, NO | {"given": SEEN | {"seen_on": LATER + ONE}}, "seen_since"),
])  # fmt: skip
def test_who_may_answer_what(told, answer, why):
    assert answer_refusal(Told(**TOLD | told), Answer(**answer)) == why


def test_no_report_is_refused_without_saying_where_the_child_is():
    assert all(reason.needs for reason in POLICY.coverage_reasons.values())
    for reason in POLICY.coverage_reasons.values():
        for missing in reason.needs:
            given = {need: MONDAY if need == "seen_on" else "x" for need in reason.needs if need != missing}
            answer = Answer(**NO | {"reason": reason, "given": given})
            assert answer_refusal(Told(**TOLD), answer) == "reason_told"


def test_every_refusal_says_in_words_what_to_do_and_buttons_ask_for_nothing_typed():
    names = {*RAISING, *ANSWERS["accept"], *ANSWERS["refuse"], *ENTERING, "absence_reason_known", "in_no_roster"}
    assert names <= set(wording.REFUSALS)
    assert may_answer(Told(**TOLD), Answer(**NO | {"reason": None, "given": {}})) == ""
    assert may_report(report(since=None, said_by="")) == ""
    assert Told(**TOLD).state == OPEN


# Which days count


TERM = (date(2026, 9, 1), date(2027, 1, 15))
SPRING = (date(2027, 3, 1), date(2027, 7, 9))
COUNTYS = Calendar(terms=(TERM, SPRING), holidays=frozenset({date(2026, 11, 4)}), years=frozenset({2027}))


@pytest.mark.parametrize(("calendar", "day", "counts"), [
    (PLAIN, MONDAY, True), (PLAIN, date(2026, 11, 7), False), (PLAIN, date(2026, 10, 1), False),
    (PLAIN, date(2026, 10, 10), True),
    (COUNTYS, MONDAY, True), (COUNTYS, date(2026, 11, 4), False), (COUNTYS, date(2027, 2, 3), False),
    (COUNTYS, date(2026, 8, 31), True), (COUNTYS, date(2027, 9, 1), True),
])  # fmt: skip
def test_which_days_are_school_days(calendar, day, counts):
    """Between two terms there is none; before the first and after the last that were entered nobody knows, and days count."""
    assert is_school_day(day, calendar) is counts


def test_days_are_counted_with_both_ends_and_none_backwards():
    assert school_days(MONDAY, MONDAY, PLAIN) == 1 and school_days(MONDAY, MONDAY - ONE, PLAIN) == 0
    assert school_days(MONDAY, date(2026, 11, 9), PLAIN) == 6 and school_days(MONDAY, date(2026, 11, 9), COUNTYS) == 5


@pytest.mark.parametrize(("ahead", "late"), [(4, False), (6, False), (7, True)])
def test_silence_is_counted_in_working_days(ahead, late):
    assert unanswered(MONDAY, MONDAY + ahead * ONE, 3, COUNTYS) is late


@pytest.mark.parametrize(("day", "calendar", "began"), [
    (MONDAY, PLAIN, date(2026, 8, 1)), (date(2027, 1, 20), PLAIN, date(2026, 8, 1)), (date(2027, 2, 1), PLAIN, date(2027, 2, 1)),
    (MONDAY, COUNTYS, date(2026, 9, 1)), (date(2027, 3, 2), COUNTYS, date(2027, 3, 1)),
])  # fmt: skip
def test_since_when_reports_are_of_one_term(day, calendar, began):
    assert term_began(day, calendar, POLICY.alerts.term_starts) == began


def test_without_any_beginning_it_is_the_year_s():
    assert term_began(MONDAY, PLAIN, ()) == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("grade", "name", "called"),
    [
        ("一年级", "2班", "一年级2班"),
        ("一年级", "（2）班", "一年级2班"),
        ("一年级", "一年级（2）班", "一年级2班"),
        ("一年级", "一年级(２)班", "一年级2班"),
        ("", "五年级1班", "五年级1班"),
        ("一年级", "", "一年级"),
        ("", " ", ""),
        ("七年级", "（火箭）班", "七年级(火箭)班"),
    ],
)
def test_one_class_has_one_name_however_the_rows_write_it(grade, name, called):
    assert class_called(grade, name) == called == class_called("", called)
