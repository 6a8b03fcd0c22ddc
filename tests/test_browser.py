"""In a real Chromium, at a desk (1280 px) and in a hand (390 px): sign in, read the equation, go down to a child, ask why."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.cast import PASSWORD, Cast
from tests.chromium import SIZES, arrived, enter, open_context, turn

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
# Only what is wrong is described and handed over: for what is right, that is three quarters of the time.
RUN = "axe.run({resultTypes: ['violations']}).then(found => found.violations.map(one => [one.id, one.nodes[0].html]))"


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    return chromium


@pytest.fixture(params=SIZES)
def context(request: pytest.FixtureRequest, browser: Browser, live_server, loaded: Cast) -> Iterator[BrowserContext]:
    context = open_context(browser, live_server.url, request.param, bypass_csp="axe" in request.node.name)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which nothing may be said on the console, and nothing may fail to load."""
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


def sign_in(page: Page, username: str, then: str = "") -> None:
    """At the door, by the form; a story that is not about the door goes in by `enter`."""
    page.goto("/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("main button")
    expect(page).not_to_have_url(re.compile("/login/"))
    if then:
        page.goto(then)


def numbers(page: Page, selector: str) -> list[int]:
    arrived(page)
    return [int(text.replace(",", "")) for text in page.locator(selector).all_inner_texts()]


def fits(page: Page) -> bool:
    """No sideways scrolling of the page itself; tables scroll in their own box."""
    arrived(page)
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_from_the_county_down_to_one_child_and_why(page: Page, loaded: Cast):
    sign_in(page, "li", "/coverage/522633/")
    total, *parts = numbers(page, ".sum:not(.lesser) b")
    assert total == sum(parts) > 0
    assert page.locator(".bar rect").count() == len(parts)
    assert fits(page)
    page.get_by_role("rowheader").get_by_role("link", name="停洞镇").click()
    expect(page.locator(".crumbs [aria-current]")).to_have_text("停洞镇")
    page.get_by_role("rowheader").get_by_role("link", name="高华村").click()
    page.locator(".reason-groups a", has_text="点名未到").click()
    expect(page.locator("#list h1 .count")).to_have_text("2")
    assert fits(page)
    name = page.locator("a[data-why]").first
    name.click()
    expect(page.locator("tr.why .evidence").first).to_contain_text("身份证号522633********0001")
    name.click()
    expect(page.locator("tr.why .evidence").first).to_be_hidden()
    name.click()
    page.get_by_role("link", name="打开这个孩子的页面").click()
    expect(page.locator("article h1")).to_contain_text("吴阿妹")
    assert fits(page)


def test_every_segment_of_the_bar_opens_its_children(page: Page, loaded: Cast):
    enter(page, "shi")
    page.goto("/coverage/522633106/")
    segment = page.locator(".bar a").last
    count = re.search(r"[\d,]+$", segment.get_attribute("aria-label"))[0]
    segment.click()
    expect(page.locator("#list h1 .count")).to_have_text(count)


def test_the_table_keeps_its_first_column_in_sight_and_its_words_whole(page: Page, loaded: Cast):
    enter(page, "li")
    page.goto("/coverage/522633/")
    box = page.locator(".table-box")
    box.evaluate("element => { element.scrollLeft = 10000; }")
    first = page.get_by_role("rowheader").first.bounding_box()
    assert first["x"] >= box.bounding_box()["x"] and first["height"] < 60


def test_the_list_narrows_while_one_types_and_by_the_button(page: Page, loaded: Cast):
    enter(page, "shi")
    page.goto("/coverage/522633106/children/")
    page.locator("#q").press_sequentially("外县娃")
    expect(page.locator("#list h1 .count")).to_have_text("1")
    assert "q=" in page.url and page.locator("#list").count() == 1
    page.locator("#q").fill("")
    page.locator("#bucket").select_option("not_found")
    expect(page.locator("#list h1 .count")).to_have_text("5")


def test_chinese_and_english_are_one_button_apart(page: Page, loaded: Cast):
    enter(page, "shi")
    page.goto("/coverage/522633106/")
    page.get_by_role("button", name="English").click()
    expect(page.locator(".hero").first).to_contain_text("Children of school age")
    assert page.locator("html").get_attribute("lang") == "en"
    assert fits(page)
    page.get_by_role("button", name="中文").click()
    expect(page.locator(".hero").first).to_contain_text("适龄孩子")


def test_leaving_leads_back_to_the_login(page: Page, loaded: Cast):
    sign_in(page, "yang")
    page.goto("/me/")
    page.get_by_role("button", name="退出登录").click()
    expect(page).to_have_url(re.compile("/login/"))


def test_it_works_without_javascript(browser: Browser, live_server, loaded: Cast):
    context = open_context(browser, live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "shi", "/coverage/522633106/")
    page.goto("/coverage/522633106/children/?bucket=find")
    page.locator("#q").fill("吴阿妹")
    page.get_by_role("button", name="找").last.click()
    page.locator("a[data-why]").first.click()
    expect(page.locator(".child .sentence")).to_be_visible()
    context.close()


def test_axe_finds_nothing_to_complain_of(page: Page, loaded: Cast):
    page.goto("/login/")
    found = violations(page)
    enter(page, "li")
    for url in ("/", "/coverage/522633106/", "/coverage/522633106201/", "/coverage/522633106/children/?bucket=find", "/me/"):
        page.goto(url)
        found += violations(page)
    page.goto("/coverage/522633106/children/?bucket=find")
    page.locator("a[data-why]").first.click()
    expect(page.locator(".evidence").first).to_be_visible()
    found += violations(page)
    turn(page, page.get_by_role("link", name="打开这个孩子的页面"))
    assert found + violations(page) == []


def violations(page: Page) -> list[str]:
    arrived(page)
    page.add_script_tag(path=AXE)
    return [f"{page.url} {rule}: {html[:200]}" for rule, html in page.evaluate(RUN)]
