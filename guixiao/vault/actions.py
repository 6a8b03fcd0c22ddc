"""The writers of keys: taking a new one into use, sealing everything anew with it, and saying which the database knows."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from guixiao.lib.crypto import FILE_HEAD, Unopened, file_key_id, seal
from guixiao.vault import files, keys
from guixiao.vault.columns import Column, indexed_models, sealed_columns, sealed_values
from guixiao.vault.fields import BlindIndexField
from guixiao.vault.models import KnownKey
from guixiao.vault.rules import fresh_line

BATCH = 2000
OTHER_KEY = " AND substr({name}, 2, 4) <> %s"
Progress = Callable[[str, int], None]


@transaction.atomic
def register_keys() -> None:
    """From now on this database misses these keys when they are gone (`missing_keys`)."""
    known = [KnownKey(id=key_id, use=use) for key_id, use in keys.ring().ids.items()]
    KnownKey.objects.bulk_create(known, ignore_conflicts=True)


def missing_keys() -> list[str]:
    """Ids of keys with which something here is sealed, and which nobody gave us."""
    needed = KnownKey.objects.filter(retired_at=None).values_list("id", flat=True)
    return sorted(set(needed) - set(keys.ring().ids))


def add_key(kind: str) -> None:
    """A line more in the key file, which is in use from then on; the file changes whole or not at all."""
    path = keys.key_file()
    text = path.read_text(encoding="utf-8").rstrip("\n") + "\n" + fresh_line(kind)
    descriptor, draft = tempfile.mkstemp(prefix=".keys-", dir=path.parent)  # mode 0600
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).replace(path)
    keys.reload()
    register_keys()


def left_to_reseal() -> int:
    """How many values and files are sealed with another key than the one in use."""
    key = keys.ring().key.id
    count = 0
    for column in sealed_columns():
        with connection.cursor() as cursor:
            other = OTHER_KEY.format(name=column.name)
            cursor.execute(f"SELECT COUNT(*) FROM {column.table} WHERE length({column.name}) > 0{other}", [key])
            count += cursor.fetchone()[0]
    return count + sum(1 for path in sealed_files() if _key_of(path) not in (key, None))


def reseal_all(progress: Progress, batch: int = BATCH) -> tuple[int, int]:
    """Everything under the key in use, batch by batch, until nothing else is found: how many values, how many files.

    It can be stopped at any moment and begun again. A value that changes meanwhile is left to the next pass.
    """
    values = 0
    while changed := sum(_reseal(column, progress, batch) for column in sealed_columns()):
        values += changed
    files_done = 0
    for path in sealed_files():
        if _key_of(path) not in (keys.ring().key.id, None):
            files.reseal(path)
            files_done += 1
            progress("files", files_done)
    return values, files_done


def _reseal(column: Column, progress: Progress, batch: int) -> int:
    """One pass over one column; the number of values that were really changed."""
    key, context, done = keys.ring().key, column.field.context, 0
    statement = f"UPDATE {column.table} SET {column.name} = %s WHERE {column.key} = %s AND {column.name} = %s"
    for rows in sealed_values(column, batch, OTHER_KEY.format(name=column.name), (key.id,)):
        anew = [(seal(key, column.field.opened(old).encode(), context), at, old) for at, old in rows]
        with transaction.atomic(), connection.cursor() as cursor, _open_for_keys(cursor, column.table):
            cursor.executemany(statement, anew)
            done += max(cursor.rowcount, 0)
        progress(str(column), done)
    return done


@contextmanager
def _open_for_keys(cursor: Any, table: str) -> Iterator[None]:
    """An append-only table takes the same value under another key: its trigger is off within this transaction."""
    name = table.strip('"') + "_no_update"
    if connection.vendor == "postgresql":
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a trigger is not switched while checks are pending
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname = %s", [name])
        switch = f"ALTER TABLE {table} {{}} TRIGGER {name}"
        found = [(switch.format("DISABLE"), switch.format("ENABLE")) for _ in cursor.fetchall()]
    else:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [name])
        found = [(f"DROP TRIGGER {name}", text) for (text,) in cursor.fetchall()]
    for off, _ in found:
        cursor.execute(off)
    yield
    for _, on in found:
        cursor.execute(on)


@transaction.atomic
def reindex_all(progress: Progress) -> int:
    """Every blind index as the secret in use makes it; how many differed. All at once: a search finds everyone before and after.

    On PostgreSQL the tables are closed to other writers meanwhile; SQLite has one writer anyhow.
    """
    changed = 0
    for model, fields in indexed_models().items():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {connection.ops.quote_name(model._meta.db_table)} IN SHARE ROW EXCLUSIVE MODE")
        for wrong in wrong_indices(model, fields):
            model._base_manager.bulk_update(wrong, [field.attname for field in fields])
            changed += len(wrong)
            progress(model._meta.db_table, changed)
    return changed


def wrong_indices(model: type[models.Model], fields: list[BlindIndexField], batch: int = BATCH) -> Iterator[list[Any]]:
    """Rows whose indices are not those of their numbers, with the right ones on them (not saved)."""
    rows, after = model._base_manager.order_by("pk"), None
    while found := list((rows.filter(pk__gt=after) if after else rows)[:batch]):
        after, wrong = found[-1].pk, []
        for row in found:
            right = {field.attname: field.indexed(getattr(row, field.of)) for field in fields}
            if any(getattr(row, name) != value for name, value in right.items()):
                vars(row).update(right)
                wrong.append(row)
        if wrong:
            yield wrong


@transaction.atomic
def retire_keys() -> list[str]:
    """The keys with which nothing is sealed any longer; the key file keeps them, older backups need them."""
    ring = keys.ring()
    in_use = {ring.key.id.hex(), list(ring.ids)[-1]}
    old = KnownKey.objects.filter(retired_at=None).exclude(pk__in=in_use)
    gone = sorted(old.values_list("pk", flat=True))
    old.update(retired_at=timezone.now())
    return gone


def sealed_files() -> Iterator[Path]:
    """Every sealed file under the data directory and the folders of rosters and proofs, each once."""
    roots = (Path(settings.DATA_DIR), Path(settings.ROSTERS_DIR), Path(settings.ATTACHMENTS_DIR))
    yield from sorted({path for root in roots for path in root.rglob(f"*{files.SUFFIX}") if path.is_file()})


def _key_of(path: Path) -> bytes | None:
    """None where it is gone by now, or is no sealed file."""
    try:
        with path.open("rb") as file:
            return file_key_id(file.read(FILE_HEAD))
    except (OSError, Unopened):
        return None
