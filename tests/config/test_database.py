"""The embedded server: started once, shared, recovered, and gone with its last user."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import environ
import psycopg
import pytest
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from config import database
from config.postgresql import embedded, log_settings, supervisor
from config.postgresql.base import DatabaseWrapper
from config.postgresql.place import Place, take
from tests.config.servers import connect, is_gone, parent_of, postmaster, wait_until

PROJECT = Path(database.__file__).parent.parent
USER = """
import sys
from pathlib import Path
from config.postgresql import embedded
embedded.hold(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One server for the tests that only look at it."""
    place = Place(tmp_path_factory.mktemp("running") / "postgres")
    embedded.hold(place.root)
    yield place
    assert embedded.leave(place.root, 20)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path / "var" / "postgres")
    yield place
    embedded.leave(place.root, 20)
    assert wait_until(lambda: is_gone(place))


@pytest.fixture
def start_user() -> Iterator[Callable[[Place], subprocess.Popen[str]]]:
    """Start a process that uses the server until its input closes."""
    with contextlib.ExitStack() as users:

        def start(place: Place) -> subprocess.Popen[str]:
            user = subprocess.Popen(
                [sys.executable, "-c", USER, str(place.root)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                cwd=PROJECT,
            )
            users.enter_context(user)
            return user

        yield start


def held(user: subprocess.Popen[str]) -> bool:
    """Wait for the process to hold the server."""
    assert user.stdout is not None
    return user.stdout.readline() == "held\n"


def test_importing_the_module_starts_nothing(tmp_path: Path) -> None:
    code = "import environ, pathlib; from config import database; "
    code += f"database.settings(environ.Env(), pathlib.Path({str(tmp_path / 'var')!r}))"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PROJECT)
    assert not (tmp_path / "var").exists()


def test_the_first_user_gets_a_database_ready_for_names(running: Place) -> None:
    with connect(running) as owner:
        for extension in ("pg_trgm", "unaccent", "fuzzystrmatch", "btree_gist"):
            owner.execute(f"CREATE EXTENSION {extension}")
        trigrams = owner.execute("SELECT cardinality(show_trgm('محمد'))").fetchone()
        assert trigrams == (5,)
        assert owner.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert owner.execute("SHOW listen_addresses").fetchone() == ("",)


def test_the_application_role_may_make_nothing(running: Place) -> None:
    with connect(running, role="escale_app") as application:
        for statement in ("CREATE TABLE x ()", "CREATE TEMP TABLE x ()", "CREATE DATABASE x"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(statement)


def test_the_folder_is_closed_to_others(running: Place) -> None:
    assert running.root.stat().st_mode & 0o077 == 0
    assert Path(str(running.socket_dir())).stat().st_mode & 0o077 == 0


def test_the_last_user_to_leave_stops_the_server(
    place: Place, start_user: Callable[[Place], subprocess.Popen[str]]
) -> None:
    first, second = start_user(place), start_user(place)
    assert held(first)
    assert held(second)
    first.communicate()
    time.sleep(supervisor.GRACE_SECONDS * 2)
    connect(place).close()
    second.communicate()
    assert wait_until(lambda: is_gone(place))
    assert not place.run.exists()


def test_leaving_does_not_wait_for_others(
    place: Place, start_user: Callable[[Place], subprocess.Popen[str]]
) -> None:
    assert held(start_user(place))
    embedded.hold(place.root)
    before = time.monotonic()
    assert not embedded.leave(place.root, 20)
    assert time.monotonic() - before < 10


def test_three_starts_at_once_give_one_server(
    place: Place, start_user: Callable[[Place], subprocess.Popen[str]]
) -> None:
    users = [start_user(place) for _ in range(3)]
    assert all(held(user) for user in users)
    log = (place.log / "postgres.log").read_text()
    assert log.count("ready to accept connections") == 1


def test_a_killed_user_leaves_nothing(
    place: Place, start_user: Callable[[Place], subprocess.Popen[str]]
) -> None:
    user = start_user(place)
    assert held(user)
    user.kill()
    assert wait_until(lambda: is_gone(place))


def test_a_forked_child_does_not_keep_the_server(place: Place) -> None:
    embedded.hold(place.root)
    child = os.fork()
    if child == 0:
        time.sleep(30)
        os._exit(0)
    try:
        assert embedded.leave(place.root, 20)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_a_killed_server_comes_back_with_its_data(place: Place) -> None:
    embedded.hold(place.root)
    with connect(place) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 1 AS one")
    os.kill(postmaster(place), signal.SIGKILL)
    assert wait_until(lambda: embedded._answers(place))
    with connect(place) as owner:
        assert owner.execute("SELECT one FROM kept").fetchone() == (1,)


def test_a_killed_supervisor_takes_the_server_along_and_both_come_back(place: Place) -> None:
    embedded.hold(place.root)
    os.kill(parent_of(postmaster(place)), signal.SIGKILL)
    assert wait_until(lambda: is_gone(place))
    assert embedded.revive(place.root)
    connect(place).close()


def test_a_recycled_process_number_does_not_stop_the_start(place: Place) -> None:
    embedded.hold(place.root)
    record = place.pid_file.read_text()
    assert embedded.leave(place.root, 20)
    mine = record.replace(record.split("\n")[0], str(os.getpid()), 1)
    place.pid_file.write_text(mine)  # as a server killed long ago would have left it
    embedded.hold(place.root)
    connect(place).close()


def test_a_half_made_data_folder_is_made_again(place: Place) -> None:
    place.prepare()
    (place.root / "data.new" / "base").mkdir(parents=True)
    embedded.hold(place.root)
    connect(place).close()


@pytest.mark.parametrize("name", ["with a space, a comma", "x" * 120], ids=["space", "long"])
def test_any_path_will_do(tmp_path: Path, name: str) -> None:
    place = Place(tmp_path / name / "postgres")
    folder = Path(embedded.hold(place.root))
    connect(place).close()
    assert embedded.leave(place.root, 20)
    assert not folder.exists()


def test_a_socket_folder_that_others_could_have_made_is_not_used(
    place: Place, tmp_path: Path
) -> None:
    place.prepare()
    (tmp_path / "open").mkdir(mode=0o755)
    place.run.symlink_to(tmp_path / "open")
    assert place.socket_dir() is None
    assert embedded.hold(place.root) != str(tmp_path / "open")


def test_no_name_reaches_the_log(running: Place) -> None:
    """A broken constraint, whose detail quotes the row, and statements with values, slow or not."""
    with connect(running) as owner:
        owner.execute("CREATE TABLE person (name text UNIQUE CHECK (name <> 'Idriss Deux'))")
        owner.execute("INSERT INTO person VALUES ('Idriss')")
        for statement in (
            "INSERT INTO person VALUES ('Idriss')",
            "INSERT INTO person VALUES ('Idriss Deux')",
            "SELECT 'Idriss'::date",
            "SELECT 'Idriss', 1/0",
            "SELECT Idriss",
            "DO $$ BEGIN RAISE WARNING 'Idriss'; END $$; SELECT 1/0",
        ):
            with pytest.raises(psycopg.Error):
                owner.execute(statement)
        with pytest.raises(psycopg.errors.UniqueViolation, match="Idriss"):
            owner.execute("INSERT INTO person VALUES (%s)", ["Idriss"])
        owner.execute("SELECT pg_sleep(0.1), 'Idriss'")
    assert "Idriss" not in (running.log / "postgres.log").read_text()


def test_a_louder_setting_lets_the_name_in(running: Place) -> None:
    """Which proves that the log is where one looks, and that each of these matters."""
    log = running.log / "postgres.log"
    for name, loud, also in (
        ("Aminata", "log_min_messages = warning", "log_statement = none"),
        ("Binta", "log_min_error_statement = error", "log_min_messages = warning"),
        ("Coumba", "log_statement = 'all'", "log_min_messages = log"),
        ("Djeneba", "log_min_duration_statement = 0", "log_statement = none"),
    ):
        with connect(running, "postgres") as superuser:
            superuser.execute(f"SET {loud}")
            superuser.execute(f"SET {also}")
            with pytest.raises(psycopg.Error):
                superuser.execute(f"SELECT '{name}'::date")
            superuser.execute(f"SELECT '{name}'")
        assert wait_until(lambda name=name: name in log.read_text())


class TestLogSettings:
    """`manage.py check --database default`, on a server that is not ours to start."""

    def test_the_embedded_server_is_quiet(self, running: Place) -> None:
        with connect(running) as owner:
            found = {
                name: owner.execute("SELECT current_setting(%s)", [name]).fetchone()[0]
                for name in log_settings.QUIET
            }
        assert found == log_settings.QUIET

    @pytest.mark.parametrize("name", log_settings.QUIET)
    def test_each_louder_setting_is_found(self, name: str) -> None:
        found = {**log_settings.QUIET, name: "loud"}
        assert log_settings.loud(found) == {name: log_settings.QUIET[name]}

    @pytest.mark.parametrize(
        ("name", "value"),
        [("log_statement", "ddl"), ("log_min_messages", "fatal"), (log_settings.PLANS, None)],
    )
    def test_what_is_quiet_enough_is_left_alone(self, name: str, value: str | None) -> None:
        assert log_settings.loud({**log_settings.QUIET, name: value}) == {}

    def test_plans_are_statements(self) -> None:
        assert log_settings.loud({log_settings.PLANS: "0"}) == {log_settings.PLANS: "-1"}

    @pytest.mark.django_db(databases=["default", "owner"])
    def test_the_check_reads_the_server(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute("SHOW log_statement")
            (real,) = cursor.fetchone()
        monkeypatch.setitem(log_settings.QUIET, "log_statement", "another")
        monkeypatch.setitem(log_settings.ALSO_QUIET, "log_statement", set())
        found = checks.run_checks(databases=["default"], tags=[checks.Tags.database])
        (sentence,) = (message.msg for message in found if "log_statement" in message.msg)
        assert sentence == (
            f"PostgreSQL's log_statement is {real}: names of young people may reach its log."
        )


def test_another_users_folder_is_refused_in_a_sentence(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.prepare()
    monkeypatch.setattr(os, "geteuid", lambda: place.root.stat().st_uid + 1)
    with pytest.raises(database.UnavailableError, match="is not this user's: start Escale as"):
        embedded.hold(place.root)


def test_a_damaged_data_folder_is_refused_in_a_sentence(place: Place) -> None:
    place.prepare()
    place.data.mkdir(mode=0o700)
    (place.data / "PG_VERSION").write_text("18\n")
    with pytest.raises(database.UnavailableError, match=r"PostgreSQL does not start: .+see "):
        embedded.hold(place.root)


def test_data_of_another_version_is_refused_in_a_sentence(place: Place) -> None:
    place.prepare()
    place.data.mkdir(mode=0o700)
    (place.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(database.UnavailableError, match="was made by PostgreSQL 12 and"):
        embedded.hold(place.root)


def test_root_without_user_namespaces_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise subprocess.CalledProcessError(1, "unshare")

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(subprocess, "run", refuse)
    with pytest.raises(supervisor.StartError, match="run Escale as an ordinary user"):
        supervisor.unprivileged()


def test_without_the_wheel_one_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(supervisor.StartError, match=r"install requirements\.txt"):
        supervisor.binaries()


# --- Django's connections ---------------------------------------------------------------------


@pytest.fixture
def aliases(
    place: Place, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> Iterator[ConnectionHandler]:
    """Connections to a server of this test.

    `pooled` is the application's, `page` the same while pages are served, `plain` the owner's.
    """
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = database.settings(environ.Env(), place.root.parent)
    page = {**found["default"], "OPTIONS": dict(found["default"]["OPTIONS"])}
    database.keep_to_time({"default": page})
    found = ConnectionHandler(
        {"default": {}, "pooled": found["default"], "page": page, "plain": found["owner"]}
    )
    with django_db_blocker.unblock(), monkeypatch.context() as patched:
        # Django's own handler, since its receivers look connections up there.
        for alias in ("pooled", "page", "plain"):
            patched.setitem(connections.settings, alias, found.settings[alias])
        yield connections
        for alias in ("pooled", "page", "plain"):
            connections[alias].close()
            connections[alias].close_pool()
            del connections[alias]


def select_one(connection: DatabaseWrapper) -> tuple[int]:
    """Ask in a connection taken anew, as a request does."""
    connection.close()
    with connection.cursor() as cursor:
        return cursor.execute("SELECT 1").fetchone()


@pytest.mark.parametrize("alias", ["pooled", "plain"])
@pytest.mark.parametrize("victim", ["server", "supervisor"])
def test_a_request_after_a_kill_is_answered(
    aliases: ConnectionHandler, place: Place, alias: str, victim: str
) -> None:
    assert select_one(aliases[alias]) == (1,)
    backend = Path(f"/proc/{aliases[alias].connection.info.backend_pid}")
    pid = postmaster(place)
    os.kill(pid if victim == "server" else parent_of(pid), signal.SIGKILL)
    assert wait_until(lambda: not backend.exists())  # what was under way is lost, as it must be
    assert select_one(aliases[alias]) == (1,)


@contextlib.contextmanager
def another_starting(place: Place) -> Iterator[None]:
    """As if another supervisor had just begun, and took its time."""
    lock = take(place.server_lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(lock)


def answers_again(connection: DatabaseWrapper) -> bool:
    with contextlib.suppress(OperationalError):
        return select_one(connection) == (1,)
    return False


@pytest.mark.parametrize("victim", ["server", "supervisor"])
def test_pages_after_a_kill_are_answered(
    aliases: ConnectionHandler, place: Place, victim: str
) -> None:
    embedded.hold(place.root)  # as `serve` does before any page
    assert select_one(aliases["page"]) == (1,)
    pid = postmaster(place)
    os.kill(pid if victim == "server" else parent_of(pid), signal.SIGKILL)
    assert wait_until(lambda: answers_again(aliases["page"]))


def test_a_page_does_not_wait_for_a_server_that_does_not_come_back(
    aliases: ConnectionHandler, place: Place
) -> None:
    """Whatever its threads wait for, which would be a minute."""
    embedded.hold(place.root)  # as `serve` does before any page
    assert select_one(aliases["page"]) == (1,)
    os.kill(parent_of(postmaster(place)), signal.SIGKILL)
    assert wait_until(lambda: is_gone(place))
    began = time.monotonic()
    with another_starting(place), pytest.raises(OperationalError):
        select_one(aliases["page"])
    assert time.monotonic() - began < embedded.START_SECONDS / 2
    assert wait_until(lambda: answers_again(aliases["page"]))


def test_a_forked_child_makes_its_own_pool(aliases: ConnectionHandler) -> None:
    assert select_one(aliases["pooled"]) == (1,)
    child = os.fork()
    if child == 0:
        os._exit(len(DatabaseWrapper._connection_pools))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert select_one(aliases["pooled"]) == (1,)


def wrapper_for(monkeypatch: pytest.MonkeyPatch, alias: str, **addresses: str) -> DatabaseWrapper:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in addresses.items():
        monkeypatch.setenv(name, value)
    settings = database.settings(environ.Env(), Path("unused"))[alias]
    settings["OPTIONS"].pop("pool", None)
    return ConnectionHandler({"default": {}, "this": settings})["this"]


def test_an_unreachable_server_is_named_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> None:
    wrapper = wrapper_for(
        monkeypatch, "default", DATABASE_URL="postgres://someone:secret@127.0.0.1:9/escale"
    )
    with (
        django_db_blocker.unblock(),
        pytest.raises(database.UnavailableError, match="check DATABASE_URL") as caught,
    ):
        wrapper.connect()
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_migrating_without_the_owners_address_says_so(
    monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> None:
    wrapper = wrapper_for(monkeypatch, "owner", DATABASE_URL="postgres://a@127.0.0.1:9/escale")
    with (
        django_db_blocker.unblock(),
        pytest.raises(database.UnavailableError, match="DATABASE_OWNER_URL is not set"),
    ):
        wrapper.connect()


@pytest.mark.parametrize("address", ["sqlite:///x.db", "mysql://a@b/c", "postgres://b", "x"])
def test_only_postgresql_will_do(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must name a PostgreSQL"):
        database.settings(environ.Env(), Path("unused"))


def test_the_two_roles_have_their_own_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://app@127.0.0.1:5433/escale?sslmode=require")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgres://owner@127.0.0.1:5433/escale")
    databases = database.settings(environ.Env(), Path("unused"))
    assert [databases[alias]["USER"] for alias in ("default", "owner")] == ["app", "owner"]
    assert databases["default"]["OPTIONS"]["sslmode"] == "require"
    assert "pool" in databases["default"]["OPTIONS"]
    assert "pool" not in databases["owner"]["OPTIONS"]
    assert database.embedded_root(databases) is None
    assert database.wait_until_stopped(databases, 0)


@pytest.mark.django_db  # names the application's alias alone, on purpose
def test_a_test_never_sees_the_real_database() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone()[0].startswith("test_escale")  # _gw0 with two workers
