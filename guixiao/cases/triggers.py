"""The triggers that keep the events of a case append-only, for both databases; those of the demo's cases may be removed."""

from typing import Any

TABLE = "cases_event"
NAMES = ("cases_event_no_update", "cases_event_no_delete")
REFUSAL = "the events of a case are append-only"


def put(connection: Any) -> None:
    """Where they are there already they are put anew."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _postgresql() if connection.vendor == "postgresql" else _sqlite():
            cursor.execute(statement)


def remove(connection: Any) -> None:
    with connection.cursor() as cursor:
        for name in NAMES:
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
    return [name for name in NAMES if name not in found]


REAL = "NOT (SELECT demo FROM cases_case WHERE id = OLD.case_id)"


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {NAMES[0]} BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        f"CREATE TRIGGER {NAMES[1]} BEFORE DELETE ON {TABLE} WHEN {REAL} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ]


def _postgresql() -> list[str]:
    return [
        f"""CREATE OR REPLACE FUNCTION cases_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'DELETE' AND NOT ({REAL}) THEN RETURN OLD; END IF;
            RAISE EXCEPTION '{REFUSAL}'; END $$""",
        *(f"CREATE TRIGGER {name} BEFORE {verb} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION cases_event_refuse()"
          for name, verb in zip(NAMES, ("UPDATE", "DELETE"), strict=True)),
    ]  # fmt: skip
