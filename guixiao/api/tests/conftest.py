"""The cast of the pages, and a client with the token of one of them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.api.actions import make_token
from guixiao.api.bearer import PACE
from guixiao.cases.models import Case
from guixiao.cases.rectification.actions import Said, act
from guixiao.cases.rectification.rules import MEND
from tests.bodies import a_body, a_joint_action, a_study
from tests.cast import Cast, cast, loaded
from tests.closures import closed
from tests.inspections import an_item
from tests.orders import an_order
from tests.starts import start

__all__ = ["cast", "loaded"]


def token_of(user: User, purpose: str = "数据看板") -> str:
    return make_token(user, user.posts.get(), purpose=purpose, days=30)[1]


class Machine:
    """A program with one token."""

    def __init__(self, text: str) -> None:
        self.text, self.client = text, Client()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        headers = {"Authorization": f"Bearer {self.text}"} | headers
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.generic(method, f"/api/v1{path}", headers=headers, **sent)

    def get(self, path: str, status: int = 200) -> Any:
        return self._told(self.ask("GET", path), status)

    def post(self, path: str, body: Any, status: int = 201) -> Any:
        return self._told(self.ask("POST", path, body), status)

    def _told(self, answer: Any, status: int) -> Any:
        told = answer.json()
        assert answer.status_code == status, told
        return told


@start
def busy(loaded: Cast) -> Cast:
    """Something of each that is watched over, at 停洞."""
    an_order(loaded)
    act(loaded.wu, an_item(loaded), MEND, Said("改了", timezone.localdate()))
    known = ("round", "county", "town", "village")
    closed(loaded, Case.objects.filter(village__code="522633106201").select_related(*known).order_by("-name_key")[0])
    a_body(loaded)
    a_joint_action(loaded)
    a_study(loaded)
    return loaded


@pytest.fixture(autouse=True)
def unhurried() -> None:
    """Each test has a minute of its own."""
    PACE.minute = -1


@pytest.fixture
def machine(loaded: Any) -> Callable[[User], Machine]:
    return lambda user: Machine(token_of(user))


@pytest.fixture
def machine_of(cast: Any) -> Callable[[User], Machine]:
    """The same, before the first round."""
    return lambda user: Machine(token_of(user))
