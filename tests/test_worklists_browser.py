"""A worklist in a real Chromium: taken along, filled in without network, read back, written, taken back as one."""

import re
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from guixiao.cases.actions import Said, act
from guixiao.cases.effort.progress import progress_of
from guixiao.cases.models import Case
from tests.bodies import a_study
from tests.cast import Cast
from tests.chromium import turn
from tests.test_browser import fits
from tests.test_verification_browser import accessible, browser, context, signed_in

__all__ = ["browser", "context"]
pytestmark = pytest.mark.browser


def clean(page: Page) -> None:
    assert fits(page) and accessible(page) == []


def out_of_school(cast: Cast) -> None:
    """Two children of 高华."""
    found = Case.objects.current().filter(village__code="522633106201", state="suspected", finding="").order_by("name_key")
    for case in found.select_related("round", "child")[:2]:
        act(cast.wu, case, "find", Said("dropped_out"))


def taken(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.locator(".sheets form").first.locator("button").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    download.value.save_as(folder / download.value.suggested_filename)
    return folder / download.value.suggested_filename


def fill(file: Path) -> None:
    """A visit to every child, in the words that the file offers, and the day of the visit to the first alone."""
    book = load_workbook(file)
    sheet, offered = book.worksheets[:2]
    open_cells = [cell.column for cell in sheet[2] if not cell.protection.locked]
    day, way, met, result, note, _promised = open_cells
    for row in (2, 3):
        for at, column in enumerate((way, met, result), start=1):
            sheet.cell(row, column, offered.cell(1, at).value)
        sheet.cell(row, note, "开学就来")
    sheet.cell(2, day, timezone.localdate().isoformat())
    book.save(file)


def read_back(page: Page, file: Path) -> None:
    page.locator("#filled").set_input_files(file)
    turn(page, page.locator(".sheets form").last.locator("button"))


def test_visits_filled_in_in_the_hills_are_seen_first_written_and_taken_back(
    context: BrowserContext, loaded: Cast, tmp_path: Path
):
    out_of_school(loaded)
    page = signed_in(context, "wu")
    page.goto("/cases/")
    clean(page)
    file = taken(page, tmp_path)
    fill(file)
    read_back(page, file)
    assert [page.locator("tbody tr").count(), page.locator("tbody .says b").count()] == [2, 1]
    clean(page)
    turn(page, page.locator("form.do .btn-primary"))
    assert visits() == 1
    clean(page)
    page.locator("details.do summary").click()
    clean(page)
    turn(page, page.locator("details.do button"))
    assert visits() == 0 and page.locator("details.do").count() == 0
    turn(page, page.locator("tbody tr", has_not=page.locator(".says b")).locator("th a"))
    expect(page.locator(".timeline .note").first).to_have_text("撤销整张表")


def visits() -> int:
    return sum(progress_of(case.events.told()).all_visits for case in Case.objects.filter(phase="persuasion"))


def test_what_is_no_sheet_of_ours_is_refused_on_the_page_it_came_from(context: BrowserContext, loaded: Cast, tmp_path: Path):
    a_study(loaded)
    page = signed_in(context, "wu")
    (tmp_path / "notes.xlsx").write_bytes(b"no workbook")
    for path in ("/day/", "/lists/tasks/"):
        page.goto(path)
        clean(page)
        read_back(page, tmp_path / "notes.xlsx")
        expect(page).to_have_url(re.compile(f"{path}$"))
        expect(page.locator(".notices")).to_contain_text("notes.xlsx")
