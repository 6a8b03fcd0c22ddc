"""A number typed into any address comes back on no page, in no link, no redirect and no header."""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote, unquote

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.routes import urls

TYPED = {
    "522633201509018888": [
        "522633201509018888",
        "５２２６３３２０１５０９０１８８８８",
        "522633 20150901 8888",
        "x522633-20150901-8888",
    ],
    "52263320150901888X": ["52263320150901888X", "52263320150901888x"],
    "13985508888": ["13985508888", "+8613985508888", "139-8550-8888", "139 8550 8888"],
}
CASES = [(number, text) for number, texts in TYPED.items() for text in texts]
NAMES = ("q", "next", "place", "by", "sort", "round", "since", "kind", "who", "page", "number", "home", "state", "anything")


def echoed(answer: HttpResponseBase, number: str) -> bool:
    """Does the number stand in it, however it is escaped, spaced or written?"""
    text = f"{answer.headers}\n{answer.getvalue().decode(errors='replace')}"
    for _ in range(4):
        text = unescape(unquote(text))
    return number in re.sub(r"[\s+-]", "", unicodedata.normalize("NFKC", text)).upper()


def wrong_addresses(text: str) -> Iterator[str]:
    """Where a number may be typed by mistake: in a path that exists nowhere, in place of a part, behind any page."""
    for kept in (quote(text), quote(quote(text)), quote(text, safe="+- ").replace(" ", "+")):
        yield from (f"/{kept}", f"/{kept}/", f"/coverage/{kept}/", f"/coverage/{kept}", f"/children/{kept}/", f"/people/{kept}/")
        yield from (
            f"/rosters/{kept}/",
            f"/review/{kept}/",
            f"/static/{kept}.css",
            f"/nowhere/?{kept}",
            f"/coverage/522633?q={kept}",
        )
        yield f"/login/?next=/coverage/522633/children/%3Fq%3D{kept}"


@pytest.mark.once("addresses, headers and words of pages, none of a query")
@pytest.mark.parametrize(("number", "text"), CASES)
@pytest.mark.parametrize("username", ["", "li"])
def test_a_number_in_a_wrong_address_is_not_echoed(loaded: Cast, client: Client, username, number, text):
    if username:
        client.force_login(getattr(loaded, username))
    for url in wrong_addresses(text):
        for ask in (client.get, client.post):
            for headers in (
                {},
                {"HX-Request": "true", "HX-Current-URL": f"http://testserver{url}", "Referer": f"http://testserver{url}"},
            ):
                answer = ask(url, headers=headers)
                assert not echoed(answer, number), (url, answer.status_code)


@pytest.mark.once("addresses, headers and words of pages, none of a query")
@pytest.mark.parametrize("username", ["", "li"])
def test_no_page_carries_on_a_number_from_its_query(loaded: Cast, client: Client, username):
    """Filters, pager, sort, log, language form, print, next: every page there is, with the number as every word."""
    if username:
        client.force_login(getattr(loaded, username))
    for _, url in urls(loaded):
        for number, texts in TYPED.items():
            for text in texts[:2]:
                asked = "&".join(f"{name}={quote(text)}" for name in NAMES)
                for ask in (client.get, client.post):
                    answer = ask(f"{url}?{asked}")
                    assert not echoed(answer, number), (url, answer.status_code)


def test_no_redirect_repeats_a_number_that_a_form_or_the_referer_gave(loaded: Cast, client: Client):
    client.force_login(loaded.li)
    number = "522633201509018888"
    back = f"/coverage/522633/children/?q={number}&sort=age"
    told = {"next": back, "language": "en", "column": "age", "username": "li", "password": "a-long-test-password"}
    for name in ("set_language", "columns", "login"):
        answer = client.post(reverse(name), told)
        assert answer.status_code == 302 and not echoed(answer, number), name
    assert client.post(reverse("set_language"), told).url == "/coverage/522633/children/?q=*&sort=age"
    answer = client.post(reverse("set_language"), {"language": "en"}, headers={"Referer": f"http://testserver{back}"})
    assert answer.status_code == 302 and not echoed(answer, number)


def test_a_number_typed_into_the_address_of_a_list_still_finds_its_child_without_staying_there(loaded: Cast, client: Client):
    client.force_login(loaded.li)
    number = "522633201509010001"
    answer = client.get(f"/coverage/522633/children/?q={number}&sort=age")
    assert answer.status_code == 302 and not echoed(answer, number) and re.search(r"number=[0-9a-f]{32}", answer.url)
    assert "吴阿妹1<" in client.get(answer.url).content.decode()


def test_over_https_the_first_redirect_is_clean_too(cast: Cast, client: Client, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get("/coverage/522633201509018888/?q=13985508888")
    assert answer.status_code == 301 and answer.url == "https://testserver/coverage/*/?q=*"
