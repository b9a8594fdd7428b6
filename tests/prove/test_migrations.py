"""How long people are held up while the database of a large centre is migrated, step by step."""

import contextlib
import io
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from pytest_django import Settings

from benchmarks import seed
from staff.management.commands import migrate
from tests import releases
from tests.scratch import scratch_database

MINORS = int(os.environ.get("ESCALE_PROVE_MINORS", "100000"))
REST = 20.0  # seconds
TRIES = 3  # beside people at work
PAUSE = 0.05  # seconds between two pages of one person
OLDEST, PREVIOUS = releases.names()[0], releases.names()[-2]
# One entry for each arrival, written before there was a chain.
ENTRIES = """
INSERT INTO staff_auditentry (at, by_id, action, subject, minor_id, site_id, request_id)
SELECT arrived_at, registered_by_id, 'register_arrival', '', minor_id, site_id, ''
FROM cases_arrival ORDER BY id
"""
OF_A_FILE = [
    *("cases_minorname", "cases_birthclaim", "cases_minorphone", "cases_arrival"),
    *("clinics_consultation", "referrals_referral"),
]
READ = [f"SELECT * FROM {table} WHERE minor_id = 1" for table in OF_A_FILE]
# A row like the first one, whatever the columns are at that step.
LIKE_THE_FIRST = """
INSERT INTO {table}
SELECT (jsonb_populate_record(first, '{changed}')).*
FROM {table} first WHERE first.id = (SELECT min(id) FROM {table})
"""
WRITE = [
    LIKE_THE_FIRST.format(table="cases_arrival", changed='{"id": 0, "day": "1999-01-01"}'),
    LIKE_THE_FIRST.format(table="staff_auditentry", changed='{"id": 0}'),
    "SET CONSTRAINTS ALL IMMEDIATE",
]
Step = tuple[str, str]


@dataclass
class Person:
    """Somebody who does the same again and again, and takes it back each time."""

    owner: BaseDatabaseWrapper
    statements: list[str]
    done: list[tuple[float, float]] = field(default_factory=list)  # monotonic seconds
    stop: threading.Event = field(default_factory=threading.Event)
    turn: threading.Lock = field(default_factory=threading.Lock)  # held by another, she rests

    @contextmanager
    def at_work(self) -> Iterator["Person"]:
        self.thread = threading.Thread(target=self._work)
        self.thread.start()
        try:
            yield self
        finally:
            self.stop.set()
            self.thread.join()

    def _work(self) -> None:
        connection = self.owner.copy()
        try:
            connection.set_autocommit(False)
            while not self.stop.wait(PAUSE):
                with self.turn:
                    self._take_turn(connection)
        finally:
            connection.close()

    def _take_turn(self, connection: BaseDatabaseWrapper) -> None:
        began = time.monotonic()
        with contextlib.suppress(OperationalError), connection.cursor() as cursor:
            for statement in self.statements:
                cursor.execute(statement)
        connection.rollback()
        self.done.append((began, time.monotonic()))

    def longest_since(self, began: float) -> float:
        """Return the seconds of the longest turn that ended since then, once one more is over."""
        now = time.monotonic()
        while not (self.done and self.done[-1][0] > now):
            assert self.thread.is_alive()
            time.sleep(PAUSE)
        return max(ended - start for start, ended in self.done if ended > began)


@dataclass(frozen=True)
class Held:
    """Seconds: what one step took, and the longest that each was held up meanwhile."""

    took: float
    reader: float
    writer: float
    gave_up: bool  # beside people; what it took is without them

    @property
    def longest(self) -> float:
        return self.took if self.gave_up else max(self.reader, self.writer)

    def __str__(self) -> str:
        alone = ", alone after it gave up" if self.gave_up else ""
        return f"{self.took:.1f} s{alone} (reader {self.reader:.2f} s, writer {self.writer:.2f} s)"


@dataclass
class House:
    """A database and two people who use it."""

    reader: Person
    writer: Person

    def at_rest(self) -> Held:
        """Nobody migrates: what the machine itself makes people wait."""
        began = time.monotonic()
        time.sleep(REST)
        reader, writer = (who.longest_since(began) for who in (self.reader, self.writer))
        return Held(REST, reader, writer, gave_up=False)

    def held(self, target: Step) -> Held:
        """Migrate to a target; where the command gives up, once more while nobody works."""
        first = began = time.monotonic()
        gave_up = False
        try:
            call_command("migrate", *target, verbosity=0, stderr=io.StringIO())
        except CommandError:
            gave_up = True
            with self.reader.turn, self.writer.turn:
                began = time.monotonic()
                call_command("migrate", *target, verbosity=0)
        took = time.monotonic() - began
        reader, writer = (who.longest_since(first) for who in (self.reader, self.writer))
        return Held(took, reader, writer, gave_up)


def steps_since(connection: BaseDatabaseWrapper, name: str) -> list[tuple[Step, Step]]:
    """Return (migration, the one before it in its app) of those after a release, newest first."""
    executor = MigrationExecutor(connection)
    known = [leaf for leaf in releases.read(name).leaves if leaf in executor.loader.graph.nodes]
    nodes = executor.loader.graph.node_map
    found = []
    for migration, _backwards in executor.migration_plan(known):
        step = (migration.app_label, migration.name)
        before = next(p.key for p in nodes[step].parents if p.key[0] == step[0])
        found.append((step, before))
    return found


@pytest.mark.prove
@pytest.mark.timeout(7200)
@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_how_long_a_migration_holds_people_up(
    settings: Settings,
    tmp_path: Path,
    keep_figures: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.KEYS_DIR = tmp_path / "keys"
    monkeypatch.setattr(migrate, "TRIES", TRIES)
    monkeypatch.setattr(migrate, "PAUSE", 1)
    with scratch_database() as owner:
        call_command("migrate", verbosity=0)
        seed.fill(MINORS)
        steps = steps_since(owner, OLDEST)
        newest = [step for step, _before in steps_since(owner, PREVIOUS)]
        reader, writer = Person(owner, READ), Person(owner, WRITE)
        with reader.at_work(), writer.at_work():
            house = House(reader, writer)
            rest = house.at_rest()
            down = {step: house.held(before) for step, before in steps}
            with owner.cursor() as cursor:
                cursor.execute(ENTRIES)
                entries = cursor.rowcount
            up = {step: house.held(step) for step, _before in reversed(steps)}
        assert not set(MigrationLoader(owner).graph.leaf_nodes()) - set(
            MigrationLoader(owner).applied_migrations
        )
    keep_figures(
        f"{MINORS:,} minors migrated from {OLDEST} to {releases.names()[-1]}, a step at a time",
        {
            "audit entries": f"{entries:,}",
            "nobody migrates": str(rest),
            **{f"{app} {name}": f"up {up[app, name]}, down {down[app, name]}" for app, name in up},
            f"longest hold since {PREVIOUS}": longest({s: up[s] for s in newest}),
            f"longest hold since {OLDEST}": longest(up),
            "longest hold on the way down": longest(down),
        },
        document="robustness",
    )


def longest(steps: dict[Step, Held]) -> str:
    step = max(steps, key=lambda step: steps[step].longest)
    return f"{steps[step].longest:.2f} s, {' '.join(step)}"
