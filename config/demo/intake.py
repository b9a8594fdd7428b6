"""What the invented young people answered when they were received. Shares: assumptions."""

import datetime
import random
from collections.abc import Iterable, Iterator

from cases.choices import NO_ANSWER, Interpreting, Outcome, Question, QuestionKind, Topic
from cases.choices.intake import QUESTIONS
from cases.models import CriteriaStep, Explanation, IntakeAnswer, Minor
from config.demo.pen import Pen, seal_number
from config.demo.story import Story
from staff.choices import Compartment
from staff.models import User

BEGUN = 0.35  # of the files: an interview takes time, and most come only a few times
ANSWERS = 0.55  # of the questions of a section that was begun
WITHOUT = 0.15  # of these answers: unknown, not asked, does not wish to answer
TICKED = 0.5  # of the interviews
WHO = {"daily": "sociale", "social": "sociale", "family": "sociale", "papers": "juriste",
       "screening": "infirmiere"}  # fmt: skip
USUAL = {
    "documents_held": ["civil_status", "refusal", "identity"],
    "countries_crossed": ["ML", "DZ", "TN", "IT", "LY", "MA", "ES"],
    "countries_of_screening": ["ML", "DZ", "TN", "IT", "LY"],
    "food": ["everything", "no_pork"],
    "languages_read": ["fr", "en", "ar"],
    "languages_spoken": ["fr", "bm", "ff", "man", "sus", "snk", "ar"],
}
TRUSTED = ["Un oncle, à Montreuil", "Sa tante, au pays", "Un éducateur de foyer", "Un bénévole"]
CRITERIA = {
    "sociale": {Compartment.SOCIAL: ["rough", "hungry", "isolated", "loss"]},
    "infirmiere": {Compartment.HEALTH: ["illness", "psychic", "violence"]},
    "juriste": {Compartment.LEGAL: ["majority", "trafficking"]},
}


def write_intake(pen: Pen, story: Story, seed: int) -> None:
    """Interviews begun within a day of the registration, rarely to their end."""
    rng = random.Random(f"{seed}/intake")
    received = [minor for minor in pen.minors.values() if rng.random() < BEGUN]
    compartments = {Compartment.IDENTITY, *(question.compartment for question in QUESTIONS)}
    pen.make_keys((minor, str(c)) for minor in received for c in compartments)
    pen.insert(Explanation, [_explained(rng, pen, minor) for minor in received])
    pen.insert(
        IntakeAnswer, [row for minor in received for row in _answers(rng, pen, story, minor)]
    )
    pen.insert(
        CriteriaStep, [row for minor in received for row in _criteria(rng, pen, story, minor)]
    )


def _soon(rng: random.Random, story: Story, minor: Minor) -> datetime.datetime:
    later = minor.registered_at + datetime.timedelta(minutes=rng.randint(5, 1500))
    return min(later, story.now)


def _explained(rng: random.Random, pen: Pen, minor: Minor) -> Explanation:
    told = rng.sample(list(Topic), rng.randint(3, len(Topic)))
    helped = [Interpreting.PHONE, Interpreting.PRESENT]
    return Explanation(
        seal_number=seal_number(rng),
        minor=minor,
        topics=[topic for topic in Topic if topic in told],
        told_on=minor.registered_at.date(),
        language=minor.language,
        interpreting=rng.choice(helped) if minor.needs_interpreter else Interpreting.NONE,
        asked_again="Où dormir ce soir" if rng.random() < 0.2 else "",
        recorded_at=minor.registered_at,
        told_by=pen.house.users["sociale"],
    )


def _answers(rng: random.Random, pen: Pen, story: Story, minor: Minor) -> Iterator[IntakeAnswer]:
    sections = {name for name in WHO if rng.random() < 0.6}
    for question in QUESTIONS:
        if question.section.name in sections and rng.random() < ANSWERS:
            at = _soon(rng, story, minor)
            yield _answer(rng, minor, question, pen.house.users[WHO[question.section.name]], at)


def _answer(
    rng: random.Random, minor: Minor, question: Question, by: User, at: datetime.datetime
) -> IntakeAnswer:
    without = rng.random() < WITHOUT
    return IntakeAnswer(
        seal_number=seal_number(rng),
        minor=minor,
        question=question.code,
        compartment=question.compartment,
        outcome=rng.choice(NO_ANSWER)[0] if without else Outcome.ANSWERED,
        answer=[] if without else list(_values(rng, minor, question)),
        answered_at=at,
        by=by,
    )


def _values(rng: random.Random, minor: Minor, question: Question) -> Iterable[str]:
    if question.kind is QuestionKind.TEXT:
        return [rng.choice(TRUSTED)]
    if question.kind is QuestionKind.DATE:
        came = minor.registered_at.date() - datetime.timedelta(days=rng.randint(3, 200))
        return [f"{came.replace(day=1)}", "month"]
    codes = USUAL.get(question.code) or [code for code, _label in question.offered()]
    if question.kind is QuestionKind.SEVERAL:
        return rng.sample(codes, min(len(codes), rng.randint(1, 3)))
    return [rng.choice(codes)]


def _criteria(rng: random.Random, pen: Pen, story: Story, minor: Minor) -> Iterator[CriteriaStep]:
    for name, lists in CRITERIA.items():
        for compartment, codes in lists.items():
            if rng.random() < TICKED:
                ticked = sorted(rng.sample(codes, rng.randint(1, len(codes))))
                yield CriteriaStep(
                    seal_number=seal_number(rng),
                    minor=minor,
                    compartment=compartment,
                    criteria=ticked,
                    held_count=len(ticked),
                    at=_soon(rng, story, minor),
                    by=pen.house.users[name],
                )
