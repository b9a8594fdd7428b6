"""Health assessments of some of those whom the nurse receives, their tests. All assumptions."""

import datetime
import random
from collections.abc import Iterator

from cases.choices import DeskKind
from cases.models import Minor
from clinics.assessment_guide import AGREEMENT, questions, sections
from clinics.assessment_panel import groups, late_after, panel
from clinics.choices.assessments import (
    ANSWERED,
    NO,
    YES,
    AssessmentStepKind,
    GuideKind,
    GuideOutcome,
    PanelOutcome,
    PanelStepKind,
    Understood,
)
from clinics.choices.care import CareInterpreting
from clinics.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentStep,
    AssessmentTest,
    AssessmentTestStep,
    MedicalCertificate,
)
from clinics.models.assessments import COMPARTMENTS
from config.demo.accounts import AT_DESK
from config.demo.days import DAY
from config.demo.pen import Pen, seal_number
from config.demo.story import Story
from staff.models import User

ASSESSED = 0.12  # of those whom the nurse has received
INTERPRETED = {CareInterpreting.PHONE: 60, CareInterpreting.PRESENT: 15, CareInterpreting.NONE: 25}
AGREED = 0.85  # to a group of tests
ANSWERS = {YES: 20, NO: 65, GuideOutcome.UNKNOWN: 8, GuideOutcome.DECLINED: 7}
FILLED = ("agreement", "today", "symptoms", "sleep", "sexual_health")
PRESCRIBED = {"chest": ["chest_xray"], "liver": ["hepatitis_b"], "blood": ["blood_count"],
              "sti": ["hiv"]}  # fmt: skip
# How far the tests of one assessment have come: the last is the known drop-out.
REACHED = {0: 15, 1: 25, 2: 40, 3: 20}
RESULTS = {PanelOutcome.NORMAL: 70, PanelOutcome.ABNORMAL: 25, PanelOutcome.REPEAT: 5}
PROTOCOL = "Protocole bilan de santé 2026, Dr Renard"
CERTIFICATE = "Des soins sont en cours et doivent être poursuivis sans interruption : pansements."


def write_assessments(pen: Pen, story: Story, seed: int) -> None:
    rng = random.Random(f"{seed}/assessments")
    nurse = pen.house.users[AT_DESK[DeskKind.NURSE]]
    today = story.calendar.today
    seen = [
        (minor, day)
        for minor, day in pen.received_by(DeskKind.NURSE, story.visits)
        if rng.random() < ASSESSED
    ]
    pen.make_keys((minor, c) for minor, _day in seen for c in COMPARTMENTS)
    opened = pen.insert(
        Assessment, [_assessment(rng, pen, minor, day, nurse) for minor, day in seen]
    )
    agreed = {one.pk: [g for g in PRESCRIBED if rng.random() < AGREED] for one in opened}
    far = {one.pk: rng.choices(list(REACHED), list(REACHED.values()))[0] for one in opened}
    answers = [row for one in opened for row in _answers(rng, one, agreed[one.pk])]
    pen.insert(AssessmentAnswer, answers)
    prescribed = [row for one in opened for row in _tests(rng, one, agreed[one.pk])]
    tests = pen.insert(AssessmentTest, prescribed)
    steps = [step for test in tests for step in _steps(rng, test, far[test.assessment_id], today)]
    pen.insert(AssessmentTestStep, steps)
    ended = [one for one in opened if far[one.pk] == max(REACHED)]
    pen.insert(AssessmentStep, [row for one in ended for row in _second(rng, one, today)])
    doctor = pen.house.users["medecin"]
    pen.insert(MedicalCertificate, [_certificate(rng, one, doctor) for one in ended[:3]])


def _assessment(
    rng: random.Random, pen: Pen, minor: Minor, day: datetime.date, nurse: User
) -> Assessment:
    mode = rng.choices(list(INTERPRETED), list(INTERPRETED.values()))[0]
    return Assessment(
        minor=minor,
        site=pen.house.sites["pantin"],
        opened_on=day,
        interpreting=mode,
        interpreter_language="" if mode == CareInterpreting.NONE else minor.language,
        opened_by=nurse,
    )


def _answers(rng: random.Random, one: Assessment, agreed: list[str]) -> Iterator[AssessmentAnswer]:
    for code in FILLED:
        for line in sections()[code].questions:
            if line.kind == GuideKind.TEXT:
                continue
            said = rng.choices(list(ANSWERS), list(ANSWERS.values()))[0]
            if line.kind == GuideKind.AGREEMENT:
                said = YES
            yield _answer(rng, one, line.code, str(said))
    for group in groups():
        yield _answer(rng, one, AGREEMENT + group, YES if group in agreed else NO)


def _answer(rng: random.Random, one: Assessment, question: str, said: str) -> AssessmentAnswer:
    is_answer = said in (YES, NO)
    return AssessmentAnswer(
        assessment=one,
        compartment=questions()[question].compartment,
        question=question,
        outcome=ANSWERED if is_answer else said,
        answer=said if is_answer else "",
        by=one.opened_by,
        seal_number=seal_number(rng),
    )


def _tests(rng: random.Random, one: Assessment, agreed: list[str]) -> Iterator[AssessmentTest]:
    for code in [code for group in agreed for code in PRESCRIBED[group]]:
        line = panel()[code]
        yield AssessmentTest(
            assessment=one,
            compartment=line.compartment,
            test=code,
            prescriber=PROTOCOL,
            prescribed_on=one.opened_on,
            prescribed_late_on=late_after(one.opened_on, line.sample_days),
            by=one.opened_by,
            seal_number=seal_number(rng),
        )


def _steps(
    rng: random.Random, test: AssessmentTest, reached: int, today: datetime.date
) -> Iterator[AssessmentTestStep]:
    """Sampled two days later, received after ten more, handed back a week after that."""
    line = panel()[test.test]
    kinds = (PanelStepKind.SAMPLED, PanelStepKind.RECEIVED, PanelStepKind.HANDED_BACK)
    late = (line.result_days, line.hand_back_days, None)
    for kind, days, after in list(zip(kinds, (2, 12, 19), late, strict=True))[:reached]:
        day = test.prescribed_on + days * DAY
        if day > today:
            return
        step = AssessmentTestStep(
            test=test,
            kind=kind,
            happened_on=day,
            late_on=None if after is None else late_after(day, after),
            by=test.by,
            seal_number=seal_number(rng),
        )
        if kind == PanelStepKind.RECEIVED:
            step.outcome = rng.choices(list(RESULTS), list(RESULTS.values()))[0]
        if kind == PanelStepKind.HANDED_BACK:
            step.interpreting, step.understood = CareInterpreting.PHONE, Understood.YES
            step.interpreter_language = test.assessment.minor.language
        yield step


def _second(rng: random.Random, one: Assessment, today: datetime.date) -> Iterator[AssessmentStep]:
    day = one.opened_on + 19 * DAY
    if day > today:
        return
    held = AssessmentStep(
        assessment=one,
        kind=AssessmentStepKind.HELD,
        happened_on=day,
        interpreting=one.interpreting,
        interpreter_language=one.interpreter_language,
        explained="Résultats expliqués un par un.",
        remains="Dentiste\nVaccin contre l’hépatite B",
        by=one.opened_by,
        seal_number=seal_number(rng),
    )
    yield held
    yield AssessmentStep(
        assessment=one,
        kind=AssessmentStepKind.CLOSED,
        happened_on=day,
        by=one.opened_by,
        seal_number=seal_number(rng),
    )


def _certificate(rng: random.Random, one: Assessment, doctor: User) -> MedicalCertificate:
    return MedicalCertificate(
        minor=one.minor,
        site=one.site,
        purpose="care",
        name=one.minor.display_name,
        text=CERTIFICATE,
        signature=doctor.full_name,
        place=one.site.name,
        issued_on=one.opened_on,
        issued_by=doctor,
        seal_number=seal_number(rng),
    )
