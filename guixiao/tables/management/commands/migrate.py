"""Django's `migrate`, which makes the tables of an empty database at once."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections

from guixiao.tables import fresh


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--one-by-one", action="store_true", help="run every migration, even where the database is empty")

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        asked = [options[name] for name in ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied")]
        if not any(asked) and not options["one_by_one"] and fresh.is_empty(connection):
            connection.prepare_database()
            fresh.make(connection)
        super().handle(*args, **options)
