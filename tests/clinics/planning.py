"""What the tests of the planner are made of."""

import datetime
from dataclasses import replace
from typing import Any

from clinics.vaccination import rules
from clinics.vaccination.answers import Answer
from clinics.vaccination.planner import Dose, Person, Plan, plan
from clinics.vaccination.vaccines import Live, Valence

TODAY = datetime.date(2026, 11, 19)
DTP = frozenset({Valence.DIPHTHERIA, Valence.TETANUS, Valence.POLIO})
DTCAP = DTP | {Valence.PERTUSSIS}
MMR = frozenset({Valence.MEASLES, Valence.MUMPS, Valence.RUBELLA})
HPV = frozenset({Valence.HPV})
ACWY = frozenset({Valence.MEN_ACWY})


def validated(on: datetime.date = TODAY) -> dict[tuple[str, int], datetime.date]:
    """As if a doctor had validated everything on a day."""
    return {rule.key: on for series in rules.all_series() for rule in series.rules}


def born(years: int, day: datetime.date = TODAY) -> tuple[datetime.date, datetime.date]:
    """Somebody whose birthday was yesterday, and whose date is sure."""
    on = day.replace(year=day.year - years) - datetime.timedelta(days=1)
    return on, on


def person(years: int = 16, **known: Any) -> Person:
    """Somebody of whom everything was asked, and nothing stands in the way."""
    no = Answer.NO
    asked = Person(born(years), severe_reaction=no, immunodeficiency=no, pregnancy=no)
    return replace(asked, **known)


def dose(valences: frozenset[Valence], days_ago: int, live: Live = Live.NO) -> Dose:
    day = TODAY - datetime.timedelta(days=days_ago)
    return Dose(valences, day, day, live)


def planned(who: Person, *doses: Dose, on: datetime.date = TODAY) -> Plan:
    return plan(rules.all_series(), who, doses, on, validated())
