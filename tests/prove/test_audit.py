"""Four people work on the same twenty files for a minute: no deadlock, the audit trail is whole."""

import os
import statistics
from collections import Counter
from collections.abc import Callable

import pytest

from staff import audit_queries
from staff.models import AuditEntry, Site, User
from tests.prove.writers import in_parallel
from tests.safety.trail_writers import Hand, deadlocks

SECONDS = float(os.environ.get("ESCALE_PROVE_SECONDS", "60"))
CASES = 20


@pytest.mark.prove
@pytest.mark.timeout(SECONDS + 300)
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_four_writers_on_one_chain(
    site: Site,
    person: Callable[..., User],
    keep_figures: Callable[[str, dict[str, str]], None],
) -> None:
    hands = Hand.four(person=person, site=site, cases=CASES)
    before, start = deadlocks(), AuditEntry.objects.count()

    in_parallel([hand.working(SECONDS) for hand in hands])

    done = sum((hand.done for hand in hands), Counter())
    times = sorted(time * 1000 for hand in hands for time in hand.times)
    entries = AuditEntry.objects.count()
    assert done.total() > 0
    assert deadlocks() == before
    assert audit_queries.verify().position == entries
    keep_figures(
        f"4 writers on one audit trail, {CASES} files, {SECONDS:.0f} s",
        {
            "operations": f"{done.total()} ({done.total() / SECONDS:.0f} a second)",
            "of each kind": ", ".join(f"{kind} {count}" for kind, count in sorted(done.items())),
            "entries chained": str(entries - start),
            "deadlocks, errors, broken positions": "0",
            "p99": f"{statistics.quantiles(times, n=100)[-1]:.1f} ms",
            "slowest operation": f"{times[-1]:.0f} ms",
        },
    )
