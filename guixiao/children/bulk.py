"""Many rows of one table at once, without model instances: a round of 60,000 children takes a third of `bulk_create`'s time
on SQLite, a tenth on PostgreSQL.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connections, models, router

from guixiao.vault.fields import BlindIndexField

# Values of exactly these fields go to the database as they are; any other class (an encrypted one, say) prepares its own.
AS_IT_IS = (
    models.CharField,
    models.TextField,
    models.BooleanField,
    models.FloatField,
    models.PositiveIntegerField,
    models.SmallIntegerField,
    models.BigAutoField,
)
Rows = Sequence[Mapping[str, Any]]


class Table:
    """One model's table in the database it is written to."""

    def __init__(self, model: type[models.Model]):
        self.connection = connections[router.db_for_write(model)]
        self.name = self.connection.ops.quote_name(model._meta.db_table)
        self.key = str(model._meta.pk.attname)
        self.fields: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields}

    def column(self, name: str) -> str:
        return str(self.connection.ops.quote_name(self.fields[name].column))

    def with_indices(self, names: Sequence[str]) -> list[str]:
        """The names, and those of the blind indices that go with them: they are worked out here."""
        sources = set(names)
        return [*names, *(name for name, field in self.fields.items()
                          if isinstance(field, BlindIndexField) and field.of in sources and name not in sources)]  # fmt: skip

    def values(self, rows: Rows, names: Sequence[str]) -> list[tuple[Any, ...]]:
        prepare = [self._reading(name) for name in names]
        return [tuple(to(row[name]) if to else row[name] for name, to in prepare) for row in rows]

    def _reading(self, name: str) -> tuple[str, Callable[[Any], Any] | None]:
        """Which value of a row, and what is made of it."""
        field = self.fields[name]
        return (field.of, field.indexed) if isinstance(field, BlindIndexField) else (name, self._preparation(field))

    def _preparation(self, field: Any) -> Callable[[Any], Any] | None:
        base = field.target_field if isinstance(field, models.ForeignKey) else field
        if type(base) in AS_IT_IS:
            return None
        return lambda value: field.get_db_prep_save(value, self.connection)


def insert(model: type[models.Model], rows: Rows) -> None:
    """Insert rows of attributes, all with the same ones; there are no defaults."""
    if not rows:
        return
    table = Table(model)
    names = table.with_indices(list(rows[0]))
    columns = ", ".join(table.column(name) for name in names)
    with table.connection.cursor() as cursor:
        if table.connection.vendor == "postgresql":
            with table.connection.wrap_database_errors, cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
                for row in table.values(rows, names):
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", table.values(rows, names))


def overwrite(model: type[models.Model], rows: Rows, names: Sequence[str]) -> None:
    """Overwrite the named attributes of rows that are there already."""
    table = Table(model)
    names = table.with_indices(names)
    assignments = ", ".join(f"{table.column(name)} = %s" for name in names)
    statement = f"UPDATE {table.name} SET {assignments} WHERE {table.column(table.key)} = %s"
    with table.connection.cursor() as cursor:
        cursor.executemany(statement, table.values(rows, [*names, table.key]))


def overwrite_unchanged(model: type[models.Model], rows: Rows, names: Sequence[str], version: str) -> int:
    """The same, but only rows that still have the version told; gives how many they were. The new version is one more."""
    table = Table(model)
    assignments = "".join(f"{table.column(name)} = %s, " for name in names)
    counted, key = table.column(version), table.column(table.key)
    statement = f"UPDATE {table.name} SET {assignments}{counted} = {counted} + 1 WHERE {key} = %s AND {counted} = %s"
    with table.connection.cursor() as cursor:
        cursor.executemany(statement, table.values(rows, [*names, table.key, version]))
        return int(cursor.rowcount)
