"""A database in which the migrations have run: the tests' databases are copies of it.

The migrations take half a minute, a copy a fraction of a second. Kept beside them until a migration
changes; what `migrate` of ours does after the migrations is done anew in each copy.
"""

import hashlib
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db.backends.base.base import BaseDatabaseWrapper

from staff.light_states import light_states

PREFIX = "migrated_"
_LOCK = 2_011_980  # of the server's advisory locks: one process makes it, the others wait


def migrated(connection: BaseDatabaseWrapper) -> str:
    """Return the name of the template, made now if the migrations have changed since the last."""
    name = PREFIX + digest()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        found = [row[0] for row in cursor.fetchall()]
        if name not in found:
            for former in found:
                cursor.execute(f'DROP DATABASE "{former}"')
            cursor.execute(f'CREATE DATABASE "{PREFIX}unfinished" TEMPLATE template0')
            _migrate(connection, f"{PREFIX}unfinished")
            cursor.execute(f'ALTER DATABASE "{PREFIX}unfinished" RENAME TO "{name}"')
    return name


def digest() -> str:
    """Return what stands for the migrations of every app, as 16 hexadecimal digits."""
    found = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda app: app.name):
        for file in sorted(Path(app.path).glob("migrations/*.py")):
            found.update(f"{app.name}/{file.name}\n".encode() + file.read_bytes())
    return found.hexdigest()[:16]


def _migrate(connection: BaseDatabaseWrapper, name: str) -> None:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        with light_states():
            call_command(DjangoMigrate(), database=connection.alias, verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
