"""What the nurse knows of those she receives: allergies, conditions, medicines. All assumptions."""

import datetime
import random

from cases.choices import DeskKind
from cases.models import Minor
from clinics.choices import Condition, FactAnswer, FactKind
from clinics.models import HealthFact, HealthFactEnd
from config.demo.accounts import AT_DESK
from config.demo.days import DAY
from config.demo.pen import Pen, seal_number
from config.demo.story import Story

ASKED = 0.75  # of those whom the nurse has received
YES = {FactKind.ALLERGY: 0.12, FactKind.CONDITION: 0.15, FactKind.MEDICINE: 0.35}
DECLINES = 0.03
AWAITS = 0.12  # a result
ALLERGIES = [
    ("Pénicilline", "Urticaire, une fois, enfant"),
    ("Arachide", "Gonflement des lèvres"),
    ("Aspirine", "Gêne à respirer"),
    ("Pollens", "Yeux rouges, nez bouché"),
]
MEDICINES = [
    ("Ivermectine 3 mg", "4 comprimés, à refaire à J14", "Protocole gale", 14),
    ("Amoxicilline 1 g", "Matin, midi et soir", "Dr Benali", 7),
    ("Salbutamol spray", "2 bouffées si gêne", "PASS Avicenne", None),
    ("Fer 80 mg", "Un le soir, au repas", "Dr Benali", 90),
    ("Cétirizine 10 mg", "Un le soir", "Dr Benali", 30),
]
RESULTS = [
    ("Bilan sanguin : VHB, NFS, ferritine", "PASS Avicenne, résultats à J10"),
    ("Radiographie du thorax", "CLAT 93"),
    ("Examen parasitologique des selles", "Laboratoire de l’hôpital"),
]


def write_health_facts(pen: Pen, story: Story, seed: int) -> None:
    rng = random.Random(f"{seed}/health-facts")
    told: list[HealthFact] = []
    for minor, day in pen.received_by(DeskKind.NURSE, story.visits):
        if rng.random() < ASKED:
            told += _of(rng, pen, story, minor, day)
    pen.make_keys((row.minor, HealthFact.compartment) for row in told)
    written = pen.insert(HealthFact, told)
    pen.insert(HealthFactEnd, [_end(rng, story, row) for row in written if _is_over(rng, row)])


def _of(
    rng: random.Random, pen: Pen, story: Story, minor: Minor, day: datetime.date
) -> list[HealthFact]:
    rows = [_row(rng, pen, story, minor, day, kind) for kind in YES]
    if rng.random() < AWAITS:
        what, detail = rng.choice(RESULTS)
        rows.append(_fact(rng, pen, story, minor, FactKind.RESULT, answer=FactAnswer.YES,
                          what=what, detail=detail, since_on=day))  # fmt: skip
    return rows


def _row(
    rng: random.Random, pen: Pen, story: Story, minor: Minor, day: datetime.date, kind: FactKind
) -> HealthFact:
    if rng.random() >= YES[kind]:
        answer = FactAnswer.DECLINED if rng.random() < DECLINES else FactAnswer.NONE
        return _fact(rng, pen, story, minor, kind, answer=answer)
    fields: dict[str, object] = {"answer": FactAnswer.YES}
    if kind == FactKind.ALLERGY:
        fields["what"], fields["detail"] = rng.choice(ALLERGIES)
    elif kind == FactKind.CONDITION:
        named = [code for code in Condition if code != Condition.OTHER]
        fields["condition"] = rng.choice(named)
    else:
        what, detail, prescriber, days = rng.choice(MEDICINES)
        until = None if days is None else day + days * DAY
        fields |= {"what": what, "detail": detail, "prescriber": prescriber, "since_on": day,
                   "until_on": until}  # fmt: skip
    return _fact(rng, pen, story, minor, kind, **fields)


def _fact(
    rng: random.Random, pen: Pen, story: Story, minor: Minor, kind: FactKind, **fields: object
) -> HealthFact:
    return HealthFact(
        minor=minor,
        kind=kind,
        seal_number=seal_number(rng),
        recorded_at=story.now,
        recorded_by=pen.house.users[AT_DESK[DeskKind.NURSE]],
        **fields,
    )


def _is_over(rng: random.Random, row: HealthFact) -> bool:
    return row.kind in (FactKind.MEDICINE, FactKind.RESULT) and bool(row.what) and (
        rng.random() < 0.3
    )  # fmt: skip


def _end(rng: random.Random, story: Story, row: HealthFact) -> HealthFactEnd:
    return HealthFactEnd(
        fact=row,
        seal_number=seal_number(rng),
        ended_on=story.calendar.today,
        at=story.now,
        by=row.recorded_by,
    )
