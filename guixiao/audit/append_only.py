"""Tables whose rows stay as they were written: the database itself refuses UPDATE, DELETE and TRUNCATE, on both databases."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class AppendOnly:
    """Triggers of one table, put by a migration, looked for by `guixiao verify`. `but`: SQL about OLD; rows of which it is true
    may be deleted all the same."""

    table: str
    refusal: str
    but: str = ""

    @property
    def names(self) -> tuple[str, str]:
        return f"{self.table}_no_update", f"{self.table}_no_delete"

    @property
    def whole(self) -> str:
        """The trigger that PostgreSQL has besides: SQLite knows no TRUNCATE."""
        return f"{self.table}_no_truncate"

    def put(self, connection: Any) -> None:
        """Where they are there already they are put anew."""
        self.remove(connection)
        _execute(connection, self._postgresql() if connection.vendor == "postgresql" else self._sqlite())

    def remove(self, connection: Any) -> None:
        """For moving the table; an operator who does this leaves a trace: `guixiao verify` says the triggers are missing."""
        on_table = f" ON {self.table}" if connection.vendor == "postgresql" else ""
        _execute(connection, [f"DROP TRIGGER IF EXISTS {name}{on_table}" for name in (*self.names, self.whole)])

    def missing(self, connection: Any) -> list[str]:
        """Names of the triggers that are not there or are switched off."""
        postgresql = connection.vendor == "postgresql"
        with connection.cursor() as cursor:
            if postgresql:
                cursor.execute(
                    "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled IN ('O', 'A')", [self.table]
                )
            else:
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [self.table])
            found = {row[0] for row in cursor.fetchall()}
        return [name for name in (*self.names, *([self.whole] if postgresql else [])) if name not in found]

    def _sqlite(self) -> list[str]:
        update, delete = self.names
        refuse = f"BEGIN SELECT RAISE(ABORT, '{self.refusal}'); END"
        unless = f"WHEN NOT {self.but} " if self.but else ""
        return [f"CREATE TRIGGER {update} BEFORE UPDATE ON {self.table} {refuse}",
                f"CREATE TRIGGER {delete} BEFORE DELETE ON {self.table} {unless}{refuse}"]  # fmt: skip

    def _postgresql(self) -> list[str]:
        function, (update, delete) = f"{self.table}_refuse", self.names
        # Of a whole table there is no OLD, so the two conditions are asked one after the other.
        allowed = f"IF TG_OP = 'DELETE' THEN IF {self.but} THEN RETURN OLD; END IF; END IF;" if self.but else ""
        refuse = f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {allowed} RAISE EXCEPTION"
        rows = [f"CREATE TRIGGER {name} BEFORE {verb} ON {self.table} FOR EACH ROW EXECUTE FUNCTION {function}()"
                for name, verb in ((update, "UPDATE"), (delete, "DELETE"))]  # fmt: skip
        whole = f"CREATE TRIGGER {self.whole} BEFORE TRUNCATE ON {self.table} EXECUTE FUNCTION {function}()"
        return [f"{refuse} '{self.refusal}'; END $$", *rows, whole]


def _execute(connection: Any, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
