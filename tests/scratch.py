"""A database of its own, made empty and removed again, in the place of the one at hand."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from staff import grants

ALIASES = (grants.OWNER_ALIAS, grants.APPLICATION_ALIAS)


@contextmanager
def scratch_database() -> Iterator[BaseDatabaseWrapper]:
    """Yield the owner's connection to an empty database, which both aliases name meanwhile.

    A migration that opens `connections["owner"]` by itself meets it too, and so does a page.
    """
    usual = {alias: connections[alias] for alias in ALIASES}
    owner = usual[grants.OWNER_ALIAS]
    name = f"{owner.settings_dict['NAME']}_scratch"
    with owner._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    for alias, connection in usual.items():
        beside = connection.copy()
        beside.settings_dict["NAME"] = name
        beside.settings_dict["OPTIONS"].pop("pool", None)  # a pool is known by its alias alone
        connections[alias] = beside
    try:
        yield connections[grants.OWNER_ALIAS]
    finally:
        for alias, connection in usual.items():
            connections[alias].close()
            connections[alias] = connection
        with owner._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')
