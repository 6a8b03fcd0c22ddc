"""The triggers that keep the log append-only, for both databases; put by a migration, looked for by `guixiao verify`."""

from typing import Any

TABLE = "audit_entry"
NAMES = ("audit_entry_no_update", "audit_entry_no_delete")
REFUSAL = "the audit log is append-only"


def put(connection: Any) -> None:
    """Where they are there already they are put anew."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _postgresql() if connection.vendor == "postgresql" else _sqlite():
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """For moving the table; an operator who does this leaves a trace: `guixiao verify` says the triggers are missing."""
    with connection.cursor() as cursor:
        for name in (*NAMES, "audit_entry_no_truncate"):
            on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def missing(connection: Any) -> list[str]:
    """Names of the triggers that are not there or are switched off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled IN ('O', 'A')", [TABLE])
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
        found = {row[0] for row in cursor.fetchall()}
    wanted = (*NAMES, "audit_entry_no_truncate") if connection.vendor == "postgresql" else NAMES
    return [name for name in wanted if name not in found]


def _sqlite() -> list[str]:
    return [f"CREATE TRIGGER {name} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for name, verb in zip(NAMES, ("UPDATE", "DELETE"), strict=True)]  # fmt: skip


def _postgresql() -> list[str]:
    refuse = (f"CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
              f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$")  # fmt: skip
    rows = [f"CREATE TRIGGER {name} BEFORE {verb} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()"
            for name, verb in zip(NAMES, ("UPDATE", "DELETE"), strict=True)]  # fmt: skip
    table = f"CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON {TABLE} EXECUTE FUNCTION audit_entry_refuse()"
    return [refuse, *rows, table]
