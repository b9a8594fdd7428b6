"""Vaccinations: what a booklet or somebody says, what the nurse gave. All assumptions.

A doctor of the demonstration has validated all the rules but those of one protection: what she says
holds in the demonstration alone.
"""

import datetime
import random

from cases.choices import DeskKind
from cases.models import Minor
from clinics.choices.vaccination import (
    STATUS,
    BodySite,
    KnownStatus,
    Reaction,
    Route,
    VaccinationDate,
    VaccinationKind,
    VaccinationSource,
)
from clinics.models import Vaccination, VaccinationAnswer, VaccinationRuleCheck
from clinics.vaccination import rules
from clinics.vaccination.answers import BloodTest, Question
from clinics.vaccination.vaccines import vaccines
from clinics.vaccination_rows import digest_of
from config.demo.accounts import AT_DESK
from config.demo.days import DAY
from config.demo.pen import Pen, seal_number
from config.demo.story import Story
from staff.models import User

ASKED = 0.8  # of those whom the nurse has received
STATUSES = {KnownStatus.BOOKLET: 15, KnownStatus.SAID: 30, KnownStatus.NONE: 25,
            KnownStatus.UNKNOWN: 30}  # fmt: skip
GIVEN_HERE = 0.5
FIRST_VISIT = ("priorix", "repevax", "nimenrix")
CHILDHOOD = (("pentavalent", 12), ("pentavalent", 12), ("bcg", 15), ("rouvax", 14))  # years ago
PROTOCOL = "Vaccination (2026)"  # config.demo.midwifery
NOT_VALIDATED = "men_b"
VALIDATED_BEFORE = 30  # days


def write_vaccinations(pen: Pen, story: Story, seed: int) -> None:
    rng = random.Random(f"{seed}/vaccination")
    nurse = pen.house.users[AT_DESK[DeskKind.NURSE]]
    answers: list[VaccinationAnswer] = []
    rows: list[Vaccination] = []
    for minor, day in pen.received_by(DeskKind.NURSE, story.visits):
        if rng.random() > ASKED:
            continue
        status = rng.choices(list(STATUSES), list(STATUSES.values()))[0]
        answers += _answers(rng, minor, status, story.now, nurse)
        if status == KnownStatus.BOOKLET:
            rows += [_childhood(rng, pen, minor, name, day, years) for name, years in CHILDHOOD]
        if rng.random() < GIVEN_HERE:
            rows += _given(rng, pen, minor, day)
    pen.make_keys((row.minor, Vaccination.compartment) for row in (*rows, *answers))
    pen.insert(Vaccination, rows)
    pen.insert(VaccinationAnswer, answers)
    pen.insert(VaccinationRuleCheck, _checks(pen, story))


def _answers(
    rng: random.Random, minor: Minor, status: str, now: datetime.datetime, by: User
) -> list[VaccinationAnswer]:
    said = {
        STATUS: status,
        Question.SEVERE_REACTION: "no",
        Question.IMMUNODEFICIENCY: "no",
        Question.CHICKENPOX: rng.choice(["yes", "no"]),
    }
    if rng.random() < 0.4:
        said[BloodTest.HEPATITIS_B] = rng.choice(["negative", "negative", "contact", "immune"])
    return [
        VaccinationAnswer(
            minor=minor,
            question=question,
            answer=answer,
            answered_at=now,
            by=by,
            seal_number=seal_number(rng),
        )
        for question, answer in said.items()
    ]


def _childhood(
    rng: random.Random, pen: Pen, minor: Minor, name: str, day: datetime.date, years: int
) -> Vaccination:
    first = datetime.date(day.year - years, rng.randint(1, 12), 1)
    return Vaccination(
        minor=minor,
        site=pen.house.sites["pantin"],
        source=VaccinationSource.BOOKLET,
        brand=name,
        valences=sorted(vaccines()[name].valences),
        given_on=first,
        precision=VaccinationDate.MONTH,
        reaction=Reaction.NOT_ASKED,
        recorded_by=pen.house.users[AT_DESK[DeskKind.NURSE]],
        seal_number=seal_number(rng),
    )


def _given(rng: random.Random, pen: Pen, minor: Minor, day: datetime.date) -> list[Vaccination]:
    """The first injections, on the day of the first visit to the nurse; some are refused."""
    return [
        _one(rng, pen, minor, day, name, site)
        for name, site in zip(FIRST_VISIT, BodySite, strict=False)
    ]


def _one(
    rng: random.Random, pen: Pen, minor: Minor, day: datetime.date, name: str, site: BodySite
) -> Vaccination:
    row = Vaccination(
        minor=minor,
        site=pen.house.sites["pantin"],
        kind=VaccinationKind.GIVEN if rng.random() < 0.9 else VaccinationKind.REFUSED,
        source=VaccinationSource.HERE,
        brand=name,
        valences=sorted(vaccines()[name].valences),
        given_on=day,
        precision=VaccinationDate.DAY,
        recorded_by=pen.house.users[AT_DESK[DeskKind.NURSE]],
        seal_number=seal_number(rng),
    )
    if row.is_given:
        row.lot = f"{rng.choice('ABCK')}{rng.randint(100, 999)}"
        row.body_site, row.route = site, Route.INTRAMUSCULAR
        row.is_agreed, row.prescriber = True, PROTOCOL
    return row


def _checks(pen: Pen, story: Story) -> list[VaccinationRuleCheck]:
    return [
        VaccinationRuleCheck(
            rule_code=rule.code,
            rule_version=rule.version,
            digest=digest_of(rules.rows()[rule.key]),
            validated_on=story.calendar.today - VALIDATED_BEFORE * DAY,
            note="Démonstration",
            is_demonstration=True,
            at=story.now,
            by=pen.house.users["medecin"],
        )
        for series in rules.all_series()
        if series.code != NOT_VALIDATED
        for rule in series.rules
    ]
