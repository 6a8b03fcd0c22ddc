"""The files of a run: written beside their place and moved there together, or not at all."""

import errno
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from guixiao.linkage.columns import Connection
from guixiao.linkage.reading import Phrase, RosterError
from guixiao.linkage.rules import Rules

SUSPECTS = "疑似失学辍学名单.xlsx"
TABLES = ("coverage.csv", "links.csv", "review.csv")
FILES = (*TABLES, SUSPECTS, "receipt.json")
WORKPLACE = ".guixiao-"
STALE = 3600.0  # seconds after which the workplace of another run is that of a killed one


class Contents(NamedTuple):
    """What is written: the queries of TABLES and SUSPECTS by name (others are left alone), and the receipt.

    `receipt` is what is known of it before the audit is done; `finish` waits and gives the whole."""

    queries: Mapping[str, str]
    receipt: Mapping[str, Any]
    rules: Rules
    as_of: date
    finish: Callable[[], dict[str, Any]]


def _unwritable(folder: Path, problem: OSError) -> RosterError:
    reason = problem.strerror or str(problem)
    return RosterError(
        str(folder),
        found=Phrase(f"写不进去（{reason}）", f"cannot be written ({reason})"),
        expected=Phrase("可以写入、还有空间的文件夹", "a folder that can be written and has space left"),
    )


def open_folder(folder: Path) -> Path:
    """A temporary folder inside the output folder, made before the work starts; RosterError where that is impossible.

    What a killed run left there is removed: it holds children's data.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{WORKPLACE}*"):
            if time.time() - left.lstat().st_mtime > STALE:
                shutil.rmtree(left, ignore_errors=True)
        return Path(tempfile.mkdtemp(prefix=WORKPLACE, dir=folder))
    except OSError as problem:
        raise _unwritable(folder, problem) from None


def _write_tables(con: Connection, folder: Path, queries: Mapping[str, str]) -> None:
    for name in TABLES:
        con.execute(f"COPY ({queries[name]}) TO '{str(folder / name).replace(chr(39), chr(39) * 2)}' (FORMAT csv, HEADER true)")


def _write_beside(con: Connection, folder: Path, queries: Mapping[str, str]) -> None:
    """In a thread, with a cursor of its own: a failed COPY holds its file open until that is closed."""
    with closing(con.cursor()) as cursor:
        _write_tables(cursor, folder, queries)


def _keep(file: Path, beside: Path) -> None:
    """The earlier file under a second name; a copy where the disk knows no links."""
    try:
        beside.hardlink_to(file)
    except OSError:
        shutil.copy2(file, beside)


def _move(workplace: Path, folder: Path) -> None:
    """All files to their place; if one of them cannot be moved, the folder is as it was before."""
    earlier = workplace / "earlier"
    earlier.mkdir()
    for name in FILES:
        if (folder / name).is_dir():
            raise IsADirectoryError(errno.EISDIR, f"{name}: {os.strerror(errno.EISDIR)}")
        if (folder / name).exists():
            _keep(folder / name, earlier / name)
    moved: list[str] = []
    try:
        for name in FILES:
            (workplace / name).replace(folder / name)
            moved.append(name)
    except OSError:
        for name in moved:
            if (earlier / name).exists():
                (earlier / name).replace(folder / name)
            else:
                (folder / name).unlink()
        raise


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """What goes wrong inside is the folder's or the disk's fault."""
    try:
        yield
    except OSError as problem:
        raise _unwritable(folder, problem) from None
    except duckdb.Error as problem:
        raise _unwritable(folder, OSError(str(problem).splitlines()[0])) from None


def write_all(con: Connection, folder: Path, workplace: Path, contents: Contents) -> None:
    """Write every file into `workplace`, then move all of them into `folder`."""
    from guixiao.linkage.suspects import write_suspects  # its writer is slow to import: the audit works meanwhile

    try:
        with _writing(folder), ThreadPoolExecutor(1) as beside:
            tables = beside.submit(_write_beside, con, workplace, contents.queries)
            write_suspects(
                con, workplace / SUSPECTS, contents.queries[SUSPECTS], contents.receipt, contents.rules, contents.as_of
            )
            tables.result()
        receipt = json.dumps(contents.finish(), ensure_ascii=False, indent=1)
        with _writing(folder):
            (workplace / "receipt.json").write_text(receipt + "\n", encoding="utf-8")
            _move(workplace, folder)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)
