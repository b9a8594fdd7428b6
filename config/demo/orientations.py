"""Referrals to partners, and how far each has come."""

import datetime
import random
from dataclasses import dataclass

from cases.choices import DeskKind
from config.demo.days import Calendar, instant
from config.demo.distributions import pick
from config.demo.visits import Visit
from referrals.choices import Agreement, ReferralKind, ReferralStatus

S = ReferralStatus
K = ReferralKind

# Desk that refers: share of the persons it sees (assumption).
REFERS = {
    DeskKind.SOCIAL: 0.14, DeskKind.LEGAL: 0.14, DeskKind.NURSE: 0.1, DeskKind.MIDWIFE: 0.5,
    DeskKind.PSYCHOLOGIST: 0.16,
}  # fmt: skip

ASKS: dict[DeskKind, list[tuple[str, ReferralKind, str]]] = {
    DeskKind.SOCIAL: [
        ("Utopia 56", K.SHELTER, "Dort dehors, demande d’hébergement citoyen."),
        ("Samu social (115)", K.SHELTER, "Mise à l’abri demandée pour cette nuit."),
        ("CPAM 93", K.ADMINISTRATIVE, "Dépôt d’une demande d’AME, dossier complet."),
        ("CPAM 75", K.ADMINISTRATIVE, "Suivi de la demande d’AME déposée le mois dernier."),
        ("CCAS de Pantin", K.ADMINISTRATIVE, "Domiciliation administrative."),
        ("CASNAV de Paris", K.SCHOOL, "Test de niveau en vue d’une inscription."),
        ("CASNAV de Créteil", K.SCHOOL, "Test de niveau, jamais scolarisé en France."),
        ("TIMMY", K.SOCIAL, "Vêtements chauds et chaussures."),
        ("Secours catholique", K.SOCIAL, "Cours de français et vestiaire."),
        ("Hors la Rue", K.SOCIAL, "Accompagnement éducatif en journée."),
    ],
    DeskKind.LEGAL: [
        ("ADJIE", K.LEGAL, "Permanence juridique : refus notifié, saisine à préparer."),
        ("Antenne des mineurs (barreau de Paris)", K.LEGAL, "Désignation d’un avocat."),
        ("Barreau de Bobigny, groupe mineurs", K.LEGAL, "Avocat pour la requête au juge."),
        (
            "AMNA Paris (France terre d’asile)",
            K.ADMINISTRATIVE,
            "Souhaite se présenter.",
        ),
        ("PEMIE 93 (Croix-Rouge)", K.ADMINISTRATIVE, "Convocation à l’évaluation à vérifier."),
        ("La Cimade Île-de-France", K.LEGAL, "Question sur une demande d’asile."),
        ("Tribunal pour enfants de Paris", K.LEGAL, "Dépôt de la requête au greffe."),
    ],
    DeskKind.NURSE: [
        ("PASS Hôtel-Dieu", K.MEDICAL, "Douleurs persistantes, avis médical et radio."),
        ("PASS Avicenne", K.MEDICAL, "Bilan sanguin et consultation."),
        ("PASS Delafontaine", K.MEDICAL, "Consultation dentaire, douleur depuis une semaine."),
        ("CLAT 93", K.MEDICAL, "Toux depuis plus de deux semaines, dépistage."),
        ("CeGIDD Paris", K.MEDICAL, "Dépistage demandé."),
        ("COMEDE", K.MEDICAL, "Consultation avec interprète."),
        ("Médecins du Monde (programme MNA)", K.MEDICAL, "Consultation médicale."),
    ],
    DeskKind.MIDWIFE: [
        ("PMI de Pantin", K.MEDICAL, "Suivi de grossesse."),
        ("Centre de planification de Pantin", K.MEDICAL, "Contraception, premier rendez-vous."),
        ("CeGIDD Paris", K.MEDICAL, "Dépistage demandé."),
        ("Maison des femmes de Saint-Denis", K.MEDICAL, "Consultation avec interprète."),
    ],
    DeskKind.PSYCHOLOGIST: [
        ("CMP de Pantin", K.MEDICAL, "Avis d’un psychiatre, dort très peu."),
        ("COMEDE", K.MEDICAL, "Psychothérapie avec interprète."),
    ],
}

ANSWERS = [
    "Reçu, dossier ouvert.",
    "Rendez-vous honoré, compte rendu reçu.",
    "Place trouvée pour deux semaines.",
    "Dossier complet, réponse attendue sous un mois.",
    "Pris en charge, suivi prévu chez eux.",
]
REFUSALS = [
    "Plus de place cette semaine.",
    "Hors secteur, autre adresse.",
    "Pièce manquante.",
]
NOT_SEEN = [
    "Refusé à la porte, pas de papiers.",
    "Ne s’est pas présenté, téléphone perdu.",
    "Arrivé en retard, nouveau rendez-vous à prendre.",
    "Interprète absent, reporté.",
]

# How referrals end when nothing cuts them short (assumption): the last is silence.
COURSES = {
    (S.HANDED_OVER, S.APPOINTMENT, S.SEEN, S.ANSWERED): 38,
    (S.HANDED_OVER, S.ANSWERED): 20,
    (S.HANDED_OVER, S.APPOINTMENT, S.SEEN): 5,
    (S.HANDED_OVER, S.APPOINTMENT, S.NOT_SEEN): 12,
    (S.HANDED_OVER, S.REFUSED): 12,
    (S.HANDED_OVER, S.CHASED, S.APPOINTMENT, S.SEEN): 6,
    (S.HANDED_OVER, S.CHASED, S.ANSWERED): 4,
    (S.HANDED_OVER, S.CHASED): 6,
    (S.HANDED_OVER,): 9,
    (): 4,
}
# An hour is known of most appointments; a sheet is made for some of those who agree.
HAS_HOUR, HAS_SHEET = 0.85, 0.5  # A
HOURS = [datetime.time(hour, minute) for hour in (9, 10, 11, 14, 15) for minute in (0, 30)]
AGREEMENTS = {Agreement.AGREES: 82, Agreement.REFUSES: 5, Agreement.NOT_ASKED: 13}  # A


@dataclass(frozen=True)
class Step:
    status: ReferralStatus
    day: datetime.date
    at: datetime.datetime
    appointment_on: datetime.date | None = None
    appointment_time: datetime.time | None = None  # some partners give a day only
    note: str = ""


@dataclass(frozen=True)
class Orientation:
    visit: Visit
    desk: DeskKind
    partner: str
    kind: ReferralKind
    reason: str
    agreement: Agreement
    steps: list[Step]  # the first one is the writing
    has_sheet: bool


def orientations(
    rng: random.Random, calendar: Calendar, visits: list[Visit], now: datetime.datetime
) -> list[Orientation]:
    """The referrals made by the desks of the day centre, as they stand now."""
    found = []
    for visit in visits:
        for ticket in visit.tickets:
            seen = ticket.seen_at
            if visit.site == "pantin" and seen and rng.random() < REFERS.get(ticket.desk, 0):
                partner, kind, reason = rng.choice(ASKS[ticket.desk])
                written = Step(S.WRITTEN, visit.day, visit.clock.at(seen))
                steps = [written, *_course(rng, calendar, written, now)]
                agreement = pick(rng, AGREEMENTS)
                is_told = agreement == Agreement.AGREES and len(steps) > 1
                told = (visit, ticket.desk, partner, kind, reason, agreement, steps)
                found.append(Orientation(*told, has_sheet=is_told and rng.random() < HAS_SHEET))
    return found


def _course(
    rng: random.Random, calendar: Calendar, written: Step, now: datetime.datetime
) -> list[Step]:
    """What followed, up to now; each step on an opening day, none before the one it follows."""
    steps: list[Step] = []
    last = written
    for status in pick(rng, COURSES):
        day = calendar.next_open(last.appointment_on or last.day + _days(rng, status))
        if day > calendar.today:
            break
        office = instant(day, datetime.time(10, rng.randrange(60)))
        office += datetime.timedelta(minutes=rng.randrange(330))
        taken_for = _appointment(rng, calendar, day, status)
        has_hour = taken_for is not None and rng.random() < HAS_HOUR
        last = Step(
            status,
            day,
            min(now, max(office, last.at + datetime.timedelta(minutes=1))),
            appointment_on=taken_for,
            appointment_time=rng.choice(HOURS) if has_hour else None,
            note=_note(rng, status),
        )
        steps.append(last)
    return steps


def _days(rng: random.Random, status: ReferralStatus) -> datetime.timedelta:
    within = {S.HANDED_OVER: (0, 2), S.APPOINTMENT: (1, 8), S.CHASED: (14, 20)}
    soonest, latest = within.get(status, (2, 10))
    return datetime.timedelta(days=rng.randint(soonest, latest))


def _appointment(
    rng: random.Random, calendar: Calendar, day: datetime.date, status: ReferralStatus
) -> datetime.date | None:
    if status != S.APPOINTMENT:
        return None
    return calendar.next_open(day + datetime.timedelta(days=rng.randint(3, 25)))


def _note(rng: random.Random, status: ReferralStatus) -> str:
    notes = {S.ANSWERED: ANSWERS, S.REFUSED: REFUSALS, S.NOT_SEEN: NOT_SEEN}.get(status)
    return rng.choice(notes) if notes else ""
