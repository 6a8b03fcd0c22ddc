"""A case goes to another place in a real Chromium: offered in one village, accepted in another, read back in the first."""

from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from guixiao.accounts.actions import give_post, open_account
from guixiao.areas.models import Area
from guixiao.cases.models import Case
from tests.cast import PASSWORD, Cast
from tests.chromium import enter
from tests.test_browser import fits
from tests.test_verification_browser import AXE, accessible, browser, context

__all__ = ["browser", "context"]
pytestmark = pytest.mark.browser


def opened(context: BrowserContext, username: str, path: str) -> Page:
    page = context.new_page()
    enter(page, username)
    page.goto(path)
    return page


def test_a_case_is_offered_accepted_and_read_back(context: BrowserContext, loaded: Cast):
    luo = open_account(username="luo", name="罗队长", password=PASSWORD)
    give_post(luo, "village_squad", at=Area.objects.get(code="522633105201"), since=date(2020, 1, 1))
    case = Case.objects.filter(village__code="522633106201", state="suspected").order_by("name_key").first()
    page = opened(context, "wu", f"/cases/{case.pk}/")
    page.locator(".to-move a").click()
    page.locator("#to").select_option("522633105201")
    page.locator("#why").fill("全家搬到顶洞住了")
    assert fits(page) and accessible(page) == []
    page.locator(".light button").click()
    expect(page.locator(".moving")).to_be_visible()
    page.add_script_tag(path=AXE)
    assert fits(page) and page.evaluate("axe.run('.moving').then(found => found.violations.map(rule => rule.id))") == []

    page = opened(context, "luo", "/day/")
    page.locator(".chips a[href='/moves/']").click()
    assert fits(page) and accessible(page) == []
    page.locator("tbody th a").first.click()
    assert fits(page) and accessible(page) == []
    page.locator("button[value=accept]").click()
    expect(page.locator(".notices li")).to_have_count(1)
    expect(page.locator(".moved-here")).to_be_visible()

    page = opened(context, "wu", "/moves/")
    page.locator("tbody th a").first.click()
    expect(page.locator(".timeline li")).to_have_count(3)
    assert fits(page) and accessible(page) == []
    assert page.locator("main form").count() == 0
