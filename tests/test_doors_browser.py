"""In a real Chromium, both sizes and languages: the second step at the door, a session ended, the administrators' desks."""

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from guixiao.accounts.actions import give_post, open_account
from guixiao.accounts.factor.models import Factor
from guixiao.accounts.factor.rules import code_at, step_at
from guixiao.accounts.models import SignInFailures, User
from guixiao.accounts.rules import OFFICE
from tests.cast import PASSWORD, Cast
from tests.chromium import enter, turn
from tests.test_browser import browser, context, fits, page, violations
from tests.test_people_browser import in_english, seen

pytestmark = pytest.mark.browser
__all__ = ["browser", "context", "page"]


@pytest.fixture(autouse=True)
def asked(settings) -> None:
    settings.SECOND_FACTOR_ROLES = OFFICE


def shown(username: str, later: int = 0) -> str:
    """What the telephone shows."""
    return code_at(Factor.objects.get(user__username=username).secret, step_at(timezone.now()) + later)


def type_password(page: Page, username: str) -> None:
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    turn(page, page.locator("main button.btn-primary"))


def type_code(page: Page, code: str) -> None:
    page.fill("#code", code)
    turn(page, page.locator("main button.btn-primary").first)


def test_a_telephone_is_set_up_and_asked_for_and_guessing_slows_down(context: BrowserContext, loaded: Cast):
    page = context.new_page()  # the answer 429 is a complaint on its console, and meant
    page.goto("/people/")
    type_password(page, "li")
    expect(page.locator("svg.qr")).to_be_visible()
    type_code(page, shown("li"))
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(codes) == 10 and fits(page)
    turn(page, page.get_by_role("link", name="记下了"))
    page.goto("/me/")
    turn(page, page.get_by_role("button", name="退出登录"))
    page.goto("/people/")
    type_password(page, "li")
    for _ in range(5):
        type_code(page, "000001")
    expect(page.get_by_role("alert")).to_contain_text("数字不对")
    type_code(page, shown("li", later=1))
    expect(page.get_by_role("alert")).to_contain_text("秒再试")
    SignInFailures.objects.all().delete()
    page.locator("summary").click()
    page.fill("#recovery", codes[0])
    turn(page, page.get_by_role("button", name="用备用码登录"))
    expect(page.locator("h1")).to_contain_text("人员和岗位")


def test_a_session_elsewhere_is_ended_from_my_page(page: Page, loaded: Cast):
    elsewhere = Client(headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/116.0 MicroMessenger/8.0.50"})
    elsewhere.post("/login/", {"username": "wu", "password": PASSWORD})
    page.goto("/me/")
    type_password(page, "wu")
    page.goto("/me/")
    expect(page.locator(".sessions li")).to_have_count(2)
    assert fits(page)
    seen(page, "me", "zh")
    turn(page, page.locator(".sessions").get_by_role("button"))
    expect(page.locator(".sessions li")).to_have_count(1)
    assert elsewhere.get("/me/").status_code == 302


def test_axe_finds_nothing_on_the_pages_of_the_second_step(page: Page, loaded: Cast):
    found = []

    def look(name: str) -> None:
        assert fits(page), name
        seen(page, name, "zh")
        found.extend(violations(page))

    page.goto("/me/")
    type_password(page, "li")
    look("set-up")
    type_code(page, shown("li"))
    look("codes")
    page.goto("/me/second-factor/")
    look("ready")
    page.goto("/me/")
    turn(page, page.get_by_role("button", name="退出登录"))
    type_password(page, "li")
    page.locator("summary").click()
    look("login-code")
    assert found == []


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_axe_finds_nothing_on_the_desks_of_the_administrators(page: Page, loaded: Cast, settings, role: str):
    settings.SECOND_FACTOR_ROLES = frozenset()
    give_post(open_account(username=role, name="周工", password=PASSWORD), role, at=loaded.county, since=timezone.localdate())
    enter(page, role)
    found = []
    for language in ("zh", "en"):
        for name, url in (("desk", "/"), ("me", "/me/"), ("set-up", "/me/second-factor/")):
            page.goto(url)
            assert fits(page), url
            seen(page, f"{role}-{name}", language)
            found += violations(page)
        if language == "zh":
            in_english(page)
    assert found == [] and User.objects.filter(username=role).exists()
