"""The tables of an empty database are those that all migrations make, one after the other; and a half-made one is none."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

READ = """
import json, django; django.setup()
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from guixiao.vault.models import KnownKey
inside, found = connection.introspection, {}
with connection.cursor() as cursor:
    for table in inside.table_names(cursor):
        columns = [repr((c.name, c.type_code, c.null_ok, c.display_size)) for c in inside.get_table_description(cursor, table)]
        held = [repr(("" if name.startswith(("fk_", "__unnamed")) else name, sorted(one.items(), key=str)))
                for name, one in inside.get_constraints(cursor, table).items()]
        found[table] = sorted(columns) + sorted(held)
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql != ''" if connection.vendor == "sqlite"
        else "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal "
             "UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'")
    found["triggers and indexes"] = sorted(map(list, cursor.fetchall()))
found["applied"] = sorted(map(list, MigrationRecorder(connection).applied_migrations()))
found["keys"] = sorted(KnownKey.objects.values_list("use", flat=True))
print(json.dumps(found))
"""


@pytest.fixture
def empty(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[list[str]]:
    """The addresses of two databases without a table, of the kind the tests run on."""
    if connection.vendor == "sqlite":
        yield [f"sqlite:///{tmp_path / name}.sqlite3" for name in ("one", "other")]
        return
    import psycopg

    at = connection.settings_dict
    names = [f"{at['NAME']}_{name}" for name in ("one", "other")]
    with psycopg.connect(host=at["HOST"], user=at["USER"] or None, dbname="postgres", autocommit=True) as server:
        for name in names:
            server.execute(f'CREATE DATABASE "{name}"')
        yield [f"postgresql://{at['USER']}@/{name}?host={at['HOST']}" for name in names]
        for name in names:
            server.execute(f'DROP DATABASE "{name}"')


def guixiao(address: str, tmp_path: Path, *code: str) -> str:
    environment = os.environ | {"DATABASE_URL": address, "GUIXIAO_DATA_DIR": str(tmp_path),
                                "DJANGO_SETTINGS_MODULE": "guixiao.config.settings"}  # fmt: skip
    done = subprocess.run([sys.executable, *code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.db
def test_the_tables_of_an_empty_database_are_those_of_all_migrations(empty: list[str], tmp_path: Path):
    """Columns, constraints, indices, triggers, what is told to have run, and the keys the database knows. Django's own groups,
    which nothing here uses, have a smaller number in their key."""
    at_once, one_by_one = empty
    guixiao(at_once, tmp_path, "-m", "guixiao.cli", "migrate", "-v", "0")
    guixiao(one_by_one, tmp_path, "-m", "guixiao.cli", "migrate", "-v", "0", "--one-by-one")
    found, expected = (json.loads(guixiao(address, tmp_path, "-c", READ)) for address in (at_once, one_by_one))
    assert len(found["applied"]) > 80
    assert any("append" in name or "no_update" in name for name, _ in found["triggers and indexes"])
    for what in sorted((found.keys() | expected.keys()) - {"auth_group_permissions"}):
        assert found.get(what) == expected.get(what), what


@pytest.mark.db
def test_a_process_that_dies_halfway_leaves_the_database_empty_and_the_next_makes_it(empty: list[str], tmp_path: Path):
    address, _ = empty
    dies = ("import django, os; django.setup()\nfrom django.db import connection\nfrom guixiao.tables import fresh\n"
            "fresh._codes = lambda plan: [lambda apps, editor: os._exit(0)]\nfresh.make(connection)")  # fmt: skip
    guixiao(address, tmp_path, "-c", dies)
    asks = ("import django; django.setup()\nfrom django.db import connection\nfrom guixiao.tables import fresh\n"
            "print(fresh.is_empty(connection))")  # fmt: skip
    assert guixiao(address, tmp_path, "-c", asks) == "True\n"
    guixiao(address, tmp_path, "-m", "guixiao.cli", "migrate", "-v", "0")
    assert guixiao(address, tmp_path, "-c", asks) == "False\n"


def test_every_migration_of_ours_writes_by_code_that_a_fresh_database_runs_too():
    """SQL of its own in a migration would be left out of an empty database: it is put in a function that RunPython calls."""
    from django.db.migrations import RunSQL, SeparateDatabaseAndState
    from django.db.migrations.loader import MigrationLoader

    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations.values()
    other = [one for one in migrations for step in one.operations if isinstance(step, RunSQL | SeparateDatabaseAndState)]
    assert other == []
