"""The database's own table of rights: what the application's role can really do, tried one by one.

A forgotten check in a view ends here: a table that nobody declared is closed.
"""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DatabaseError, ProgrammingError
from django.test.utils import isolate_apps
from psycopg import errors

from staff import grants

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

# Each is refused before any row is looked at: none of them needs a valid row.
OPERATIONS: dict[str, Callable[[str, str], str]] = {
    "SELECT": lambda table, column: f'SELECT "{column}" FROM "{table}" LIMIT 0',
    "INSERT": lambda table, column: f'INSERT INTO "{table}" DEFAULT VALUES',
    "UPDATE": lambda table, column: f'UPDATE "{table}" SET "{column}" = DEFAULT WHERE false',
    "DELETE": lambda table, column: f'DELETE FROM "{table}" WHERE false',
    "TRUNCATE": lambda table, column: f'TRUNCATE "{table}" CASCADE',
}
# What a role may also be given and no application needs.
OTHER_PRIVILEGES = ("REFERENCES", "TRIGGER")

NOT_FOR_THE_APPLICATION = {
    "make a table": "CREATE TABLE planted (id int)",
    "make a schema": "CREATE SCHEMA planted",
    "make a function": "CREATE FUNCTION planted() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "install an extension": "CREATE EXTENSION citext",
    "add a column": "ALTER TABLE staff_auditentry ADD COLUMN planted int",
    "drop a constraint": "ALTER TABLE staff_auditentry DROP CONSTRAINT staff_audit_says_what",
    "drop a table": "DROP TABLE staff_auditentry CASCADE",
    "take a table": "ALTER TABLE staff_auditentry OWNER TO CURRENT_USER",
    "silence the triggers of a table": "ALTER TABLE staff_auditentry DISABLE TRIGGER ALL",
    "silence the triggers of a session": "SET session_replication_role = replica",
    "change an audit entry": "UPDATE staff_auditentry SET action = 'planted' WHERE false",
    "remove an audit entry": "DELETE FROM staff_auditentry WHERE false",
    "empty the audit trail": "TRUNCATE staff_auditentry",
    "remove a person": "DELETE FROM staff_user WHERE false",
    "remove a file": "DELETE FROM cases_minor WHERE false",
    "become the owner": "SET ROLE {owner}",
    "read the server's files": "SELECT pg_read_file('PG_VERSION')",
    "run a program": "COPY (SELECT 1) TO PROGRAM 'true'",
}


def is_refused(connection: BaseDatabaseWrapper, statement: str) -> bool:
    """Try a statement and undo it; any other error than a missing right means the right is there.

    Somebody who is not the owner of a table, or no superuser, is refused with the same code.
    """
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(statement)
            transaction.set_rollback(True, using=connection.alias)
    except DatabaseError as error:
        return isinstance(error.__cause__, errors.InsufficientPrivilege)
    return False


def tables() -> dict[str, str]:
    """Return {table or view: one of its columns}, outside the schemas of PostgreSQL itself."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, min(a.attname) FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
              AND n.nspname !~ '^pg_(toast|temp)' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            GROUP BY c.relname
            """
        )
        return dict(cursor.fetchall())


def measured(connection: BaseDatabaseWrapper, table: str, column: str) -> set[str]:
    """Return the operations that this connection's role can really do on a table."""
    return {
        operation
        for operation, statement in OPERATIONS.items()
        if not is_refused(connection, statement(table, column))
    }


def declared() -> dict[str, set[str]]:
    """Return {table: operations} as staff.grants declares them."""
    return {
        table: {word.strip() for word in privileges.split(",")}
        for table, privileges in grants.declared().items()
    }


def differences(wanted: dict[str, set[str]]) -> dict[str, str]:
    """Return {table: what it can and should} wherever the role's real rights are not `wanted`."""
    wrong = {}
    for table, column in sorted(tables().items()):
        found, right = measured(connections["default"], table, column), wanted.get(table, set())
        if found != right:
            wrong[table] = f"can {sorted(found)}, declared {sorted(right)}"
    return wrong


def test_the_role_can_do_what_is_declared_and_nothing_else() -> None:
    assert differences(declared()) == {}
    assert len(tables()) > 20


def test_every_declared_table_exists() -> None:
    assert set(declared()) - set(tables()) == set()


def test_the_role_holds_no_other_privilege() -> None:
    """Neither the rare ones, nor on a column alone, nor to pass them on."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, p.name FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
            CROSS JOIN unnest(%s::text[]) AS p(name)
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND has_table_privilege(c.oid, p.name)
            """,
            [[*OTHER_PRIVILEGES, *(f"{name} WITH GRANT OPTION" for name in OPERATIONS)]],
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.column_privileges cp"
            " WHERE grantee = current_user AND privilege_type NOT IN"
            " (SELECT privilege_type FROM information_schema.table_privileges tp"
            "  WHERE tp.table_name = cp.table_name AND grantee = current_user)"
        )
        assert cursor.fetchall() == []


def test_the_role_owns_nothing_and_is_nobody() -> None:
    """No table, function, schema or database is its own; it may take no other role's rights."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            """
            SELECT relname FROM pg_class JOIN pg_roles r ON r.oid = relowner
            WHERE r.rolname = current_user
            UNION ALL
            SELECT proname FROM pg_proc JOIN pg_roles r ON r.oid = proowner
            WHERE r.rolname = current_user
            UNION ALL
            SELECT nspname FROM pg_namespace JOIN pg_roles r ON r.oid = nspowner
            WHERE r.rolname = current_user AND nspname !~ '^pg_'
            UNION ALL
            SELECT datname FROM pg_database JOIN pg_roles r ON r.oid = datdba
            WHERE r.rolname = current_user
            """
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False,) * 5
        cursor.execute(
            "SELECT rolname FROM pg_roles"
            " WHERE rolname <> current_user AND pg_has_role(current_user, oid, 'MEMBER')"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize("what", NOT_FOR_THE_APPLICATION)
def test_the_role_cannot(what: str) -> None:
    owner = connections["owner"].settings_dict["USER"]
    statement = NOT_FOR_THE_APPLICATION[what].format(owner=owner)
    assert is_refused(connections["default"], statement)


def test_every_model_of_the_house_says_what_the_application_may_do() -> None:
    assert grants.models_without_grants() == []


# --- the checks can fail ----------------------------------------------------------------------


def test_the_two_roles_are_two() -> None:
    assert (
        connections["default"].settings_dict["USER"] != connections["owner"].settings_dict["USER"]
    )
    for alias in ("default", "owner"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_user, current_database()")
            user, database = cursor.fetchone()
        assert user == connections[alias].settings_dict["USER"]
        assert database.startswith("test_")


def test_a_right_that_is_there_is_measured() -> None:
    """The owner has them all."""
    assert measured(connections["owner"], "staff_auditentry", "id") == set(OPERATIONS)


def test_a_right_too_many_or_too_few_is_found() -> None:
    wanted = declared()
    wanted["staff_auditentry"] = {"SELECT"}
    wanted["cases_minor"] = wanted["cases_minor"] | {"DELETE"}
    assert set(differences(wanted)) == {"staff_auditentry", "cases_minor"}


def test_another_error_is_not_taken_for_a_refusal() -> None:
    assert not is_refused(connections["default"], "SELECT 1/0")
    with pytest.raises(ProgrammingError):
        connections["default"].cursor().execute("SELECT nowhere")


@isolate_apps("outreach")
def test_a_model_that_says_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    class Planted(models.Model):
        class Meta:
            app_label = "outreach"
            managed = False

        def __str__(self) -> str:
            return ""

    monkeypatch.setattr(apps, "get_models", lambda **kwargs: [Planted])
    assert grants.models_without_grants() == [Planted]
