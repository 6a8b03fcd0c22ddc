"""Many rows of one table at once, without model instances: a round of 60,000 children in a third of `bulk_create`'s time."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connections, models, router

# Values of exactly these fields go to the database as they are; any other class (an encrypted one, say) prepares its own.
AS_IT_IS = (models.CharField, models.TextField, models.BooleanField, models.FloatField, models.PositiveIntegerField,
            models.BigAutoField)  # fmt: skip


def insert(model: type[models.Model], rows: Sequence[Mapping[str, Any]], refresh: Sequence[str] = ()) -> None:
    """Insert rows, all with the same attributes; where the key is known already, overwrite `refresh`. There are no defaults."""
    if not rows:
        return
    names = list(rows[0])
    connection = connections[router.db_for_write(model)]
    fields: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields}

    def column(name: str) -> str:
        return str(connection.ops.quote_name(fields[name].column))

    updates = ", ".join(f"{column(name)} = excluded.{column(name)}" for name in refresh)
    conflict = f" ON CONFLICT ({column(model._meta.pk.attname)}) DO UPDATE SET {updates}" if updates else ""
    columns = ", ".join(column(name) for name in names)
    marks = ", ".join(["%s"] * len(names))
    prepare = [(name, _preparation(fields[name], connection)) for name in names]
    values = [tuple(to(row[name]) if to else row[name] for name, to in prepare) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns}) VALUES ({marks}){conflict}", values
        )


def _preparation(field: models.Field, connection: Any) -> Callable[[Any], Any] | None:
    base = field.target_field if isinstance(field, models.ForeignKey) else field
    if type(base) in AS_IT_IS:
        return None
    return lambda value: field.get_db_prep_save(value, connection)
