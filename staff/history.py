"""Field history: what a row said before each change, when it changed and who changed it.

Written by triggers (django-pghistory), so that no code can forget it: a row that is updated or
deleted leaves its former self in the table beside it, `<model>history`, which the application
only reads. The present row is not copied there. An encrypted column is copied as it lies, in
ciphertext.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import pghistory
from django.db import connections, models
from pghistory import runtime
from psycopg import sql

from staff.encryption import Ciphertext, EncryptedField

OWNER_ALIAS = "owner"
M = TypeVar("M", bound=models.Model)

# pghistory says who is at work before every statement but some; nor is it needed before these.
runtime.IGNORED_SQL_PREFIXES = (  # type: ignore[assignment] # a tuple of another length
    *runtime.IGNORED_SQL_PREFIXES,
    "savepoint",
    "release savepoint",
    "rollback to savepoint",
    "set ",
)

# While the owner's own functions erase a file, and only then, its history may be removed: they
# set this to "on". What the application sets is not looked at, since it is not the owner.
ERASING = "escale.erasing"


def track(*, exclude: Iterable[str] = ()) -> Callable[[type[M]], type[M]]:
    """Return a class decorator that keeps the history of a model's rows.

    `exclude` names the columns that are not kept; a change of these alone leaves no trace.
    """

    def tracked(model: type[M]) -> type[M]:
        fields = model._meta.local_fields
        by_minor = any(field.name == "minor" for field in fields)
        # A sealed value opens in its own row only: here it is bytes.
        sealed = {
            field.name: models.BinaryField(null=True)
            for field in fields
            if isinstance(field, EncryptedField)
        }
        wrap = pghistory.track(
            pghistory.UpdateEvent(row=pghistory.Old),
            pghistory.DeleteEvent(),
            exclude=list(exclude),
            model_name=f"{model.__name__}History",
            # {"user": number, "request": number of the request in the audit trail}: no address,
            # which would name a file.
            context_field=pghistory.ContextJSONField(),
            context_id_field=None,  # type: ignore[arg-type] # documented, not in its type
            obj_field=pghistory.ObjForeignKey(
                related_name="+", related_query_name="+", db_index=False
            ),
            attrs={"database_grants": "SELECT", **sealed},
            meta={
                "indexes": [
                    models.Index(fields=["pgh_obj", "-pgh_created_at"]),
                    *([models.Index(fields=["minor", "-pgh_created_at"])] if by_minor else []),
                ]
            },
        )
        return wrap(model)

    return tracked


def of(model: type[models.Model]) -> type[Any]:
    """Return the model of the former rows of a tracked model."""
    found: type[Any] = model.pgh_event_model  # type: ignore[attr-defined] # set by pghistory
    return found


def row_of(line: Any) -> Any:
    """Return the row that a line of history was, never to be saved; its sealed values open."""
    values = {
        field.attname: getattr(line, field.attname)
        for field in line.pgh_tracked_model._meta.concrete_fields
        if hasattr(line, field.attname)
    }
    row = line.pgh_tracked_model(**values)
    for field in row._meta.concrete_fields:
        if isinstance(field, EncryptedField) and values[field.attname] is not None:
            held = bytes(values[field.attname])
            setattr(row, field.attname, Ciphertext(held) if held else field.empty)
    return row


def is_tracked(model: type[models.Model]) -> bool:
    return hasattr(model, "pgh_event_models")


def is_history(model: type[models.Model]) -> bool:
    """Whether this model holds the former rows of another one."""
    return getattr(model, "pgh_tracked_model", None) is not None


# pgtrigger lets any session name triggers to skip; here none is skipped, except the guard against
# changing history, for the owner while she erases a file.
_SHOULD_IGNORE = """
SELECT trigger_name LIKE 'pgtrigger\\_append\\_only\\_%' AND current_user = {owner}
    AND coalesce(current_setting({setting}, true), '') = 'on'
"""
_TRIGGER_FUNCTIONS = """
SELECT proname FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND prorettype = 'trigger'::regtype
    AND proname LIKE 'pgtrigger\\_%'
ORDER BY proname
"""


def close() -> None:
    """Take from the application every way around the history. Run as owner after each migrate.

    What writes history does so as the owner, on tables that the application only reads, and looks
    names up where the application cannot put its own. The guard runs as whoever tries.
    """
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(_TRIGGER_FUNCTIONS)
        for (name,) in cursor.fetchall():
            is_guard = name.startswith("pgtrigger_append_only_")
            rights = sql.SQL("SECURITY INVOKER" if is_guard else "SECURITY DEFINER")
            cursor.execute(
                sql.SQL("ALTER FUNCTION public.{}() {} SET search_path = public, pg_temp").format(
                    sql.Identifier(name), rights
                )
            )
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
        body = sql.SQL(_SHOULD_IGNORE).format(owner=owner, setting=ERASING).as_string()
        cursor.execute(
            sql.SQL(
                "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME)"
                " RETURNS BOOLEAN LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS {}"
            ).format(body)
        )
