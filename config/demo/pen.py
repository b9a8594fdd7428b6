"""What every row of the story needs when it is written."""

import datetime
import random
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Model, prefetch_related_objects

from cases import keys, phones
from cases.choices import DeskKind
from cases.models import Arrival, Minor
from config.demo.accounts import AT_DESK, MOBILE_NURSE
from config.demo.house import House
from config.demo.people import Person
from config.demo.visits import Visit
from staff.models import User

BATCH = 1000  # rows an INSERT

M = TypeVar("M", bound=Model)


def seal_number(rng: random.Random) -> uuid.UUID:
    """Return the number of a sealed row, the same at each telling."""
    return uuid.UUID(int=rng.getrandbits(128), version=4)


@dataclass
class Pen:
    """What every row needs: the house it points at, who held the door, what was written so far."""

    house: House
    door: dict[Visit, User]
    minors: dict[str, Minor] = field(default_factory=dict)  # by reference
    arrivals: dict[Visit, Arrival] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    phone_key: bytes = field(default_factory=phones.search_key)

    def insert(self, model: type[M], rows: Iterable[M]) -> Sequence[M]:
        written = model._default_manager.bulk_create(rows, batch_size=BATCH)
        name = str(model._meta.model_name)
        self.counts[name] = self.counts.get(name, 0) + len(written)
        return written

    def make_keys(self, rows: Iterable[tuple[Minor, str]]) -> None:
        """Make the keys of these files in these compartments, in one go."""
        wanted = {(minor.pk, compartment): minor for minor, compartment in rows}
        keys.keys_of(set(wanted))
        minors = list({minor.pk: minor for minor in wanted.values()}.values())
        for minor in minors:
            getattr(minor, "_prefetched_objects_cache", {}).pop("keys", None)
        prefetch_related_objects(minors, "keys")

    def received_by(
        self, desk: DeskKind, visits: Iterable[Visit]
    ) -> list[tuple[Minor, datetime.date]]:
        """Return those whom a desk has received, and the day of the first time."""
        first: dict[str, tuple[Minor, datetime.date]] = {}
        for visit in visits:
            if any(ticket.desk == desk and ticket.seen_at for ticket in visit.tickets):
                minor = self.minor(visit.person)
                first.setdefault(visit.person.reference, (minor, visit.day))
        return list(first.values())

    def worker(self, visit: Visit, desk: DeskKind) -> User:
        mobile = visit.site == "la_chapelle"
        return self.house.users[MOBILE_NURSE if mobile else AT_DESK[desk]]

    def minor(self, person: Person) -> Minor:
        return self.minors[person.reference]
