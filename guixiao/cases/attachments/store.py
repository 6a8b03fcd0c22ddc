"""Where proofs lie: sealed, in the data directory, under keys that say nothing."""

import time
import uuid
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from django.conf import settings

from guixiao.vault.files import SUFFIX, seal, unsealed

STALE = 3600.0  # seconds after which a file that no row knows was left by a killed process
THUMB = "small"


def folder() -> Path:
    return Path(settings.ATTACHMENTS_DIR)


def path_of(key: uuid.UUID, *, thumb: bool = False) -> Path:
    """256 folders, so that none grows long."""
    name = f"{key}.{THUMB}" if thumb else str(key)
    return folder() / key.hex[:2] / f"{name}{SUFFIX}"


def paths_of(key: uuid.UUID) -> tuple[Path, Path]:
    return path_of(key), path_of(key, thumb=True)


def put(key: uuid.UUID, content: bytes, thumb: bytes = b"") -> str:
    """Sealed, whole or not at all; the sha256 of the plain bytes in hex."""
    if thumb:
        seal(BytesIO(thumb), path_of(key, thumb=True))
    return seal(BytesIO(content), path_of(key))


def content_of(key: uuid.UUID, *, thumb: bool = False) -> Iterator[bytes]:
    """The plain bytes in pieces. The first is read at once: what does not open is found out before an answer begins."""
    pieces = unsealed(path_of(key, thumb=thumb))
    first = next(pieces, b"")
    return _joined(first, pieces)


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def remove(keys: Iterable[uuid.UUID]) -> None:
    for key in keys:
        for path in paths_of(key):
            path.unlink(missing_ok=True)


def strays(known: Iterable[uuid.UUID], now: float | None = None) -> list[Path]:
    """Files of no row, and drafts, an hour after they were written."""
    kept = {path for key in known for path in paths_of(key)}
    before = (time.time() if now is None else now) - STALE
    return [path for path in folder().glob("*/*") if path.is_file() and path not in kept and path.stat().st_mtime < before]
