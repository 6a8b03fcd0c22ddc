"""The cast of the pages, and a client with the token of one of them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from guixiao.accounts.models import User
from guixiao.api.actions import make_token
from guixiao.api.bearer import PACE
from tests.cast import cast, loaded

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
