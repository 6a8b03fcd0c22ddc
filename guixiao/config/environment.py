"""How settings are read from environment variables. The URL of a database needs twenty lines, so no library."""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from guixiao.vault.rules import fresh_text

SQLITE = "".join(
    f"PRAGMA {setting};"
    for setting in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-64000")
)

# A page asks some 25 small questions, of which planning is the dearer half: a connection plans each of them once.
POSTGRESQL: dict[str, Any] = {
    "pool": {"min_size": 1, "max_size": 8, "timeout": 20}, "server_side_binding": True, "prepare_threshold": 2,
}  # fmt: skip


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value not in ("", "0", "1", "true", "false"):
        raise ImproperlyConfigured(f"{name} is {value!r}; expected 1 or 0")
    return value in ("1", "true") if value else default


def words(name: str, *, default: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def chosen(name: str, *, default: Iterable[str], among: Iterable[str]) -> frozenset[str]:
    """Some of these words, with commas; `none`: none of them."""
    told = words(name, default=",".join(default))
    if unknown := set(told) - {str(word) for word in among} - {"none"}:
        raise ImproperlyConfigured(
            f"{name} has {', '.join(sorted(unknown))}; expected none, or some of {', '.join(sorted(among))}"
        )
    return frozenset(told) - {"none"}


def whole(name: str, *, default: int) -> int:
    """A whole number above nothing."""
    value = os.environ.get(name, "").strip()
    if value and not (value.isdecimal() and 0 < int(value) < 1_000_000):
        raise ImproperlyConfigured(f"{name} is {value!r}; expected a whole number from 1")
    return int(value) if value else default


def secret_key(directory: Path) -> str:
    """GUIXIAO_SECRET_KEY, or a random one made once and kept readable by us alone in the data directory."""
    if key := os.environ.get("GUIXIAO_SECRET_KEY"):
        return key
    path = directory / "secret_key"
    try:
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(64))
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"set GUIXIAO_SECRET_KEY, or let {path} be written: {error.strerror}") from error


def key_file(directory: Path) -> Path:
    """GUIXIAO_KEY_FILE, or keys made once and kept readable by us alone in the data directory; not read here."""
    if os.environ.get("GUIXIAO_KEYS"):
        return directory / "keys"
    if named := os.environ.get("GUIXIAO_KEY_FILE"):
        return Path(named)
    path = directory / "keys"
    try:
        if not path.exists():
            _write_once(path, fresh_text())
    except OSError as error:
        raise ImproperlyConfigured(f"set GUIXIAO_KEY_FILE, or let {path} be written: {error.strerror}") from error
    return path


def _write_once(path: Path, text: str) -> None:
    """Several processes may start at once: the first one writes, whole; the others read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def database(url: str, directory: Path) -> dict[str, Any]:
    """sqlite:///path, or postgresql://user:password@host:port/name?sslmode=require (?host=/run for a socket; ?prepared=0 behind
    a pooler that hands a connection to another after each transaction)."""
    parts = urlsplit(url)
    if not url or parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path.removeprefix("/"))) if url else directory / "guixiao.sqlite3")
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"DATABASE_URL begins with {parts.scheme!r}; expected sqlite or postgresql")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    if options.pop("prepared", "1") == "0":
        options["prepare_threshold"] = None
    return {
        "ENGINE": "guixiao.config.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": options.pop("port", parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": POSTGRESQL | options,
    }


def _sqlite(path: Path) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": options}


def mail(url: str) -> dict[str, Any]:
    """Django's settings out of `smtp://user:password@host:587?tls=1` (`smtps://`: TLS from the first byte); "": no mail."""
    parts = urlsplit(url)
    if not url:
        return {"EMAIL_HOST": ""}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured("GUIXIAO_EMAIL_URL is not smtp://user:password@host:587?tls=1")
    told = dict(parse_qsl(parts.query))
    return {
        "EMAIL_HOST": parts.hostname, "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""), "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps", "EMAIL_USE_TLS": told.get("tls") == "1",
    }  # fmt: skip
