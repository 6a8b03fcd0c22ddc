"""The county's officer at the pages, over HTTP: with much patience, whatever happens to the other end."""

import re
import time
import urllib.request
from collections import Counter
from http.cookiejar import CookieJar
from pathlib import Path

from benchmarks.processes import Server

USER, PASSWORD, COUNTY = "county", "guixiao-demo", "522633"
WORDS = {"as_of": "2019-09-30", "policy": "congjiang-2019", "explanation": "made-up rosters, loaded again on purpose"}
GIVE_UP = 300.0  # seconds for one import
LOOK = 0.3


class Officer:
    """Loads the rosters through the pages as a person with much patience would: what fails is looked at, and done again."""

    def __init__(self, server: Server, files: list[Path]):
        self.server, self.files = server, files
        self.again: Counter[str] = Counter()
        self.imports = 0
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def load(self) -> None:
        """One version, from upload to done."""
        begun, version = time.monotonic(), ""
        while time.monotonic() - begun < GIVE_UP:
            self.server.keep_up()
            try:
                version = version or self._open()
                if version and self._forward(version):
                    self.imports += 1
                    return
            except OSError as problem:  # URLError and every broken connection are such
                self.again[type(problem).__name__] += 1
            time.sleep(LOOK)
        raise RuntimeError(f"the import did not come to its end within {GIVE_UP:.0f} s")

    def shown(self) -> str:
        """The equation as the county's page shows it: asked again until it is shown."""
        begun = time.monotonic()
        while time.monotonic() - begun < GIVE_UP:
            self.server.keep_up()
            try:
                page = self._get(f"/coverage/{COUNTY}/")
                found = re.search(r'<p class="sum">.*?</section>', page, re.DOTALL)
                return " ".join(re.sub(r"<[^>]*>", " ", found[0] if found else page[:500]).split())
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"no coverage page within {GIVE_UP:.0f} s")

    def _open(self) -> str:
        """The import that is open; otherwise the files are uploaded."""
        found = re.search(r'<p class="notice"><a href="(/rosters/[0-9a-f-]{36}/)"', self._get("/rosters/"))
        return found[1] if found else self._upload()

    def _upload(self) -> str:
        self.again["upload"] += 1
        found = re.search(r"/rosters/[0-9a-f-]{36}/", self._post("/rosters/upload/", {}, self.files)[0])
        return found[0] if found else ""

    def _forward(self, version: str) -> bool:
        """One step further; True when it is done."""
        page = self._get(version)
        if 'class="done-box"' in page:
            return True
        if 'id="progress"' in page:
            return False
        if page.count('class="card-file"') not in (0, len(self.files)):
            raise RuntimeError("an upload came in by halves")
        if f"{version}confirm/" in page:
            self._post(f"{version}confirm/", WORDS)
        elif f"{version}again/" in page:
            self.again["try again"] += 1
            self._post(f"{version}again/", {})
        elif 'class="card-file"' not in page:
            self._upload()
        return False

    def _get(self, path: str) -> str:
        address, page = self._ask(urllib.request.Request(self._url(path)))
        if "/login/" in address:
            self._post("/login/", {"username": USER, "password": PASSWORD})
            return self._ask(urllib.request.Request(self._url(path)))[1]
        return page

    def _post(self, path: str, fields: dict[str, str], files: list[Path] | None = None) -> tuple[str, str]:
        if not any(cookie.name == "csrftoken" for cookie in self.jar):
            self._ask(urllib.request.Request(self._url("/login/")))
        token = next((cookie.value or "" for cookie in self.jar if cookie.name == "csrftoken"), "")
        body, kind = multipart(fields | {"csrfmiddlewaretoken": token}, files or [])
        return self._ask(urllib.request.Request(self._url(path), body, {"Content-Type": kind}))

    def _ask(self, request: urllib.request.Request) -> tuple[str, str]:
        with self.opener.open(request, timeout=60) as answer:
            return answer.geturl(), answer.read().decode()

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.port}{path}"


def multipart(fields: dict[str, str], files: list[Path]) -> tuple[bytes, str]:
    mark = "guixiao-kill-boundary"
    part = f"--{mark}\r\nContent-Disposition: form-data; name="
    parts = [f'{part}"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    for path in files:
        head = f'{part}"files"; filename="{path.name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        parts += [head.encode(), path.read_bytes(), b"\r\n"]
    return b"".join([*parts, f"--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"
