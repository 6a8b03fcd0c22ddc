"""The triggers that keep draws, samples and looks as they were made; those of the demo may be removed."""

from typing import Any

from guixiao.audit.append_only import AppendOnly

TABLES = tuple(AppendOnly(f"closures_{name}", f"{name}s are append-only", but="OLD.demo") for name in ("draw", "sample", "look"))


def put(connection: Any) -> None:
    for table in TABLES:
        table.put(connection)


def remove(connection: Any) -> None:
    for table in TABLES:
        table.remove(connection)


def missing(connection: Any) -> list[str]:
    return [name for table in TABLES for name in table.missing(connection)]
