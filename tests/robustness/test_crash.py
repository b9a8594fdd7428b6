"""Processes killed under four people who save: nothing acknowledged is lost, nothing is twice."""

from pathlib import Path

from config.postgresql.place import Place
from tests.robustness.crashes import crash, house
from tests.robustness.saved import committed

pytestmark = committed


def test_what_was_acknowledged_is_there_once(tmp_path: Path) -> None:
    with house(Place(tmp_path / "postgres")) as served:
        outcome = crash(served, victims=["connection", "supervisor", "worker"], seed=1)
    assert outcome.kept == outcome.said


def test_the_same_on_a_server_of_somebody_elses(tmp_path: Path) -> None:
    """Nobody of ours starts it again; pages find it when it is back."""
    with house(Place(tmp_path / "postgres"), is_elsewhere=True) as served:
        outcome = crash(served, victims=["server"], seed=2)
    assert outcome.kept == outcome.said
