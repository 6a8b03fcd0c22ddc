"""`guixiao serve`: the pages, by gunicorn with threads."""

import argparse
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

AGAIN = 1.0  # seconds before a worker that died is started again


def run(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guixiao.config.settings")
    os.environ["GUIXIAO_STATIC_COLLECTED"] = "1"
    import django

    django.setup()
    if reason := missing() or lost_keys():
        print(reason, file=sys.stderr)
        return 2
    _collect()
    print(f"归校 Guixiao: http://{options.host}:{options.port}  (Ctrl+C to stop)", flush=True)
    with nullcontext() if options.no_worker else _worker_beside():
        _serve(options)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="guixiao serve", description="Serve the pages of the database in DATABASE_URL.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    parser.add_argument("--workers", type=int, default=2, help="processes (2)")
    parser.add_argument("--threads", type=int, default=4, help="threads of each process (4)")
    parser.add_argument("--no-worker", action="store_true", help="no worker beside it: guixiao work runs elsewhere")
    return parser


def missing() -> str:
    """Why the database cannot be used yet; nothing where it can."""
    from django.db import DatabaseError

    from guixiao.config.health import missing_migrations

    try:
        missing = missing_migrations()
    except DatabaseError as error:
        return f"The database is not ready ({str(error).strip()}). Run: guixiao migrate"
    return f"The database is not ready ({len(missing)} migrations are missing). Run: guixiao migrate" if missing else ""


def lost_keys() -> str:
    """Which keys are needed here and not given; nothing where all are."""
    from django.core.exceptions import ImproperlyConfigured

    from guixiao.vault.actions import missing_keys
    from guixiao.vault.keys import origin

    try:
        gone = ", ".join(missing_keys())
    except ImproperlyConfigured as error:
        return str(error)
    return f"The key {gone} is missing from {origin()}. Put the right key file at GUIXIAO_KEY_FILE" if gone else ""


def _collect() -> None:
    """Hashed and compressed copies of the static files, in the data directory."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def _worker_beside() -> Iterator[None]:
    """A worker of our own, started again when it dies; it ends with us, however we end (`--beside`)."""
    us = os.getpid()
    command = [sys.executable, "-m", "guixiao.cli", "work", "--beside", str(us)]
    running, ended = [subprocess.Popen(command)], threading.Event()

    def keep() -> None:
        while running[0].wait() is not None and not ended.wait(AGAIN):
            running[0] = subprocess.Popen(command)

    threading.Thread(target=keep, daemon=True).start()
    try:
        yield
    finally:
        if os.getpid() == us:  # gunicorn's forked processes leave through here too
            ended.set()
            running[0].terminate()
            with suppress(subprocess.TimeoutExpired):
                running[0].wait(10)


def _serve(options: argparse.Namespace) -> None:
    from gunicorn.app.base import BaseApplication

    from guixiao.rosters.worker.forking import leave_no_connection

    leave_no_connection()
    settings = {"bind": f"{options.host}:{options.port}", "workers": options.workers, "threads": options.threads,
                "worker_class": "guixiao.cli.server_log.MaskedWorker", "loglevel": "warning",
                "timeout": 60, "control_socket_disable": True, "logger_class": "guixiao.cli.server_log.MaskedLogger"}  # fmt: skip

    class Server(BaseApplication):
        def load_config(self) -> None:
            for name, value in settings.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            from guixiao.config.wsgi import application

            return application

    Server().run()
