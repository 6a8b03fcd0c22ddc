"""Orders in a real Chromium: drafted, issued, acknowledged; one is met, one is missed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from guixiao.cases.actions import Said, act
from guixiao.cases.models import Case
from guixiao.cases.orders.actions import judge
from guixiao.cases.orders.models import Order
from tests.cast import Cast
from tests.chromium import turn
from tests.test_browser import fits, numbers
from tests.test_verification_browser import accessible, browser, context, signed_in

__all__ = ["browser", "context"]
pytestmark = pytest.mark.browser


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many days have gone by."""
    now, gone = timezone.now, [0]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now() + timedelta(days=gone[0]))
    yield gone


def clean(page: Page) -> None:
    assert fits(page) and accessible(page) == []


def drafted(page: Page, number: str) -> None:
    page.goto("/orders/new/")
    clean(page)
    page.fill("#number", number)
    page.fill("#title", "停洞镇核查清零")
    page.fill("#text", "两条线一起查，查清一个销一个。")
    page.fill("#deadline", (timezone.localdate() + timedelta(days=3)).isoformat())
    page.locator("input[name=goal][value=verified]").check()
    page.locator("#who").select_option("suspected")
    page.locator(".order-form details.do > summary").click()
    page.locator(".order-places li", has_text="停洞镇").locator("summary").click()
    page.locator("input[name=place][value='522633106201']").check()
    turn(page, page.locator(".order-form button.btn-primary"))


def issued(page: Page) -> None:
    """What it means is seen, it is confirmed, it stands."""
    count = page.locator(".order-meant .hero b").inner_text()
    clean(page)
    turn(page, page.locator(".order-meant a.btn"))
    clean(page)
    expect(page.locator("main form .btn-primary")).to_contain_text(count)
    turn(page, page.locator("main form .btn-primary"))
    expect(page.locator(".order-sum a").first).to_have_text(count)
    clean(page)


def as_person(context: BrowserContext, username: str, url: str) -> Page:
    context.clear_cookies(name="sessionid")
    page = signed_in(context, username)
    page.goto(url)
    return page


def settle(cast: Cast, cases: list[Case]) -> None:
    for case in cases:
        act(cast.wu, case, "find", Said("in_class"))
        case.refresh_from_db()
        act(cast.li, case, "confirm", Said())


def test_an_order_met_and_one_missed(context: BrowserContext, loaded: Cast, days: list[int]):
    for number, gone in (("令1号", 0), ("令2号", 2)):
        days[0] = gone
        page = as_person(context, "li", "/orders/")  # a session ends within the days that go by
        drafted(page, number)
        issued(page)
    first = Order.objects.get(number="令1号")
    page = as_person(context, "wu", "/day/")
    clean(page)
    turn(page, page.locator("a[href='/orders/?tab=mine']"))
    clean(page)
    turn(page, page.locator(".order-list li", has_text="令1号").locator(".of a"))
    turn(page, page.locator(".order-mine button"))
    expect(page.locator("#receipts")).to_contain_text("吴队长")
    days[0] = 4
    judge(timezone.localdate())
    page = as_person(context, "shi", f"/orders/{first.pk}/")
    expect(page.locator(".state.order-missed")).to_be_visible()
    whole, *parts = numbers(page, ".order-sum a")
    assert whole == sum(parts) == parts[1] > 0
    clean(page)
    settle(loaded, list(Case.objects.filter(pk__in=Order.objects.get(number="令2号").targets.values("case"))))
    days[0] = 6
    judge(timezone.localdate())
    page = as_person(context, "li", "/orders/?tab=ended")
    clean(page)
    expect(page.locator(".order-list .order-met")).to_have_count(1)
    expect(page.locator(".order-list .order-missed")).to_have_count(1)
    turn(page, page.locator(".order-list li", has_text="令2号").locator(".figures a").first)
    expect(page.locator(".people tbody tr").first).to_be_visible()
    clean(page)
    page.goto(f"/orders/{first.pk}/print/?names=1")
    clean(page)
