"""The short way through the migrations makes the database that Django's own long one makes."""

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from staff.light_states import light_states
from tests.scratch import scratch_database

# What a database is made of, whatever its number in the catalogue.
MADE_OF = (
    """SELECT table_name, column_name, data_type, is_nullable, column_default
       FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2""",
    """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
       FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2""",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    """SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
       FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2""",
    """SELECT proname, pg_get_functiondef(oid) FROM pg_proc
       WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' ORDER BY 1, 2""",
)


def made_of(connection: BaseDatabaseWrapper) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    with connection.cursor() as cursor:
        for statement in MADE_OF:
            cursor.execute(statement)
            found += cursor.fetchall()
    return found


@pytest.mark.prove
@pytest.mark.timeout(600)
@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_the_short_way_makes_the_same_database() -> None:
    with scratch_database() as owner:
        executor = MigrationExecutor(owner)
        with light_states():
            executor.migrate(executor.loader.graph.leaf_nodes())
        short = made_of(owner)
    with scratch_database() as owner:
        executor = MigrationExecutor(owner)
        executor.migrate(executor.loader.graph.leaf_nodes())
        assert made_of(owner) == short
    assert len(short) > 1000
