"""Sessions of the clinics, and what hangs on a consultation beside its motif. All assumptions.

Told apart from the story, whose figures they do not change.
"""

import datetime
import random
from typing import Any

from cases.choices import DeskKind, Interpreter
from clinics.choices import CareAct, CareInterpreting, Episode, MedicineBasis, Motif, Teller
from clinics.models import ClinicSession, SessionMember
from clinics.problems import Problem, line_of, problems
from config.demo.care import Consultation
from config.demo.pen import Pen
from config.demo.story import Story
from config.demo.visits import Visit

SAID = 0.6  # of the consultations have a problem found
RARE = 0.04  # of what one case of is an alert, to 1 of the rest
TELLERS = {Teller.FOUND: 80, Teller.DOCTOR: 8, Teller.HOSPITAL: 5, Teller.LETTER: 3, Teller.SAID: 4}
INTERPRETING = {
    CareInterpreting.PHONE: 45, CareInterpreting.PEER: 25, CareInterpreting.PRESENT: 10,
    CareInterpreting.ABSENT: 20,
}  # fmt: skip
MEDICINES: dict[str, str] = {
    Motif.SCABIES: "Ivermectine 3 mg, 4 comprimés, à refaire à J10",
    Motif.HEADACHE: "Paracétamol 1 g, 4 comprimés",
    Motif.TEETH: "Paracétamol 1 g, 6 comprimés",
    Motif.TRAUMA: "Paracétamol 1 g, 4 comprimés",
    Motif.SKIN: "Éconazole crème, un tube",
}
GIVEN = 0.5
ACTS: dict[str, list[CareAct]] = {
    Motif.WOUND: [CareAct.WOUND, CareAct.DRESSING],
    Motif.TRAUMA: [CareAct.BANDAGE],
    Motif.SCABIES: [CareAct.TREATMENT, CareAct.HYGIENE],
    Motif.SLEEP: [CareAct.LISTENING],
    Motif.DISTRESS: [CareAct.LISTENING],
    Motif.EYES: [CareAct.WASHING],
}
Place = tuple[str, datetime.date]


def write_sessions(pen: Pen, story: Story) -> dict[Place, ClinicSession]:
    """Insert a session for each day on which a site received; return them by site and day."""
    days: dict[Place, Visit] = {}
    for visit in story.visits:
        days.setdefault((visit.site, visit.day), visit)
    counts = dict.fromkeys(days, 0)
    for care in story.consultations:
        counts[care.visit.site, care.visit.day] += 1
    made = {place: _session(pen, story, visit, counts[place]) for place, visit in days.items()}
    pen.insert(ClinicSession, made.values())
    pen.insert(SessionMember, [_member(session) for session in made.values()])
    return made


def _session(pen: Pen, story: Story, visit: Visit, count: int) -> ClinicSession:
    site, nurse = pen.house.sites[visit.site], pen.worker(visit, DeskKind.NURSE)
    session = ClinicSession(
        site=site, day=visit.day, kind=site.kind, opened_at=visit.clock.start, opened_by=nurse
    )
    if visit.clock.elapsed >= visit.clock.length and visit.day < story.now.date():
        session.closed_at = visit.clock.at(visit.clock.length)
        session.closed_by, session.reported_count = nurse, count
    return session


def _member(session: ClinicSession) -> SessionMember:
    nurse = session.opened_by
    return SessionMember(
        session=session, colleague=nurse, joined_at=session.opened_at, added_by=nurse
    )


class Details:
    """What each consultation has beside its motif, asked for in the order of the story."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(f"{seed}/care details")
        self.seen: dict[tuple[str, str], datetime.date] = {}

    def of(self, care: Consultation) -> dict[str, Any]:
        line = self._line(care)
        told = {"problem": line.code, "told_by": _pick(self.rng, TELLERS)} if line else {}
        known = line or line_of("", care.motif)
        return {
            **told,
            "episode": self._episode(care, known) if known else "",
            "acts": [act.value for act in ACTS.get(care.motif, [CareAct.ADVICE])],
            **self._medicines(care),
            **self._interpreter(care),
        }

    def _line(self, care: Consultation) -> Problem | None:
        lines = [line for line in problems().values() if line.tile == care.motif]
        if self.rng.random() >= SAID:
            return None
        rare = [RARE if line.is_alert and line.code != line.tile else 1 for line in lines]
        return self.rng.choices(lines, rare)[0]

    def _episode(self, care: Consultation, line: Problem) -> Episode:
        key, day = (care.visit.person.reference, line.code), care.visit.day
        last, self.seen[key] = self.seen.get(key), day
        is_same = last is not None and abs((day - last).days) <= line.days
        return Episode.FOLLOW_UP if is_same else Episode.NEW

    def _medicines(self, care: Consultation) -> dict[str, Any]:
        text = MEDICINES.get(care.motif)
        if text is None or self.rng.random() >= GIVEN:
            return {}
        return {
            "medicines": text,
            "medicine_basis": MedicineBasis.PROTOCOL,
            "medicine_authority": "Protocole infirmier du centre",
        }

    def _interpreter(self, care: Consultation) -> dict[str, Any]:
        person = care.visit.person
        if person.interpreter != Interpreter.NEEDED:
            return {"interpreting": CareInterpreting.NONE}
        said = _pick(self.rng, INTERPRETING)
        minutes = None if said == CareInterpreting.ABSENT else self.rng.choice([10, 15, 20])
        return {
            "interpreting": said,
            "interpreter_language": person.language,
            "interpreter_minutes": minutes,
        }


def _pick(rng: random.Random, weights: dict[Any, int]) -> Any:
    return rng.choices(list(weights), list(weights.values()))[0]
