"""The whole month of a county officer in a real Chromium, in both languages, at a desk and in a hand."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from guixiao.children.models import CurrentRound, Round
from guixiao.linkage.tests.rosters import AS_OF, POLICY
from guixiao.reviews.actions import decide
from guixiao.reviews.models import Doubt
from guixiao.reviews.rules import DIFFERENT, Answer
from guixiao.rosters.files.actions import add_files, seal_file
from guixiao.rosters.imports import actions
from guixiao.rosters.models import Import
from guixiao.rosters.worker.loop import recount_settled, work_once
from tests.cast import Cast
from tests.chromium import arrived, enter, press
from tests.desk import HOUSE, PUPILS, enrolments, households, number_of, table
from tests.doubtful import rosters
from tests.test_browser import browser, context, fits, numbers, page

__all__ = ["browser", "context", "page"]
pytestmark = pytest.mark.browser


@pytest.fixture(params=["zh", "en"])
def officer(request: pytest.FixtureRequest, page: Page, loaded: Cast) -> Page:
    """李主任 at the rosters, in one of the two languages."""
    enter(page, "li")
    page.goto("/rosters/")
    if request.param == "en":
        page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en" if request.param == "en" else "zh-hans")
    return page


def save(folder: Path, **contents: bytes) -> list[Path]:
    folder.mkdir()
    for name, content in contents.items():
        (folder / f"{name}.csv").write_bytes(content)
    return sorted(folder.iterdir())


def worked(page: Page, shown: str) -> None:
    """The page waits and says so; the worker works; the page goes on by itself."""
    expect(page.locator("#progress")).to_be_visible()
    assert work_once("test")
    expect(page.locator("#progress")).to_have_count(0)
    expect(page.locator(shown).first).to_be_visible()
    assert fits(page)


def upload(page: Page, files: list[Path]) -> None:
    page.goto("/rosters/")
    page.set_input_files("#files", files)
    worked(page, ".card-file .sum")


def compare(page: Page, shown: str) -> None:
    arrived(page)
    if page.locator("#explanation").count():
        page.fill("#explanation", "checked with the county: 没有弄错")
    page.locator("button.go").click()
    worked(page, shown)


def say_a_header(page: Page) -> None:
    """A column of the county's own name is said once."""
    page.locator(".card-file", has_text="户籍.csv").locator("a[href$='/headers/']").click()
    page.get_by_label("土名").select_option("former_name")
    assert fits(page)
    page.locator("main form button.btn-primary").click()
    worked(page, ".card-file .sum")
    assert Import.objects.get().files.get(roster="households").receipt["headers"]["former_name"] == ["土名"]


def correct_a_row(page: Page) -> None:
    """A rejected row is corrected on the screen, and the file's card says so."""
    card = page.locator(".card-file", has_text="户籍.csv")
    card.locator("a[href$='/rows/']").click()
    expect(page.locator("tr", has_text="H99")).to_be_visible()
    assert fits(page)
    page.locator("tr", has_text="H99").locator("a[href^='/rosters/rows/']").click()
    page.fill("#c1", "潘补上")
    page.fill("#c4", number_of(77))
    assert fits(page)
    page.locator("form.row-form button.btn-primary").click()
    expect(page.locator(".notice")).to_contain_text("15")
    page.locator(".crumbs a[href^='/rosters/']").last.click()
    expect(card.locator("a[href$='/rows/'] + *, p:has(a[href$='/rows/'])").first).to_contain_text("1")


def next_month_of_strangers(page: Page, first: Round, folder: Path) -> Round:
    """The roll is of other children: held, and nothing of it is shown before somebody says why it is right."""
    strangers = [[*row[:3], f"莫{row[3]}", row[4], f"2014-0{n % 9 + 1}-03", "", "", "在读"] for n, row in enumerate(enrolments())]
    upload(page, save(folder, 户籍=table(HOUSE, households(13)), 学籍=table(PUPILS, strangers)))
    compare(page, ".signs")
    assert CurrentRound.objects.get().round == first and Import.objects.filter(state="held").count() == 1
    compare(page, ".done-box")
    second = CurrentRound.objects.get().round
    assert second != first
    return second


def restore(page: Page, first: Round, second: Round) -> None:
    """History: the earlier version again, with a reason."""
    page.goto("/rosters/")
    assert fits(page) and page.locator("table.versions tbody tr").count() == Round.objects.count() == 3
    page.locator(f"a[href='/rosters/rounds/{first.pk}/restore/']").click()
    page.locator("main form button.btn-primary").click()
    assert CurrentRound.objects.get().round == second, "without a reason nothing is restored"
    page.fill("#why", "the roll was the neighbour's: 学籍拿错了")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("table.versions .state")).to_have_count(1)
    assert CurrentRound.objects.get().round == first and fits(page)


def test_from_dirty_files_to_a_restored_version(officer: Page, loaded: Cast, tmp_path: Path):
    page = officer
    upload(page, save(tmp_path / "june", 户籍=table(HOUSE, households()), 学籍=table(PUPILS, enrolments())))
    whole, *parts = numbers(page, ".card-file:has-text('户籍.csv') .sum b")
    assert whole == sum(parts) == 14
    say_a_header(page)
    correct_a_row(page)
    compare(page, ".done-box")
    assert numbers(page, ".done-box .hero b") == [13]
    total, *buckets = numbers(page, ".done-box .sum b")
    assert total == sum(buckets) and total <= 13
    first = CurrentRound.objects.get().round
    assert first.population == 13
    second = next_month_of_strangers(page, first, tmp_path / "july")
    restore(page, first, second)


def with_doubts(cast: Cast, folder: Path) -> Round:
    """The county's current round, made at the desk of rosters with one of each kind of doubt."""
    version = actions.open_import(cast.county, cast.li)
    for source in rosters().write(folder):
        with source.path.open("rb") as content:
            add_files(version, [seal_file(version, source.path.name, content)], cast.li, source.roster)
    assert work_once("test")
    version.refresh_from_db()
    actions.confirm(version, cast.li, actions.Answer(AS_OF, POLICY.id, "made up"))
    assert work_once("test")
    return CurrentRound.objects.get(county=cast.county).round


def to_find(page: Page) -> int:
    page.goto("/coverage/522633/")
    return numbers(page, ".hero.to-find b")[0]


def test_what_is_decided_moves_the_figure_after_a_recount(officer: Page, loaded: Cast, tmp_path: Path):
    page, made = officer, with_doubts(loaded, tmp_path)
    waiting = Doubt.objects.filter(round=made).count()
    in_review = made.coverage.filter(bucket="in_review").count()
    before = to_find(page)
    assert waiting > 1 and in_review
    page.goto("/review/")
    press(page, "1")
    expect(page.locator(".uncounted")).to_contain_text("1")
    assert to_find(page) == before, "a decision does not edit a round"
    page.goto("/review/")
    page.locator(".uncounted form button").click()
    worked(page, ".done-box")
    again = CurrentRound.objects.get(county=loaded.county).round
    assert again != made and Import.objects.get(round=again).reason == "decisions"
    assert again.coverage.filter(bucket="in_review").count() < in_review
    assert Doubt.objects.filter(round=again).open().count() == waiting - 1, "what was settled is not asked again"
    page.goto("/coverage/522633/")
    left = again.coverage.filter(bucket="in_review", apart=False).count()
    shown = numbers(page, ".equation .sum:not(.lesser) a[href*='bucket=in_review'] b")
    assert shown == ([left] if left else [])


def all_but_the_last_decided(cast: Cast, made: Round) -> Doubt:
    """What is left open."""
    *others, last = Doubt.objects.filter(round=made).open().in_turn()
    for doubt in others:
        decide(cast.li, doubt, Answer(DIFFERENT))
    return last


def test_the_last_decision_has_the_county_counted_by_itself(page: Page, loaded: Cast, tmp_path: Path):
    made = with_doubts(loaded, tmp_path)
    enter(page, "li")
    last = all_but_the_last_decided(loaded, made)
    recount_settled()
    assert not Import.objects.filter(reason="decisions").exists(), "one is still open"
    page.goto(f"/review/{last.pk}/")
    press(page, "0")
    expect(page.locator("main h1")).to_have_text("都判完了")
    recount_settled()
    recount_settled()
    assert Import.objects.get(reason="decisions").state == "queued"
    assert work_once("test")
    again = CurrentRound.objects.get(county=loaded.county).round
    assert again != made and not Doubt.objects.filter(round=again).open().exists()
    recount_settled()
    assert Import.objects.filter(reason="decisions").count() == 1, "nothing is left to count"
