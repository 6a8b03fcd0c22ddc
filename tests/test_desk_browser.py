"""The rosters' desk in a real Chromium, at a desk and in a hand: files in, rows corrected, headers said, versions restored."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from guixiao.children.models import CurrentRound
from guixiao.rosters.models import Import
from guixiao.rosters.worker.loop import work_once
from tests.cast import Cast
from tests.chromium import arrived, enter, open_context, turn
from tests.desk import HOUSE, PUPILS, enrolments, households, number_of, table
from tests.test_browser import browser, context, fits, page, violations

__all__ = ["browser", "context", "page"]
pytestmark = pytest.mark.browser


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """户籍.csv with a total row and a nameless child, and 学籍.csv."""
    found = {"户籍.csv": table(HOUSE, households()), "学籍.csv": table(PUPILS, enrolments())}
    for name, content in found.items():
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in found]


def drop(page: Page, files: list[Path]) -> None:
    """Choose the files and let the worker read them; the page follows by itself."""
    page.goto("/rosters/")
    page.set_input_files("#files", files)
    expect(page.locator("#progress")).to_be_visible()
    assert work_once("test")
    expect(page.locator("#progress")).to_have_count(0)
    expect(page.locator(".card-file .sum").first).to_be_visible()


def press(page: Page) -> None:
    """The one big button, and the worker."""
    page.locator("button.go").click()
    expect(page.locator("#progress")).to_be_visible()
    assert work_once("test")
    expect(page.locator(".done-box, .signs").first).to_be_visible()


def explain(page: Page) -> None:
    arrived(page)
    if page.locator("#explanation").count():
        page.fill("#explanation", "与上月核对过，没有弄错")


def test_from_files_to_coverage_without_leaving_the_page(page: Page, loaded: Cast, files: list[Path]):
    enter(page, "li")
    drop(page, files)
    assert fits(page)
    house = page.locator(".card-file", has_text="户籍.csv")
    whole, *parts = [int(text.replace(",", "")) for text in house.locator(".sum b").all_inner_texts()]
    assert (whole, parts) == (14, [12, 1, 1]) and house.locator("svg.bar rect").count() == 3
    expect(house.locator(".kinds")).to_contain_text("没有姓名也没有号码")
    explain(page)
    press(page)
    expect(page.locator(".done-box .hero b")).to_have_text("12")
    assert fits(page)
    page.get_by_role("link", name="看覆盖").click()
    expect(page.locator(".crumbs")).to_contain_text("从江县")
    assert CurrentRound.objects.get(county=loaded.county).round.population == 12


def test_a_row_is_corrected_where_it_is_shown(page: Page, loaded: Cast, files: list[Path]):
    enter(page, "li")
    drop(page, files)
    turn(page, page.get_by_role("link", name="看这些行，改了再收").first)
    assert fits(page)
    turn(page, page.get_by_role("row", name=re.compile("没有姓名也没有号码")).get_by_role("link", name="改"))
    assert fits(page)
    page.get_by_label(re.compile("^姓名")).fill("潘补上")
    page.get_by_label(re.compile("^公民身份号码")).fill(number_of(77))
    page.get_by_role("button", name="改好了，再试这一行").click()
    expect(page.locator(".notice")).to_contain_text("第 15 行改好了")
    expect(page.locator("table")).to_contain_text("李主任已更正")
    page.goto(f"/rosters/{Import.objects.get(reason='rosters').pk}/")
    explain(page)
    press(page)
    expect(page.locator(".done-box .hero b")).to_have_text("13")


def test_a_header_is_said_once(page: Page, loaded: Cast, files: list[Path]):
    enter(page, "li")
    drop(page, files)
    turn(page, page.get_by_role("link", name="各列怎么读的").first)
    assert fits(page)
    page.get_by_label("土名").select_option("former_name")
    page.get_by_role("button", name="记住，并重读这些文件").click()
    expect(page.locator("#progress")).to_be_visible()
    assert work_once("test")
    expect(page.locator("#progress")).to_have_count(0)
    expect(page.locator(".card-file .sum").first).to_be_visible()
    assert Import.objects.get().files.get(roster="households").receipt["headers"]["former_name"] == ["土名"]


def test_a_wrong_file_waits_for_an_explanation_and_a_version_is_restored(page: Page, loaded: Cast, files: list[Path]):
    enter(page, "li")
    for _ in range(2):
        drop(page, files)
        explain(page)
        press(page)
    drop(page, files)
    expect(page.locator(".signs")).to_contain_text("以前导入过")
    page.get_by_role("button", name="放弃这一版").click()
    turn(page, page.get_by_role("link", name="恢复").first)
    page.fill("#why", "这个月的户籍拿错了")
    page.get_by_role("button", name="恢复这一版").click()
    expect(page.locator(".notice").first).to_contain_text("各页现在用的是这一版")
    assert fits(page)


def test_it_is_english_at_a_button(page: Page, loaded: Cast, files: list[Path]):
    enter(page, "li")
    drop(page, files)
    page.get_by_role("button", name="English").click()
    expect(page.locator(".card-file .sum").first).to_contain_text("accepted")
    expect(page.locator("button.go")).to_contain_text("rows and compare")
    assert fits(page)


def test_files_dropped_on_the_page_are_taken(page: Page, loaded: Cast):
    enter(page, "li")
    page.goto("/rosters/")
    data = page.evaluate_handle(
        "text => { const data = new DataTransfer(); data.items.add(new File([text], '户籍.csv')); return data; }",
        table(HOUSE, households()).decode(),
    )
    page.dispatch_event(".drop", "drop", {"dataTransfer": data})
    expect(page.locator("#progress")).to_be_visible()
    assert Import.objects.get().files.get().file.name == "户籍.csv"


def test_the_desk_works_without_javascript(browser: Browser, live_server, loaded: Cast, files: list[Path]):
    context: BrowserContext = open_context(browser, live_server.url, java_script_enabled=False)
    page = context.new_page()
    enter(page, "li")
    page.goto("/rosters/")
    page.set_input_files("#files", files)
    turn(page, page.get_by_role("button", name="上传"))
    assert work_once("test")
    page.reload()
    explain(page)
    turn(page, page.locator("button.go"))
    assert work_once("test")
    page.reload()
    expect(page.locator(".done-box .hero b")).to_have_text("12")
    context.close()


def test_axe_finds_nothing_at_the_desk(page: Page, loaded: Cast, files: list[Path]):
    enter(page, "li")
    page.goto("/rosters/")
    found = violations(page)
    drop(page, files)
    found += violations(page)
    version = Import.objects.get()
    item = version.files.get(roster="households")
    row = item.rows.get(reason="no_identity")
    for url in (f"/rosters/files/{item.pk}/headers/", f"/rosters/files/{item.pk}/rows/", f"/rosters/rows/{row.pk}/"):
        page.goto(url)
        found += violations(page)
    page.goto(f"/rosters/{version.pk}/")
    explain(page)
    turn(page, page.locator("button.go"))
    expect(page.locator("#progress")).to_be_visible()
    found += violations(page)
    assert work_once("test")
    expect(page.locator(".done-box")).to_be_visible()
    assert found + violations(page) == []
