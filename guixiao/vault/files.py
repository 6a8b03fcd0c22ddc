"""Files that are encrypted at rest, and how one is looked at in plain for a moment."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from guixiao.lib.crypto import CHUNK, Unopened, seal_chunks, unseal_chunks
from guixiao.vault import keys

SUFFIX = ".sealed"
LOCK = ".in-use"


class Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


def seal(readable: Readable, path: Path) -> str:
    """Keep all that can be read, sealed, at `path` (whole or not at all, mode 0600); the sha256 of the plain bytes in hex."""
    digest = hashlib.sha256()

    def plain() -> Iterator[bytes]:
        while chunk := readable.read(CHUNK):
            digest.update(chunk)
            yield chunk

    _write(path, seal_chunks(keys.ring().key, plain()))
    return digest.hexdigest()


def unsealed(path: Path) -> Iterator[bytes]:
    """The plain bytes in pieces; all of them were there and unchanged only when this ends without `Unopened`."""
    with path.open("rb") as file:
        try:
            yield from unseal_chunks(keys.ring().sealing, _pieces(file))
        except Unopened as error:
            raise Unopened(f"{path}: {error}; the keys come from {keys.origin()}") from None


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """The plain file in a directory of its own, gone afterwards; it has the sealed file's name, less `.sealed`."""
    with private() as directory:
        plain = directory / path.name.removesuffix(SUFFIX)
        _write(plain, unsealed(path))
        yield plain


@contextmanager
def private() -> Iterator[Path]:
    """A directory only we can enter, gone afterwards. What a killed process leaves behind, `remove_leftovers` takes away."""
    root = _opened_root()
    with ExitStack() as held:
        with _locked(root):  # whoever removes leftovers must not come between the directory and its lock
            directory = Path(tempfile.mkdtemp(prefix="opened-", dir=root))
            held.enter_context(_locked(directory / LOCK, wait=False))
        try:
            yield directory
        finally:
            shutil.rmtree(directory)


def reseal(path: Path) -> None:
    """The same file under the key in use."""
    _write(path, seal_chunks(keys.ring().key, unsealed(path)))


def remove_leftovers() -> int:
    """Plain files of processes that are no more; how many directories went. Those in use are held by a lock and stay."""
    root, gone = _opened_root(), 0
    with _locked(root):
        for directory in root.glob("opened-*"):
            with suppress(BlockingIOError, FileNotFoundError), _locked(directory / LOCK, wait=False):
                shutil.rmtree(directory)
                gone += 1
    return gone


def _opened_root() -> Path:
    root = Path(settings.OPENED_DIR)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root


@contextmanager
def _locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    """A lock that the kernel lets go of when the process ends, however it ends."""
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(descriptor)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    """Under another name first: a reader finds the whole file or none, also after a crash."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(prefix=".draft-", dir=path.parent)  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
