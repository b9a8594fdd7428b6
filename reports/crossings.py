"""Persons counted by sex and declared age: the figures that a funder's table can cut so.

Who is counted is exactly who the report counts (who_came.seen_between, who_came.first_arrivals), so
that the parts always add up to its figure. The age is the declared one, in completed years, on the
day on which the person was first seen in the period.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Min, QuerySet

from cases.models import Minor
from clinics.models import AnonymousLink
from reports import ages, who_came, without_file
from reports.among import among
from reports.periods import Period
from staff.models import Site

Crossing = Counter[tuple[str, int | None]]  # (sex, declared age or None): persons
ACTIVE, NEW, KNOWN = ("W02", "caseload"), ("W03", "new"), ("W04", "known")
CROSSED = frozenset({ACTIVE, NEW, KNOWN})


def crossings(period: Period, sites: Sequence[Site]) -> dict[tuple[str, str], Crossing]:
    """Return {(code, name): persons by sex and age}, in a constant number of queries."""
    first_seen = _first_seen(period, sites)
    new = set(who_came.first_arrivals(period, sites).values_list("minor_id", flat=True))
    claims = ages.claims_of(list(first_seen))
    facts = {
        minor: (sex, ages.age_on(claims.get(minor), first_seen[minor]))
        for minor, sex in Minor.objects.filter(among("pk", first_seen)).values_list("pk", "sex")
    }
    return {
        ACTIVE: _count(facts, first_seen),
        NEW: _count(facts, new),
        KNOWN: _count(facts, first_seen.keys() - new),
    }


def _count(facts: Mapping[int, tuple[str, int | None]], persons: Iterable[int]) -> Crossing:
    return Counter(facts[person] for person in persons)


def _first_seen(period: Period, sites: Sequence[Site]) -> dict[int, datetime.date]:
    """Return of each person of the active caseload the first day on which she came or was seen."""
    start, end = period.start, period.end
    nameless = without_file.nameless_between(start, end, sites)
    attached = AnonymousLink.objects.standing().filter(consultation__in=nameless.values("pk"))
    seen: list[tuple[QuerySet[Any], str]] = [
        (who_came.arrivals_between(start, end, sites), "day"),
        (who_came.consultations_between(start, end, sites), "day"),
        (who_came.sexual_health_between(start, end, sites), "day"),
        (attached, "consultation__day"),
    ]
    found: dict[int, datetime.date] = {}
    for rows, day_field in seen:
        for person, day in rows.order_by().values_list("minor_id").annotate(first=Min(day_field)):
            found[person] = min(day, found.get(person, day))
    return found
