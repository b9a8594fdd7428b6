"""Twenty kills of PostgreSQL under four people who save over HTTP."""

import itertools
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from config.postgresql.place import Place
from tests.robustness.crashes import POSTGRESQL, crash, house
from tests.robustness.saved import committed

KILLS = int(os.environ.get("ESCALE_PROVE_KILLS", "20"))
SEED = int(os.environ.get("ESCALE_PROVE_DICE", "20"))
PEOPLE, FILES = 4, 400

pytestmark = [committed, pytest.mark.prove, pytest.mark.timeout(3600)]


@pytest.mark.parametrize("is_elsewhere", [False, True], ids=["embedded", "elsewhere"])
def test_kills(tmp_path: Path, keep_figures: Callable[..., None], is_elsewhere: bool) -> None:
    """The processes of PostgreSQL in turn, and of those that serve pages: in an order of chance.

    A server of somebody else's is started again by its owner, whose processes are not killed.
    """
    of_postgresql = [name for name in POSTGRESQL if not is_elsewhere or name != "supervisor"]
    victims = list(itertools.islice(itertools.cycle(of_postgresql), KILLS))
    victims += ["worker"] * (KILLS // 4)
    random.Random(SEED).shuffle(victims)
    with house(Place(tmp_path / "postgres"), is_elsewhere=is_elsewhere) as served:
        outcome = crash(served, victims=victims, people=PEOPLE, files=FILES, seed=SEED)
    lost, unasked = outcome.said - outcome.kept, outcome.kept - outcome.said
    where = "a PostgreSQL server" if is_elsewhere else "the embedded PostgreSQL"
    killed = (f"{name} {victims.count(name)}" for name in sorted(set(victims)))
    answers = (f"{status or 'none'} {count}" for status, count in sorted(outcome.met.items()))
    keep_figures(
        f"{KILLS} kills of {where}, {KILLS // 4} of a worker, under {PEOPLE} writers",
        {
            "killed": ", ".join(killed),
            "saves acknowledged": str(outcome.said.total()),
            "answered 503, or not at all, and sent again": str(outcome.again),
            "acknowledged and lost": str(lost.total()),
            "recorded twice, or without an answer": str(unasked.total()),
            "answers": ", ".join(answers),
            "entries of the audit trail, whole": str(outcome.trail),
            "longest silence": f"{outcome.silence:.1f} s",
            "slowest answer": f"{outcome.slowest:.1f} s",
            "processes left at the end": "0",
        },
        document="robustness",
    )
    assert not lost
    assert not unasked
