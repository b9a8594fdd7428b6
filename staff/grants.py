"""What the application's database role may do, table by table; what is not written is closed.

Models of the house say it themselves in `database_grants`. The tables of Django and of allauth
are named here. Applied as owner after each migrate.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.models import Model
from psycopg import sql

APPLICATION_ALIAS = "default"
OWNER_ALIAS = "owner"

OTHER_TABLES = {
    "django_content_type": "SELECT",
    "django_migrations": "SELECT",
    "django_session": "SELECT, INSERT, UPDATE, DELETE",
    "staff_cache": "SELECT, INSERT, UPDATE, DELETE",
    "account_emailaddress": "SELECT",
    "mfa_authenticator": "SELECT, INSERT, UPDATE, DELETE",
}


# What each app makes as owner after each migrate, once the grants are given: staff never names a
# higher app.
_steps: list[Callable[[], None]] = []


def after_migrate(step: Callable[[], None]) -> None:
    if step not in _steps:
        _steps.append(step)


def run_steps() -> None:
    for step in _steps:
        step()


class OwnerMigrates:
    """Database router: tables are made by the owner and by nobody else."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == OWNER_ALIAS


def declared() -> dict[str, str]:
    """Return {table: privileges} for every table that the application may touch."""
    grants = dict(OTHER_TABLES)
    for model in apps.get_models(include_auto_created=True):
        privileges = getattr(model, "database_grants", "")
        if privileges and model._meta.managed:
            grants[model._meta.db_table] = privileges
    return grants


def models_without_grants() -> list[type[Model]]:
    """Return the house's own models that forgot to say what the application may do."""
    return [
        m
        for m in apps.get_models()
        if not m.__module__.startswith(("django.", "allauth.", "pghistory."))
        and not hasattr(m, "database_grants")
    ]


def apply() -> None:
    """Take everything from the application role, then give what is declared.

    Run as owner. Numbers come from identity columns, which need no grant of their own.
    """
    role = sql.Identifier(settings.DATABASES[APPLICATION_ALIAS]["USER"])
    owner = connections[OWNER_ALIAS]
    existing = set(owner.introspection.table_names())
    with owner.cursor() as cursor:
        run = cursor.execute
        run(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role))
        run(sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}").format(role))
        run(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
        for table, privileges in sorted(declared().items()):
            if table in existing:
                run(
                    sql.SQL("GRANT {} ON {} TO {}").format(
                        sql.SQL(privileges), sql.Identifier(table), role
                    )
                )
