"""`migrate` as the owner role, beside open tills."""

import random
import time
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import OperationalError, connections
from django.db.migrations import Migration

PAUSES = (1, 2, 4, 8, 15, 30, 30, 30, 30, 30)  # seconds between tries: three minutes in all
_LOCK_TIMEOUT = "55P03"


class Command(DjangoMigrate):
    """Django's own migrate; where DATABASE_OWNER_URL is set it runs as the owner, because the app role cannot.

    A migration waits 1 s for a lock, half of what tills wait, then gives way to those that queue behind it, and tries
    again after a pause.
    """

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        if "owner" in connections:
            parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        self._alias = options["database"]
        for pause in (*PAUSES, None):
            try:
                super().handle(*args, **options)
            except OperationalError as error:
                if getattr(error.__cause__, "sqlstate", None) != _LOCK_TIMEOUT:
                    raise
                if pause is None:
                    raise CommandError(
                        "Some transaction holds a table for minutes: see pg_stat_activity for the oldest xact_start, "
                        "end it, and migrate again. What was applied so far stays."
                    ) from error
                self.stderr.write(f"  A table is in use. The next try in {pause} s.")
                time.sleep(pause * random.uniform(0.8, 1.2))
            else:
                return

    def migration_progress_callback(self, action: str, migration: Migration | None = None, fake: bool = False) -> None:
        """Each migration waits for locks as it may: nobody queues behind an index that is built concurrently."""
        if migration is not None and action in ("apply_start", "unapply_start"):
            with connections[self._alias].cursor() as cursor:
                cursor.execute("select set_config('lock_timeout', %s, false)", ["1s" if migration.atomic else "0"])
        super().migration_progress_callback(action, migration, fake)
