"""My day in a real Chromium: until when, and whether it is late, is seen in a hand, at a desk and on paper."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from guixiao.cases.clocks.actions import tick
from tests.cast import Cast
from tests.chromium import enter
from tests.test_browser import browser, context, fits, page, violations

__all__ = ["browser", "context", "page"]
pytestmark = pytest.mark.browser


@pytest.fixture
def late(loaded: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A month after the rosters came in nobody has looked for a child yet."""
    now = timezone.now
    tick(timezone.localdate())
    monkeypatch.setattr("django.utils.timezone.now", lambda: now() + timedelta(days=30))
    tick(timezone.localdate())
    return loaded


def first_late(page: Page) -> Locator:
    return page.locator(".tasks tbody tr.late").first


def test_that_it_is_late_and_since_when_is_in_sight(page: Page, late: Cast):
    enter(page, "wu")
    page.goto("/day/")
    row = first_late(page)
    expect(row.locator("span.state.late")).to_be_visible()
    expect(row.locator(".due")).to_be_visible()
    assert fits(page)
    page.emulate_media(media="print")
    expect(row.locator(".due")).to_be_visible()


def test_until_when_stands_in_the_line_of_its_child(page: Page, late: Cast):
    enter(page, "wu")
    page.goto("/day/")
    if page.viewport_size["width"] > 640:  # a hand has cards, one thing under the other
        name, state = (first_late(page).locator(part).bounding_box() for part in ("th a", "span.state.late"))
        assert abs(name["y"] - state["y"]) < 8


def test_axe_finds_nothing_on_my_day(page: Page, late: Cast):
    enter(page, "wu")
    page.goto("/day/")
    expect(first_late(page)).to_be_visible()
    assert violations(page) == []


def test_the_list_of_cases_is_a_tap_away_in_a_hand_too(page: Page, loaded: Cast):
    enter(page, "wu")
    page.goto("/me/")
    page.locator("main").get_by_role("link", name="案件", exact=True).click()
    expect(page.locator("main h1")).to_contain_text("还没回来的孩子")
    expect(page.locator("nav:visible [aria-current]").first).to_be_visible()


def test_names_of_places_are_not_broken_in_english(page: Page, loaded: Cast):
    enter(page, "shi")
    page.context.add_cookies([{"name": "django_language", "value": "en", "domain": "localhost", "path": "/"}])
    if page.viewport_size["width"] > 640:
        page.set_viewport_size({"width": 900, "height": 800})  # the headers of the figures want more room than there is
    page.goto("/coverage/522633106/")
    place = page.get_by_role("rowheader").get_by_role("link", name="停洞社区").first
    assert place.bounding_box()["height"] < 30, "one line"
