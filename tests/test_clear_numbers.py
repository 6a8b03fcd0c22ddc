"""Known numbers go in by rosters and by a round, and are looked for everywhere: pages, addresses, errors, logs, files."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest

from tests.cast import PASSWORD, plain_rows
from tests.desk import enrolments, households, number_of

ROWS = [row for row in plain_rows() if len(row["id_number"]) == 18]
NUMBERS = {row["id_number"] for row in ROWS} | {number_of(n) for n in range(len(households()))} | {"522633201509019999"}
PHONES = {row["phone"] for row in ROWS}
PAGES = 150  # of each user
SETUP = """
import django; django.setup()
from tests.cast import make_cast
from tests.desk import checked
cast = make_cast()
cast.load()
print(checked(cast).pk, cast.li.pk)
"""


class Site:
    """A served system with its own data directory, and everything it ever answered."""

    def __init__(self, directory: Path, port: int):
        self.directory, self.address, self.version = directory, f"http://127.0.0.1:{port}", ""
        self.log = directory.with_name("server.log")
        self.said: list[tuple[str, str]] = []
        self.opener = build_opener()

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
        self.said.append((request.full_url, f"{answer.url}\n{answer.headers}\n{body}"))
        return answer.status, body

    def walk(self) -> int:
        """Every page that can be reached by links; how many."""
        seen, waiting = {"/"}, ["/"]
        while waiting and len(seen) <= PAGES:
            _, body = self.get(waiting.pop(0))
            for link in re.findall(r'href="(/[^"]*)"', body):
                url = link.replace("&amp;", "&")
                if url not in seen and not url.startswith("/static/"):
                    seen.add(url)
                    waiting.append(url)
        return len(seen)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    directory = tmp_path_factory.mktemp("clear") / "data"
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("GUIXIAO_")}
    environment = kept | {"GUIXIAO_DATA_DIR": str(directory), "DJANGO_SETTINGS_MODULE": "guixiao.config.settings"}
    python = [sys.executable, "-m", "guixiao.cli"]
    subprocess.run([*python, "migrate", "-v", "0"], env=environment, check=True)
    made = subprocess.run([sys.executable, "-c", SETUP], env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        site = Site(directory, free.getsockname()[1])
    site.version = made.split()[0]
    command = [*python, "serve", "--workers", "1", "--port", site.address.rpartition(":")[2]]
    with site.log.open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait(site.address)
            yield site
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


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
    with sqlite3.connect(site.directory / "guixiao.sqlite3", timeout=20) as database:
        database.execute(f"ALTER TABLE {table} RENAME TO away")
    answer = site.get("/coverage/522633/children/")
    with sqlite3.connect(site.directory / "guixiao.sqlite3", timeout=20) as database:
        database.execute(f"ALTER TABLE away RENAME TO {table}")
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
    assert walked["li"] > 40 < walked["shi"], walked
    site.enter("li")
    assert site.post(f"/rosters/{site.version}/confirm/", as_of="2026-09-01", explanation="先只有两本")[0] == 200
    provoke(site)
    wait_for_import(site)
    site.walk()
    shown = {url: traces(text) for url, text in site.said if traces(text)}
    assert not shown, "numbers on pages, in addresses or in errors"
    log = site.log.read_text()
    assert "Not Found" in log and "Traceback" in log and not traces(log), "the log, with the errors that were provoked"
    child = re.search(r"/children/[0-9a-f-]{36}/", site.get("/coverage/522633/children/?q=吴阿妹".replace("吴阿妹", ""))[1])[0]
    body = site.post(f"{child}number/", what="phone")[1]
    assert traces(body) or "13885501234" in body, "the one place where a number is shown: to whoever asked for it"
    found = {path.name: traces(path.read_bytes()) for path in site.directory.rglob("*") if path.is_file()}
    assert {"guixiao.sqlite3", "keys"} <= set(found) and any(name.endswith(".sealed") for name in found)
    assert not {name: numbers for name, numbers in found.items() if numbers}, (
        "database, -wal, rosters, everything in the data directory"
    )
    shutil.rmtree(site.directory / "static")


def provoke(site: Site) -> None:
    """Each kind of error, with a number in whatever is sent."""
    number, phone = "522633201509019999", "13885501234"
    assert site.get(f"/children/{number}/")[0] == 404
    assert site.get(f"/coverage/{number}/")[0] == 404
    assert site.get("/coverage/522633/", Host=f"{number}.example")[0] == 400
    assert site.post("/people/new/", token=False, name=number, username=phone)[0] == 403
    assert site.get(f"/people/new/posts/{phone}")[0] == 404
    assert site.post("/login/", username=number, password=phone)[0] in (200, 404)
    assert broken(site, "children_coverage")[0] == 500
    site.said = [(url, text) for url, text in site.said if number not in url]
    site.enter("li")


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
