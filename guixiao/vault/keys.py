"""The keys in use: from GUIXIAO_KEYS, or from the key file, read again when the file changes (docs/commands/keys.md)."""

import time
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from guixiao.vault.rules import KeysUnfit, Ring, blind, parse

LOOK_AGAIN = 0.5  # seconds between two looks at the key file


class _Held:
    """The ring of this process, and what the file looked like when it was read."""

    ring: Ring | None = None
    seen: object = None
    looked: float = 0.0


def ring() -> Ring:
    """All keys this process knows; ImproperlyConfigured with what to do where there are none."""
    now = time.monotonic()
    if _Held.ring is None or now - _Held.looked > LOOK_AGAIN:
        _Held.looked = now
        _look()
    assert _Held.ring is not None
    return _Held.ring


def reload() -> Ring:
    """The keys as they are now, without waiting."""
    _Held.seen = None
    _Held.ring = None
    return ring()


def blind_index(kind: str, text: str) -> str:
    """32 hex characters of HMAC-SM3 over the normalised text, "" for ""; `kind`: `id_number`, `phone` or a word of one's own."""
    return blind(ring().index_secret, kind, text) if text else ""


def key_file() -> Path:
    return Path(settings.KEY_FILE)


def origin() -> str:
    """Where the keys come from, to say in a message."""
    return "GUIXIAO_KEYS" if settings.KEYS else str(key_file())


def _look() -> None:
    seen = settings.KEYS or _stamp(key_file())
    if seen == _Held.seen and _Held.ring is not None:
        return
    try:
        _Held.ring = parse(settings.KEYS or key_file().read_text(encoding="utf-8"))
    except (KeysUnfit, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{origin()}: {error}") from None
    _Held.seen = seen


def _stamp(path: Path) -> tuple[str, int, int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise ImproperlyConfigured(f"the key file {path} cannot be read: {error.strerror}; set GUIXIAO_KEY_FILE") from None
    return (str(path), found.st_mtime_ns, found.st_size, found.st_ino)
