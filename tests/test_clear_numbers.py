"""Known numbers go in by rosters and by a round, and are looked for everywhere: pages, addresses, errors, logs, files."""

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import psycopg
import pytest
from django.conf import settings

from tests.cast import PASSWORD, plain_rows
from tests.desk import enrolments, households, number_of

pytestmark = pytest.mark.db
ROWS = [row for row in plain_rows() if len(row["id_number"]) == 18]
NUMBERS = {row["id_number"] for row in ROWS} | {number_of(n) for n in range(len(households()))} | {"522633201509019999"}
PHONES = {row["phone"] for row in ROWS}
PAGES = 80  # of each user
TYPED, TYPED_PHONE = "522633201509019999", "13885501234"  # what somebody types where it does not belong
SETUP = """
import django; django.setup()
from tests.cast import make_cast
from tests.desk import checked
cast = make_cast()
cast.load()
print(checked(cast).pk, cast.li.pk)
"""
SESSIONS = """
import django; django.setup()
from guixiao.accounts.sessions.models import Session
print([session.get_decoded() for session in Session.objects.all()])
"""


class OnSqlite:
    """The database of the site: its URL, its files, and a table that is away for a moment."""

    def __init__(self, directory: Path):
        self.path = directory / "guixiao.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def run(self, statement: str) -> list[tuple[object, ...]]:
        with contextlib.closing(sqlite3.connect(self.path, timeout=20)) as database, database:
            return database.execute(statement).fetchall()

    def tables(self) -> list[str]:
        return [name for (name,) in self.run("SELECT name FROM sqlite_master WHERE type = 'table'")]

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.path.parent.glob(f"{self.path.name}*")}

    def remove(self) -> None:
        """It goes with its directory."""


class OnPostgres:
    def __init__(self, server: str):
        self.server, self.name = server, f"clear_{os.getpid()}"
        self.url = re.sub(r"(@[^/]*/)\w+", rf"\g<1>{self.name}", server)
        self._of_the_server(f"CREATE DATABASE {self.name}")

    def _of_the_server(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.server, autocommit=True) as server:
            cursor = server.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def run(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url) as database:
            cursor = database.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def tables(self) -> list[str]:
        return [name for (name,) in self.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]

    def files(self) -> dict[str, bytes]:
        """The database's own files, where we may read them. The journal is the whole cluster's: other tests write there too."""
        self._of_the_server("CHECKPOINT")
        [(root,)] = self._of_the_server("SHOW data_directory")
        [(number,)] = self._of_the_server(f"SELECT oid FROM pg_database WHERE datname = '{self.name}'")
        return {path.name: path.read_bytes() for path in Path(root).glob(f"base/{number}/*") if path.is_file()}

    def remove(self) -> None:
        self._of_the_server(f"DROP DATABASE {self.name} WITH (FORCE)")


class Site:
    """A served system with its own data directory, and everything it ever answered."""

    def __init__(self, directory: Path, port: int):
        self.directory, self.port, self.address, self.version = directory, port, f"http://127.0.0.1:{port}", ""
        self.log, self.temporary = directory.with_name("server.log"), directory.with_name("tmp")
        self.said: list[tuple[str, str]] = []
        self.environment: dict[str, str] = {}
        self.database: OnSqlite | OnPostgres
        self.opener = build_opener()

    def told(self, program: str) -> str:
        """What a program of our own prints that sees the same database."""
        command = [sys.executable, "-c", program]
        return subprocess.run(command, env=self.environment, check=True, stdout=subprocess.PIPE, text=True).stdout

    def enter(self, username: str) -> None:
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.post("/login/", username=username, password=PASSWORD)

    def get(self, url: str, **headers: str) -> tuple[int, str]:
        return self._ask(Request(self.address + url, headers=headers))

    def post(self, url: str, token: bool = True, **fields: str) -> tuple[int, str]:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get("/login/" if url == "/login/" else "/me/")[1])
        told = fields | ({"csrfmiddlewaretoken": found[1]} if token and found else {})
        return self._ask(Request(self.address + url, data=urlencode(told).encode()))

    def _ask(self, request: Request) -> tuple[int, str]:
        try:
            answer = self.opener.open(request)
        except HTTPError as error:
            answer = error
        with answer:
            body = answer.read().decode(errors="replace")
        led_to = answer.url if answer.url != request.full_url else ""
        self.said.append((request.full_url, f"{led_to}\n{answer.headers}\n{body}"))
        return answer.status, body

    def raw(self, request: str) -> str:
        """What is said to something that is no request."""
        with socket.create_connection(("127.0.0.1", self.port)) as line:
            line.sendall(request.encode())
            answer = b"".join(iter(lambda: line.recv(4096), b"")).decode()
        self.said.append((request, answer))
        return answer

    def walk(self) -> int:
        """The pages that can be reached by links, those of a kind not seen yet first; how many."""
        waiting, seen, kinds = {"/"}, set(), Counter()
        while waiting and len(seen) < PAGES:
            url = min(waiting, key=lambda link: (kinds[_kind(link)], link))
            waiting.discard(url)
            seen.add(url)
            kinds[_kind(url)] += 1
            _, body = self.get(url)
            links = (urljoin(url, unescape(link)).partition("#")[0] for link in re.findall(r'href="([^"]*)"', body))
            waiting |= {link for link in links if link.startswith("/") and not link.startswith("/static/")} - seen
        return len(seen)


def _kind(url: str) -> str:
    """What two links to the same sort of page have in common: path and names of words, without keys."""
    path, _, query = url.partition("?")
    return re.sub(r"[0-9a-f-]{36}|\d+", "#", path) + "?" + ",".join(sorted(word.partition("=")[0] for word in query.split("&")))


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    directory = tmp_path_factory.mktemp("clear") / "data"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        site = Site(directory, free.getsockname()[1])
    site.temporary.mkdir()
    on_postgres = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    site.database = OnPostgres(os.environ["DATABASE_URL"]) if on_postgres else OnSqlite(directory)
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("GUIXIAO_")}
    site.environment = kept | {"GUIXIAO_DATA_DIR": str(directory), "DJANGO_SETTINGS_MODULE": "guixiao.config.settings",
                               "DATABASE_URL": site.database.url, "TMPDIR": str(site.temporary),
                               "GUIXIAO_SECOND_FACTOR": "none"}  # fmt: skip
    try:
        python = [sys.executable, "-m", "guixiao.cli"]
        subprocess.run([*python, "migrate", "-v", "0"], env=site.environment, check=True)
        site.version = site.told(SETUP).split()[0]
        with site.log.open("wb") as log:
            command = [*python, "serve", "--workers", "1", "--port", str(site.port)]
            server = subprocess.Popen(command, env=site.environment, stdout=log, stderr=log)
            try:
                _wait(site.address)
                yield site
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(30)
    finally:
        site.database.remove()


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            assert urlopen(f"{address}/readyz").status == 200
            return
        except URLError:
            time.sleep(0.2)
    raise AssertionError("the server did not answer within a minute")


def broken(site: Site, table: str) -> tuple[int, str]:
    """The answer of a page whose table is away for the moment."""
    site.database.run(f"ALTER TABLE {table} RENAME TO away")
    answer = site.get(f"/coverage/522633/children/?school={TYPED}&q={TYPED_PHONE}")
    site.database.run(f"ALTER TABLE away RENAME TO {table}")
    return answer


def traces(text: str | bytes) -> set[str]:
    """Which of the known numbers stand in it."""
    plain = text.encode() if isinstance(text, str) else text
    return {number for number in NUMBERS | PHONES if number.encode() in plain}


def test_no_known_number_is_found_anywhere(site: Site):
    walked = {}
    for username in ("li", "shi", "wu", "yang", "wang"):
        site.enter(username)
        walked[username] = site.walk()
    assert walked["li"] == walked["shi"] == PAGES and min(walked.values()) > 20, walked
    site.enter("li")
    assert site.post(f"/rosters/{site.version}/confirm/", as_of="2026-09-01", explanation="先只有两本")[0] == 200
    provoke(site)
    site.enter("li")
    wait_for_import(site)
    site.walk()
    assert len(site.said) > 300
    assert not {url: traces(text) for url, text in site.said if traces(text)}, "numbers on pages, in addresses or in errors"
    a_look_shows_it(site)
    log = site.log.read_text()
    assert all(word in log for word in ("Not Found", "Traceback", "Invalid request")), "the errors that were provoked"
    assert not traces(log), "what web process and worker wrote"
    no_known_number_lies_anywhere(site)


def a_look_shows_it(site: Site) -> None:
    """The one place where a number is shown: to whoever asked for it. So this test would see one elsewhere too."""
    child = re.search(r"/children/[0-9a-f-]{36}/", site.get("/coverage/522633/children/")[1])[0]
    assert traces(site.post(f"{child}number/", what="id_number")[1])


def no_known_number_lies_anywhere(site: Site) -> None:
    """After everything that was done: in tables, in the database's files, rosters, sessions and temporary files."""
    assert "identity" not in site.told(SESSIONS) and not traces(site.told(SESSIONS))
    assert site.told(SESSIONS).count("_auth_user_id") >= 5
    tables = site.database.tables()
    assert {"children_child", "children_coverage", "audit_entry", "rosters_importfile", "reviews_doubt"} <= set(tables)
    rows = {table: site.database.run(f'SELECT * FROM "{table}"') for table in tables}
    assert len(rows["children_child"]) > 40 and not {
        table: traces(_bytes(found)) for table, found in rows.items() if traces(_bytes(found))
    }
    found = site.database.files() | {str(path.relative_to(site.directory.parent)): path.read_bytes() for path in lying(site)}
    assert any(name.endswith(".sealed") for name in found) and "data/keys" in found
    assert not {name: traces(content) for name, content in found.items() if traces(content)}, "files"
    plain = [name for name in found if name.startswith(("tmp/", "data/opened/"))]
    assert not plain, "temporary files that were left"


def lying(site: Site) -> list[Path]:
    """Every file of the site's own."""
    return [path for root in (site.directory, site.temporary) for path in root.rglob("*") if path.is_file()]


def _bytes(rows: list[tuple[object, ...]]) -> bytes:
    return b"\n".join(bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for row in rows for cell in row)


def provoke(site: Site) -> None:
    """Each kind of error, with a number in whatever is sent."""
    number, phone = TYPED, TYPED_PHONE
    assert site.get(f"/children/{number}/?q={phone}")[0] == 404
    assert site.get(f"/coverage/{number}/")[0] == 404
    assert site.get(f"/find/?q={number}")[0] == 405
    assert site.get("/coverage/522633/", Host=f"{number}.example")[0] == 400
    assert site.post(f"/people/new/?{phone}", token=False, name=number, username=phone)[0] == 403
    assert site.get(f"/people/new/posts/{phone}")[0] == 404
    assert site.post("/people/new/", name=number, username=phone, at=number, since=phone)[0] == 422
    assert "Invalid" in site.raw(f"GET /children/{number}/ {phone} HTTP/1.1\r\n\r\n")
    assert "400" in site.raw(f"GET / HTTP/1.1\r\nX {number}: {phone}\r\n\r\n")
    assert broken(site, "children_coverage")[0] == 500
    site.opener = build_opener(HTTPCookieProcessor(CookieJar()))
    assert site.get(f"/coverage/522633/children/?q={number}")[0] == 200, "the login"
    assert site.post("/login/", username=number, password=phone, next=f"/?q={number}")[0] == 200


def wait_for_import(site: Site) -> None:
    for _ in range(150):
        _, page = site.get(f"/rosters/{site.version}/")
        if not re.search(r'hx-trigger="[^"]*(?:load|every)', page):
            return
        time.sleep(1)
    raise AssertionError("the import did not end within 150 s")


def test_the_numbers_looked_for_are_those_that_went_in():
    assert len(NUMBERS) > 40 and {"13885501234"} == PHONES
    assert {line[6] for line in enrolments()} <= NUMBERS
