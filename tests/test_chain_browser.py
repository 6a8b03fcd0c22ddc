"""The chain in a real Chromium: a gap is seen, somebody is named, the ladder shows the name."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from guixiao.cases.models import Case
from tests.cast import PASSWORD, Cast
from tests.test_browser import SIZES, fits
from tests.test_verification_browser import AXE, accessible, browser

__all__ = ["browser"]
pytestmark = pytest.mark.browser


@pytest.fixture(params=[(size, language) for size in SIZES for language in ("zh-hans", "en")], ids="-".join)
def context(request: pytest.FixtureRequest, browser, live_server, loaded: Cast) -> Iterator[BrowserContext]:
    size, language = request.param
    context = browser.new_context(viewport=SIZES[size], base_url=live_server.url, bypass_csp=True)
    context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    yield context
    context.close()


def signed_in(context: BrowserContext, username: str) -> Page:
    context.clear_cookies(name="sessionid")
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto("/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("main button")
    return page


def test_a_gap_is_seen_and_somebody_named(context: BrowserContext, loaded: Cast):
    page = signed_in(context, "li")
    case = Case.objects.filter(village__name__startswith="高华").first()
    page.goto(f"/cases/{case.pk}/")
    ladders = page.locator(".ladder")
    expect(ladders).to_have_count(2)
    expect(ladders.first.locator(".is-gap")).to_have_count(1)
    assert fits(page)
    page.add_script_tag(path=AXE)
    assert page.evaluate("axe.run('.chain').then(found => found.violations.map(rule => rule.id))") == []
    page.locator(".chain-more a").click()
    chief = page.locator("#county_head")
    chief.locator("summary").first.click()
    assert fits(page) and accessible(page) == []
    chief.locator("input[name=name]").fill("王县长")
    chief.locator("input[name=phone]").fill("13985507788")
    chief.locator("button[value=name]").click()
    expect(page.locator(".notices li")).to_contain_text("王县长")
    expect(page.locator("#county_head .holder")).to_contain_text("139****7788")
    page.goto(f"/cases/{case.pk}/")
    expect(ladders.first.locator("li").first).to_contain_text("王县长")
    expect(ladders.first.locator(".is-gap")).to_have_count(0)
