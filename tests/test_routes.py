"""A walk over every URL: a new one is covered the day it is added (tests/routes.py)."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import URLPattern, path, reverse

from guixiao.accounts.actions import give_post, open_account
from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.children.models import Child
from guixiao.reviews.actions import decide
from guixiao.reviews.models import Decision, Doubt
from guixiao.reviews.rules import Answer
from tests.cast import Cast
from tests.desk import an_earlier_round
from tests.referrals import a_contact
from tests.routes import (
    OPEN,
    OWN,
    POST_ONLY,
    answers,
    meanings,
    objects,
    of_departments,
    of_the_county,
    officer_of_another_county,
    routes,
    urls,
)


def test_every_route_has_a_name_and_at_most_one_part():
    names = [route.name for route in routes()]
    assert all(names) and all(len(route.pattern.converters) <= 1 for route in routes())
    assert len(names) == len(set(names)), "of two routes with one name only one would be walked"
    assert set(names) >= OPEN | OWN | POST_ONLY, "said of routes that are no more"


def unlisted(cast: Cast, found: Iterable[URLPattern]) -> list[str]:
    """Routes that are not open to all, not one's own, not for a verb, and whose part has no meaning here."""
    listed = {*meanings(cast), *of_the_county(cast), *of_departments(cast)}
    return [route.name for route in found if route.name not in OPEN | OWN
            and not (hasattr(route.callback, "needs") and not route.pattern.converters)
            and not {(route.name, part) for part in route.pattern.converters} & listed]  # fmt: skip


def test_every_route_is_guarded_in_one_of_the_ways_this_walk_knows(loaded: Cast):
    assert not unlisted(loaded, routes()), "use accounts.guard.needs, or say in this file what they are"


def test_a_new_route_that_nobody_listed_is_noticed(loaded: Cast):
    def view(request: object) -> None: ...

    new = [path("a/", view, name="bare"), path("b/<uuid:child>/", view, name="of_a_child"),
           path("c/<uuid:child>/", needs("reveal")(view), name="for_a_verb"),
           path("d/<int:box>/", view, name="of_a_box")]  # fmt: skip
    assert unlisted(loaded, [*routes(), *new]) == ["bare", "of_a_child", "for_a_verb", "of_a_box"]


def test_who_has_no_post_finds_nothing_at_all(loaded: Cast, client: Client):
    """An account whose only post ended yesterday."""
    user = open_account(username="gone", name="离任", password="x")
    give_post(user, "county_officer", at=loaded.county, since=date(2020, 1, 1), until=date(2020, 12, 31))
    client.force_login(user)
    for name, url in urls(loaded):
        if name not in OPEN | OWN:
            assert set(answers(client, name, url)) == {404}, url


def test_keys_that_do_not_stand_in_the_path_are_checked_as_well(loaded: Cast, client: Client):
    """A decision to take back, an earlier round, a round to compare with: of another place or county they do not exist."""
    doubt = Doubt.objects.filter(town__code="522633106").first()
    decision = decide(loaded.li, doubt, Answer("different"))
    before = an_earlier_round(loaded).pk
    client.force_login(loaded.wang)
    assert client.post("/review/undo/", {"decision": decision.pk}).status_code == 404
    assert Decision.objects.get(pk=decision.pk).undone_at is None
    client.force_login(officer_of_another_county())
    for url in ("/coverage/522632/", "/coverage/522632/children/", "/coverage/522632/print/", "/coverage/522632/changes/",
                "/coverage/522632/children/export/", "/coverage/522632/changes/export/", "/method/"):  # fmt: skip
        for word in ("round", "since"):
            answer = client.get(f"{url}?{word}={before}")
            assert answer.status_code == 404 or "吴阿妹" not in answer.content.decode(), url
    assert "吴阿妹" not in client.get(f"/audit/?child={doubt.coverage.child_id}").content.decode()


@pytest.mark.once("whoever is not signed in is led away before any query")
def test_a_stranger_is_led_to_the_login_from_every_page(loaded: Cast, client: Client):
    for name, url in urls(loaded):
        for answer in [client.post(url)] if name in POST_ONLY else [client.get(url), client.post(url)]:
            if name in OPEN:
                assert answer.status_code in (200, 302, 405) and "/login/" not in answer.headers.get("Location", ""), name
            else:
                assert answer.status_code == 302 and answer.url.startswith("/login/"), name


def test_the_outsider_finds_no_object_of_another_township(loaded: Cast, client: Client):
    client.force_login(loaded.wang)
    for name, url in objects(loaded):
        assert set(answers(client, name, url)) == {404}, url


def test_the_outsider_gets_no_part_of_a_list(loaded: Cast, client: Client):
    client.force_login(loaded.wang)
    for name, target in (("children", "list"), ("changes", "changes-list")):
        headers = {"HX-Request": "true", "HX-Target": target}
        for place in meanings(loaded)[name, "place"]:
            url = reverse(name, kwargs={"place": place})
            assert client.get(url, headers=headers).status_code == client.post(url, headers=headers).status_code == 404, url


def test_nobody_but_the_countys_officer_manages_the_county(loaded: Cast, client: Client):
    for user in (loaded.shi, loaded.wu, loaded.yang, loaded.wang, officer_of_another_county()):
        client.force_login(user)
        for name, url in objects(loaded, of_the_county(loaded)):
            assert set(answers(client, name, url)) == {404}, (user, url)


def test_a_department_finds_nothing_but_what_it_is_asked(loaded: Cast, client: Client):
    """No child, no place, no list, no number: only the questions to it, and of those only the fields asked."""
    every = list(urls(loaded))
    client.force_login(User.objects.get(username="jing"))
    for name, url in every:
        if name in ("asked", "asked_of_us"):
            assert client.get(url).status_code == 200
        elif name not in OPEN | OWN:
            assert set(answers(client, name, url)) == {404}, url
    for name in OWN - POST_ONLY:
        page = client.get(reverse(name), follow=True).content.decode()
        assert "吴阿妹" not in page and "/coverage/" not in page, name
    assert "吴阿妹" not in client.post(reverse("find"), {"q": "吴阿妹"}, follow=True).content.decode()


def test_another_department_or_county_does_not_find_what_a_department_is_asked(loaded: Cast, client: Client):
    asked = of_departments(loaded)["asked", "asked"]
    for user in (a_contact(loaded, "health", "wei"), loaded.li, loaded.shi, loaded.wu, loaded.yang, officer_of_another_county()):
        client.force_login(user)
        for url in (reverse("asked", kwargs={"asked": asked[0]}), reverse("asked_of_us")):
            status = {client.get(url).status_code, client.post(url).status_code}
            assert status == {404} or (user.username == "wei" and url.endswith("/asked/")), (user, url)
        assert "吴阿妹" not in client.get(reverse("asked_of_us")).content.decode()


@pytest.mark.once("the verb is asked of the post, before any query")
def test_whoever_lacks_the_verb_of_a_page_does_not_find_it(loaded: Cast, client: Client):
    for user, name, url, may in with_a_verb(loaded, client):
        assert may or set(answers(client, name, url)) == {404}, (user, name)


def test_whoever_has_the_verb_of_a_page_finds_it(loaded: Cast, client: Client):
    parts = {route.name for route in routes() if route.pattern.converters}
    for user, name, url, may in with_a_verb(loaded, client):
        assert not may or name in POST_ONLY | parts or client.get(url).status_code == 200, (user, name)


def with_a_verb(cast: Cast, client: Client) -> Iterator[tuple[User, str, str, bool]]:
    """Each page with a verb, as each of the four: may they?"""
    values = dict(urls(cast))
    for user in (cast.li, cast.shi, cast.wu, cast.yang):
        client.force_login(user)
        for route in routes():
            if verb := getattr(route.callback, "needs", ""):
                yield user, route.name, values[route.name], user.may(verb)


def test_those_whose_place_it_is_find_it(loaded: Cast, client: Client):
    client.force_login(loaded.shi)
    for name, url in objects(loaded):
        if name not in POST_ONLY:
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
    differs = ("csrfmiddlewaretoken", 'name="next"', 'class="say"')
    return "\n".join(line for line in html.splitlines() if not any(part in line for part in differs))


def test_only_reading_is_answered_to_reading(loaded: Cast, client: Client):
    client.force_login(loaded.li)
    for name, url in urls(loaded):
        if name in POST_ONLY:
            assert client.get(url).status_code in (302, 405) or name == "glass_end", name
    assert client.get("/looks/emergency/end/").status_code == 404, "the county's office has no emergency look to end"


@pytest.mark.parametrize("url", ["/", "/login/", "/nowhere", "/healthz"])
def test_every_answer_forbids_foreign_and_inline_scripts(cast: Cast, client: Client, url):
    client.force_login(cast.li)
    policy = client.get(url).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy


def test_no_page_has_an_inline_script_or_style(loaded: Cast, client: Client):
    client.force_login(loaded.li)
    for name, url in urls(loaded):
        if name not in POST_ONLY:
            answer = client.get(url)
            html = "" if answer.streaming else answer.content.decode()  # a file, not a page
            assert "<style" not in html and " style=" not in html and " onclick=" not in html and "<script>" not in html, url


def test_a_machine_may_ask_how_we_are(db: None, client: Client):
    assert client.get("/healthz").content == b"ok"
    assert client.get("/readyz").json() == {"ready": True, "database": "ok", "missing_migrations": [], "missing_keys": []}
