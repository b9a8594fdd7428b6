"""`serve`: everything from an empty folder to a page that answers."""

import errno
import os
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from config import database
from config.postgresql.base import DatabaseWrapper
from staff import grants, keys
from staff.models import Centre


class Command(BaseCommand):
    """Prepare the database, fill it with a demonstration if it is empty, then serve."""

    help = "Prepare the database and serve Escale on 127.0.0.1 until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """PORT and ESCALE_DEMO in the environment say the same."""
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))
        parser.add_argument(
            "--no-demo",
            action="store_false",
            dest="demo",
            default=os.environ.get("ESCALE_DEMO", "1") != "0",
            help="leave an empty database empty: the first page then asks for the centre's name",
        )

    def handle(self, *args: Any, port: int, demo: bool, **options: Any) -> None:
        """Replace this process by gunicorn; exit 1 with one sentence if something is missing."""
        try:
            refuse_taken_port(port)
            prepare_database()
            if demo and not Centre.objects.exists():
                self.stdout.write("An empty database: making a demonstration, once…")
                call_command("demo", verbosity=0)
        except (database.UnavailableError, keys.KeyFileError) as error:
            raise SystemExit(str(error)) from None
        except KeyboardInterrupt:
            raise SystemExit(130) from None
        self.welcome(port)
        close_connections()
        become_gunicorn(port)

    def welcome(self, port: int) -> None:
        """Print the address and, for invented data only, how to sign in."""
        if Centre.objects.filter(is_demo=True).exists():
            from config.demo import sign_ins  # real centres never load it

            self.stdout.write("\nDemonstration: every person and every figure is invented.\n\n")
            for role, username, password in sign_ins():
                self.stdout.write(f"  {role:<22} {username:<18} {password}")
        self.stdout.write(f"\nEscale: http://127.0.0.1:{port}/    (Ctrl-C stops it)\n")
        self.stdout.flush()


def refuse_taken_port(port: int) -> None:
    """Exit with a sentence when nobody can listen on `port`."""
    with socket.socket() as probe:
        # As gunicorn does: a port whose last connections still fade away is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen()
        except (OSError, OverflowError) as error:
            is_taken = getattr(error, "errno", None) == errno.EADDRINUSE
            why = "is taken by another program" if is_taken else "cannot be used"
            raise SystemExit(
                f"Port {port} {why}: stop that program or choose another port, for instance "
                f"`make run PORT=8001`."
            ) from None


def prepare_database() -> None:
    """Bring the tables up to date; where the owner's address is kept away, they are taken as is.

    Raises database.UnavailableError.
    """
    database.check("default")
    if "REFUSAL" not in settings.DATABASES["owner"]:
        database.check("owner")
        if is_behind():
            call_command("migrate", verbosity=0)
        else:
            grants.apply()
    keys.prepare()


def is_behind() -> bool:
    """Whether a migration is waiting. Asking costs a tenth of going through an empty migrate."""
    executor = MigrationExecutor(connections["owner"])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def close_connections() -> None:
    """Say goodbye to the database properly: an exec would cut the lines."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()


def become_gunicorn(port: int) -> None:
    """Go on as the server, in this same process: Ctrl-C and signals reach it directly."""
    os.environ["PORT"] = str(port)
    os.chdir(settings.BASE_DIR)
    command = [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn"]
    os.execv(sys.executable, command)  # noqa: S606 - no shell is wanted
