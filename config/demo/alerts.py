"""Alerts at every stage of their life, and what the desks hand over. All of it is invented."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass

from cases.choices import AlertAction, AlertKind, AlertLevel, AlertStepKind, LogDesk
from cases.models import Alert, AlertStep, DayClosing, DayEntry
from config.demo.days import DAY
from config.demo.pen import Pen
from config.demo.story import Story

HOUR = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Told:
    """One alert: `hours` ago, raised and taken by whom, what was done since."""

    kind: AlertKind
    level: AlertLevel
    hours: float
    by: str
    facts: str
    owner: str = ""
    happened_days: int | None = None
    reached: str = ""
    done: tuple[AlertAction, ...] = ()
    next_step: str = ""
    is_closed: bool = False


TOLD = [
    Told(
        AlertKind.SEXUAL_VIOLENCE, AlertLevel.IMMEDIATE, 1.2, "accueil",
        "Dit à l’accueil, en pleurant : « il m’a forcée ». N’a rien voulu ajouter.",
        happened_days=1,
    ),
    Told(
        AlertKind.SUICIDE, AlertLevel.IMMEDIATE, 26, "sociale",
        "« Je veux que ça s’arrête. » Ne dort plus depuis la lettre de refus.",
        owner="psychologue", reached="Nadia Ferrand, reçue tout de suite",
        done=(AlertAction.PROTOCOL,), next_step="La revoir à l’ouverture",
    ),
    Told(
        AlertKind.TRAFFICKING, AlertLevel.TODAY, 75, "juriste",
        "Un adulte l’attend chaque soir et garde son téléphone.",
        owner="coordination", done=(AlertAction.PARTNER, AlertAction.CONCERN),
        next_step="Réponse de la CRIP",
    ),
    Told(
        AlertKind.ABSENCE, AlertLevel.TODAY, 50, "infirmiere",
        "Devait revenir pour son pansement ; pas vue depuis quatre jours.",
        owner="sociale",
    ),
    Told(
        AlertKind.PHYSICAL_VIOLENCE, AlertLevel.TODAY, 200, "accueil",
        "Frappé dans la nuit par des inconnus.", owner="infirmiere", happened_days=9,
        done=(AlertAction.FORENSIC, AlertAction.COMPLAINT),
        next_step="Certificat remis à l’avocate", is_closed=True,
    ),
]  # fmt: skip
LOG = [
    (LogDesk.RECEPTION, "benevole", "La machine à laver est en panne, le réparateur passe à 10 h."),
    (LogDesk.NURSE, "infirmiere", "Plus de paracétamol sirop : commande faite."),
    (LogDesk.SOCIAL, "sociale", "Deux places promises pour la nuit : rappeler avant 16 h."),
    (LogDesk.LEGAL, "juriste", "Permanence des avocats déplacée à jeudi 14 h."),
]


def write_alerts(pen: Pen, story: Story, seed: int) -> None:
    rng = random.Random(f"{seed}/alerts")
    people = list(dict.fromkeys(visit.person for visit in reversed(story.visits)))[:40]
    chosen = [pen.minor(person) for person in rng.sample(people, len(TOLD))]
    raised = []
    for told, minor in zip(TOLD, chosen, strict=True):
        at = story.now - told.hours * HOUR
        happened = at.date() - told.happened_days * DAY if told.happened_days is not None else None
        raised.append(
            Alert(
                minor=minor,
                site=pen.house.sites["pantin"],
                kind=told.kind,
                first_level=told.level,
                facts=told.facts,
                happened_on=happened,
                raised_at=at,
                raised_by=pen.house.users[told.by],
            )
        )
    alerts = pen.insert(Alert, raised)
    pen.insert(
        AlertStep,
        [
            step
            for told, alert in zip(TOLD, alerts, strict=True)
            for step in _steps(pen, story, told, alert)
        ],
    )
    _write_log(pen, story)


def _steps(pen: Pen, story: Story, told: Told, alert: Alert) -> Iterator[AlertStep]:
    users, at = pen.house.users, alert.raised_at + HOUR / 4
    by = users[told.owner or told.by]
    given = {"alert": alert, "by": by, "at": at}
    if told.owner:
        yield AlertStep(kind=AlertStepKind.OWNER, owner=by, **given)
    if told.reached:
        yield AlertStep(kind=AlertStepKind.REACHED, text=told.reached, **given)
    for action in told.done:
        yield AlertStep(kind=AlertStepKind.DONE, action=action, done_on=at.date(), **given)
    if told.next_step:
        due = story.now + 5 * HOUR
        yield AlertStep(kind=AlertStepKind.NEXT, due_at=due, text=told.next_step, **given)
    if told.is_closed:
        yield AlertStep(
            kind=AlertStepKind.CLOSED,
            text="Soigné, accompagné pour la plainte ; suivi par le pôle juridique.",
            alert=alert,
            by=by,
            at=at + 60 * HOUR,
        )


def _write_log(pen: Pen, story: Story) -> None:
    """The last days handed over, and all of them closed but the one before today."""
    site, users = pen.house.sites["pantin"], pen.house.users
    worked = [day for day in story.calendar.worked() if day < story.calendar.today]
    evenings = {v.day: v.clock.at(v.clock.length) for v in story.visits if v.site == "pantin"}
    last = [day for day in worked if day in evenings][-3:]
    pen.insert(
        DayEntry,
        [
            DayEntry(
                site=site,
                day=day,
                desk=desk,
                text=text,
                written_at=evenings[day],
                written_by=users[username],
            )
            for place, day in enumerate(reversed(last))
            for desk, username, text in LOG[: len(LOG) - place]
        ],
    )
    pen.insert(
        DayClosing,
        [
            DayClosing(site=site, day=day, at=evenings[day], by=users["accueil"])
            for day in last[:-1]
        ],
    )
