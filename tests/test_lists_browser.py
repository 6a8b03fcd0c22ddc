"""The four lists in a real Chromium: a finding is put right and looked at again; a sample is drawn and a child comes back."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from guixiao.cases.models import Case
from guixiao.cases.rectification.models import Item
from tests.cast import Cast
from tests.chromium import turn
from tests.closures import closed
from tests.inspections import an_item
from tests.test_browser import fits
from tests.test_verification_browser import accessible, browser, context, signed_in

__all__ = ["browser", "context"]
pytestmark = pytest.mark.browser


def clean(page: Page) -> None:
    assert fits(page) and accessible(page) == []


def again(context: BrowserContext, who: str) -> Page:
    context.clear_cookies(name="sessionid")
    return signed_in(context, who)


def test_a_finding_is_put_right_by_the_squad_and_looked_at_by_the_county(context: BrowserContext, loaded: Cast):
    item = an_item(loaded)
    page = signed_in(context, "wu")
    page.goto("/day/")
    page.get_by_role("link").filter(has_text="1").locator("visible=true").first.wait_for()
    page.goto("/lists/")
    clean(page)
    page.goto("/lists/tasks/?kind=mend")
    clean(page)
    turn(page, page.locator(".tasks tbody a").first)
    page.locator("#text-mend").fill("逐户走了，改了台账。")
    clean(page)
    turn(page, page.locator("details[open] form button"))
    page = again(context, "li")
    page.goto("/rectification/?tab=waiting")
    clean(page)
    turn(page, page.locator(".items th a").first)
    page.locator("details").first.locator("summary").click()
    clean(page)
    turn(page, page.locator("details[open] form button"))
    assert Item.objects.get(pk=item.pk).state == "closed"


def test_a_sample_is_drawn_and_a_wrongly_closed_child_comes_back(context: BrowserContext, loaded: Cast):
    known = ("round", "county", "town", "village")
    for case in Case.objects.filter(village__code="522633106201").select_related(*known).order_by("name_key")[:3]:
        closed(loaded, case)
    page = signed_in(context, "li")
    page.goto("/closures/")
    clean(page)
    page.goto("/closures/draws/")
    day = page.locator("#until").get_attribute("max") or ""
    page.locator("#since").fill(day)
    page.locator("#until").fill(day)
    clean(page)
    turn(page, page.locator(".draw-form button"))
    first = page.locator(".drawn > li").first
    first.locator("summary").click()
    first.locator("select").select_option("not_in_class")
    first.locator("textarea").fill("班主任说没来过。")
    clean(page)
    turn(page, first.locator("form button"))
    expect(page.locator(".drawn .not_in_class")).to_have_count(1)
    clean(page)
    assert Case.objects.filter(current=True, episode=2, state="out_of_school").count() == 1
