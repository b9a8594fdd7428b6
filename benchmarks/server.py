"""The real server, as a child of this process, on a free port of this machine."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
START_SECONDS = 30


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _is_listening(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextlib.contextmanager
def running(settings: str = "benchmarks.settings") -> Iterator[int]:
    """Run gunicorn as `make run` does, on the settings of a benchmark; yield its port.

    Raises SystemExit when it does not start.
    """
    port = _free_port()
    environment = os.environ | {"PORT": str(port), "DJANGO_SETTINGS_MODULE": settings}
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn"],
        cwd=PROJECT,
        env=environment,
    )
    try:
        give_up = time.monotonic() + START_SECONDS
        while not _is_listening(port):
            if process.poll() is not None or time.monotonic() > give_up:
                raise SystemExit("The server does not start: see above.")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()
