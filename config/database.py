"""Which PostgreSQL Escale talks to: the server named in DATABASE_URL, or one of its own.

Importing this module starts nothing: the embedded server starts at the first connection.
"""

import importlib.util
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.base.base import NO_DB_ALIAS

from config.postgresql import embedded
from config.postgresql.embedded import UnavailableError
from config.postgresql.hasty import Hasty, reviving

__all__ = [
    "UnavailableError",
    "check",
    "embedded_root",
    "has_module",
    "hold",
    "keep_to_time",
    "settings",
    "wait_until_stopped",
]

# A thread uses one connection; a streamed answer or a page's second look may take one more.
POOL = {"min_size": 1, "max_size": 10, "timeout": 3}
CONNECT_SECONDS = 5
# While pages are served, what takes longer is answered "try again" (config.away), within 4 s: a
# page takes a tenth of a second. Commands have all their time.
PAGE_CONNECT_SECONDS = 2
PAGE_LIMITS = {
    "statement_timeout": 3000,  # ms
    "lock_timeout": 2500,
    "idle_in_transaction_session_timeout": 15000,
}
NO_OWNER = (
    "DATABASE_OWNER_URL is not set: migrations and tests need the address of the role that owns "
    "the tables, next to DATABASE_URL."
)


def has_module(name: str) -> bool:
    """Return whether the top-level module `name` is installed, without importing it."""
    return importlib.util.find_spec(name) is not None


def settings(env: environ.Env, var_dir: Path) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES: `default` (the application) and `owner` (migrations, tests).

    Raises ImproperlyConfigured when an address is not one of PostgreSQL.
    """
    url = env.str("DATABASE_URL", default="")
    if url:
        application = _from_url("DATABASE_URL", url)
        owner_url = env.str("DATABASE_OWNER_URL", default="")
        owner = (
            _from_url("DATABASE_OWNER_URL", owner_url)
            if owner_url
            else {**application, "OPTIONS": dict(application["OPTIONS"]), "REFUSAL": NO_OWNER}
        )
    else:
        application = _on_embedded("escale_app", var_dir)
        owner = _on_embedded("escale_owner", var_dir)
    application["OPTIONS"]["pool"] = dict(POOL)
    application |= {"ATOMIC_REQUESTS": True, "TEST": {"MIRROR": "owner"}}
    return {"default": application, "owner": owner}


def _from_url(variable: str, url: str) -> dict[str, Any]:
    is_postgresql = url.partition("://")[0] in environ.Env.POSTGRES_FAMILY
    config = environ.Env.db_url_config(url) if is_postgresql else {}
    if not config.get("NAME"):
        raise ImproperlyConfigured(
            f"{variable} must name a PostgreSQL database: postgres://user:password@host:5432/name"
        )
    options = {
        "connect_timeout": CONNECT_SECONDS,
        **config.get("OPTIONS", {}),
        "server_side_binding": False,  # the field history puts its context before a statement
    }
    return {
        **config,
        "ENGINE": "config.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "VARIABLE": variable,
    }


def _on_embedded(role: str, var_dir: Path) -> dict[str, Any]:
    return {
        "ENGINE": "config.postgresql",
        "NAME": "escale",
        "USER": role,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": CONNECT_SECONDS},
        "EMBEDDED": str(var_dir / "postgres"),
    }


def keep_to_time(databases: dict[str, dict[str, Any]]) -> None:
    """Set how long the pages of this process wait for the database. Before the first connection."""
    options = databases["default"]["OPTIONS"]
    limits = " ".join(f"-c {name}={value}" for name, value in PAGE_LIMITS.items())
    options["options"] = f"{options.get('options', '')} {limits}".strip()
    options["connect_timeout"] = PAGE_CONNECT_SECONDS
    root = embedded_root(databases)
    options["pool"] = {**options["pool"], "connection_class": reviving(root) if root else Hasty}


def embedded_root(databases: dict[str, dict[str, Any]]) -> Path | None:
    """Return the folder of the embedded server that `databases` uses, or None for a real server."""
    root = databases["default"].get("EMBEDDED")
    return Path(root) if root else None


def hold(databases: dict[str, dict[str, Any]]) -> None:
    """Start the embedded server, if there is one, and keep it until this process ends.

    Raises UnavailableError.
    """
    if root := embedded_root(databases):
        embedded.hold(root)


def check(alias: str = "default") -> None:
    """Open one connection of `alias` outside its pool, which would hide why it cannot.

    Raises UnavailableError.
    """
    connection = connections[alias].copy(alias=NO_DB_ALIAS)
    try:
        connection.ensure_connection()
    finally:
        connection.close()


def wait_until_stopped(databases: dict[str, dict[str, Any]], timeout: float) -> bool:
    """Leave the embedded server; return whether it stopped within `timeout` seconds.

    False sooner when another process goes on using it, True when there is no embedded server.
    """
    root = embedded_root(databases)
    return embedded.leave(root, timeout) if root else True
