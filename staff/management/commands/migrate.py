"""`migrate` runs as the owner of the tables, then grants the application what is declared.

A change that waits for a table makes everybody who comes after it wait too, and may wait for
somebody who waits for another table that it holds. It therefore waits a moment only, lets everybody
pass and tries again.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import CommandError, call_command
from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import OperationalError, connections
from psycopg.errors import DeadlockDetected, LockNotAvailable

from staff import grants, history, keys
from staff.light_states import light_states
from staff.models import KeyFingerprint

# Milliseconds: less than a page waits (config.database.PAGE_LIMITS), and less than the second after
# which PostgreSQL looks for a deadlock and may end the page.
LOCK_TIMEOUT = 800
TRIES, PAUSE = 30, 5.0  # seconds between two of them
IN_USE = "Somebody uses a table that a migration changes: trying again in a moment."
STILL_IN_USE = (
    "Somebody still uses a table that a migration changes: a backup, or people at work. The "
    "migrations before it are done and stay; nothing of this one is. Run migrate again, with the "
    "service stopped if need be."
)


class Command(DjangoMigrate):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=grants.OWNER_ALIAS)

    def handle(self, *args: Any, **options: Any) -> None:
        self._migrate(*args, **options)
        if options["plan"] or options["check_unapplied"]:
            return
        call_command("createcachetable", database=grants.OWNER_ALIAS, verbosity=0)
        grants.apply()
        history.close()
        if (
            KeyFingerprint._meta.db_table
            in connections[grants.OWNER_ALIAS].introspection.table_names()
        ):
            keys.prepare(using=grants.OWNER_ALIAS)
        grants.run_steps()

    def _migrate(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when a table stays in use; each migration is done whole or not."""
        for tries_left in reversed(range(TRIES)):
            try:
                with short_waits(options["database"]), light_states():
                    super().handle(*args, **options)
                return
            except OperationalError as error:
                if not isinstance(error.__cause__, DeadlockDetected | LockNotAvailable):
                    raise
            if tries_left:
                self.stderr.write(IN_USE)
                time.sleep(PAUSE)
        raise CommandError(STILL_IN_USE)


@contextmanager
def short_waits(alias: str) -> Iterator[None]:
    """Let the connection wait LOCK_TIMEOUT for a lock, and as long as before at the end."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{LOCK_TIMEOUT}ms"])
        try:
            yield
        finally:
            cursor.execute("RESET lock_timeout")
