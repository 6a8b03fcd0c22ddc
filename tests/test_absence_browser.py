"""Who is not here today, in a real Chromium: ticked by the school, answered by the village; at both sizes, in both languages."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from guixiao.cases.alerts.absence.actions import raise_due
from guixiao.cases.alerts.actions import accept_silent
from guixiao.cases.alerts.models import Absence, Alert
from guixiao.cases.models import Case
from tests.alerts import in_class
from tests.cast import Cast
from tests.chromium import enter, turn
from tests.test_browser import browser, context, fits, page, violations

__all__ = ["browser", "context", "page"]
pytestmark = pytest.mark.browser
WORDS = {
    "zh-hans": ("个没来", "已报告，等人回应", "去找", "说明了在哪里"),
    "en": ("away", "Reported, waits for an answer", "looked for", "Said where"),
}


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch):
    """Go on by so many days."""
    real = timezone.now

    def go(ahead: int) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: real() + timedelta(days=ahead))
        raise_due(timezone.localdate())

    return go


def speak(page: Page, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "domain": "localhost", "path": "/"}])


def as_person(page: Page, name: str, url: str, language: str) -> None:
    page.context.clear_cookies(name="sessionid")
    enter(page, name)
    speak(page, language)
    page.goto(url)


def sound(page: Page, name: str) -> None:
    assert fits(page) and violations(page) == []


def school_enters(page: Page, language: str) -> str:
    """Two taps and a press: the class, the child, written down."""
    as_person(page, "yang", "/absence/", language)
    expect(page.locator(".classes a")).not_to_have_count(0)
    sound(page, "classes")
    turn(page, page.locator(".classes a").first)
    sound(page, "class")
    label = page.locator(".roll.here label").first
    box = label.bounding_box()
    assert box and box["height"] >= 44, "made for a thumb"
    name = label.inner_text().strip()
    label.click()
    turn(page, page.locator(".save button"))
    expect(page.locator(".notices li")).to_contain_text(WORDS[language][0])
    expect(page.locator(".roll.gone b").first).to_have_text(name)
    sound(page, "class-away")
    return name


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_ticked_by_the_school_reported_by_the_rule_and_taken_up_by_the_village_axe_finds_nothing(
    page: Page, loaded: Cast, days, language
):
    name = school_enters(page, language)
    absence = Absence.objects.get()
    assert absence.child.name == name
    days(10)
    as_person(page, "yang", "/absence/", language)
    turn(page, page.locator(".classes a").first)
    expect(page.locator(".roll.gone .late")).to_have_text(WORDS[language][1])
    sound(page, "class-reported")
    person = "wu" if absence.child.village else "shi"
    as_person(page, person, "/day/", language)
    sound(page, "day")
    turn(page, page.locator(".chips a[href*='alerts']"))
    expect(page.locator(".reports li")).to_contain_text(name)
    sound(page, "alerts")
    turn(page, page.locator(".reports .of a").first)
    sound(page, "alert")
    turn(page, page.locator("button[value=accept]"))
    expect(page.locator(".notices li")).to_contain_text(WORDS[language][2])
    sound(page, "case")
    assert Case.objects.current().get(child=absence.child).standing == "todo"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_neighbour_tells_and_the_county_says_where_the_child_is_axe_finds_nothing(page: Page, loaded: Cast, days, language):
    child = in_class()
    as_person(page, "wu", f"/children/{child.pk}/", language)
    turn(page, page.locator("a.btn[href$='/alert/']"))
    sound(page, "report")
    turn(page, page.locator("form.light button"))
    alert = Alert.objects.get()
    assert alert.child == child and alert.said_by == "吴队长"
    as_person(page, "li", f"/alerts/{alert.pk}/", language)
    page.locator("details.do summary").click()
    page.locator("input[name=reason][value=in_class]").check()
    page.fill("#seen-by", "王老师")
    page.fill("#seen-on", timezone.localdate().isoformat())
    sound(page, "answer")
    turn(page, page.locator("button[value=refuse]"))
    expect(page.locator(".stands .state").first).to_contain_text(WORDS[language][3])
    sound(page, "answered")
    days(30)
    assert accept_silent(timezone.localdate()) == 0 and not Case.objects.filter(child=child).exists()
