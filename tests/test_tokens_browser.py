"""In a real Chromium, both sizes and languages: a token is made, shown once, works, and is revoked."""

import os
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from guixiao.api.models import Token
from tests.cast import Cast
from tests.chromium import arrived, enter, turn
from tests.test_browser import browser, context, fits, page, violations

pytestmark = pytest.mark.browser
__all__ = ["browser", "context", "page"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_token_is_made_shown_once_and_revoked_and_axe_finds_nothing(page: Page, loaded: Cast, language: str):
    enter(page, "shi")
    page.goto("/me/")
    if language == "en":
        turn(page, page.locator("form[action='/language/'] button"))
    turn(page, page.locator("a[href='/me/tokens/']"))
    found = looked_at(page, f"tokens-none-{language}")
    page.locator("#purpose").fill("dashboard of the bureau")
    turn(page, page.locator("form.asked button"))
    text = page.locator("code.token").inner_text()
    found += looked_at(page, f"tokens-made-{language}")
    assert Client().get("/api/v1/places", headers={"Authorization": f"Bearer {text}"}).status_code == 200
    turn(page, page.locator(".message .btn-primary"))
    assert text not in page.content()
    expect(page.locator(".tenures")).to_contain_text("dashboard of the bureau")
    found += looked_at(page, f"tokens-one-{language}")
    turn(page, page.locator(".tenures button"))
    assert Token.objects.get().revoked_at and found == []
    assert Client().get("/api/v1/places", headers={"Authorization": f"Bearer {text}"}).status_code == 401


def looked_at(page: Page, name: str) -> list[str]:
    """What axe finds; GUIXIAO_SHOTS=directory keeps the picture."""
    arrived(page)
    assert fits(page), name
    if directory := os.environ.get("GUIXIAO_SHOTS"):
        page.screenshot(path=Path(directory) / f"{name}-{page.viewport_size['width']}.png", full_page=True)
    return list(violations(page))
