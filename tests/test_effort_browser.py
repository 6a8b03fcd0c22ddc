"""From out of school to back in class in a real Chromium: both lines, a plan, a visit, a letter served, the school confirms."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from guixiao.cases.actions import Said, act
from guixiao.cases.effort.models import Letter
from guixiao.cases.models import Case
from tests.cast import Cast
from tests.test_browser import fits
from tests.test_verification_browser import accessible, browser, context, signed_in, sums

__all__ = ["browser", "context"]
pytestmark = pytest.mark.browser


@pytest.fixture
def out(loaded: Cast) -> Case:
    """A child of 高华 who left the class."""
    rows = Case.objects.visible_to(loaded.wu).select_related("round", "child").filter(bucket="left_roll")
    case = rows.order_by("child__name").first()
    assert case
    act(loaded.wu, case, "find", Said("dropped_out"))
    return case


def as_person(context: BrowserContext, username: str, case: Case) -> Page:
    context.clear_cookies(name="sessionid")
    page = signed_in(context, username)
    page.goto(f"/cases/{case.pk}/")
    return page


def opened(page: Page, verb: str):
    """The form of one step, open."""
    step = page.locator(f"details.do:has(input[name=verb][value={verb}])")
    if step.get_attribute("open") is None:
        step.locator("summary").first.click()
    return step


def press(page: Page, verb: str) -> None:
    opened(page, verb).locator("button").click()
    expect(page.locator(".notices li")).to_be_visible()
    expect(page.locator(".notices li.warning")).to_have_count(0)


def village_visits_and_plans(page: Page) -> None:
    assert fits(page) and accessible(page) == []
    for name, value in (("way", "at_home"), ("met", "guardian"), ("result", "willing")):
        page.locator(f"#{name}").select_option(value)
    press(page, "visit")
    plan = opened(page, "plan")
    page.locator("#cause").select_option("distance")
    plan.locator("input[name=what]").first.fill("送去寄宿")
    plan.locator("input[name=who]").first.fill("吴队长")
    assert fits(page) and accessible(page) == []
    press(page, "plan")


def township_approves_and_serves(page: Page) -> None:
    press(page, "approve_plan")
    opened(page, "issue")
    page.locator("#kind").select_option("persuasion_notice")
    page.fill("#number", "劝学〔2026〕7号")
    press(page, "issue")
    opened(page, "serve")
    page.locator("#method").select_option("by_hand")
    page.fill("#receiver", "吴老三")
    press(page, "serve")
    assert Letter.objects.get().served_on
    opened(page, "return")
    page.locator("#school").select_option(label="从江县停洞镇中心小学")
    page.locator("#placement").select_option("own_grade")
    press(page, "return")


def test_a_child_is_visited_planned_for_and_comes_back(context: BrowserContext, out: Case):
    village_visits_and_plans(as_person(context, "wu", out))
    township = as_person(context, "shi", out)
    township_approves_and_serves(township)
    assert fits(township) and accessible(township) == []
    school = as_person(context, "yang", out)
    press(school, "confirm_return")
    out.refresh_from_db()
    assert (out.state, out.phase) == ("returned", "observed")
    expect(school.locator(".timeline li")).to_have_count(9)
    school.goto("/cases/?tab=all")
    whole, still_out, *parts = sums(school)[:6]
    assert whole == still_out + sum(parts) == 1 and fits(school) and accessible(school) == []
