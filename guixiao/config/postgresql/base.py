"""Django's own backend; a connection keeps the plans of more questions than the driver would."""

from typing import Any

from django.db.backends.postgresql import base

PLANNED = 300  # questions a connection keeps planned; the driver's own 100 are four pages' worth


class DatabaseWrapper(base.DatabaseWrapper):
    def _configure_connection(self, connection: Any) -> Any:
        connection.prepared_max = PLANNED
        return super()._configure_connection(connection)  # type: ignore[misc]
