"""`guixiao serve` before it forks its web processes."""

from typing import Any

import pytest
from gunicorn.app.base import BaseApplication

from guixiao.cli import serve
from guixiao.rosters.worker import forking


class Connection:
    """Stands in for PostgreSQL's: a connection, and the pool that it came from."""

    def __init__(self, told: list[str]) -> None:
        self.told = told

    def close(self) -> None:
        self.told.append("closed")

    def close_pool(self) -> None:
        self.told.append("pool closed")


class Connections:
    def __init__(self, told: list[str]) -> None:
        self.told = told

    def all(self, initialized_only: bool = False) -> list[Connection]:
        return [Connection(self.told)]


def test_no_web_process_inherits_a_connection_or_a_pool(monkeypatch: pytest.MonkeyPatch):
    told: list[str] = []
    monkeypatch.setattr(forking, "connections", Connections(told))

    def forked(self: Any) -> None:
        told.append("forked")

    monkeypatch.setattr(BaseApplication, "run", forked)
    options = serve._parser().parse_args(["--port", "8999"])
    serve._serve(options)
    assert told == ["closed", "pool closed", "forked"]
