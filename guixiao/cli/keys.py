"""`guixiao keys`: the keys of what is encrypted at rest (docs/commands/keys.md)."""

import argparse
import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTLE = 1.2  # seconds until every process that runs has seen the new key file

BY_HAND = (
    "the keys are in GUIXIAO_KEYS: add ',seal:HEX' at its end (HEX: what openssl rand -hex 16 prints), "
    "restart serve and work, run this again"
)


class Refused(Exception):
    """It cannot be done; the text says why."""


def run(arguments: list[str]) -> int:
    """0 done; 2 refused."""
    options = _parser().parse_args(arguments)
    try:
        if options.action == "new":
            return _new(options.file)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guixiao.config.settings")
        import django
        from django.core.exceptions import ImproperlyConfigured

        from guixiao.lib.crypto import Unopened

        try:
            django.setup()
            return _list() if options.action == "list" else _rotate(index=options.index)
        except (ImproperlyConfigured, Unopened) as error:
            raise Refused(str(error)) from None
    except Refused as error:
        print(f"guixiao keys: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="guixiao keys", description="The keys of what is encrypted in the database and in files."
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="list | new | rotate")
    actions.add_parser("list", help="ids of the keys, which is in use and what this database needs; never a key")
    new = actions.add_parser("new", help="make a key file, for GUIXIAO_KEY_FILE")
    new.add_argument("file", type=Path, metavar="FILE")
    rotate = actions.add_parser("rotate", help="take a new key into use and seal everything anew; can be stopped and run again")
    rotate.add_argument("--index", action="store_true", help="a new secret for the blind indices too")
    return parser


def _new(path: Path) -> int:
    from guixiao.vault.rules import fresh_text

    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}; a key file is never overwritten") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(fresh_text())
    print(f"{path} is made, readable by you alone. Copy it to a safe place of its own now: without it nothing can be read.")
    return 0


def _list() -> int:
    from guixiao.vault import keys
    from guixiao.vault.actions import left_to_reseal
    from guixiao.vault.models import KnownKey

    ring = keys.ring()
    in_use = {ring.key.id.hex(), list(ring.ids)[-1]}
    known = {key.pk: key for key in KnownKey.objects.order_by("since")}
    print(f"keys from {keys.origin()}")
    for key_id, use in ring.ids.items():
        print(f"  {use:5}  {key_id}  {'in use' if key_id in in_use else 'reads only'}")
    for key in known.values():
        if key.pk not in ring.ids:
            print(f"  {key.use:5}  {key.pk}  {'gone, not needed' if key.retired_at else 'MISSING: values are sealed with it'}")
    if left := left_to_reseal():
        print(f"{left:,} values and files are sealed with an earlier key: guixiao keys rotate")
    return 2 if any(not key.retired_at and key.pk not in ring.ids for key in known.values()) else 0


def _rotate(*, index: bool) -> int:
    from django.conf import settings

    from guixiao.vault import keys
    from guixiao.vault.actions import add_key, left_to_reseal, register_keys, reindex_all, reseal_all

    with _alone(keys.key_file()):
        register_keys()
        unfinished = left_to_reseal()
        print(f"finishing an earlier rotation: {unfinished:,} values and files" if unfinished else "a new key", flush=True)
        for kind in _wanted(index=index, unfinished=bool(unfinished), fixed=bool(settings.KEYS)):
            add_key(kind)
        time.sleep(SETTLE)
        values, files = reseal_all(_say)
        indices = reindex_all(_say)
        _close(values, files, indices)
    return 0


def _wanted(*, index: bool, unfinished: bool, fixed: bool) -> list[str]:
    """What kinds of key to make: none while an earlier rotation is not through."""
    wanted = [] if unfinished else ["seal"]
    wanted += ["index"] if index else []
    if wanted and fixed:
        raise Refused(BY_HAND)
    return wanted


def _close(values: int, files: int, indices: int) -> None:
    from django.db import transaction

    from guixiao.audit.actions import record
    from guixiao.vault import keys
    from guixiao.vault.actions import left_to_reseal, retire_keys

    with transaction.atomic():
        retired = retire_keys()
        told = {"key": keys.ring().key.id.hex(), "retired": retired, "values": values, "files": files, "indices": indices}
        record(None, "keys.rotate", detail=told)
    if left := left_to_reseal():
        print(f"{left:,} values were written meanwhile with the earlier key: run this again")
    print(f"done: {values:,} values, {files:,} files, {indices:,} indices; in use: {told['key']}")
    print("Copy the key file to its safe place again. It keeps the earlier keys: backups made before today need them.")


def _say(what: str, count: int) -> None:
    if sys.stderr.isatty():
        print(f"\r  {what}: {count:,}\033[K", end="", file=sys.stderr, flush=True)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Two rotations at once would each make a key."""
    lock = path.with_name(f".{path.name}.rotating")
    descriptor = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("another rotation is running") from None
        yield
    finally:
        os.close(descriptor)
