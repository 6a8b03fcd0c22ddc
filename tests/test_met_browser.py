"""In a real Chromium: a squad records a child at a door, in a hand and at a desk, in both languages, without JavaScript too."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from guixiao.children.models import Round
from guixiao.sightings.models import Sighting
from tests.cast import Cast
from tests.chromium import enter, open_context
from tests.met import a_child_met
from tests.test_browser import browser, context, fits, page, violations

__all__ = ["browser", "context", "page"]
pytestmark = pytest.mark.browser


@pytest.fixture
def plain(browser: Browser, live_server, loaded: Cast) -> Iterator[Page]:
    """Without JavaScript, in a hand."""
    context = open_context(browser, live_server.url, "hand", java_script_enabled=False)
    yield context.new_page()
    context.close()


def fill(page: Page, name: str, birth: str = "2014-05") -> None:
    page.fill("#name", name)
    page.check("input[name=sex][value=F]")
    page.fill("#birth", birth)
    page.check("input[name=outcome][value=sighted_out]")


def test_a_squad_records_a_child_and_it_is_on_the_list(page: Page, context: BrowserContext, loaded: Cast):
    enter(page, "wu")
    page.goto("/coverage/522633106201/")
    page.get_by_role("link", name="新增上门见到的孩子").click()
    expect(page.locator("#place")).to_have_value("522633106201")
    expect(page.locator("#found_by")).to_have_value("吴队长")
    assert fits(page)
    fill(page, "潘小山")
    page.get_by_role("button", name="记下这个孩子").click()
    expect(page.locator(".said")).to_contain_text("从现在起")
    assert fits(page)
    page.get_by_role("link", name="为什么在这一栏").click()
    expect(page.locator(".sentence").first).to_contain_text("上门排查时见到：没有在上学")
    page.goto("/coverage/522633106201/")
    page.get_by_role("link", name="另列：上门见到、名册里没有的孩子").click()
    expect(page.locator("#list h1 .count")).to_have_text("1")
    assert Round.objects.get().sighted == 1


def test_who_is_on_record_appears_while_one_types_and_opens(page: Page, loaded: Cast):
    met = a_child_met(loaded, name="潘小山", birth="2014-05-03")
    enter(page, "wu")
    page.goto("/children/new/")
    page.fill("#birth", "2014-05-03")
    page.locator("#name").press_sequentially("潘晓山")
    expect(page.locator(".alike")).to_contain_text("潘小山")
    assert fits(page)
    page.get_by_role("link", name="就是这个孩子，打开").click()
    page.wait_for_url(f"**/children/{met.child_id}/")


def test_whoever_was_shown_while_typing_is_not_asked_about_again(page: Page, loaded: Cast):
    a_child_met(loaded, name="潘小山", birth="2014-05-03")
    enter(page, "wu")
    page.goto("/children/new/")
    fill(page, "潘晓山", "2014-05-03")
    expect(page.locator(".alike")).to_contain_text("潘小山")
    page.get_by_role("button", name="记下这个孩子").click()
    expect(page.locator(".said")).to_be_visible()
    assert Sighting.objects.count() == 2


def test_it_is_corrected_and_withdrawn(page: Page, loaded: Cast):
    met = a_child_met(loaded, name="潘小山")
    enter(page, "shi")
    page.goto(f"/children/{met.child_id}/met/")
    page.locator("summary", has_text="更正").click()
    page.fill("#spot", "五组潘老大家")
    page.fill("#reason", "问清了住处")
    page.get_by_role("button", name="保存更正").click()
    expect(page.locator(".history")).to_contain_text("五组潘老大家")
    page.locator("summary", has_text="撤回").click()
    page.check("input[name=why][value=mistake]")
    page.fill("#why-withdrawn", "录错了村")
    assert fits(page)
    page.get_by_role("button", name="撤回", exact=True).click()
    expect(page.locator("h1 small")).to_have_text("录错了，已撤回")


def test_in_english(page: Page, loaded: Cast):
    enter(page, "shi")
    page.goto("/children/new/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Add a child")
    assert fits(page)
    fill(page, "潘小山")
    page.select_option("#place", "522633106202")
    page.get_by_role("button", name="Record this child").click()
    expect(page.locator(".said")).to_contain_text("From now on the child is on the list")
    assert fits(page)


def test_it_works_without_javascript(plain: Page, loaded: Cast):
    a_child_met(loaded, name="潘小山", birth="2014-05-03")
    enter(plain, "wu")
    plain.goto("/children/new/")
    fill(plain, "石大海", "")
    plain.get_by_role("button", name="记下这个孩子").click()
    expect(plain.locator("#birth-wrong")).to_contain_text("请填出生日期")
    assert fits(plain)
    plain.fill("#name", "潘晓山")
    plain.fill("#birth", "2014-05-03")
    plain.get_by_role("button", name="记下这个孩子").click()
    expect(plain.locator(".alike")).to_contain_text("潘小山")
    plain.get_by_role("button", name="记下这个孩子").click()
    expect(plain.locator(".said")).to_be_visible()
    assert Sighting.objects.count() == 2


@pytest.mark.parametrize("url", ["/children/new/", "/children/met/", "/children/{}/met/"])
def test_axe_finds_nothing(page: Page, loaded: Cast, url: str):
    met = a_child_met(loaded, name="潘小山")
    enter(page, "shi")
    page.goto(url.format(met.child_id))
    for summary in page.locator("main .act summary").all():
        summary.click()
    assert violations(page) == []
    if url.endswith("new/"):
        page.fill("#name", "潘小山")
        page.fill("#birth", "2016-05-03")
        page.fill("#id_number", "522633201509010001")
        expect(page.locator(".alike").first).to_be_visible()
        assert violations(page) == []
