"""Notices in a real Chromium, at both sizes: what others did is seen, and a group's robot is entered and ended."""

import pytest
from playwright.sync_api import Page, expect

from guixiao.cases.actions import Said, act
from guixiao.cases.models import Case
from guixiao.cases.notices.models import Channel
from tests.cast import Cast
from tests.chromium import enter, turn
from tests.test_browser import browser, context, fits, page, violations

__all__ = ["browser", "context", "page"]
pytestmark = pytest.mark.browser


def test_news_is_seen_and_a_robot_entered_and_ended_and_axe_finds_nothing(page: Page, loaded: Cast):
    case = Case.objects.filter(village__name__startswith="高华").select_related("round", "child").first()
    act(loaded.shi, case, "find", Said(finding="in_class"))
    case = Case.objects.select_related("round", "child").get(pk=case.pk)
    act(loaded.li, case, "dispute", Said(note="学籍里没有"))
    enter(page, "shi")
    page.goto("/me/")
    page.get_by_role("link", name="提醒").click()
    expect(page.locator(".news li.fresh")).to_have_count(1)
    page.locator("summary", has_text="工作群").click()
    page.fill("#robot-address", "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef0123")
    page.select_option("#robot-kind", "dingtalk")
    turn(page, page.get_by_role("button", name="发到这个群"))
    expect(page.locator(".channels li")).to_contain_text("0123…0123")
    page.mouse.move(0, 0)  # a button under the mouse is halfway through changing its colour
    assert fits(page) and violations(page) == []
    turn(page, page.get_by_role("button", name="都看过了"))
    expect(page.locator(".news li.fresh")).to_have_count(0)
    turn(page, page.get_by_role("button", name="停掉"))
    assert not Channel.objects.in_use().exists()
