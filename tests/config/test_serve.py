"""`serve`: from an empty folder to a page, and nothing left behind."""

import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings

from config import demo
from config.management.commands import serve
from config.postgresql.place import Place, is_free
from staff.models import Centre
from tests.config.servers import answers, environment_of, free_port, start, wait_for_page


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path / "postgres")
    yield place
    give_up = time.monotonic() + 30
    while place.root.exists() and not is_free(place.server_lock):
        assert time.monotonic() < give_up, "PostgreSQL is still there"
        time.sleep(0.1)


def test_an_empty_folder_becomes_a_page_and_nothing_is_left_behind(place: Place) -> None:
    """Neither by Ctrl-C nor when it is killed."""
    port = free_port()
    with start(port, environment_of(place.root.parent)) as server:
        wait_for_page(port, server)
        server.send_signal(signal.SIGINT)
        out, errors = server.communicate(timeout=20)
    assert f"http://127.0.0.1:{port}/" in out
    assert "Traceback" not in errors
    assert is_free(place.server_lock), "PostgreSQL outlived the server"
    assert not answers(port)
    with start(port, environment_of(place.root.parent)) as server:
        wait_for_page(port, server)
        server.kill()
    # The workers notice within a second or two; the fixture waits for PostgreSQL.
    give_up = time.monotonic() + 30
    while answers(port):
        assert time.monotonic() < give_up
        time.sleep(0.1)


def test_a_taken_port_is_said_in_a_sentence(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with start(port, environment_of(place.root.parent)) as server:
            out, errors = server.communicate(timeout=60)
    assert server.returncode == 1
    assert errors == (
        f"Port {port} is taken by another program: stop that program or choose another port, for "
        "instance `make run PORT=8001`.\n"
    )
    assert out == ""
    assert not place.root.exists()


def test_a_port_that_cannot_be_is_said_in_a_sentence() -> None:
    with pytest.raises(SystemExit, match="Port 70000 cannot be used"):
        serve.refuse_taken_port(70000)


def test_an_unreachable_database_is_said_in_a_sentence(tmp_path: Path) -> None:
    address = f"postgres://someone:secret@127.0.0.1:{free_port()}/escale"
    with start(free_port(), environment_of(tmp_path, DATABASE_URL=address)) as server:
        out, errors = server.communicate(timeout=60)
    assert server.returncode == 1
    assert errors.startswith("The database does not answer: check DATABASE_URL")
    assert errors.count("\n") == 1
    assert "secret" not in out + errors


def test_a_worker_starts_without_the_database(tmp_path: Path) -> None:
    """One that does not ends the whole service, whatever the others do."""
    environment = environment_of(
        tmp_path, DATABASE_URL=f"postgres://someone@127.0.0.1:{free_port()}/escale"
    )
    command = [sys.executable, "-c", "import config.wsgi"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)


def test_what_a_worker_has_loaded_is_not_searched_for_garbage(tmp_path: Path) -> None:
    """Else whoever asks at that moment waits for it."""
    script = "import gc; from config import gunicorn; gunicorn.post_worker_init(None); "
    asked = script + "print(gc.get_freeze_count() > len(gc.get_objects()), *gc.get_threshold())"
    told = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=settings.BASE_DIR, env=environment_of(tmp_path), capture_output=True, check=True,
    )  # fmt: skip
    assert told.stdout.split() == [b"True", b"5000", b"20", b"20"]


# --- what it does with the database it finds --------------------------------------------------


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Stop `serve` where it would become gunicorn; collect the commands that it calls."""
    called: list[str] = []
    monkeypatch.setattr(serve, "call_command", lambda name, **options: called.append(name))
    monkeypatch.setattr(serve.database, "check", lambda alias: None)
    monkeypatch.setattr(serve, "is_behind", lambda: True)
    monkeypatch.setattr(serve, "close_connections", lambda: None)
    monkeypatch.setattr(serve, "become_gunicorn", lambda port: called.append("gunicorn"))
    monkeypatch.setattr(demo, "sign_ins", lambda: [("Nurse", "nora", "a long one")], raising=False)
    return called


def serve_once(*, with_demo: bool = True) -> str:
    out = StringIO()
    with contextlib.closing(out):
        serve.Command(stdout=out).handle(port=free_port(), demo=with_demo)
        return out.getvalue()


@pytest.mark.django_db
def test_an_empty_database_gets_a_demonstration(run: list[str]) -> None:
    serve_once()
    assert run == ["migrate", "demo", "gunicorn"]


@pytest.mark.django_db
def test_an_empty_database_stays_empty_when_asked(run: list[str]) -> None:
    serve_once(with_demo=False)
    assert run == ["migrate", "gunicorn"]


@pytest.mark.django_db
def test_a_real_centre_is_never_given_a_demonstration(run: list[str]) -> None:
    Centre.objects.create(name="Pantin", is_demo=False)
    assert "a long one" not in serve_once()
    assert run == ["migrate", "gunicorn"]


@pytest.mark.django_db
def test_a_demonstration_says_how_to_sign_in(run: list[str]) -> None:
    Centre.objects.create(name="Pantin", is_demo=True)
    out = serve_once()
    assert run == ["migrate", "gunicorn"]
    assert "nora" in out
    assert "a long one" in out


@pytest.mark.django_db
def test_without_the_owners_address_the_tables_are_taken_as_they_are(
    run: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.DATABASES["owner"], "REFUSAL", "no address")
    serve_once()
    assert run == ["demo", "gunicorn"]
