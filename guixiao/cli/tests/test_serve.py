"""`guixiao serve` before it forks its web processes."""

import signal
import subprocess
import time
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


def test_a_worker_that_is_killed_is_started_again_and_ends_with_the_server(monkeypatch: pytest.MonkeyPatch):
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def asleep(command: list[str]) -> subprocess.Popen[bytes]:
        assert command[-3:-1] == ["work", "--beside"]
        started.append(start(["sleep", "60"]))
        return started[-1]

    monkeypatch.setattr(serve.subprocess, "Popen", asleep)
    monkeypatch.setattr(serve, "AGAIN", 0.0)
    with serve._worker_beside():
        started[0].send_signal(signal.SIGKILL)
        deadline = time.monotonic() + 30
        while len(started) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
    assert [process.poll() for process in started] == [-signal.SIGKILL, -signal.SIGTERM]
