"""Where roster files lie: sealed, in the data directory, a folder for each import."""

import shutil
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings

from guixiao.rosters.files.rules import distinct
from guixiao.rosters.models import Import, ImportFile, RosterFile
from guixiao.vault.files import SUFFIX, opened

STALE = 3600.0  # seconds after which a file that no row knows was left by a killed process


def folder() -> Path:
    """The folder of all rosters, for this user's eyes."""
    path = Path(settings.ROSTERS_DIR)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def folder_of(version: Import) -> Path:
    return folder() / str(version.pk)


def place_for(version: Import, key: uuid.UUID) -> str:
    return f"{version.pk}/{key}"


def path_of(place: str) -> Path:
    return folder() / f"{place}{SUFFIX}"


@contextmanager
def plain(files: Sequence[ImportFile]) -> Iterator[list[Path]]:
    """The files under their own names, readable for the while; two of one name get a number."""
    with ExitStack() as stack:
        paths = []
        for item, name in zip(files, distinct(item.file.name for item in files), strict=True):
            path = stack.enter_context(opened(path_of(item.file.place)))
            paths.append(path.rename(path.parent / name))
        yield paths


def forget(version: Import) -> None:
    """The folder of an import that is no more."""
    shutil.rmtree(folder_of(version), ignore_errors=True)


def sweep(now: float | None = None) -> int:
    """Remove files that no row of the database knows, an hour after they were written; how many."""
    known = {str(path_of(place)) for place in RosterFile.objects.values_list("place", flat=True)}
    before = (time.time() if now is None else now) - STALE
    strays = [path for path in folder().glob("*/*") if _is_stray(path, known) and path.stat().st_mtime < before]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def _is_stray(path: Path, known: set[str]) -> bool:
    return path.is_file() and str(path) not in known and (path.name.endswith(SUFFIX) or path.name.startswith(".draft-"))
