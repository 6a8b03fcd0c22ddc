"""A list taken along in a real Chromium: how many rows, masked or full, what for; and the file that comes holds them."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from guixiao.audit.models import Entry
from guixiao.reports import listing
from tests.cast import Cast
from tests.chromium import turn
from tests.test_browser import browser, context, fits, page, sign_in, violations

__all__ = ["browser", "context", "page"]
pytestmark = pytest.mark.browser
LIST = "/coverage/522633/children/?bucket=find"
EXPORTS = ("/coverage/522633/children/export/?bucket=find", "/coverage/522633/changes/export/", "/review/list/export/",
           "/people/export/")  # fmt: skip


@pytest.fixture
def asked(context: BrowserContext) -> Page:
    """A page that may be refused what it asks for: Chromium says so on the console, which the other page does not allow."""
    return context.new_page()


def taken(page: Page, folder: Path) -> list[list[str]]:
    """The file that the one big button gives: the rows of its list."""
    with page.expect_download() as download:
        page.locator("button.btn-primary").click()
    download.value.save_as(folder / download.value.suggested_filename)
    book = load_workbook(folder / download.value.suggested_filename, read_only=True)
    return [[str(cell) for cell in row] for row in book.worksheets[1].iter_rows(values_only=True)]


def test_a_list_goes_into_a_file_masked_and_in_full_only_for_a_purpose(asked: Page, loaded: Cast, tmp_path: Path):
    page = asked
    sign_in(page, "li", LIST)
    count = page.locator("#list h1 .count").inner_text()
    page.get_by_role("link", name="导出 Excel").click()
    expect(page.locator("h1 .count")).to_have_text(count)
    assert fits(page)
    masked = taken(page, tmp_path)
    assert len(masked) == int(count) + 1 and any("********" in cell for row in masked for cell in row)
    page.locator("#full").check()
    page.locator("button.btn-primary").click()
    expect(page.locator("#purpose-error")).to_contain_text("还没有导出")
    assert fits(page) and page.locator("#full").is_checked()
    page.locator("#purpose").fill("和派出所核对户口")
    full = taken(page, tmp_path)
    assert len(full) == len(masked) and not any("********" in cell for row in full[1:] for cell in row)
    said = [entry.detail for entry in Entry.objects.filter(act="list.export").order_by("sequence")]
    assert [(told["rows"], told["numbers"], told.get("purpose")) for told in said] == [
        (int(count), "masked", None), (int(count), "full", "和派出所核对户口"),
    ]  # fmt: skip
    page.get_by_role("link", name="不导出").click()
    expect(page.locator("#list h1 .count")).to_have_text(count)


def test_axe_likes_every_page_that_leads_to_a_file_in_both_languages(asked: Page, loaded: Cast):
    page = asked
    sign_in(page, "li")
    found = []
    for language in ("中文", "English"):
        if page.get_by_role("button", name=language).count():
            turn(page, page.get_by_role("button", name=language))
        for url in EXPORTS:
            page.goto(url)
            expect(page.locator("h1")).to_be_visible()
            assert fits(page), url
            found += violations(page)
        page.goto(EXPORTS[0])
        page.locator("#full").check()
        page.locator("button.btn-primary").click()
        expect(page.locator("#purpose-error")).to_be_visible()
        found += violations(page)
    assert page.locator("html").get_attribute("lang") == "en"
    assert found == []


def test_a_very_long_list_says_what_it_is_not_sorted_by_and_axe_likes_it(page: Page, loaded: Cast, monkeypatch):
    sign_in(page, "li", "/coverage/522633/children/")
    assert page.locator("#list .hint").count() == 0
    page.locator("details.columns summary").click()
    page.get_by_label("监护人").check()
    turn(page, page.get_by_role("button", name="就看这些"))
    monkeypatch.setattr(listing, "SORTED_AT_MOST", 20)
    page.reload()
    expect(page.locator("#list .hint")).to_contain_text("监护人")
    assert page.locator("th a[href*='sort=guardian']").count() == 0
    assert fits(page) and violations(page) == []
    page.goto(f"{LIST}&sort=guardian")
    assert page.locator("#list .hint").count() == 0 and page.locator("th a[href*='sort=-guardian']").count() == 1
