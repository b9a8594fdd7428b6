"""What is known of the persons behind some lines: read for a batch of them at once, if asked for.

Each fact costs a query a batch, whatever the number of its lines, and none when no column that was
chosen asks for it.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from cases.choices import NameKind, TicketStatus, country_name, language_name
from cases.models import Arrival, Minor, MinorName, Ticket, TicketStep
from clinics.models import AnyConsultation, Consultation, SexualHealthConsultation
from referrals.models import Referral
from reports import ages
from reports.among import among
from reports.weekly import age_band
from staff.models import Site, User

SEEN = (TicketStatus.IN_PROGRESS, TicketStatus.DONE)


class Identity(NamedTuple):
    reference: str
    sex: str
    country: str
    language: str
    interpreter: str


@dataclass(frozen=True)
class Asked:
    """Whose file it is, of which days and sites, and what is remembered from batch to batch."""

    user: User
    first_day: datetime.date
    last_day: datetime.date
    sites: Sequence[Site]
    # Of each person the number she bears in this file and in no other, in the order they come.
    numbers: dict[int, int] = field(default_factory=dict)
    _said: dict[tuple[str, str], str] = field(default_factory=dict)

    @cached_property
    def site_names(self) -> dict[int, str]:
        return {site.pk: site.name for site in self.sites}

    def number_of(self, minor: int) -> int:
        return self.numbers.setdefault(minor, len(self.numbers) + 1)

    def country(self, code: str) -> str:
        return self.once("country", code, country_name)

    def language(self, code: str) -> str:
        return self.once("language", code, language_name)

    def once(self, kind: str, code: str, name: Callable[[str], str]) -> str:
        if (kind, code) not in self._said:
            self._said[kind, code] = name(code)
        return self._said[kind, code]


class Persons:
    """The facts of one batch, by the number of the minor in the database."""

    def __init__(self, asked: Asked, minors: Collection[int]) -> None:
        self.asked, self.minors = asked, list(set(minors))

    @cached_property
    def identities(self) -> dict[int, Identity]:
        rows = Minor.objects.filter(among("pk", self.minors))
        return {pk: Identity(*said) for pk, *said in rows.values_list("pk", *Identity._fields)}

    @cached_property
    def claims(self) -> dict[int, ages.Claim]:
        return ages.claims_of(self.minors)

    @cached_property
    def names(self) -> dict[int, str]:
        """The name as said, with the family name when it was given apart (Minor.display_name)."""
        found: dict[int, dict[str, str]] = defaultdict(dict)
        rows = MinorName.objects.filter(among("minor", self.minors)).order_by("-pk")
        for minor, kind, text in rows.values_list("minor", "kind", "text"):
            found[minor][kind] = text
        kinds = (NameKind.AS_SAID, NameKind.FAMILY)
        return {
            minor: " ".join(filter(None, (names.get(kind, "") for kind in kinds)))
            for minor, names in found.items()
        }

    @cached_property
    def first_arrivals(self) -> dict[int, tuple[int, int, datetime.date]]:
        """Return {minor: (number, site, day) of her first arrival ever, at any site} (W03)."""
        rows = Arrival.objects.counted().filter(among("minor", self.minors))
        first = rows.order_by("minor", "day", "arrived_at", "pk").distinct("minor")
        return {minor: (pk, site, day) for minor, pk, site, day in
                first.values_list("minor", "pk", "site", "day")}  # fmt: skip

    @cached_property
    def first_consultations(self) -> dict[int, int]:
        return self._first(Consultation)

    @cached_property
    def first_sexual_health(self) -> dict[int, int]:
        return self._first(SexualHealthConsultation)

    def _first(self, book: type[AnyConsultation]) -> dict[int, int]:
        """Return {minor: the number of her first consultation of this book}."""
        rows = book._default_manager.filter(among("minor", self.minors))
        return dict(
            rows.order_by("minor", "day", "pk").distinct("minor").values_list("minor", "pk")
        )

    @cached_property
    def consultations(self) -> Counter[int]:
        """How many there were of each in the period: the health file alone."""
        asked = self.asked
        rows = Consultation.objects.filter(
            among("minor", self.minors), day__gte=asked.first_day, day__lte=asked.last_day,
            site__in=asked.sites,
        )  # fmt: skip
        return Counter(rows.order_by().values_list("minor", flat=True))

    @cached_property
    def referrals(self) -> Counter[int]:
        """How many were made for each in the period: those that this reader may read."""
        asked = self.asked
        rows = Referral.objects.visible_to(asked.user).filter(
            among("minor", self.minors), made_on__gte=asked.first_day, made_on__lte=asked.last_day,
            site__in=asked.sites,
        )  # fmt: skip
        return Counter(rows.order_by().values_list("minor", flat=True))

    @cached_property
    def desks(self) -> dict[int, list[tuple[int, datetime.date, str]]]:
        """Return {minor: (site, day, kind of desk) of each desk that saw her}, in the period."""
        seen = TicketStep.objects.filter(status__in=SEEN).values("ticket")
        rows = Ticket.objects.filter(
            among("arrival__minor", self.minors), day__gte=self.asked.first_day,
            day__lte=self.asked.last_day, pk__in=seen,
        )  # fmt: skip
        found: dict[int, list[tuple[int, datetime.date, str]]] = defaultdict(list)
        for minor, site, day, kind in rows.values_list(
            "arrival__minor", "arrival__site", "day", "desk__kind"
        ):
            found[minor].append((site, day, kind))
        return found

    def age_on(self, minor: int, day: datetime.date) -> int | None:
        """The declared age, in completed years; None when nothing was said."""
        return ages.age_on(self.claims.get(minor), day)

    def age_band_on(self, minor: int, day: datetime.date) -> str:
        return age_band(self.age_on(minor, day))
