"""The county says what for, sees why a child is out of school, and who looked; the village finds none of it."""

import os

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from guixiao.cases.actions import Said, act
from guixiao.cases.effort.actions import do
from guixiao.cases.models import Case
from tests.cast import Cast
from tests.test_browser import fits
from tests.test_verification_browser import accessible, browser, context, signed_in

__all__ = ["browser", "context"]
pytestmark = pytest.mark.browser
SECRET = "不能让人知道"


@pytest.fixture
def kept(loaded: Cast) -> Case:
    """A child of 高华 whose cause the county alone may see."""
    case = Case.objects.visible_to(loaded.wu).select_related("round", "child").filter(bucket="left_roll").first()
    assert case
    act(loaded.wu, case, "find", Said("dropped_out"))
    given = {
        "cause": "pregnancy",
        "further": [],
        "difficulties": SECRET,
        "steps": [{"what": "看医生", "who": "县妇联", "by": ""}],
    }
    do(loaded.li, case, "plan", Said(given=given))
    return case


def seen(page: Page, name: str) -> None:
    """GUIXIAO_SHOTS=folder keeps a picture of each page."""
    assert fits(page) and accessible(page) == []
    if folder := os.environ.get("GUIXIAO_SHOTS"):
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)


def as_person(context: BrowserContext, username: str, url: str) -> Page:
    context.clear_cookies(name="sessionid")
    page = signed_in(context, username)
    page.goto(url)
    return page


def test_restricted_matters_open_for_a_purpose_and_the_look_is_told(context: BrowserContext, kept: Case):
    county = as_person(context, "li", f"/cases/{kept.pk}/")
    expect(county.locator(".plan")).not_to_contain_text(SECRET)
    seen(county, "shut")
    county.locator("#purpose").select_option("protect")
    county.locator(".matters button").click()
    expect(county.locator(".plan")).to_contain_text(SECRET)
    seen(county, "open")
    county.goto(f"/children/{kept.child_id}/looks/")
    expect(county.locator("tbody tr")).to_have_count(1)
    expect(county.locator("tbody")).to_contain_text("李主任")
    seen(county, "who-looked")
    village = as_person(context, "wu", f"/cases/{kept.pk}/")
    expect(village.locator(".plan")).not_to_contain_text(SECRET)
    expect(village.locator(".matters")).to_have_count(0)
    seen(village, "village")
    village.goto(f"/children/{kept.child_id}/looks/")
    expect(village.locator("tbody tr")).to_have_count(0)
    seen(village, "village-looked")
