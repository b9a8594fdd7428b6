"""Consultations: a motif, what was measured, what was done, when to come back."""

import datetime
import random
from dataclasses import dataclass
from decimal import Decimal

from cases.choices import DeskKind, Sex
from clinics.choices import AnyMotif, Motif, SexualHealthMotif
from config.demo.care_texts import FOLLOW_UP, TEXTS, USUAL_FOLLOW_UP
from config.demo.days import Calendar
from config.demo.distributions import MOBILE_MOTIFS, Weights, pick
from config.demo.visits import Visit

WRITTEN_DOWN = 0.96  # A: of those seen by the nurse
GIRLS_ONLY = {
    SexualHealthMotif.PREGNANCY,
    SexualHealthMotif.CONTRACEPTION,
    SexualHealthMotif.MUTILATION,
}


FEVER: dict[AnyMotif, float] = {Motif.FEVER: 1.8, Motif.RESPIRATORY: 0.5}  # A: degrees


@dataclass(frozen=True)
class Consultation:
    visit: Visit
    at: datetime.datetime
    motif: AnyMotif
    vitals: dict[str, Decimal]
    observation: str
    care: str
    follow_up_on: datetime.date | None


def consultations(
    rng: random.Random, calendar: Calendar, visits: list[Visit]
) -> list[Consultation]:
    """One consultation for each person whom a nurse has seen."""
    return [
        _consultation(rng, calendar, visit, visit.clock.at(ticket.seen_at))
        for visit in visits
        for ticket in visit.tickets
        if ticket.desk == DeskKind.NURSE and ticket.seen_at and rng.random() < WRITTEN_DOWN
    ]


def _consultation(
    rng: random.Random, calendar: Calendar, visit: Visit, at: datetime.datetime
) -> Consultation:
    weights = calendar.preset.motifs if visit.site == "pantin" else MOBILE_MOTIFS
    motif = _motif(rng, weights, visit)
    observation, care = rng.choice(TEXTS[motif])
    return Consultation(
        visit,
        at,
        motif,
        _vitals(rng, visit, motif),
        observation if rng.random() < 0.9 else "",
        care,
        _follow_up(rng, calendar, visit.day, motif),
    )


def _motif(rng: random.Random, weights: Weights[AnyMotif], visit: Visit) -> AnyMotif:
    if visit.person.sex == Sex.FEMALE:
        return pick(rng, weights)
    return pick(rng, {m: weight for m, weight in weights.items() if m not in GIRLS_ONLY})


def _vitals(rng: random.Random, visit: Visit, motif: AnyMotif) -> dict[str, Decimal]:
    """What was measured that day: all of it at a first check-up, else a part or nothing."""
    fever = FEVER.get(motif, 0.0)
    systolic = round(rng.gauss(112, 8))
    person = visit.person
    values = {
        "temperature": (0.7, round(rng.gauss(36.8 + fever, 0.3), 1)),
        "pulse": (0.5, round(rng.gauss(78, 9))),
        "respiration": (0.15, round(rng.gauss(17, 2))),
        "systolic": (0.5, systolic),
        "oxygen": (0.3, min(100, round(rng.gauss(98.5, 0.8)))),
        "weight": (0.4, round(person.weight + rng.gauss(0, 0.6), 1)),
        "height": (0.15, person.height),
        "glycaemia": (0.05, round(rng.gauss(0.95, 0.1), 2)),
    }
    is_full = motif == Motif.FIRST_CHECK
    taken = {
        name: Decimal(str(value))
        for name, (chance, value) in values.items()
        if rng.random() < (max(chance, 0.85) if is_full else chance)
    }
    if "systolic" in taken:
        taken["diastolic"] = Decimal(systolic - round(rng.gauss(42, 4)))
    return taken


def _follow_up(
    rng: random.Random, calendar: Calendar, day: datetime.date, motif: AnyMotif
) -> datetime.date | None:
    chance, soonest, latest = FOLLOW_UP.get(motif, USUAL_FOLLOW_UP)
    if rng.random() >= chance:
        return None
    return calendar.next_open(day + datetime.timedelta(days=rng.randint(soonest, latest)))
