"""Encryption: everything opens, every index fits, and no number stands anywhere in clear."""

from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from guixiao.lib.crypto import Unopened
from guixiao.lib.verifying import Check, Outcome, first
from guixiao.vault import files, keys
from guixiao.vault.actions import left_to_reseal, missing_keys, sealed_files, wrong_indices
from guixiao.vault.columns import Column, indexed_models, sealed_columns, sealed_values
from guixiao.vault.models import KnownKey
from guixiao.vault.traces import numbers_in, numbers_in_file

BATCH = 5000
# For the prefilter in SQL: eleven digits in a row, as the database says it.
DIGITS = {"sqlite": ("GLOB", "*" + "[0-9]" * 11 + "*"), "postgresql": ("~", "[0-9]{11}")}


def keys_here() -> Outcome:
    faults = [f"the key {key} is missing from {keys.origin()}" for key in missing_keys()]
    if keys.ring().key.id.hex() not in set(KnownKey.objects.values_list("pk", flat=True)):
        faults.append(
            "the key in use is not known to this database: is it the right key file? (guixiao keys rotate registers it)"
        )
    earlier = left_to_reseal()
    told = f"{len(keys.ring().ids)} keys" + (
        f"; {earlier:,} values still under an earlier one: guixiao keys rotate" if earlier else ""
    )
    return Outcome("vault.keys", "密钥都在", "the keys are all here", told, tuple(faults))


def sealed_values_open() -> Outcome:
    columns, count = sealed_columns(), 0

    def unopened() -> Iterator[str]:
        nonlocal count
        for column in columns:
            for rows in sealed_values(column, BATCH):
                count += len(rows)
                yield from _unopened(column, rows)

    faults, more = first(unopened())
    told = f"{count:,} values, {len(columns)} columns"
    return Outcome("vault.values", "每个加密的号码都能打开", "every sealed value opens", told, faults, more)


def _unopened(column: Column, rows: list[tuple[object, bytes]]) -> Iterator[str]:
    for key, sealed in rows:
        try:
            column.field.opened(sealed)
        except Unopened as error:
            yield f"row {key}: {error}"


def indices_fit() -> Outcome:
    """Whoever searches by a number finds everyone who has it."""
    found = indexed_models()
    wrong = (f"{model._meta.db_table} {row.pk}: the index is not its number's"
             for model, fields in found.items() for rows in wrong_indices(model, fields) for row in rows)  # fmt: skip
    faults, more = first(wrong)
    told = f"{sum(model._base_manager.count() for model in found):,} rows"
    return Outcome("vault.indices", "按号码找人不会漏", "the blind indices fit their numbers", told, faults, more)


def files_open() -> Outcome:
    paths = list(sealed_files())
    faults, more = first(fault for path in paths for fault in _damaged(path))
    return Outcome("vault.files", "每个加密的文件都能打开", "every sealed file opens", f"{len(paths):,} files", faults, more)


def _damaged(path: Path) -> Iterator[str]:
    try:
        for _ in files.unsealed(path):
            pass
    except FileNotFoundError:
        return  # taken away since the list was made
    except (Unopened, OSError) as error:
        yield str(error)


def no_number_in_clear() -> Outcome:
    """Every text of every table, of whatever package. The message says where, never what."""
    columns = list(_texts())
    faults, more = first(fault for table, column in columns for fault in _in_clear(table, column))
    return Outcome(
        "vault.texts", "表里没有明文号码", "no number stands in clear in a table", f"{len(columns)} columns", faults, more
    )


def _texts() -> Iterator[tuple[str, str]]:
    wanted = {"CharField", "TextField", "JSONField", "SlugField"}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                if connection.introspection.get_field_type(column.type_code, column) in wanted:
                    yield table, column.name


def _in_clear(table: str, column: str) -> Iterator[str]:
    name, (like, pattern) = connection.ops.quote_name(column), DIGITS[connection.vendor]
    text = f"CAST({name} AS text)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {text} FROM {connection.ops.quote_name(table)} WHERE {text} {like} %s", [pattern])
        while rows := cursor.fetchmany(BATCH):
            yield from (f"{table}.{column}: {kind}" for (found,) in rows for kind in numbers_in(found))


def no_number_in_the_file() -> Outcome:
    """The database's own file, with what deleted rows left in it. PostgreSQL's files are not ours to read."""
    if connection.vendor != "sqlite":
        return Outcome("vault.file", "库文件里没有明文号码", "no number in the database's file", "not looked at: PostgreSQL's")
    path = Path(str(connection.settings_dict["NAME"]))
    paths = [file for file in (path, path.with_name(f"{path.name}-wal")) if file.is_file()]
    faults, more = first(f"{file.name}: an identity number at byte {at}" for file in paths for at in numbers_in_file(file))
    told = f"{sum(file.stat().st_size for file in paths):,} bytes"
    return Outcome("vault.file", "库文件里没有明文号码", "no number in the database's file", told, faults, more)


verify_checks: tuple[Check, ...] = (
    keys_here, sealed_values_open, indices_fit, files_open, no_number_in_clear, no_number_in_the_file,
)  # fmt: skip
