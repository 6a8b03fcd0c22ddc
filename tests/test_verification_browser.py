"""Verification in a real Chromium: a suspected child is found at another school, and the other line confirms."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from guixiao.cases.attachments.tests.files import photo
from guixiao.cases.models import Case
from tests.cast import Cast
from tests.chromium import SIZES, arrived, enter, open_context
from tests.test_browser import browser, fits, numbers

__all__ = ["browser"]
pytestmark = pytest.mark.browser
AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"


@pytest.fixture(params=[(size, language) for size in SIZES for language in ("zh-hans", "en")], ids="-".join)
def context(request: pytest.FixtureRequest, browser: Browser, live_server, loaded: Cast) -> Iterator[BrowserContext]:
    size, language = request.param
    context = open_context(browser, live_server.url, size, bypass_csp=True)
    context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    failed: list[str] = []  # told at the end: to raise in the handler would break off Playwright's connection instead
    context.on("weberror", lambda told: failed.append(str(told.error)))
    yield context
    context.close()
    assert failed == []


def signed_in(context: BrowserContext, username: str) -> Page:
    page = context.new_page()
    enter(page, username)
    page.goto("/verify/")
    return page


def accessible(page: Page) -> list[str]:
    arrived(page)
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
    return [f"{rule['id']}: {node['html']}" for rule in found["violations"] for node in rule["nodes"]]


def sums(page: Page) -> list[int]:
    return numbers(page, ".sum a")


def test_the_village_finds_out_the_county_confirms_and_the_line_adds_up(context: BrowserContext):
    village = signed_in(context, "wu")
    whole, *parts = sums(village)
    assert whole == sum(parts) == parts[0] and fits(village) and accessible(village) == []
    name = village.locator("a[data-row]").first
    child = name.inner_text()
    name.click()
    village.locator("input[name=finding][value=elsewhere_outside]").check()
    assert fits(village) and accessible(village) == []
    village.locator("button[value=find]").click()
    expect(village.locator(".notices li")).to_contain_text(child)
    after, *parts = sums(village)
    assert (after, parts[0], parts[2]) == (whole, whole - 1, 1)
    context.clear_cookies(name="sessionid")
    county = signed_in(context, "li")
    county.goto("/verify/?tab=mine")
    expect(county.locator("a[data-row]")).to_have_text(child)
    county.locator("a[data-row]").click()
    county.locator("button[value=confirm]").click()
    expect(county.locator(".notices li")).to_contain_text(child)
    assert Case.objects.get(state="excluded").finding == "elsewhere_outside"


def test_many_at_once_with_one_proof(context: BrowserContext):
    page = signed_in(context, "shi")
    boxes = page.locator("input[name=case]")
    count = boxes.count()
    assert page.locator(".table-box").evaluate("box => box.scrollWidth <= box.clientWidth"), "a column is cut"
    for at in range(3):
        boxes.nth(at).check()
    expect(page.locator("details.many")).to_have_attribute("open", "")
    page.locator("#many-finding").select_option("registered_twice")
    page.fill("#many-note", "派出所证明 2026-12")
    page.set_input_files("#proofs-many", {"name": "证明.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    expect(page.locator("details.many [data-chosen]")).to_have_text("证明.jpg")
    assert accessible(page) == [] and fits(page)
    page.locator("details.many button").click()
    expect(page.locator(".notices li")).to_contain_text("3")
    arrived(page)
    assert Case.objects.filter(finding="registered_twice").count() == 3 and page.locator("input[name=case]").count() == count - 3
    found = Case.objects.filter(finding="registered_twice")
    assert {event.proofs.count() for case in found for event in case.events.filter(verb="find")} == {1}
    page.goto(f"/cases/{found[0].pk}/")
    seen = page.locator(".timeline .proofs img")
    seen.scroll_into_view_if_needed()  # it is fetched when somebody comes near it
    assert seen.evaluate("seen => seen.decode().then(() => seen.naturalWidth)") > 0
    assert accessible(page) == [] and fits(page)
