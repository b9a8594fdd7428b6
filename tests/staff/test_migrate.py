"""`migrate` beside people at work: it never waits long for a table, and tries again."""

import io
from collections.abc import Callable, Iterator

import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import OperationalError, connections, transaction
from psycopg.errors import DeadlockDetected

from config.database import PAGE_LIMITS
from staff.management.commands import migrate
from staff.models import Site

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The migrations are one that changes the table of sites; each try is noted here."""
    noted: list[str] = []

    def change(command: DjangoMigrate, **options: object) -> None:
        noted.append(lock_timeout())
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            cursor.execute("LOCK TABLE staff_site IN ACCESS EXCLUSIVE MODE")

    monkeypatch.setattr(DjangoMigrate, "handle", change)
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", 50)
    monkeypatch.setattr(migrate, "TRIES", 3)
    return noted


@pytest.fixture
def reader(site: Site) -> Iterator[Callable[[], None]]:
    """Somebody reads the sites, in a transaction that lasts; returns what ends it."""
    connection = connections["default"].copy()
    connection.set_autocommit(False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM staff_site")
    yield connection.rollback
    connection.close()


def lock_timeout() -> str:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return str(cursor.fetchone()[0])


def run() -> str:
    said = io.StringIO()
    call_command("migrate", verbosity=0, stderr=said)
    return said.getvalue()


def test_it_waits_less_than_a_page() -> None:
    """Whoever comes while it waits for a table is served once it has given up, and not ended."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT setting::int FROM pg_settings WHERE name = 'deadlock_timeout'")
        (deadlock_timeout,) = cursor.fetchone()
    assert 0 < migrate.LOCK_TIMEOUT < min(deadlock_timeout, PAGE_LIMITS["lock_timeout"])


def test_it_tries_again_until_the_table_is_free(
    tries: list[str], reader: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        reader()

    monkeypatch.setattr(migrate.time, "sleep", pause)
    assert run().strip() == migrate.IN_USE
    assert tries == ["50ms", "50ms"]
    assert pauses == [migrate.PAUSE]
    assert lock_timeout() == "0"


def test_a_table_that_stays_in_use_is_said(
    tries: list[str], reader: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "PAUSE", 0)
    with pytest.raises(CommandError, match="still uses a table"):
        run()
    assert len(tries) == migrate.TRIES
    assert lock_timeout() == "0"


def test_a_deadlock_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def meet(command: DjangoMigrate, **options: object) -> None:
        tried.append(command)
        if len(tried) == 1:
            raise OperationalError("deadlock detected") from DeadlockDetected()

    monkeypatch.setattr(DjangoMigrate, "handle", meet)
    monkeypatch.setattr(migrate, "PAUSE", 0)
    assert run().strip() == migrate.IN_USE
    assert len(tried) == 2


def test_another_error_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def fail(command: DjangoMigrate, **options: object) -> None:
        tried.append(command)
        raise OperationalError("the server went away")

    monkeypatch.setattr(DjangoMigrate, "handle", fail)
    with pytest.raises(OperationalError, match="went away"):
        run()
    assert len(tried) == 1
