"""The birth claims that ages are worked out from, of many persons in one query."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Q, QuerySet

from cases import births
from cases.models import BirthClaim
from reports.among import among


@dataclass(slots=True)
class Claim:
    """What was said of somebody's birth, as cases.births reads it."""

    precision: str
    born_on: datetime.date | None
    declared_age: int | None
    declared_on: datetime.date


LEAP_DAY = datetime.timedelta(days=1)  # an anniversary may lie a day beside
SAID = [part.name for part in fields(Claim)]


def claims_of(minors: Collection[int] | QuerySet[Any]) -> dict[int, Claim]:
    """Return {minor: the claim that a jurist retains, else the one first recorded} (Minor.claim).

    Who has none is left out.
    """
    rows = BirthClaim.objects.filter(among("minor", minors)).order_by("minor", "-pk")
    first: dict[int, Claim] = {}
    retained: dict[int, Claim] = {}
    for minor, is_retained, *said in rows.values_list("minor", "is_last_retained", *SAID):
        first[minor] = Claim(*said)
        if is_retained:
            retained[minor] = first[minor]
    return first | retained


def coming_of_age(first: datetime.date, last: datetime.date) -> Q:
    """Return which claims may say 18 on one of these days: those that do, and a few beside them."""

    def days(years: int) -> tuple[datetime.date, datetime.date]:
        return (
            births.anniversary(first, -years) - LEAP_DAY,
            births.anniversary(last, -years) + LEAP_DAY,
        )

    found = Q(born_on__range=days(births.MAJORITY))
    for age in range(births.MAJORITY):
        found |= Q(declared_age=age, declared_on__range=days(births.MAJORITY - age))
    return found


def age_on(claim: Claim | None, day: datetime.date) -> int | None:
    """Return the declared age in completed years; None when nothing was said."""
    return births.age_on(claim, day) if claim is not None else None
