"""What the coordination is told of the backups."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from staff import backups
from staff.choices import BackupKind, Role
from staff.models import Centre
from tests.robustness.saved import committed, ran


@pytest.fixture
def week(as_role: Callable[..., Client]) -> Callable[[], str]:
    client = as_role(Role.COORDINATOR)
    return lambda: client.get("/", follow=True).content.decode()


@committed
@pytest.mark.parametrize(
    ("rows", "says", "is_well"),
    [
        ([], ["Aucune sauvegarde", "Aucune restauration"], False),
        ([{"hours": 25.9}], ["Dernière sauvegarde", "Aucune restauration"], False),
        ([{"hours": 25.9}, {"kind": BackupKind.DRILL, "days": 99}], ["Dernière sau"], True),
        ([{"hours": 26.1}, {"kind": BackupKind.DRILL, "days": 99}], ["Dernière sau"], False),
        ([{"hours": 1}, {"kind": BackupKind.DRILL, "days": 101}], ["Dernière rest"], False),
        (
            [{"hours": 2}, {"hours": 1, "problem": "disk"}, {"kind": BackupKind.DRILL, "days": 1}],
            ["La dernière sauvegarde a échoué"],
            False,
        ),
        (
            [{"hours": 1}, {"kind": BackupKind.DRILL, "days": 1, "problem": "changed"}],
            ["Aucune restauration"],
            False,
        ),
    ],
)
def test_the_coordination_is_told(
    week: Callable[[], str], rows: list[dict[str, Any]], says: list[str], is_well: bool
) -> None:
    for row in rows:
        ran(**row)
    page = week()
    assert all(words in page for words in says)
    assert backups.state().is_well is is_well


@committed
@pytest.mark.parametrize(("hours", "kind"), [(25.9, "done"), (26.1, "waiting")])
def test_it_turns_amber_after_26_hours(
    as_role: Callable[..., Client], hours: float, kind: str
) -> None:
    ran(hours=hours)
    ran(BackupKind.DRILL, days=1)
    for role, url in (
        (Role.COORDINATOR, "/"),
        (Role.ADMINISTRATOR, "/team/"),
        (Role.DIRECTOR, "/"),
    ):
        html = as_role(role).get(url, follow=True).content.decode()
        [line] = [part for part in html.split("<p>") if "Dernière sauvegarde" in part]
        assert f"status-{kind}" in line.partition("Dernière sauvegarde")[0]


@committed
def test_the_page_lists_the_runs(as_role: Callable[..., Client]) -> None:
    ran(days=1)
    ran(BackupKind.DRILL, problem="changed", hours=1)
    page = as_role(Role.ADMINISTRATOR).get("/backups/").content.decode()
    assert "Un fichier de la sauvegarde manque" in page
    assert "Essai de restauration" in page


@committed
def test_a_demonstration_needs_none(week: Callable[[], str]) -> None:
    Centre.objects.using("owner").update(is_demo=True)
    assert "Démonstration" in week()
    assert "Aucune sauvegarde" not in week()
