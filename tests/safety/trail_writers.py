"""People who read, search, write and are refused at the same time, on the same few files."""

import functools
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.utils import timezone

from cases import actions
from cases.models import Arrival, Minor
from staff import audit
from staff.models import Site, User
from tests.prove.writers import absent_minor


def deadlocks() -> int:
    """Return how many deadlocks PostgreSQL has counted in this database."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


class _Undone(Exception):
    """A request that fails after it has recorded."""


@dataclass
class Hand:
    """One of the writers; what she does is drawn from her own seeded dice."""

    user: User
    site: Site
    minors: Sequence[Minor]
    seed: int
    done: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)

    @classmethod
    def four(cls, *, person: Callable[..., User], site: Site, cases: int) -> list["Hand"]:
        users = [person() for _i in range(4)]
        minors = [absent_minor(by=users[0], site=site) for _i in range(cases)]
        return [cls(user, site, minors, seed) for seed, user in enumerate(users)]

    def working(self, seconds: float) -> Callable[[], None]:
        return functools.partial(self.work, seconds)

    def work(self, seconds: float) -> None:
        dice = random.Random(self.seed)
        give_up = time.monotonic() + seconds
        verbs = {self.read: 4, self.search: 2, self.register: 3, self.leave: 2, self.fail: 1}
        while (began := time.monotonic()) < give_up:
            [verb] = dice.choices(list(verbs), list(verbs.values()))
            try:
                verb(dice.choice(self.minors))
                self.done[verb.__name__] += 1
            except (ValidationError, _Undone):
                self.done["refused"] += 1
            self.times.append(time.monotonic() - began)

    def read(self, minor: Minor) -> None:
        with transaction.atomic():
            audit.record(by=self.user, action="read_case", minor_id=minor.pk)
            list(minor.arrivals.all())

    def search(self, minor: Minor) -> None:
        with transaction.atomic():
            audit.record_search(by=self.user, site_id=self.site.pk)

    def register(self, minor: Minor) -> None:
        actions.register_arrival(by=self.user, minor=minor, site=self.site)

    def leave(self, minor: Minor) -> None:
        """Lock the file too, and record before a row that leans on it is written."""
        with transaction.atomic():
            audit.record(by=self.user, action="edit_identity", minor_id=minor.pk)
            Minor.objects.select_for_update().get(pk=minor.pk)
            arrivals = Arrival.objects.on(timezone.localdate(), self.site).filter(minor=minor)
            if arrival := arrivals.first():
                actions.leave(by=self.user, arrival=arrival)

    def fail(self, minor: Minor) -> None:
        """Whatever was recorded in a request that fails is rolled back; its refusal is not."""
        try:
            with transaction.atomic():
                audit.record(by=self.user, action="read_case", minor_id=minor.pk)
                raise _Undone
        finally:
            audit.record_refusal(by=self.user, view="cases:case", site_id=self.site.pk)
