"""The story as rows. Written in bulk, past the actions; the database's constraints still judge."""

import datetime
import random
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects

from cases import keys, phones
from cases.choices import COMPARTMENT_OF_DESK, DeskKind, TicketStatus
from cases.models import (
    Absence,
    Arrival,
    BirthClaim,
    ClaimRetention,
    Minor,
    MinorName,
    MinorPhone,
    Ticket,
    TicketStep,
)
from cases.names import fold
from clinics.choices import SexualHealthMotif
from clinics.models import (
    AnyConsultation,
    ClinicSession,
    Consultation,
    Consultations,
    SexualHealthConsultation,
)
from config.demo.accounts import MOBILE_NURSE
from config.demo.activities import write_activities
from config.demo.alerts import write_alerts
from config.demo.appointments import write_appointments
from config.demo.assessments import write_assessments
from config.demo.care import Consultation as Care
from config.demo.care_details import Details, write_sessions
from config.demo.consents import write_consents
from config.demo.deadlines import write_deadlines
from config.demo.entitlements import write_entitlements
from config.demo.health_facts import write_health_facts
from config.demo.house import House
from config.demo.identity import write_identity
from config.demo.intake import write_intake
from config.demo.midwifery import write_midwifery
from config.demo.nights import write_nights
from config.demo.orientation_rows import write_referrals
from config.demo.papers import write_papers
from config.demo.pen import Pen
from config.demo.procedures import write_procedures
from config.demo.screens import write_screens
from config.demo.situations import write_situations
from config.demo.stock import write_stock
from config.demo.story import Story
from config.demo.tallies import write_tallies
from config.demo.tasks import write_tasks
from config.demo.vaccination import write_vaccinations
from config.demo.visits import Visit
from config.demo.without_identity import write_without_identity
from staff.models import User

# Who writes down an arrival at the day centre (assumption).
AT_THE_DOOR = {"accueil": 6, "benevole": 3, "sociale": 1}


def write(house: House, story: Story, seed: int) -> dict[str, int]:
    """Insert every row of the story, parents first; return how many of each kind."""
    pen = Pen(house, _door(house, story, seed))
    _write_files(pen, story)
    _make_keys(pen, story)
    _write_identity(pen, story)
    _write_arrivals(pen, story.visits)
    _write_tickets(pen, story.visits)
    _write_care(pen, story, seed)
    write_referrals(pen, story.orientations)
    write_health_facts(pen, story, seed)
    write_consents(pen, story, seed)
    write_identity(pen, story, seed)
    write_tallies(pen, story, seed)
    write_stock(pen, story, seed)
    write_alerts(pen, story, seed)
    write_appointments(pen, story, seed)
    write_intake(pen, story, seed)
    write_nights(pen, story, seed)
    write_activities(pen, story, seed)
    write_tasks(pen, story, seed)
    write_papers(pen, story, seed, write_procedures(pen, story, seed))
    write_situations(pen, story, seed)
    write_entitlements(pen, story, seed)
    write_deadlines(pen, story, seed)
    write_vaccinations(pen, story, seed)
    write_without_identity(pen, story, seed)
    write_midwifery(pen, story, seed)
    write_assessments(pen, story, seed)
    write_screens(pen, story, seed)
    return pen.counts


def _door(house: House, story: Story, seed: int) -> dict[Visit, User]:
    rng = random.Random(f"{seed}/door")
    names, weights = list(AT_THE_DOOR), list(AT_THE_DOOR.values())
    return {
        visit: house.users[
            MOBILE_NURSE if visit.site == "la_chapelle" else rng.choices(names, weights)[0]
        ]
        for visit in story.visits
    }


def _arrived_at(visit: Visit) -> datetime.datetime:
    return visit.clock.at(visit.arrived)


def _first_visits(story: Story) -> list[Visit]:
    """Each file is opened at its first visit, by whoever held the door."""
    opened: dict[str, Visit] = {}
    for visit in story.visits:
        opened.setdefault(visit.person.reference, visit)
    return list(opened.values())


def _write_files(pen: Pen, story: Story) -> None:
    minors = [_minor(pen, visit) for visit in _first_visits(story)]
    pen.minors = {minor.reference: minor for minor in pen.insert(Minor, minors)}


def _make_keys(pen: Pen, story: Story) -> None:
    """The keys of every file in each compartment where something is sealed, in one go."""
    owners: set[keys.Owner] = set()
    for visit in _first_visits(story):
        if visit.person.phone:
            owners.add((pen.minor(visit.person).pk, MinorPhone.compartment))
        if len(visit.person.claims) > 1:
            owners.add((pen.minor(visit.person).pk, ClaimRetention.compartment))
    for care in story.consultations:
        owners.add((pen.minor(care.visit.person).pk, _book(care).compartment))
    for orientation in story.orientations:
        compartment = COMPARTMENT_OF_DESK[orientation.desk]
        owners.add((pen.minor(orientation.visit.person).pk, compartment))
    keys.keys_of(owners)
    prefetch_related_objects(list(pen.minors.values()), "keys")


def _write_identity(pen: Pen, story: Story) -> None:
    opened = _first_visits(story)
    pen.insert(MinorName, (row for visit in opened for row in _names(pen, visit)))
    pen.insert(BirthClaim, (row for visit in opened for row in _claims(pen, visit)))
    pen.insert(MinorPhone, (_phone(pen, visit) for visit in opened if visit.person.phone))


def _minor(pen: Pen, visit: Visit) -> Minor:
    person = visit.person
    return Minor(
        reference=person.reference,
        family_name_status=person.naming.status,
        sex=person.sex,
        country=person.country,
        language=person.language,
        interpreter=person.interpreter,
        registered_site=pen.house.sites[visit.site],
        registered_at=_arrived_at(visit),
        registered_by=pen.door[visit],
    )


def _names(pen: Pen, visit: Visit) -> Iterable[MinorName]:
    for kind, text in visit.person.naming.names:
        yield MinorName(
            minor=pen.minor(visit.person),
            text=text,
            kind=kind,
            folded=fold(text),
            recorded_at=_arrived_at(visit),
            recorded_by=pen.door[visit],
        )


def _claims(pen: Pen, visit: Visit) -> Iterable[BirthClaim]:
    for claim in visit.person.claims:
        yield BirthClaim(
            minor=pen.minor(visit.person),
            precision=claim.birth.precision,
            born_on=claim.birth.born_on,
            declared_age=claim.birth.declared_age,
            declared_on=claim.said_on,
            source=claim.source,
            recorded_at=_arrived_at(visit),
            recorded_by=pen.door[visit],
        )


def _phone(pen: Pen, visit: Visit) -> MinorPhone:
    return MinorPhone(
        minor=pen.minor(visit.person),
        number=visit.person.phone,
        index=phones.index(pen.phone_key, visit.person.phone),
        fingerprint=phones.fingerprint(pen.phone_key, visit.person.phone),
        may_call=visit.person.may_call,
        recorded_at=_arrived_at(visit),
        recorded_by=pen.door[visit],
    )


def _write_arrivals(pen: Pen, visits: list[Visit]) -> None:
    rows = [
        Arrival(
            minor=pen.minor(visit.person),
            site=pen.house.sites[visit.site],
            day=visit.day,
            arrived_at=_arrived_at(visit),
            registered_by=pen.door[visit],
            needs=list(visit.needs),
        )
        for visit in visits
    ]
    pen.arrivals = dict(zip(visits, pen.insert(Arrival, rows), strict=True))
    pen.insert(Absence, (row for visit in visits for row in _absences(pen, visit)))


def _absences(pen: Pen, visit: Visit) -> Iterable[Absence]:
    by = pen.door[visit]
    for left, returned in visit.absences:
        yield Absence(
            arrival=pen.arrivals[visit],
            left_at=visit.clock.at(left),
            left_by=by,
            returned_at=None if returned is None else visit.clock.at(returned),
            returned_by=None if returned is None else by,
        )


def _write_tickets(pen: Pen, visits: list[Visit]) -> None:
    """The door sends; the desk calls and sees; who leaves unseen is written down at the door."""
    told = [(visit, ticket) for visit in visits for ticket in visit.tickets]
    told.sort(key=lambda pair: pair[0].clock.at(pair[1].steps[0][1]))
    given: Counter[tuple[str, DeskKind, datetime.date]] = Counter()
    numbers = []
    for visit, ticket in told:
        given[visit.site, ticket.desk, visit.day] += 1
        numbers.append(given[visit.site, ticket.desk, visit.day])
    tickets = [
        Ticket(
            arrival=pen.arrivals[visit],
            desk=pen.house.desks[visit.site, ticket.desk],
            day=visit.day,
            number=number,
            is_urgent=ticket.is_urgent,
            sent_at=visit.clock.at(ticket.steps[0][1]),
            sent_by=pen.door[visit],
        )
        for number, (visit, ticket) in zip(numbers, told, strict=True)
    ]
    written = pen.insert(Ticket, tickets)
    pen.insert(
        TicketStep,
        [
            TicketStep(
                ticket=row,
                status=status,
                at=visit.clock.at(minute),
                by=pen.worker(visit, ticket.desk)
                if status in (TicketStatus.IN_PROGRESS, TicketStatus.DONE)
                else pen.door[visit],
            )
            for row, (visit, ticket) in zip(written, told, strict=True)
            for status, minute in ticket.steps
        ],
    )


def _book(care: Care) -> Consultations:
    apart = isinstance(care.motif, SexualHealthMotif)
    return SexualHealthConsultation if apart else Consultation


def _write_care(pen: Pen, story: Story, seed: int) -> None:
    sessions, details = write_sessions(pen, story), Details(seed)
    for model in (Consultation, SexualHealthConsultation):
        told = [care for care in story.consultations if _book(care) is model]
        pen.insert(
            model,
            (
                _consultation(
                    pen, care, sessions[care.visit.site, care.visit.day], details.of(care)
                )
                for care in told
            ),
        )


def _consultation(
    pen: Pen, care: Care, session: ClinicSession, details: dict[str, Any]
) -> AnyConsultation:
    return _book(care)(
        minor=pen.minor(care.visit.person),
        site=pen.house.sites[care.visit.site],
        day=care.visit.day,
        motif=care.motif,
        observation=care.observation,
        care=care.care,
        follow_up_on=care.follow_up_on,
        session=session,
        recorded_at=care.at,
        signed_at=care.at,
        recorded_by=pen.worker(care.visit, DeskKind.NURSE),
        **details,
        **care.vitals,
    )
