"""The accountability list in a real Chromium: the post says something beside a fact, the county reads it and prints."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from guixiao.cases.clocks.actions import tick
from tests.cast import Cast
from tests.chromium import turn
from tests.orders import a_missed_order
from tests.test_browser import fits
from tests.test_verification_browser import accessible, browser, context, signed_in

__all__ = ["browser", "context"]
pytestmark = pytest.mark.browser


def clean(page: Page) -> None:
    assert fits(page) and accessible(page) == []


def test_the_post_says_something_and_the_county_reads_it(context: BrowserContext, loaded: Cast):
    tick(timezone.localdate())
    tick(timezone.localdate() + timedelta(days=60))
    a_missed_order(loaded)
    page = signed_in(context, "wu")
    page.goto("/accountability/?kind=duty")
    clean(page)
    first = page.locator(".account-list > li").first
    first.locator("summary").click()
    first.locator("textarea").fill("山路塌方，第二天才进村。")
    clean(page)
    turn(page, first.locator("form button"))
    expect(page.locator(".account-answers").first).to_contain_text("山路塌方")
    context.clear_cookies(name="sessionid")
    page = signed_in(context, "li")
    page.goto("/accountability/")
    expect(page.locator(".account-list > li").first).to_be_visible()
    clean(page)
    turn(page, page.locator(".take-away a").first)
    expect(page.locator(".account-list")).to_contain_text("山路塌方")
    clean(page)
