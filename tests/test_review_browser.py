"""In a real Chromium: an officer settles doubts with the keyboard alone, at a desk and in a hand, in both languages."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from guixiao.audit.models import Entry
from guixiao.children.models import Round
from guixiao.reviews.actions import decide
from guixiao.reviews.models import Decision, Doubt
from guixiao.reviews.rules import Answer
from tests.cast import Cast
from tests.chromium import SIZES, enter, open_context, press
from tests.doubtful import doubt, load
from tests.test_browser import browser, fits, page, violations

__all__ = ["browser", "page"]
pytestmark = pytest.mark.browser


@pytest.fixture
def made(cast: Cast) -> Round:
    return load(cast.county)


@pytest.fixture(params=SIZES)
def context(request: pytest.FixtureRequest, browser: Browser, live_server, made: Round) -> Iterator[BrowserContext]:
    context = open_context(browser, live_server.url, request.param, bypass_csp="axe" in request.node.name)
    yield context
    context.close()


def heading(page: Page) -> str:
    return page.locator("main h1").inner_text()


def test_the_whole_queue_with_the_keyboard_alone(page: Page, made: Round):
    enter(page, "li")
    page.goto("/review/")
    expect(page.locator(".far .at b")).to_have_text("1")
    first = heading(page)
    press(page, "s")
    expect(page.locator(".said")).to_contain_text("先放一放")
    expect(page.locator("main h1")).not_to_have_text(first)
    press(page, "1")
    expect(page.locator(".said")).to_contain_text("是同一个孩子")
    expect(page.locator(".far .at b")).not_to_have_text("1")
    press(page, "u")
    expect(page.locator(".said")).to_contain_text("已撤销")
    assert Decision.objects.filter(undone_at=None).count() == 0
    for number in range(1, Doubt.objects.count() + 1):
        press(page, "0")
        expect(page.locator(".uncounted")).to_contain_text(f"已判 {number} 条")
    expect(page.locator("main h1")).to_have_text("都判完了")
    assert Decision.objects.filter(undone_at=None).count() == Doubt.objects.count()


def test_a_second_press_of_the_key_before_decides_nothing(page: Page, made: Round):
    """The page's clock stands still but for what we let pass, however slow the machine is."""
    enter(page, "li")
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    page.goto("/review/")
    page.clock.run_for(360)
    page.keyboard.press("0")
    expect(page.locator(".far .at b")).to_have_text("2")
    page.keyboard.press("0")
    page.wait_for_load_state("networkidle")
    assert Decision.objects.count() == 1
    page.clock.run_for(360)
    page.keyboard.press("0")
    expect(page.locator(".far .at b")).to_have_text("3")
    assert Decision.objects.count() == 2


def test_the_numbers_by_key_and_the_look_is_recorded(page: Page, made: Round):
    enter(page, "shi")
    asked = doubt(made, "吴有福")
    page.goto(f"/review/{asked.pk}/")
    assert asked.facts["id_number"] not in page.content()
    press(page, "v")
    expect(page.locator(".line-id_number .mine .cell")).to_have_text(asked.facts["id_number"])
    assert Entry.objects.filter(act="child.reveal").count() == 1


def test_where_the_child_is_by_keys(page: Page, made: Round):
    enter(page, "shi")
    page.goto(f"/review/{doubt(made, '龙安琪').pk}/")
    press(page, "o")
    expect(page.locator("#outcome")).to_be_focused()
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_contain_text("下落已清楚")
    assert Decision.objects.get().outcome == "abroad"


def test_what_differs_is_seen_without_colour_and_nothing_scrolls_sideways(page: Page, made: Round):
    enter(page, "li")
    for asked in Doubt.objects.all():
        page.goto(f"/review/{asked.pk}/")
        assert fits(page), asked.coverage.child
    page.goto(f"/review/{doubt(made, '吴有福').pk}/")
    mark = page.locator("mark.off").first
    assert "underline" in mark.evaluate("element => getComputedStyle(element).textDecorationLine")
    mine, theirs = page.locator(".line-name td").all()
    assert mine.bounding_box()["y"] == theirs.bounding_box()["y"], "side by side, in a hand too"


def test_two_people_at_once_see_two_children_and_the_slower_is_told(page: Page, made: Round, cast: Cast):
    enter(page, "li")
    page.goto("/review/")
    name = re.search("是不是 (.*)（", heading(page))[1]
    mine = Doubt.objects.filter(held_by=cast.li).get()
    assert mine.coverage.child.name == name
    decide(cast.shi, mine, Answer("different"))
    press(page, "1")
    expect(page.locator(".said-warning")).to_contain_text("石所长先判了：都不是")


def test_in_english(page: Page, made: Round):
    enter(page, "li")
    page.goto(f"/review/{doubt(made, '石满月').pk}/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("main h1")).to_contain_text("which of these 2 rows is 石满月 (高华村)?")
    press(page, "a")
    expect(page.locator(".said")).to_contain_text("Kept: 石满月, the same child.")
    assert fits(page)


def test_it_works_without_javascript(browser: Browser, live_server, made: Round):
    context = open_context(browser, live_server.url, java_script_enabled=False)
    page = context.new_page()
    enter(page, "shi")
    page.goto("/review/")
    page.locator(".choice.yes").first.click()
    expect(page.locator(".said")).to_contain_text("已记下")
    page.locator(".choice.back").click()
    expect(page.locator(".said")).to_contain_text("已撤销")
    page.locator(".choice.later").click()
    expect(page.locator(".said")).to_contain_text("先放一放")
    context.close()


def test_axe_finds_nothing_to_complain_of(page: Page, made: Round, cast: Cast):
    enter(page, "li")
    found = []
    for asked in Doubt.objects.all():
        page.goto(f"/review/{asked.pk}/")
        found += violations(page)
    decide(cast.shi, doubt(made, "龙安琪"), Answer("different"))
    decide(cast.shi, doubt(made, "潘月亮", "高华"), Answer("same", (1,)))
    shown = [f"{asked.pk}/" for asked in (doubt(made, "龙安琪"), doubt(made, "潘月亮", "苗朗"))]
    for url in (*shown, "list/", "list/?state=decided"):
        page.goto(f"/review/{url}")
        found += violations(page)
    for asked in Doubt.objects.open():
        decide(cast.shi, asked, Answer("different"))
    page.goto("/review/")
    assert found + violations(page) == []
