"""Twenty kills of the embedded server's processes under a writer: nothing acknowledged is lost."""

import itertools
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from config import database
from config.postgresql import embedded
from config.postgresql.place import Place
from tests.config.servers import connect, is_gone, parent_of, postmaster, wait_until

KILLS = int(os.environ.get("ESCALE_PROVE_KILLS", "20"))
PROJECT = Path(database.__file__).parent.parent
# Says each number once it is committed, with the clock; tries again after any error.
WRITER = """
import logging, sys, time
from pathlib import Path
import django, environ
from django.conf import settings
settings.configure(USE_TZ=True)
django.setup()
logging.disable()
from django.db.utils import ConnectionHandler, Error
from config import database
found = database.settings(environ.Env(), Path(sys.argv[1]))
connection = ConnectionHandler({"default": {}, "pooled": found["default"]})["pooled"]
number = int(sys.argv[2])
while True:
    try:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO kept VALUES (%s) ON CONFLICT DO NOTHING", [number])
    except Error:
        connection.close()
        continue
    connection.close()
    print(number, time.monotonic(), flush=True)
    number += 1
"""


def backend(place: Place) -> int:
    with connect(place) as owner:
        query = "SELECT pid FROM pg_stat_activity WHERE usename = 'escale_app'"
        found = owner.execute(query).fetchone()
    return found[0] if found else postmaster(place)


VICTIMS: dict[str, Callable[[Place], int]] = {
    "server": postmaster,
    "connection": backend,
    "supervisor": lambda place: parent_of(postmaster(place)),
}


class Writer:
    """The writer's process and what it has acknowledged, as [(number, clock)]."""

    def __init__(self, place: Place, said: Path) -> None:
        self.place, self.said = place, said
        self.start()

    def acknowledged(self) -> list[tuple[int, float]]:
        lines = self.said.read_text().splitlines(keepends=True) if self.said.exists() else []
        pairs = [line.split() for line in lines if line.endswith("\n")]
        return [(int(number), float(clock)) for number, clock in pairs]

    def start(self) -> None:
        following = max((number for number, _ in self.acknowledged()), default=0) + 1
        with self.said.open("a") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", WRITER, str(self.place.root.parent), str(following)],
                stdout=out,
                cwd=PROJECT,
                env={name: os.environ[name] for name in os.environ if "DATABASE" not in name},
            )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def goes_on(self) -> bool:
        """Wait for one more number."""
        before = len(self.acknowledged())
        return wait_until(lambda: len(self.acknowledged()) > before, 30)


@pytest.mark.prove
@pytest.mark.timeout(KILLS * 40)
def test_kills(tmp_path: Path, keep_figures: Callable[[str, dict[str, str]], None]) -> None:
    place, chance = Place(tmp_path / "postgres"), random.Random(20)
    embedded.hold(place.root)
    with connect(place) as owner:
        owner.execute("CREATE TABLE kept (number int PRIMARY KEY)")
        owner.execute("GRANT SELECT, INSERT ON kept TO escale_app")
    writer = Writer(place, tmp_path / "said")
    try:
        for victim in itertools.islice(itertools.cycle([*VICTIMS, "writer"]), KILLS):
            assert writer.goes_on(), f"nothing written before the kill of the {victim}"
            time.sleep(chance.random())
            if victim == "writer":
                writer.kill()
                writer.start()
            else:
                os.kill(VICTIMS[victim](place), signal.SIGKILL)
        assert writer.goes_on()
    finally:
        writer.kill()
    embedded.revive(place.root)
    with connect(place) as owner:
        kept = {number for (number,) in owner.execute("SELECT number FROM kept")}
    said = writer.acknowledged()
    assert {number for number, _ in said} <= kept
    embedded.leave(place.root, 10)
    assert wait_until(lambda: is_gone(place))
    longest = max(after - before for (_, before), (_, after) in itertools.pairwise(said))
    keep_figures(
        f"{KILLS} kills of the embedded server, a connection, the supervisor and the writer",
        {
            "rows acknowledged": str(len(said)),
            "rows acknowledged and lost": "0",
            "longest silence": f"{longest:.1f} s",
            "processes left at the end": "0",
        },
    )
