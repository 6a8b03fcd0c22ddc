"""The county's calendar and a pause in a real Chromium, at both sizes and in both languages."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from guixiao.cases.clocks.models import Pause, Task, Term
from guixiao.cases.models import Case
from tests.cast import Cast
from tests.chromium import enter, turn
from tests.test_browser import browser, context, fits, page, violations

__all__ = ["browser", "context", "page"]
pytestmark = pytest.mark.browser


def test_a_term_and_a_festival_are_entered_and_axe_finds_nothing(page: Page, loaded: Cast):
    enter(page, "li")
    page.goto("/calendar/?year=2026")
    page.fill("#term-name", "上学期")
    page.fill("#term-first", "2026-09-01")
    page.fill("#term-last", "2027-01-15")
    turn(page, page.locator("button[value=term]"))
    page.fill("#day-day", "2026-11-16")
    page.fill("#day-name", "芦笙节")
    turn(page, page.locator("button[value=day]"))
    expect(page.get_by_role("rowheader", name="上学期")).to_be_visible()
    expect(page.get_by_role("cell", name="芦笙节", exact=True)).to_be_visible()
    assert Term.objects.get().last == date(2027, 1, 15)
    assert fits(page) and violations(page) == []


def test_the_clocks_of_a_case_stand_still_and_run_again_and_axe_finds_nothing(page: Page, loaded: Cast):
    case = Case.objects.filter(village__name__startswith="高华").first()
    enter(page, "shi")
    page.goto(f"/cases/{case.pk}/")
    before = Task.objects.filter(case=case, done_on=None).order_by("due_on").first().due_on
    page.locator(".clocks summary").click()
    page.select_option("#pause-reason", "road_cut")
    page.fill("#pause-last", str(timezone.localdate() + timedelta(days=7)))
    turn(page, page.locator(".clocks details button"))
    expect(page.locator(".clocks .pause")).to_be_visible()
    assert Task.objects.filter(case=case, done_on=None).order_by("due_on").first().due_on > before
    assert fits(page) and violations(page) == []
    turn(page, page.locator(".clocks form button").first)
    assert Pause.objects.get().last < timezone.localdate()
