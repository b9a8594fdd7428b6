"""A house of its own, four people who write in it over HTTP, and what kills its processes."""

import contextlib
import http.client
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections

from cases.choices import NoteAgreement
from config.postgresql import embedded
from config.postgresql.place import Place
from staff import dumps, once
from tests import factories
from tests.config.servers import (
    connect,
    environment_of,
    free_port,
    parent_of,
    postmaster,
    start,
    wait_for_page,
    wait_until,
)
from tests.prove.writers import in_parallel
from tests.robustness.test_once import Forms

# How long a service that does not come back is waited for: far longer than it takes.
PATIENCE = 60.0
ARRIVALS = 0.25  # of what is saved, while there is anybody left to arrive
AGAIN_SECONDS = 0.1  # between two presses of "Send again"


# --- the house ----------------------------------------------------------------------------------


@dataclass
class House:
    """Escale as `make run` serves it, and where its PostgreSQL lies."""

    port: int
    process: subprocess.Popen[str]
    environment: dict[str, str]
    place: Place

    def ask(self, *words: str) -> Any:
        """Return what tests/robustness/crash_scene.py says from inside."""
        command = [sys.executable, "-m", "tests.robustness.crash_scene", *words]
        done = subprocess.run(
            command, env=self.environment, cwd=settings.BASE_DIR, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@contextlib.contextmanager
def house(place: Place, *, is_elsewhere: bool = False) -> Iterator[House]:
    """Serve an empty house whose PostgreSQL lies in `place`; Ctrl-C at the end.

    `is_elsewhere`: as a server of somebody else's, who starts it again; Escale knows its address.
    What is logged is beside the database: pages that fail say more than fits in a pipe.
    """
    _make_tables(place)
    addresses = _addresses(place) if is_elsewhere else {}
    if not is_elsewhere:
        embedded.leave(place.root, PATIENCE)
    port, environment = free_port(), environment_of(place.root.parent, **addresses)
    try:
        with (
            (place.root.parent / "errors.log").open("wb") as errors,
            start(port, environment, errors) as process,
        ):
            try:
                wait_for_page(port, process)
                yield House(port, process, environment, place)
            finally:
                process.send_signal(signal.SIGINT)
    finally:
        is_gone = embedded.leave(place.root, PATIENCE)
    assert is_gone, "PostgreSQL is still there"


def _make_tables(place: Place) -> None:
    """Copy the tests' own, which hold no row of anybody, and their keys: to migrate takes longer.

    This process then holds the server.
    """
    shutil.copytree(settings.KEYS_DIR, place.root.parent / Path(settings.KEYS_DIR).name)
    fresh = connections["owner"].copy()
    fresh.settings_dict |= {"NAME": "escale", "USER": "escale_owner", "EMBEDDED": str(place.root)}
    with (
        contextlib.closing(fresh),
        dumps.snapshot("owner") as snapshot,
        dumps.dumping("owner", snapshot) as dump,
        dumps.restoring(fresh) as restored,
    ):
        shutil.copyfileobj(dump, restored)


def _addresses(place: Place) -> dict[str, str]:
    return {
        f"DATABASE_{which}URL": f"postgres://escale_{role}@/{place.socket_dir()}/escale"
        for which, role in (("", "app"), ("OWNER_", "owner"))
    }


# --- who writes ---------------------------------------------------------------------------------


class _AsItComes(urllib.request.HTTPErrorProcessor):
    """Neither follows a redirect nor raises on a refusal."""

    def http_response(self, request: Any, response: Any) -> Any:
        return response


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 when the connection ended before the whole answer."""

    status: int
    html: str = ""
    location: str = ""

    def form(self, *, having: str = once.FIELD) -> dict[str, str]:
        """Return the hidden and filled boxes of the first of its forms that has this one."""
        forms = (dict(fields) for _role, fields in Forms(self.html).found)
        return next(form for form in forms if having in form)


class Browser:
    """One person's browser: her cookies, one request at a time."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(cookies, _AsItComes)
        self.met: Counter[int] = Counter()  # answers, by status
        self.slowest = 0.0

    def send(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> Answer:
        """Get a page, or post these fields; return what it answers, whatever that is."""
        body = None if fields is None else urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(self.root + path, body, headers)  # noqa: S310 - our own
        began = time.monotonic()
        try:
            with self.opener.open(request, timeout=PATIENCE) as response:
                html = response.read().decode()
                answer = Answer(response.status, html, response.headers.get("Location", ""))
        except (OSError, http.client.HTTPException):
            answer = Answer(0)
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.met[answer.status] += 1
        return answer

    def sign_in(self, username: str) -> None:
        """With her password and the code of her telephone."""
        typed = {"login": username, "password": factories.PASSWORD}
        answer = self.send("/sign-in/", self.send("/sign-in/").form() | typed)
        page = self.send(answer.location)
        answer = self.send(answer.location, page.form(having="code") | {"code": factories.code()})
        assert (answer.status, answer.location) == (302, "/")


@dataclass
class Writer:
    """Somebody at the desk, who presses "Send again" until what she wrote is recorded."""

    browser: Browser
    name: str
    files: Sequence[str]
    dice: random.Random
    said: list[tuple[str, float]] = field(default_factory=list)  # what was acknowledged, when
    again: int = 0  # how often she pressed "Send again"

    def work(self, is_over: threading.Event) -> None:
        """Register arrivals and write notes until it is over; raises AssertionError."""
        absent, numbers = list(self.files), itertools.count(1)
        try:
            while not is_over.is_set():
                if absent and self.dice.random() < ARRIVALS:
                    self.register(absent.pop())
                else:
                    self.write(self.dice.choice(self.files), f"{self.name}: {next(numbers)}")
        finally:
            is_over.set()  # one who cannot go on ends it for all

    def write(self, file: str, text: str) -> None:
        path = f"/cases/{file}/notes/desk/new/"
        page = self.page(path)
        typed = page.form(having="day") | {"text": text, "agreement": NoteAgreement.AGREED}
        self.save(text, path, typed, f"/cases/{file}/notes/")

    def register(self, file: str) -> None:
        """As somebody types the reference and presses the button beside what is found."""
        box = self.page("/reception/").form(having="q") | {"q": file}
        found = self.page("/reception/", box, **{"HX-Request": "true"})
        self.save(file, f"/reception/arrive/{file}/", found.form(), "/reception/")

    def page(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> Answer:
        """Ask for a page until it comes."""
        give_up = time.monotonic() + PATIENCE
        while (answer := self.browser.send(path, fields, **headers)).status != 200:
            self.wait(answer, give_up)
        return answer

    def save(self, what: str, path: str, fields: dict[str, str], leads_to: str) -> None:
        """Send it until it is recorded: as the button of the page does, or as it was."""
        give_up = time.monotonic() + PATIENCE
        while (answer := self.browser.send(path, fields)).status != 302:
            self.wait(answer, give_up)
            self.again += 1
            if answer.status == 503:
                fields = answer.form()
        assert answer.location.partition("?")[0] == leads_to, f"{path} led to {answer.location}"
        self.said.append((what, time.monotonic()))

    def wait(self, answer: Answer, give_up: float) -> None:
        assert answer.status in (0, 503), f"answered {answer.status}"
        assert time.monotonic() < give_up, "it does not answer again by itself"
        time.sleep(AGAIN_SECONDS)


# --- what is killed -----------------------------------------------------------------------------


def _server(house: House) -> int:
    return _checked(postmaster(house.place), str(house.place.data))


def _supervisor(house: House) -> int:
    return _checked(parent_of(_server(house)), "config.postgresql.supervisor")


def _checked(pid: int, word: str) -> int:
    """Return `pid` if its command bears this word: the last kill may have left it to another.

    Raises ProcessLookupError, FileNotFoundError.
    """
    if word.encode() not in Path(f"/proc/{pid}/cmdline").read_bytes():
        raise ProcessLookupError
    return pid


def _connection(house: House) -> int:
    """Return the number of a connection of the application, one at work if there is one.

    Raises OperationalError, ProcessLookupError.
    """
    query = """SELECT pid FROM pg_stat_activity WHERE usename = 'escale_app'
        ORDER BY state = 'idle', random() LIMIT 1"""
    with connect(house.place) as owner:
        found = owner.execute(query).fetchone()
    if found is None:
        raise ProcessLookupError
    return found[0]


def _worker(house: House) -> int:
    """Return the number of the process that has served pages the longest."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has just ended
            if parent_of(int(entry.name)) == house.process.pid:
                found.append(int(entry.name))
    return min(found)


VICTIMS: dict[str, Callable[[House], int]] = {
    "server": _server,
    "connection": _connection,
    "supervisor": _supervisor,
    "worker": _worker,
}
POSTGRESQL = ("server", "connection", "supervisor")


def kill(house: House, victim: str) -> bool:
    """Kill it; return False when it is not there, or not yet."""
    with contextlib.suppress(OSError, psycopg.OperationalError):
        os.kill(VICTIMS[victim](house), signal.SIGKILL)
        return True
    return False


def kill_some(
    house: House,
    writers: Sequence[Writer],
    victims: Sequence[str],
    dice: random.Random,
    is_over: threading.Event,
) -> None:
    """Kill each of these at a random moment, once everybody has saved something since the last.

    Raises AssertionError when somebody cannot go on.
    """
    try:
        for victim in victims:
            wait_for_everybody(writers, is_over)
            time.sleep(dice.random())
            assert wait_until(partial(kill, house, victim), PATIENCE), f"there is no {victim}"
        wait_for_everybody(writers, is_over)
    finally:
        is_over.set()


def wait_for_everybody(writers: Sequence[Writer], is_over: threading.Event) -> None:
    before = [len(writer.said) for writer in writers]

    def went_on() -> bool:
        both = zip(writers, before, strict=True)
        return is_over.is_set() or all(len(writer.said) > count for writer, count in both)

    assert wait_until(went_on, PATIENCE), "somebody can save nothing more"
    assert not is_over.is_set(), "somebody could not go on"


@dataclass(frozen=True)
class Outcome:
    """What the writers were told, what is kept."""

    writers: Sequence[Writer]
    kept: Counter[str]
    trail: int

    @property
    def said(self) -> Counter[str]:
        return Counter(what for writer in self.writers for what, _at in writer.said)

    @property
    def again(self) -> int:
        return sum(writer.again for writer in self.writers)

    @property
    def slowest(self) -> float:
        """The longest that somebody waited for an answer, whatever it was, in seconds."""
        return max(writer.browser.slowest for writer in self.writers)

    @property
    def met(self) -> Counter[int]:
        return sum((writer.browser.met for writer in self.writers), Counter())

    @property
    def silence(self) -> float:
        """The longest time in which nobody could save anything, in seconds."""
        clock = sorted(at for writer in self.writers for _what, at in writer.said)
        return max(after - before for before, after in itertools.pairwise(clock))


def crash(
    house: House, *, victims: Sequence[str], people: int = 4, files: int = 40, seed: int
) -> Outcome:
    """Let people write while these are killed.

    Raises AssertionError when it does not come back by itself, when an answer is neither a page,
    a redirect nor 503, and when the audit trail is not whole.
    """
    scene = house.ask("prepare", str(people), str(files))
    writers = []
    for number, username in enumerate(scene["people"]):
        browser = Browser(house.port)
        browser.sign_in(username)
        mine = scene["files"][number::people]
        writers.append(Writer(browser, username, mine, random.Random(seed + number)))
    is_over, dice = threading.Event(), random.Random(seed)
    killing = partial(kill_some, house, writers, victims, dice, is_over)
    in_parallel([*(partial(writer.work, is_over) for writer in writers), killing])
    found = house.ask("found")
    return Outcome(writers, Counter(found["kept"]), found["trail"])
