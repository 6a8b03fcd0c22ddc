"""In a real Chromium, both sizes and languages: people, the log, a number that is asked for, and the log on paper."""

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from guixiao.accounts.models import User
from guixiao.audit.models import Entry
from guixiao.children.models import Child
from tests.cast import Cast
from tests.chromium import enter
from tests.test_browser import browser, context, fits, page, violations

pytestmark = pytest.mark.browser
__all__ = ["browser", "context", "page"]


def in_english(page: Page) -> None:
    page.locator("form[action='/language/'] button").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_on_people_log_and_numbers(page: Page, loaded: Cast, language: str):
    enter(page, "li")
    page.goto("/")
    if language == "en":
        in_english(page)
    child = Child.objects.filter(name="吴阿妹1").first()
    found = []
    for name, url in {"people": "/people/", "new": "/people/new/", "person": f"/people/{loaded.wu.pk}/",
                      "audit": "/audit/", "child": f"/children/{child.pk}/"}.items():  # fmt: skip
        page.goto(url)
        assert fits(page), url
        found += violations(page)
        page.goto(url)
        seen(page, name, language)
    assert found == []


def seen(page: Page, name: str, language: str) -> None:
    """GUIXIAO_SHOTS=directory keeps what was looked at."""
    if directory := os.environ.get("GUIXIAO_SHOTS"):
        page.screenshot(path=Path(directory) / f"{name}-{language}-{page.viewport_size['width']}.png", full_page=True)
        page.emulate_media(media="print")
        page.screenshot(path=Path(directory) / f"{name}-{language}-{page.viewport_size['width']}-print.png", full_page=True)
        page.emulate_media(media="screen")


def test_a_new_colleague_gets_a_password_once_and_a_post_ends(page: Page, loaded: Cast):
    enter(page, "li")
    page.goto("/people/new/")
    page.fill("[name=name]", "新同事")
    page.fill("[name=username]", "newcomer")
    page.select_option("[name=at]", "township_post@522633105")
    page.locator("main button.btn-primary").click()
    password = page.locator(".handed-out code").last.inner_text()
    assert len(password) == 14 and fits(page)
    person = User.objects.get(username="newcomer")
    page.goto(f"/people/{person.pk}/")
    assert password not in page.content()
    page.get_by_role("button", name="结束岗位：西山镇").click()
    expect(page.locator(".tenures li")).to_contain_text(str(timezone.localdate()))
    assert person.posts.get().until == timezone.localdate()
    page.goto("/audit/")
    expect(page.locator(".grid.log")).to_contain_text("新同事")


def test_a_number_is_shown_when_asked_for_and_the_look_is_in_the_log(page: Page, loaded: Cast):
    enter(page, "shi")
    child = Child.objects.filter(name="吴阿妹1", town__code="522633106").first()
    page.goto(f"/children/{child.pk}/")
    assert child.id_number not in page.content()
    page.locator("main button[name=what][value=id_number], main button:has-text('522633')").first.click()
    expect(page.locator("main")).to_contain_text(child.id_number)
    assert fits(page) and child.id_number not in page.url
    assert Entry.objects.filter(act="child.reveal", subject=f"child:{child.pk}", actor_name="石所长").count() == 1


def test_the_log_prints_without_what_one_presses(page: Page, loaded: Cast):
    enter(page, "li")
    page.goto("/audit/")
    page.emulate_media(media="print")
    expect(page.locator(".grid.log tbody tr").first).to_be_visible()
    for selector in (".filters", ".take-away", ".nav-top", ".nav-bottom"):
        expect(page.locator(selector)).to_be_hidden()
