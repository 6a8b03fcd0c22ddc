"""The triggers that keep who looked beyond their place; the demo's may be removed. On PostgreSQL and SQLite alike."""

from typing import Any

from guixiao.audit.append_only import AppendOnly

TABLES = [AppendOnly(f"crossings_{name}", "who looked beyond their place is append-only", but="OLD.demo")
          for name in ("crossing", "glance", "ending", "remark")]  # fmt: skip


def put(connection: Any) -> None:
    for table in TABLES:
        table.put(connection)


def remove(connection: Any) -> None:
    for table in TABLES:
        table.remove(connection)


def missing(connection: Any) -> list[str]:
    return [name for table in TABLES for name in table.missing(connection)]
