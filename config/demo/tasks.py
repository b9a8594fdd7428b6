"""What the desks still have to do, and what they did: tasks of the last weeks. All assumptions."""

import datetime
import random
from collections.abc import Iterator

from cases.choices import (
    COMPARTMENT_OF_DESK,
    COMPARTMENT_OF_REFERENT,
    DeskKind,
    NewsKind,
    NoteAgreement,
    ReferentStepKind,
    TaskStepKind,
)
from cases.models import DeskNote, Minor, NewsStep, ReferentStep, Task, TaskStep
from config.demo.accounts import AT_DESK
from config.demo.days import DAY
from config.demo.pen import Pen, seal_number
from config.demo.story import Story

ABOUT_SOMEBODY = {
    DeskKind.NURSE: ["Rappel vaccin à programmer", "Demander le résultat au laboratoire",
                     "Revoir le pansement"],
    DeskKind.MIDWIFE: ["Rappeler pour le rendez-vous de suivi"],
    DeskKind.PSYCHOLOGIST: ["Proposer un autre créneau"],
    DeskKind.SOCIAL: ["Rappeler la mairie pour la domiciliation", "Renouveler l’AME",
                      "Chercher une place au cours de français"],
    DeskKind.LEGAL: ["Relancer l’avocate pour la requête",
                     "Demander l’acte de naissance au consulat",
                     "Préparer l’audience"],
}  # fmt: skip
ABOUT_NOBODY = {
    DeskKind.NURSE: "Commander des compresses et du désinfectant",
    DeskKind.SOCIAL: "Mettre à jour la liste des distributions",
    DeskKind.LEGAL: "Réserver la salle pour la permanence",
}
FOLLOW_UPS = {"Revoir le pansement", "Rappel vaccin à programmer", "Proposer un autre créneau"}
SHARE = 0.25  # of the visits of the last weeks leave something to do
SINCE = 21  # days
DONE = 0.6
FOLLOWED = 0.4  # have a referent; somebody asked after those who do not come
NOTES = [
    ("infirmiere", "Appeler l’infirmière tout de suite s’il tousse."),
    ("sociale", "Ne confirmer sa présence à personne."),
]
TAKEN = 0.7  # the others are the whole desk's


def write_tasks(pen: Pen, story: Story, seed: int) -> None:
    rng = random.Random(f"{seed}/tasks")
    told = [*_about_somebody(rng, pen, story), *_about_nobody(rng, pen, story)]
    pen.insert(Task, [task for task, _steps in told])
    pen.insert(TaskStep, [step for _task, steps in told for step in steps])
    _write_about_files(rng, pen, story)


Told = tuple[Task, list[TaskStep]]


def _about_somebody(rng: random.Random, pen: Pen, story: Story) -> Iterator[Told]:
    for visit in story.visits:
        kinds = [ticket.desk for ticket in visit.tickets]
        is_late = visit.day < story.calendar.today - SINCE * DAY
        if visit.site != "pantin" or is_late or not kinds or rng.random() > SHARE:
            continue
        kind = DeskKind(rng.choice(kinds))
        at = visit.clock.at(visit.arrived) + datetime.timedelta(minutes=rng.randint(10, 50))
        if at <= story.now:
            text = rng.choice(ABOUT_SOMEBODY[kind])
            yield _told(rng, pen, story, kind, text, at, pen.minor(visit.person))


def _about_nobody(rng: random.Random, pen: Pen, story: Story) -> Iterator[Told]:
    for kind, text in ABOUT_NOBODY.items():
        yield _told(rng, pen, story, kind, text, story.now - 2 * DAY, None)


def _told(
    rng: random.Random,
    pen: Pen,
    story: Story,
    kind: DeskKind,
    text: str,
    at: datetime.datetime,
    minor: Minor | None,
) -> Told:
    """A task as it stands now, and the steps that led there."""
    worker = pen.house.users[AT_DESK[kind]]
    task = Task(
        seal_number=seal_number(rng),
        minor=minor,
        site=pen.house.sites["pantin"],
        desk_kind=kind,
        compartment=COMPARTMENT_OF_DESK[kind],
        text=text,
        due_on=at.date() + rng.randint(1, 12) * DAY,
        is_follow_up=minor is not None and text in FOLLOW_UPS,
        made_at=at,
        made_by=worker,
    )
    steps = [_step(rng, task, TaskStepKind.MADE, at)]
    if rng.random() < TAKEN:
        task.owner = worker
        steps.append(_step(rng, task, TaskStepKind.TAKEN, at))
    done_at = at + rng.randint(1, 9) * DAY
    if done_at < story.now and rng.random() < DONE:
        task.closed_at = done_at
        steps.append(_step(rng, task, TaskStepKind.DONE, done_at))
    return task, steps


def _step(rng: random.Random, task: Task, kind: TaskStepKind, at: datetime.datetime) -> TaskStep:
    return TaskStep(
        seal_number=seal_number(rng),
        task=task,
        kind=kind,
        owner=task.owner,
        due_on=task.due_on,
        at=at,
        by=task.made_by,
    )


def _write_about_files(rng: random.Random, pen: Pen, story: Story) -> None:
    """Who answers for those who came lately, two notes for the desks, what was tried for others."""
    last = {visit.person.reference: visit for visit in story.visits if visit.site == "pantin"}
    lately = [visit for visit in last.values() if visit.day >= story.calendar.today - SINCE * DAY]
    others = [visit for visit in last.values() if visit not in lately]
    pen.insert(
        ReferentStep,
        [
            ReferentStep(
                seal_number=seal_number(rng),
                minor=pen.minor(visit.person),
                desk_kind=kind,
                compartment=COMPARTMENT_OF_REFERENT[kind],
                kind=ReferentStepKind.NAMED,
                colleague=pen.house.users[AT_DESK[kind]],
                at=visit.clock.at(visit.arrived),
                by=pen.house.users[AT_DESK[kind]],
            )
            for visit in lately
            for kind in (DeskKind.SOCIAL, DeskKind.LEGAL)
            if rng.random() < FOLLOWED
        ],
    )
    pen.insert(
        DeskNote,
        [
            DeskNote(
                seal_number=seal_number(rng),
                minor=pen.minor(visit.person),
                site=pen.house.sites["pantin"],
                day=visit.day,
                text=text,
                ends_on=story.calendar.today + 14 * DAY,
                agreement=NoteAgreement.AGREED,
                written_at=visit.clock.at(visit.arrived),
                written_by=pen.house.users[writer],
            )
            for visit, (writer, text) in zip(reversed(lately), NOTES, strict=False)
        ],
    )
    pen.insert(
        NewsStep,
        [
            NewsStep(
                minor=pen.minor(visit.person),
                kind=rng.choice([NewsKind.CALLED, NewsKind.PARTNER, NewsKind.TAKEN]),
                at=visit.clock.at(visit.arrived) + 9 * DAY,
                by=pen.house.users["sociale"],
            )
            for visit in others
            if rng.random() < FOLLOWED
        ],
    )
