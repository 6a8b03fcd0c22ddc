"""Which columns of this database are sealed or indexed, whatever package they belong to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

from guixiao.vault.fields import BlindIndexField, SealedField


@dataclass(frozen=True)
class Column:
    """A column of a table; `key` is the column of the primary key."""

    model: type[models.Model]
    field: Any

    @property
    def table(self) -> str:
        return str(connection.ops.quote_name(self.model._meta.db_table))

    @property
    def name(self) -> str:
        return str(connection.ops.quote_name(self.field.column))

    @property
    def key(self) -> str:
        return str(connection.ops.quote_name(str(self.model._meta.pk.column)))

    def __str__(self) -> str:
        return f"{self.model._meta.db_table}.{self.field.column}"


def _columns(kind: type[models.Field]) -> list[Column]:
    return [
        Column(model, field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, kind)
    ]


def sealed_columns() -> list[Column]:
    return _columns(SealedField)


def indexed_models() -> dict[type[models.Model], list[BlindIndexField]]:
    found: dict[type[models.Model], list[BlindIndexField]] = {}
    for column in _columns(BlindIndexField):
        found.setdefault(column.model, []).append(column.field)
    return found


def sealed_values(column: Column, batch: int, where: str = "", values: tuple[Any, ...] = ()) -> Iterator[list[tuple[Any, bytes]]]:
    """Keys and bytes of all that is sealed in a column, as the database has them, in the order of the keys."""
    after: tuple[Any, ...] = ()
    while True:
        beyond = f" AND {column.key} > %s" if after else ""
        statement = f"SELECT {column.key}, {column.name} FROM {column.table} WHERE length({column.name}) > 0{where}{beyond} "
        with connection.cursor() as cursor:
            cursor.execute(f"{statement} ORDER BY {column.key} LIMIT {batch}", [*values, *after])
            rows = [(key, bytes(sealed)) for key, sealed in cursor.fetchall()]
        if not rows:
            return
        yield rows
        after = (rows[-1][0],)
