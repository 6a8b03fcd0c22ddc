"""A department answering by link, in a real Chromium: asked from the case, opened with the code, answered, seen on the case."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from guixiao.cases.models import Case
from guixiao.cases.referrals.models import Referral
from tests.cast import Cast
from tests.chromium import enter
from tests.referrals import a_case
from tests.test_browser import SIZES, fits
from tests.test_verification_browser import accessible, browser

__all__ = ["browser"]
pytestmark = pytest.mark.browser
WORDS = {"zh-hans": ("请部门协查", "收到了", "户口上了两次"), "en": ("Ask a department", "Received", "Registered twice")}


@pytest.fixture(params=[(size, language) for size in SIZES for language in WORDS], ids="-".join)
def story(request: pytest.FixtureRequest, browser, live_server, loaded: Cast) -> Iterator[tuple[BrowserContext, str, str]]:
    size, language = request.param
    context = browser.new_context(viewport=SIZES[size], base_url=live_server.url, bypass_csp=True)
    context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    failed: list[str] = []
    context.on("weberror", lambda told: failed.append(str(told.error)))
    yield context, language, size
    context.close()
    assert failed == []


def looked_at(page: Page, name: str) -> None:
    """Nothing hangs over the edge, axe finds nothing; a picture where somebody wants one."""
    if folder := os.environ.get("GUIXIAO_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    assert fits(page) and accessible(page) == [], name


def answered(context: BrowserContext, page: Page, case: Case, handed: tuple[str, str, str], shot: str) -> None:
    """By somebody of the police, with nothing but the link and a call."""
    link, code, received = handed
    context.clear_cookies(name="sessionid")
    page.goto(link)
    looked_at(page, f"door-{shot}")
    page.fill("#code", code)
    page.click("main button")
    expect(page.locator(".shown")).to_contain_text(case.child.id_number)
    looked_at(page, f"question-{shot}")
    page.fill("#unit", "县公安局")
    page.fill("#name", "龙警官")
    page.check("input[value=twice]")
    page.click("button[value=answer]")
    expect(page.locator("h1")).to_contain_text(received)
    looked_at(page, f"thanks-{shot}")
    expect(page.locator("main")).not_to_contain_text(case.child.name)


def test_a_department_answers_by_link(story: tuple[BrowserContext, str, str], loaded: Cast):
    context, language, size = story
    ask, received, twice = WORDS[language]
    page, case = context.new_page(), a_case()
    enter(page, "shi")
    page.goto(f"/cases/{case.pk}/")
    page.locator(".referrals-of-case a.btn").click()
    expect(page.locator("h1")).to_have_text(ask)
    looked_at(page, f"ask-{size}-{language}")
    page.check("input[value=register]")
    page.click("form.asking button")
    link, code = page.locator(".link").inner_text(), page.locator(".pass").inner_text()
    looked_at(page, f"handed-{size}-{language}")

    answered(context, page, case, (link, code, received), f"{size}-{language}")
    context.clear_cookies(name="sessionid")
    enter(page, "shi")
    page.goto(f"/cases/{case.pk}/")
    expect(page.locator(".timeline")).to_contain_text(twice)
    referral = Referral.objects.get()
    page.goto("/referrals/?tab=answered")
    expect(page.locator("tbody tr")).to_have_count(1)
    looked_at(page, f"list-{size}-{language}")
    page.locator("tbody a").first.click()
    expect(page.locator(".reply-is")).to_contain_text(twice)
    looked_at(page, f"one-{size}-{language}")
    page.goto(f"/referrals/{referral.pk}/sheet/")
    looked_at(page, f"sheet-{size}-{language}")
