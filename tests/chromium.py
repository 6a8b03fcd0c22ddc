"""A real Chromium for the stories told in one: a process for each worker of the suite, a context for each test."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from guixiao.accounts.models import User

# The shell is Debian's build of the same Chromium without a window that nobody sees: half the processor's time.
PROGRAMS = ("chromium-headless-shell", "chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
SIZES = {"desk": {"width": 1280, "height": 800}, "hand": {"width": 390, "height": 844}}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Playwright runs an event loop in this thread; Django would refuse the database beside it."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert program, "scripts/system-packages.sh test installs Chromium"
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


def open_context(browser: Browser, url: str, size: str = "desk", **options: Any) -> BrowserContext:
    """A person's browser of its own at the server of `url`; nothing moves, so what is pressed stands still."""
    return browser.new_context(viewport=SIZES[size], base_url=url, reduced_motion="reduce", **options)


def arrived(page: Page) -> None:
    """Whatever is measured or counted is there: a page just asked for may have begun without a root element yet.

    Not by `wait_for_function`: where it has to ask twice it evaluates a text in the page, which our pages forbid."""
    page.wait_for_load_state("load")
    expect(page.locator("body")).to_be_attached()


def turn(page: Page, pressed: Locator) -> None:
    """Press what loads a page and be there: whoever asks for another page, or counts rows, while the first is still on its way
    finds the page before, or a page that goes away under the question."""
    with page.expect_navigation():
        pressed.click()
    arrived(page)


def press(page: Page, key: str) -> None:
    """A key of the review: reviews.js takes a press sooner than 350 ms after its page began for the end of the one before."""
    arrived(page)
    page.evaluate("wait => new Promise(done => setTimeout(done, wait))", 360)
    page.keyboard.press(key)


def enter(page: Page, username: str) -> None:
    """The session that the form would open, on no page yet: the form itself is proved by the stories that `sign_in`."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "domain": "localhost", "path": "/", "httpOnly": True}])
