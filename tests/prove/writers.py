"""Several people at once: threads with database connections of their own."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connections
from django.utils import timezone

from cases import actions
from cases.models import Arrival, Minor
from staff.models import Site, User
from tests import factories


def in_parallel(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run every call in a thread of its own, all at the same moment.

    Returns what they returned, in their order. Raises the first exception of any of them.
    """
    start = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)
    errors: list[BaseException] = []

    def run(number: int) -> None:
        start.wait()
        try:
            results[number] = calls[number]()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


def absent_minor(*, by: User, site: Site) -> Minor:
    """Return somebody whose file is open and who is not here: her first arrival is undone."""
    minor, arrival = factories.make_minor(by=by, site=site)
    actions.cancel_arrival(by=by, arrival=arrival)
    return minor


@dataclass
class Writer:
    """One receptionist who hurries: what she does is drawn from her own seeded dice."""

    user: User
    site: Site
    minors: Sequence[Minor]
    seed: int
    done: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def work(self, seconds: float) -> None:
        """Register, leave, return and undo for `seconds`; count what was done and refused."""
        dice = random.Random(self.seed)
        give_up = time.monotonic() + seconds
        while (began := time.monotonic()) < give_up:
            minor = dice.choice(self.minors)
            verb = dice.choices(("register", "leave", "return", "cancel"), (5, 2, 2, 1))[0]
            try:
                self._do(verb, minor)
            except ValidationError:
                verb = "refused"
            self.done[verb] += 1
            self.slowest = max(self.slowest, time.monotonic() - began)

    def _do(self, verb: str, minor: Minor) -> None:
        if verb == "register":
            actions.register_arrival(by=self.user, minor=minor, site=self.site)
            return
        # What the page in front of her still shows, whatever a colleague has done since.
        arrivals = Arrival.objects.on(timezone.localdate(), self.site).filter(minor=minor)
        if arrival := arrivals.first():
            act = {
                "leave": actions.leave,
                "return": actions.return_to_centre,
                "cancel": actions.cancel_arrival,
            }[verb]
            act(by=self.user, arrival=arrival)
