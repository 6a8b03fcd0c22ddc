"""A walk over every URL: a new one is covered the day it is added; one with a new part fails until its meaning is said here."""

import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from guixiao.children.models import Child
from tests.cast import Cast
from tests.desk import a_checked_file

OPEN = {"login", "set_language", "healthz", "readyz"}  # no sign-in needed
POST_ONLY = {
    "logout", "set_language", "roster_upload", "import_confirm", "import_discard", "import_take_back", "import_again",
    "carry_over", "file_slot", "file_remove", "file_original",
}  # fmt: skip
# Only the county may; for everyone else they do not exist.
COUNTY = {"rosters", "roster_upload", "import", "import_confirm", "import_discard", "import_take_back", "import_again",
          "carry_over", "file_slot", "file_remove", "file_original"}  # fmt: skip


def routes(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield pattern


def meanings(cast: Cast) -> dict[tuple[str, str], list[object]]:
    """(route, part) -> values that 石所长 of 停洞 may open and 王所长 of 西山 may not. Add the part of a new route here."""
    place = ["522633106", "522633106201", "522633106-unknown", f"school-{cast.school.pk}"]
    child = [Child.objects.filter(town__code="522633106").first().pk]
    found = {("coverage", "place"): place, ("children", "place"): place, ("child", "child"): child}
    return found | desk_meanings(cast)


def desk_meanings(cast: Cast) -> dict[tuple[str, str], list[object]]:
    """The parts of the rosters' desk: what only the county may open."""
    item = a_checked_file(cast)
    parts = {"version": item.version_id, "file": item.pk}
    names = {(route.name, part) for route in routes() if route.name in COUNTY for part in route.pattern.converters}
    return {(name, part): [parts[part]] for name, part in names}


def urls(cast: Cast) -> Iterator[tuple[str, str]]:
    known = meanings(cast)
    for route in routes():
        parts = list(route.pattern.converters)
        if not parts:
            yield route.name, reverse(route.name)
        for part in parts:
            assert (route.name, part) in known, (
                f"say in meanings() what <{part}> of {route.name} is, so that its scope is checked"
            )
            for value in known[route.name, part]:
                yield route.name, reverse(route.name, kwargs={part: value})


def objects(cast: Cast) -> list[str]:
    with_parts = {name for name, _ in meanings(cast)}
    return [url for name, url in urls(cast) if name in with_parts]


def test_every_route_has_a_name_and_at_most_one_part():
    assert all(route.name and len(route.pattern.converters) <= 1 for route in routes())


def test_a_stranger_is_led_to_the_login_from_every_page(loaded: Cast, client: Client):
    for name, url in urls(loaded):
        answer = client.post(url) if name in POST_ONLY else client.get(url)
        if name in OPEN:
            assert answer.status_code in (200, 302) and "/login/" not in answer.headers.get("Location", ""), name
        else:
            assert answer.status_code == 302 and answer.url.startswith("/login/"), name


def test_the_outsider_finds_no_object_of_another_township(loaded: Cast, client: Client):
    client.force_login(loaded.wang)
    for url in objects(loaded):
        for headers in ({}, {"HX-Request": "true"}):
            assert client.get(url, headers=headers).status_code == client.post(url, headers=headers).status_code == 404, url


@pytest.mark.parametrize("who", ["shi", "wu", "yang"])
def test_what_is_the_county_s_does_not_exist_for_the_posts_below(loaded: Cast, client: Client, who):
    client.force_login(getattr(loaded, who))
    for name, url in urls(loaded):
        if name in COUNTY:
            assert client.get(url).status_code == client.post(url).status_code == 404, url


def test_those_whose_place_it_is_find_it(loaded: Cast, client: Client):
    for name, url in urls(loaded):
        client.force_login(loaded.li if name in COUNTY else loaded.shi)
        if name in {name for name, _ in meanings(loaded)} - POST_ONLY:
            assert client.get(url).status_code == 200, url


def test_what_does_not_exist_looks_like_what_one_may_not_see(loaded: Cast, client: Client):
    client.force_login(loaded.wang)
    forbidden, missing = (
        client.get(f"/children/{pk}/").content.decode()
        for pk in (Child.objects.filter(town__code="522633106").first().pk, uuid.uuid4())
    )
    assert _same(forbidden) == _same(missing)


def _same(html: str) -> str:
    """Less what differs from request to request."""
    return "\n".join(line for line in html.splitlines() if "csrfmiddlewaretoken" not in line and 'name="next"' not in line)


def test_only_reading_is_answered_to_reading(loaded: Cast, client: Client):
    client.force_login(loaded.li)
    for name, url in urls(loaded):
        if name in POST_ONLY:
            assert client.get(url).status_code in (302, 405), name


@pytest.mark.parametrize("url", ["/", "/login/", "/nowhere", "/healthz"])
def test_every_answer_forbids_foreign_and_inline_scripts(cast: Cast, client: Client, url):
    client.force_login(cast.li)
    policy = client.get(url).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy


def test_no_page_has_an_inline_script_or_style(loaded: Cast, client: Client):
    client.force_login(loaded.li)
    for name, url in urls(loaded):
        if name not in POST_ONLY:
            html = client.get(url).content.decode()
            assert "<style" not in html and " style=" not in html and " onclick=" not in html and "<script>" not in html, url


def test_a_machine_may_ask_how_we_are(db: None, client: Client):
    assert client.get("/healthz").content == b"ok"
    assert client.get("/readyz").json() == {"ready": True, "database": "ok", "missing_migrations": []}
