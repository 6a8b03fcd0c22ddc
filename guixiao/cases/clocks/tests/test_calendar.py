"""The county's calendar and the pauses of one case: by the pages, and cell by cell."""

from datetime import date, timedelta

import pytest
from django.test import Client

from guixiao.audit.models import Entry
from guixiao.cases.clocks.actions import tick
from guixiao.cases.clocks.calendar.rules import day_refusal, term_refusal
from guixiao.cases.clocks.models import Breach, KnownYear, OwnDay, Pause, Task, Term
from guixiao.cases.clocks.pauses.rules import pause_refusal
from guixiao.cases.clocks.tests.test_day import DUE, MONDAY, case_of, clock, told
from guixiao.cases.models import Case
from guixiao.lib.workdays import PLAIN, announced
from tests.cast import Cast

__all__ = ["clock", "told"]
ONE = timedelta(days=1)
FRIDAY = date(2026, 11, 6)


def said(user, url: str, **form) -> str:
    """The page that the form leads to."""
    client = Client()
    client.force_login(user)
    answer = client.post(url, form, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def due(name: str) -> date:
    return Task.objects.get(case=case_of(name), done_on=None).due_on


def pause(user, name: str, **form) -> str:
    asked = {"reason": "road_cut", "first": "2026-11-04", "last": "2026-11-06"} | form
    return said(user, f"/cases/{case_of(name).pk}/pause/", **asked)


def test_a_day_off_of_the_county_moves_what_still_runs_and_taken_back_moves_it_again(told: Cast, clock):
    assert due("潘小花") == DUE
    html = said(told.li, "/calendar/?year=2026", do="day", day="2026-11-05", off="1", name="芦笙节")
    assert "芦笙节" in html and "已记下" in html
    tick(clock.day)
    assert due("潘小花") == date(2026, 11, 12)
    said(told.li, "/calendar/", do="no_day", key=OwnDay.objects.get().pk)
    tick(clock.day)
    assert due("潘小花") == DUE
    assert [entry.act for entry in Entry.objects.filter(act__startswith="calendar.").order_by("pk")] == [
        "calendar.day", "calendar.day_removed",
    ]  # fmt: skip


def test_what_was_late_before_the_calendar_changed_stays_late(told: Cast, clock):
    clock.day = date(2026, 11, 20)
    tick(clock.day)
    before = list(Breach.objects.values_list("clock", "due_on"))
    assert before
    said(told.li, "/calendar/", do="day", day="2026-11-05", off="1", name="芦笙节")
    tick(clock.day)
    assert list(Breach.objects.values_list("clock", "due_on")) == before


def test_a_day_said_twice_and_one_that_is_so_anyhow_are_refused(told: Cast):
    said(told.li, "/calendar/", do="day", day="2026-11-05", off="1", name="芦笙节")
    assert "本来就是这样算" in said(told.li, "/calendar/", do="day", day="2026-11-05", off="1", name="又一次")
    assert "已经有人记过" in said(told.li, "/calendar/", do="day", day="2026-11-05", off="0", name="补班")
    assert OwnDay.objects.get().name == "芦笙节"


def test_terms_are_entered_and_never_overlap(told: Cast):
    html = said(told.li, "/calendar/", do="term", name="上学期", first="2026-09-01", last="2027-01-15")
    assert "2027-01-15" in html
    assert "重叠" in said(told.li, "/calendar/", do="term", name="下学期", first="2027-01-10", last="2027-07-01")
    said(told.li, "/calendar/", do="no_term", key=Term.objects.get().pk)
    assert not Term.objects.exists()


def test_a_year_that_nobody_announced_is_known_once_the_county_says_so(told: Cast):
    client = Client()
    client.force_login(told.li)
    assert "还没有这一年的全国放假安排" in client.get("/calendar/?year=2031").content.decode()
    assert "李主任" in said(told.li, "/calendar/?year=2031", do="know", year="2031")
    assert KnownYear.objects.get().year == 2031
    said(told.li, "/calendar/?year=2031", do="forget", year="2031")
    assert not KnownYear.objects.exists()


def test_nobody_but_the_county_finds_the_calendar(told: Cast, client: Client):
    for user in (told.shi, told.wu, told.yang, told.wang):
        client.force_login(user)
        assert client.get("/calendar/").status_code == client.post("/calendar/", {"do": "day"}).status_code == 404


def test_a_pause_moves_the_due_day_by_its_working_days_and_says_who_and_why(told: Cast):
    html = pause(told.shi, "潘小花", note="山洪冲了路")
    assert due("潘小花") == date(2026, 11, 16)  # three working days on
    assert due("吴老二") == DUE
    assert "道路中断" in html and "石所长" in html and "山洪冲了路" in html
    assert Entry.objects.filter(act="task.pause", subject=f"case:{case_of('潘小花').pk}").count() == 1


def test_a_pause_ended_early_lets_the_clock_run_from_that_day(told: Cast, clock):
    pause(told.shi, "潘小花")
    clock.day = date(2026, 11, 5)
    html = said(told.li, f"/pauses/{Pause.objects.get().pk}/end/")
    assert "提前结束" in html and Pause.objects.get().last == date(2026, 11, 4)
    assert due("潘小花") == date(2026, 11, 12)  # one working day on
    assert "已经结束了" in said(told.li, f"/pauses/{Pause.objects.get().pk}/end/")


def test_a_pause_never_undoes_what_is_late(told: Cast, clock):
    clock.day = DUE + ONE
    tick(clock.day)
    pause(told.shi, "潘小花", first="2026-11-12", last="2026-11-13")
    assert due("潘小花") == DUE and Breach.objects.filter(case=case_of("潘小花")).count() == 1


def test_a_second_pause_of_the_same_days_is_refused(told: Cast):
    pause(told.shi, "潘小花")
    assert "重叠" in pause(told.li, "潘小花", first="2026-11-06", last="2026-11-09")
    assert Pause.objects.count() == 1


def test_a_village_a_school_and_another_township_cannot_pause(told: Cast):
    for user in (told.wu, told.yang, told.wang):
        client = Client()
        client.force_login(user)
        url = f"/cases/{case_of('潘小花').pk}/pause/"
        assert client.post(url, {"reason": "road_cut", "first": "2026-11-04", "last": "2026-11-04"}).status_code == 404
    assert "暂停期限" not in page_of(told.wu, case_of("潘小花")) and "暂停期限" in page_of(told.shi, case_of("潘小花"))


def page_of(user, case: Case) -> str:
    client = Client()
    client.force_login(user)
    return client.get(f"/cases/{case.pk}/").content.decode()


def test_the_page_of_a_case_says_what_runs_and_until_when(told: Cast):
    html = page_of(told.wu, case_of("潘小花"))
    assert "核查：找到这个孩子" in html and "2026年11月11日（周三）" in html


@pytest.mark.parametrize(("first", "last", "most", "why"), [
    (MONDAY, FRIDAY, 5, ""),
    (MONDAY, MONDAY, 1, ""),
    (MONDAY, FRIDAY, 4, "too_long"),
    (FRIDAY, date(2026, 11, 9), 2, ""),  # a week-end between
    (MONDAY - ONE, MONDAY, 5, "day_past"),
    (None, MONDAY, 5, "day_past"),
    (MONDAY, None, 5, "day_past"),
    (FRIDAY, MONDAY, 5, "ends_before"),
    (MONDAY, FRIDAY, 0, "reason_unknown"),
    (date(2026, 11, 10), date(2026, 11, 12), 5, "overlaps"),
    (date(2026, 11, 13), date(2026, 11, 16), 5, ""),
])  # fmt: skip
def test_when_the_clocks_may_stand_still(first, last, most, why):
    rests = [(date(2026, 11, 11), date(2026, 11, 12))]
    assert pause_refusal(first, last, most=most, today=MONDAY, rests=rests, calendar=PLAIN) == why


@pytest.mark.parametrize(("day", "name", "off", "works", "why"), [
    (MONDAY, "芦笙节", True, True, ""),
    (MONDAY, "补班", False, False, ""),
    (MONDAY, "补班", False, True, "day_is_so"),
    (MONDAY, "芦笙节", True, False, "day_is_so"),
    (MONDAY, " ", True, True, "name_missing"),
    (None, "芦笙节", True, True, "day_unread"),
    (date(206, 11, 2), "芦笙节", True, True, "day_unread"),
])  # fmt: skip
def test_what_may_be_said_of_a_day(day, name, off, works, why):
    assert day_refusal(day, name, off=off, works=works) == why


@pytest.mark.parametrize(("name", "first", "last", "why"), [
    ("下学期", date(2027, 2, 20), date(2027, 7, 9), ""),
    ("下学期", date(2027, 1, 15), date(2027, 7, 9), "term_overlaps"),
    ("下学期", date(2027, 2, 20), date(2027, 2, 20), "term_length"),
    ("下学期", date(2027, 2, 20), date(2028, 7, 9), "term_length"),
    ("", date(2027, 2, 20), date(2027, 7, 9), "name_missing"),
    ("下学期", None, date(2027, 7, 9), "day_unread"),
    ("下学期", date(2027, 2, 20), None, "day_unread"),
])  # fmt: skip
def test_what_may_be_a_term(name, first, last, why):
    assert term_refusal(name, first, last, [(date(2026, 9, 1), date(2027, 1, 15))]) == why


def test_the_announced_days_are_those_that_the_clocks_count_by():
    for holiday in announced(2026):
        assert not any(PLAIN.is_working(day) for day in holiday.off) and all(map(PLAIN.is_working, holiday.worked))
        assert holiday.zh != holiday.en
    assert announced(2031) == []
