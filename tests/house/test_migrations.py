"""Migrations: complete, in one line, and each app comes down to nothing and up again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core import checks
from django.core.management import call_command
from django.db import connections, migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from staff import grants
from tests.house import sources

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def linear_errors() -> list[str]:
    """Return what django-linear-migrations finds: two migrations that share a parent."""
    found = checks.run_checks(app_configs=apps.get_app_configs())
    return [str(message) for message in found if (message.id or "").startswith("dlm.")]


def test_migrations_stand_in_one_line() -> None:
    assert apps.is_installed("django_linear_migrations")
    assert linear_errors() == []


@pytest.fixture
def scratch() -> Iterator[BaseDatabaseWrapper]:
    """A database of the owner's that holds nothing, in the place of the owner's alias.

    A migration that opens `connections["owner"]` by itself meets it too.
    """
    owner = connections[grants.OWNER_ALIAS]
    connection = owner.copy()
    name = f"{owner.settings_dict['NAME']}_scratch"
    connection.settings_dict["NAME"] = name
    with owner._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    connections[grants.OWNER_ALIAS] = connection
    yield connection
    connections[grants.OWNER_ALIAS] = owner
    connection.close()
    with owner._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}"')


def house_tables(connection: BaseDatabaseWrapper) -> set[str]:
    prefixes = tuple(f"{app}_" for app in sources.APPS)
    return {name for name in connection.introspection.table_names() if name.startswith(prefixes)}


def test_each_app_comes_down_to_nothing_and_up_again(scratch: BaseDatabaseWrapper) -> None:
    """The highest app first, as they lean on each other; all of them again in one go."""
    everything = MigrationExecutor(scratch).loader.graph.leaf_nodes()
    MigrationExecutor(scratch).migrate(everything)
    full = house_tables(scratch)
    assert len(full) > 15
    migrated = {app for app, _name in everything}
    house = [app for app in sources.APPS if app in migrated]
    for app in house:
        MigrationExecutor(scratch).migrate([(app, None)])
        left = house_tables(scratch)
        assert not {table for table in left if table.startswith(f"{app}_")}
    assert house_tables(scratch) == set()
    MigrationExecutor(scratch).migrate(everything)
    assert house_tables(scratch) == full


def one_way(operations: list[Operation]) -> list[str]:
    return [operation.describe() for operation in operations if not operation.reversible]


def test_every_operation_can_be_undone() -> None:
    loader = MigrationLoader(None)
    house = {key: m for key, m in loader.disk_migrations.items() if key[0] in sources.APPS}
    assert len(house) >= 4
    assert {k: one_way(m.operations) for k, m in house.items() if one_way(m.operations)} == {}


# --- the checks can fail ----------------------------------------------------------------------


def test_a_change_without_its_migration_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    field = apps.get_model("staff", "Site")._meta.get_field("name")
    monkeypatch.setattr(field, "max_length", 81)
    with pytest.raises(SystemExit):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_second_line_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_text

    def planted(path: Path, *args: object, **kwargs: object) -> str:
        text = read(path, *args, **kwargs)
        return "0002_elsewhere\n" if path.name == "max_migration.txt" else text

    monkeypatch.setattr(Path, "read_text", planted)
    assert linear_errors()


def test_an_operation_of_one_way_is_found() -> None:
    planted = [migrations.RunPython(lambda apps, editor: None), migrations.RunSQL("SELECT 1")]
    assert len(one_way([*planted, migrations.RunSQL("SELECT 1", "SELECT 1")])) == 2
