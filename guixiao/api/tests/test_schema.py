"""Whatever the OpenAPI allows, and what it does not, is asked; every answer is one that it describes."""

import json
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from ninja.responses import NinjaJSONEncoder
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import positive_data_acceptance

from guixiao.api import bearer
from guixiao.api.v1 import api
from guixiao.cases.models import Case
from guixiao.cases.orders.models import Order
from tests.cast import Cast

from .conftest import token_of

EXAMPLES = 10  # of each operation, after the edges of each parameter
QUIET = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)


def described() -> schemathesis.BaseSchema:
    told = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), cls=NinjaJSONEncoder))
    schema = schemathesis.openapi.from_dict(told)
    schema.app = WSGIHandler()
    schema.config.generation.update(deterministic=True)
    return schema


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The application under test keeps the connection of the test, as with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def headers(busy: Cast, one_connection: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(bearer.PACE, "most", 10**9)
    return {"Authorization": f"Bearer {token_of(busy.li)}"}


@described().parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=QUIET)
def test_every_answer_is_one_that_the_openapi_describes(case: schemathesis.Case, headers: dict[str, str]) -> None:
    if case.meta and case.meta.generation.mode == GenerationMode.POSITIVE:
        found = {"place": "522633", "case": str(Case.objects.order_by("pk").first().pk), "order": str(Order.objects.get().pk)}
        case.path_parameters |= {name: value for name, value in found.items() if name in (case.path_parameters or {})}
    # A refusal of the rules is no fault of the request's shape, so that what may be sent may still be refused.
    excluded = [positive_data_acceptance] if case.operation.method == "post" else []
    # Where it is the token that the request leaves out, it is not put back.
    header = case.meta.components.get(ParameterLocation.HEADER) if case.meta else None
    without = header is not None and header.mode == GenerationMode.NEGATIVE
    case.call_and_validate(headers={} if without else headers, excluded_checks=excluded)
