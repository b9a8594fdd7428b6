"""`manage.py check --database default`: whether the server keeps names out of its log."""

from typing import Any

from django.core import checks
from django.db.backends.base.validation import BaseDatabaseValidation

from config.postgresql.log_settings import PLANS, QUIET, loud


class DatabaseValidation(BaseDatabaseValidation):
    """Reads the settings that hold for this connection, whoever made them."""

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Return a warning for each setting that lets what somebody typed into the log."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, current_setting(name, true) FROM unnest(%s::text[]) AS s(name)",
                [[*QUIET, PLANS]],
            )
            found = dict(cursor.fetchall())
        return [
            checks.Warning(
                f"PostgreSQL's {name} is {found[name]}: names of young people may reach its log.",
                hint=f"Set it to {wanted} on the server, for the roles of Escale at least: "
                "docs/operations.md says how.",
                obj=self.connection.alias,
                id="escale.W001",
            )
            for name, wanted in loud(found).items()
        ]
