"""A thousand notes written through a network that fails: none lost, none twice."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client

from cases.models import DeskNote
from config.postgresql import base
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.robustness.faults import behind_a_proxy
from tests.robustness.test_away import resent
from tests.robustness.test_once import note, note_url

SAVES = int(os.environ.get("ESCALE_PROVE_SAVES", "1000"))
FAULTS = ["delay", "cut", "unheard", "refuse", "freeze"]
# What is slow to wait for comes more rarely.
WEIGHTS = [40, 30, 30, 4, 2]


@pytest.mark.prove
@pytest.mark.timeout(3600)
@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_a_thousand_saves(
    as_role: Callable[..., Client],
    site: Site,
    keep_figures: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody who presses "send again" until it is done, and no more than that."""
    client = as_role(Role.RECEPTION)
    client.raise_request_exception = False
    minor = factories.make_minor("Awa Barry", by=client.user, site=site)[0]
    monkeypatch.setattr(base, "AWAY_SECONDS", 0.05)
    dice = random.Random(20261124)
    met: Counter[str] = Counter()
    again, slowest = 0, 0.0
    with behind_a_proxy(monkeypatch, seed=1) as proxy:
        for number in range(SAVES):
            fault = dice.choices(FAULTS, WEIGHTS)[0]
            met[fault] += 1
            sent = note(f"Note {number}")
            proxy.set(fault)
            began = time.monotonic()
            answer = client.post(note_url(minor), sent)
            slowest = max(slowest, time.monotonic() - began)
            while answer.status_code == 503:
                again += 1
                proxy.set("none")
                connections["default"].close()
                time.sleep(base.AWAY_SECONDS)
                answer = client.post(note_url(minor), resent(answer))
            assert answer.status_code == 302
        proxy.set("none")
        rows = DeskNote.objects.using("owner").select_related("minor")  # not through the proxy
        texts = Counter(row.text for row in rows)
    lost = [number for number in range(SAVES) if f"Note {number}" not in texts]
    twice = [text for text, count in texts.items() if count > 1]
    keep_figures(
        f"{SAVES} saves through a network that fails",
        {
            "faults": ", ".join(f"{fault} {count}" for fault, count in sorted(met.items())),
            "answered 503 and sent again": str(again),
            "lost": str(len(lost)),
            "recorded twice": str(len(twice)),
            "slowest answer": f"{slowest:.1f} s",
        },
        document="robustness",
    )
    assert not lost
    assert not twice
    assert slowest < 4.5
