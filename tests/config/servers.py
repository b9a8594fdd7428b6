"""What the tests of real servers share: starting, waiting, looking at processes, connecting."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO

import psycopg
from django.conf import settings

from config.postgresql.place import Place, is_free


def wait_until(condition: Callable[[], object], seconds: float = 20) -> bool:
    """Return whether `condition` came true within `seconds`."""
    give_up = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.02)
    return True


def is_gone(place: Place) -> bool:
    """Return whether neither the supervisor nor any process of PostgreSQL is left."""
    return is_free(place.server_lock)


def connect(place: Place, role: str = "escale_owner") -> psycopg.Connection:
    """Open a connection of its own, past Django."""
    return psycopg.connect(host=place.socket_dir(), user=role, dbname="escale", autocommit=True)


def postmaster(place: Place) -> int:
    """Return the number of PostgreSQL's first process."""
    return int(place.pid_file.read_text().split()[0])


def parent_of(pid: int) -> int:
    """Return the number of the process that started `pid`; the postmaster's is the supervisor."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


# --- Escale itself ------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment_of(var_dir: Path, **changes: str) -> dict[str, str]:
    """Return the variables of a house of its own, on the embedded server unless told otherwise."""
    inherited = {name: os.environ[name] for name in os.environ if "DATABASE" not in name}
    own = {"DJANGO_SETTINGS_MODULE": "config.settings_test", "ESCALE_VAR_DIR": str(var_dir)}
    return {**inherited, **own, **changes}


def start(
    port: int, environment: dict[str, str], errors: int | IO[bytes] = subprocess.PIPE
) -> subprocess.Popen[str]:
    """Start `manage.py serve` as `make run` does, without a demonstration."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--no-demo", "--port", str(port)],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
    )


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
            return answer.status == 200
    except urllib.error.HTTPError:
        raise
    except OSError:
        return False


def wait_for_page(port: int, server: subprocess.Popen[str]) -> None:
    give_up = time.monotonic() + 240  # an empty folder is migrated first
    while not answers(port):
        assert server.poll() is None, server.communicate()
        assert time.monotonic() < give_up
        time.sleep(0.1)
