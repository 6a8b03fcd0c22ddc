"""A walk over every operation of the API with tokens: whoever may not see a thing is told that there is none."""

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from guixiao.accounts.models import User
from guixiao.api.actions import make_token
from guixiao.api.bearer import PACE
from guixiao.api.v1 import api
from guixiao.cases.models import Case
from guixiao.cases.orders.models import Order
from tests.cast import Cast
from tests.orders import an_order
from tests.routes import MACHINES, officer_of_another_county, routes

# What is asked for without a token.
OPEN = {"openapi-json", "api-root"}
OF_PLACES = ("cases", "rectification", "closures", "bodies")
VISIT = {"verb": "visit", "version": 1}


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PACE, "most", 10**9)


def operations() -> Iterator[tuple[str, str]]:
    """Method and path of every operation that the OpenAPI tells of."""
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        yield from ((method.upper(), path) for method in methods)


def of_tingdong(cast: Cast) -> dict[str, list[str]]:
    """Part -> values that 石所长 of 停洞 may open and 王所长 of 西山 may not. Add the part of a new operation here."""
    return {
        "place": ["522633106", "522633106201", "522633106-unknown", f"school-{cast.school.pk}"],
        "case": [str(Case.objects.filter(town__code="522633106").first().pk)],
        "order": [str((Order.objects.first() or an_order(cast)).pk)],
    }


def addresses(cast: Cast) -> Iterator[tuple[str, str]]:
    known = of_tingdong(cast)
    for method, path in operations():
        part = path.partition("{")[2].partition("}")[0]
        for value in known[part] if part else []:
            yield method, path.replace(f"{{{part}}}", value)
    yield from (("GET", f"/api/v1/{name}?place={place}") for place in known["place"][:2] for name in OF_PLACES)


def ask(text: str, method: str, url: str) -> Any:
    sent = {"data": json.dumps(VISIT), "content_type": "application/json"} if method == "POST" else {}
    return Client().generic(method, url, headers={"Authorization": f"Bearer {text}"} if text else {}, **sent)


def token_of(user: User) -> str:
    return make_token(user, user.posts.get(), purpose="dashboard", days=30)[1]


def machine_routes() -> list[Any]:
    [found] = [resolver for resolver in _resolvers(get_resolver().url_patterns) if resolver.namespace == MACHINES]
    return list(found.url_patterns)


def _resolvers(patterns: list[Any]) -> Iterator[Any]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield pattern
            yield from _resolvers(pattern.url_patterns)


def test_the_openapi_tells_of_every_route_each_with_one_part_at_most():
    found = machine_routes()
    names = [route.name for route in found]
    assert len(set(names)) == len(names) and not set(names) & {route.name for route in routes()}
    assert all(len(route.pattern.converters) <= 1 for route in found)
    told = {path for _, path in operations()}
    assert len(told) == len({str(route.pattern) for route in found if route.name not in OPEN})


def test_the_outsider_finds_none_of_it(loaded: Cast):
    for user in (loaded.wang, officer_of_another_county()):
        text = token_of(user)
        for method, url in addresses(loaded):
            answer = ask(text, method, url)
            assert answer.status_code == 404 and answer.json()["code"] == "not_found", (user, method, url)


def test_those_whose_place_it_is_find_it(loaded: Cast):
    text = token_of(loaded.shi)
    for method, url in addresses(loaded):
        assert ask(text, method, url).status_code == (200 if method == "GET" else 422), (method, url)


def test_what_does_not_exist_looks_like_what_one_may_not_see(loaded: Cast):
    text, case = token_of(loaded.wang), of_tingdong(loaded)["case"][0]
    assert ask(text, "GET", f"/api/v1/cases/{case}").content == ask(text, "GET", f"/api/v1/cases/{uuid.uuid4()}").content


def test_whose_post_lacks_the_verb_of_a_page_finds_nothing_by_the_api_either(loaded: Cast, monkeypatch: pytest.MonkeyPatch):
    text = token_of(loaded.shi)
    monkeypatch.setattr("guixiao.accounts.models.allows", lambda role, verb, secured: False)
    for method, path in operations():
        if not path.endswith("places") and "{place}" not in path:
            known = of_tingdong(loaded)
            url = path.replace("{case}", known["case"][0]).replace("{order}", known["order"][0])
            assert ask(text, method, url).status_code == 404, path


def test_without_a_token_nobody_is_let_in_and_a_session_is_none(loaded: Cast, client: Client):
    client.force_login(loaded.shi)
    for method, url in [*addresses(loaded), ("GET", "/api/v1/places"), ("GET", "/api/v1/tasks")]:
        for answer in (ask("", method, url), ask("guixiao_" + "a" * 43, method, url), client.generic(method, url)):
            assert answer.status_code == 401 and answer.json()["code"] == "no_token", url
            assert answer.headers["WWW-Authenticate"].startswith("Bearer"), url
            assert not answer.cookies


def test_every_error_has_the_one_shape(loaded: Cast):
    text = token_of(loaded.shi)
    case = of_tingdong(loaded)["case"][0]
    told = {
        404: ("GET", "/api/v1/nowhere"),
        405: ("DELETE", f"/api/v1/cases/{case}"),
        422: ("GET", "/api/v1/cases?limit=1000"),
        401: ("GET", "/api/v1/places?" + "x" * 10),
    }
    for status, (method, url) in told.items():
        answer = ask("" if status == 401 else text, method, url)
        problem = answer.json()
        assert answer.status_code == problem["status"] == status, url
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert problem["type"] == f"urn:guixiao:problem:{problem['code']}" and problem["title"]
        assert problem["detail"] != problem["detail_en"] and not re.search("[\u4e00-\u9fff]", problem["detail_en"])
    assert ask(text, "DELETE", f"/api/v1/cases/{case}").headers["Allow"] == "GET"


def test_a_number_in_an_address_is_not_echoed(loaded: Cast):
    text, number = token_of(loaded.li), "522633201509018888"
    for url in (f"/api/v1/{number}", f"/api/v1/coverage/{number}", f"/api/v1/cases?after={number}", f"/api/v1/cases?q={number}"):
        answer = ask(text, "GET", url)
        assert number not in f"{answer.headers}{answer.content.decode()}", url


def test_the_description_is_open_to_all_and_holds_no_data(client: Client, loaded: Cast):
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200 and answer.json()["openapi"] == "3.1.0"
    assert "吴阿妹" not in answer.content.decode()
    assert all({"401", "404", "405", "422", "429"} <= set(operation["responses"])
               for methods in answer.json()["paths"].values() for operation in methods.values())  # fmt: skip
