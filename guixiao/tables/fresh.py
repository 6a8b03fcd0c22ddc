"""The tables of an empty database in two seconds; one migration after the other takes half a minute.

Django renders every model anew for every step of every migration, so the whole grows with its square. In an empty database
there is nothing to carry over: the tables are made as the models stand, then each migration's own code runs once (triggers, the
keys of today), and all migrations are told to have run. `tests/test_fresh.py` holds both ways against each other.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.migrations import RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder


def is_empty(connection: Any) -> bool:
    return not connection.introspection.table_names()


def make(connection: Any) -> None:
    """All tables, or none: a process that dies halfway leaves the database empty."""
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    with connection.schema_editor() as editor:
        for model in _models({migration.app_label for migration in plan}):
            editor.create_model(model)
        for code in _codes(plan):
            code(apps, editor)
        recorder = MigrationRecorder(connection)
        editor.create_model(recorder.Migration)
        for migration in plan:
            recorder.record_applied(migration.app_label, migration.name)


def _models(labels: set[str]) -> Iterator[Any]:
    for label in sorted(labels):
        for model in apps.get_app_config(label).get_models():
            if model._meta.managed and not model._meta.proxy and not model._meta.swapped:
                yield model


def _codes(plan: list[Any]) -> Iterator[Any]:
    """What the migrations do besides, in their order."""
    for migration in plan:
        for operation in migration.operations:
            if isinstance(operation, RunPython):
                yield operation.code
