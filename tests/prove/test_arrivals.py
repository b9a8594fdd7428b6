"""Four people register the same two hundred minors for a minute, and nothing is counted twice."""

import functools
import itertools
import os
from collections import Counter
from collections.abc import Callable

import pytest

from cases.models import Absence, Arrival
from staff.choices import Role
from staff.models import AuditEntry, Site, User
from tests.prove.writers import Writer, absent_minor, in_parallel

SECONDS = float(os.environ.get("ESCALE_PROVE_SECONDS", "60"))
WRITERS, MINORS = 4, 200


@pytest.mark.prove
@pytest.mark.timeout(SECONDS + 120)
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_four_writers(
    site: Site,
    person: Callable[..., User],
    keep_figures: Callable[[str, dict[str, str]], None],
) -> None:
    """A deadlock, or any error but a refusal in words, ends a writer and fails the test."""
    users = [person(Role.RECEPTION) for _i in range(WRITERS)]
    minors = [absent_minor(by=users[0], site=site) for _i in range(MINORS)]
    writers = [Writer(user, site, minors, seed) for seed, user in enumerate(users)]

    in_parallel([functools.partial(writer.work, SECONDS) for writer in writers])

    done = sum((writer.done for writer in writers), Counter())
    counted = list(Arrival.objects.counted().values_list("minor", "site", "day"))
    assert len(counted) == len(set(counted))
    absences = Absence.objects.order_by("arrival", "left_at", "pk")
    for before, after in itertools.pairwise(absences):
        is_over = before.returned_at is not None and before.returned_at <= after.left_at
        assert before.arrival_id != after.arrival_id or is_over
    entries = AuditEntry.objects.filter(action="register_arrival").count() - MINORS
    assert entries == Arrival.objects.count() - MINORS
    keep_figures(
        f"{WRITERS} writers, {MINORS} minors, {SECONDS:.0f} s",
        {
            "operations": f"{sum(done.values())} ({sum(done.values()) / SECONDS:.0f} a second)",
            "of each kind": ", ".join(f"{kind} {count}" for kind, count in sorted(done.items())),
            "arrivals registered": str(entries),
            "counted twice, deadlocks, errors": "0",
            "slowest operation": f"{max(writer.slowest for writer in writers) * 1000:.0f} ms",
        },
    )
