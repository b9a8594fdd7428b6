"""What every test may ask for: a site, people of each role, a signed-in client."""

import copy
import gc
from collections.abc import Callable, Generator, Iterator
from unittest import mock

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client, override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from cases import retention
from cases.search import memory
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.kept import commits, kept
from tests.matrix.scene import CANARY, Scene, make_scene

# Two thousand pages a test make a heap that Python's collector walks again and again for nothing.
gc.set_threshold(20_000, 10, 10)

# Those of one's own role only: no other may be ended.
END_THE_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""


# A file is one worker's: the slowest begin first, so that none is left over when all else is done.
SLOW_FILES = (
    "tests/matrix/test_routes.py",
    "tests/house/test_every_page.py",
    "tests/house/test_releases.py",
    "tests/safety/test_at_rest.py",
    "tests/config/test_serve.py",
    "tests/browser/test_pages.py",
    "tests/safety/test_canary.py",
    "tests/safety/test_what_is_told.py",
    "tests/robustness/test_crash.py",
    "tests/robustness/test_malformed.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After the shuffle, which stays for all that follows."""
    items.sort(key=lambda item: not item.nodeid.startswith(SLOW_FILES))


@pytest.fixture(autouse=True)
def _in_the_language_of_the_house() -> Iterator[None]:
    """What one test activates is not met by the next."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _fresh_throttles(request: pytest.FixtureRequest) -> None:
    """allauth counts sign-in tries in the cache; each test begins with none."""
    if request.node.get_closest_marker("django_db"):
        cache.clear()


@pytest.fixture(autouse=True)
def _fresh_memory() -> None:
    """The search remembers what a test wrote, and the test is rolled back."""
    memory.forget()


@pytest.fixture(scope="session", autouse=True)
def _own_store_of_documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A store for this run, outside every other; the exports that are made apart, too."""
    documents, exports = (tmp_path_factory.mktemp(name) for name in ("documents", "exports"))
    with override_settings(DOCUMENTS_DIR=documents, EXPORTS_DIR=exports):
        yield


@pytest.fixture(scope="session", autouse=True)
def _close_pool_before_the_end(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The pool and the server's threads hold connections: with them the removal fails."""
    yield
    for connection in connections.all(initialized_only=True):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(END_THE_OTHERS)
        connection.close()
        if getattr(connection, "pool", None):
            connection.close_pool()


@pytest.fixture(scope="module")
def kept_scene(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Scene]:
    """One row of everything, made once for a file: seconds, where what a test does to it is undone.

    SCENE_NAME in the file is the name of its minor. No test of such a file may commit.
    """
    with kept(request, django_db_blocker):
        with django_db_blocker.unblock():
            scene = make_scene(getattr(request.module, "SCENE_NAME", CANARY))
        yield scene


@pytest.fixture
def scene(kept_scene: Scene, db: None) -> Scene:
    """The scene of the file, as it was made."""
    return copy.deepcopy(kept_scene)


@pytest.fixture
def site(db: None) -> Site:
    return factories.make_site()


@pytest.fixture
def person(site: Site) -> Callable[..., User]:
    """Return a maker of people: person("nurse")."""

    def make(role: str = Role.RECEPTION, **kwargs: object) -> User:
        return factories.make_user(role, **{"site": site, **kwargs})

    return make


@pytest.fixture
def as_role(person: Callable[..., User]) -> Callable[..., Client]:
    """Return a maker of signed-in clients: as_role("nurse").get(...); `.user` is the person."""

    def make(role: str = Role.RECEPTION, **kwargs: object) -> Client:
        client = Client()
        client.user = person(role, **kwargs)
        client.force_login(client.user)
        return client

    return make


def emptying(style: object, connection: BaseDatabaseWrapper, **kwargs: object) -> list[str]:
    """Return the statements that empty the tables which have rows, which are few.

    Django truncates them all, and each is made anew with its indexes.
    """
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quoted = {name: connection.ops.quote_name(name) for name in names}
    has_rows = [f"SELECT '{name}' WHERE EXISTS (SELECT FROM {quoted[name]})" for name in quoted]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(has_rows))
        tables = [quoted[name] for (name,) in cursor.fetchall()]
    return [
        *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables),
        *(f"DELETE FROM {table}" for table in tables),
        "SET CONSTRAINTS ALL IMMEDIATE",
        *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables),
    ]


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """A test that commits empties every table behind it: what is seeded by `migrate` comes back.

    Not what Django seeds after it, types of content and their permissions: nothing here asks them.
    """
    flush = "django.core.management.commands.flush"
    with mock.patch.multiple(flush, sql_flush=emptying, emit_post_migrate_signal=mock.DEFAULT):
        result = yield
    if marker := commits(item):
        assert "owner" in marker.kwargs.get("databases", ()), "only the owner may empty the tables"
        with item.config.stash[blocking_manager_key].unblock():
            retention.seed_rules()
    return result
