"""What the rows of a file come to for the planner and for the pages, and whose rules hold."""

import datetime
import hashlib
import json
from dataclasses import dataclass

from django.utils import timezone

from cases import births
from cases.births import Claim
from cases.choices import Precision, Sex
from cases.models import Minor
from clinics.choices.vaccination import VALENCES
from clinics.models import Vaccination, VaccinationAnswer, VaccinationRuleCheck
from clinics.vaccination import planner, rules
from clinics.vaccination.answers import RESULTS, Answer, Question
from clinics.vaccination.planner import Dose, Person, Plan
from clinics.vaccination.rules import Series
from clinics.vaccination.vaccines import Valence
from staff import second_factor
from staff.models import User

DOUBT = 1  # years, either way, when only an age was said


def of_file(minor: Minor, user: User) -> list[Vaccination]:
    """Return every row of a file, oldest first; its sealed values open with one query."""
    rows = Vaccination.objects.visible_to(user).filter(minor=minor).oldest_first()
    rows = rows.select_related("recorded_by", "taken_back_by__recorded_by")
    found = list(rows.filter(takes_back__isnull=True))
    for row in found:
        row.minor = minor
    return found


def standing(rows: list[Vaccination]) -> list[Vaccination]:
    return [row for row in rows if row.taken_back is None]


def last_answers(minor: Minor) -> dict[str, VaccinationAnswer]:
    """Return the last answer of each question, where it is one."""
    found: dict[str, VaccinationAnswer] = {}
    for row in VaccinationAnswer.objects.filter(minor=minor).order_by("pk"):
        row.minor = minor
        found[row.question] = row
    return {name: row for name, row in found.items() if row.shown("answer")}


def answers_of(minor: Minor) -> dict[str, str]:
    return {name: str(row.shown("answer")) for name, row in last_answers(minor).items()}


@dataclass(frozen=True)
class ValenceLine:
    """One protection: its doses, its refusals."""

    code: str
    label: str
    doses: list[Vaccination]
    refusals: list[Vaccination]


def by_valence(rows: list[Vaccination]) -> list[ValenceLine]:
    """Return the fourteen, in the order of the booklet."""
    held = standing(rows)
    return [
        ValenceLine(
            code,
            str(label),
            [row for row in held if row.is_given and code in row.held],
            [row for row in held if not row.is_given and code in row.held],
        )
        for code, label in VALENCES.items()
    ]


# --- for the planner --------------------------------------------------------------------------


def doses_of(rows: list[Vaccination]) -> list[Dose]:
    """Return the doses whose date is known more or less; the others count for nothing there."""
    return [
        Dose(frozenset(map(Valence, row.held)), *span, row.live)
        for row in standing(rows)
        if row.is_given and (span := row.span) is not None
    ]


def born_between(claim: Claim | None) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day on which she may be born; None when nothing was said."""
    if claim is None:
        return None
    if claim.precision == Precision.AGE and claim.declared_age is not None:
        first = births.anniversary(claim.declared_on, -(claim.declared_age + 1 + DOUBT))
        return first, births.anniversary(claim.declared_on, DOUBT - claim.declared_age)
    if claim.born_on is None:
        return None
    spans = {Precision.MONTH: datetime.timedelta(days=30), Precision.YEAR: datetime.timedelta(365)}
    span = spans.get(Precision(claim.precision), datetime.timedelta(0))
    return claim.born_on, claim.born_on + span


def person_of(
    minor: Minor, rows: list[Vaccination], pregnancy: Answer, answers: dict[str, str]
) -> Person:
    """Return what is known; pregnancy is given by whoever may know of it."""
    reacted = [row for row in standing(rows) if row.is_severe]
    is_said = pregnancy == Answer.YES  # whatever the sex that the file says
    return Person(
        born=born_between(minor.claim),
        severe_reaction=_answer(answers, Question.SEVERE_REACTION),
        reacted_to=frozenset(Valence(v) for row in reacted for v in row.held),
        immunodeficiency=_answer(answers, Question.IMMUNODEFICIENCY),
        pregnancy=pregnancy if is_said or may_be_pregnant(minor) else Answer.NO,
        results={name: said for name, said in answers.items() if name in RESULTS},
    )


def may_be_pregnant(minor: Minor) -> bool:
    return minor.sex != Sex.MALE


def _answer(answers: dict[str, str], question: str) -> Answer:
    return {"yes": Answer.YES, "no": Answer.NO}.get(answers.get(question, ""), Answer.NOT_ASKED)


def plan_for(minor: Minor, rows: list[Vaccination], pregnancy: Answer) -> Plan:
    """Return what may be proposed today."""
    return planner.plan(
        rules.all_series(),
        person_of(minor, rows, pregnancy, answers_of(minor)),
        doses_of(rows),
        timezone.localdate(),
        {key: check.validated_on for key, check in checks().items()},
    )


def plans_of(minors: list[Minor], user: User) -> dict[int, Plan]:
    """Return what may be proposed today to each of these, nobody asked about a pregnancy.

    With as many queries for thirty as for one; the claims and the keys are prefetched.
    """
    known = {minor.pk: minor for minor in minors}
    doses: dict[int, list[Vaccination]] = {pk: [] for pk in known}
    rows = Vaccination.objects.visible_to(user).filter(minor__in=known, takes_back__isnull=True)
    for row in rows.select_related("taken_back_by").oldest_first():
        row.minor = known[row.minor_id]
        doses[row.minor_id].append(row)
    answers: dict[int, dict[str, str]] = {pk: {} for pk in known}
    for said in VaccinationAnswer.objects.visible_to(user).filter(minor__in=known).order_by("pk"):
        said.minor = known[said.minor_id]
        answers[said.minor_id][said.question] = str(said.shown("answer"))
    valid = {key: check.validated_on for key, check in checks().items()}
    return {
        pk: planner.plan(
            rules.all_series(),
            person_of(minor, doses[pk], Answer.NOT_ASKED, answers[pk]),
            doses_of(doses[pk]),
            timezone.localdate(),
            valid,
        )
        for pk, minor in known.items()
    }


# --- whose rules ------------------------------------------------------------------------------


def digest_of(row: dict[str, str]) -> str:
    """Return what changes when anything in the row of a rule does."""
    text = json.dumps(row, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def checks() -> dict[tuple[str, int], VaccinationRuleCheck]:
    """Return the last word of a doctor on each rule as it is written, where it is that it is right.

    What was said in a demonstration holds nowhere else.
    """
    rows = VaccinationRuleCheck.objects.select_related("by").order_by("pk")
    if not second_factor.is_demonstration():
        rows = rows.filter(is_demonstration=False)
    last = {row.digest: row for row in rows}
    found = {key: last.get(digest_of(row)) for key, row in rules.rows().items()}
    return {key: row for key, row in found.items() if row is not None and row.is_right}


def series_or_none(code: str) -> Series | None:
    return next((series for series in rules.all_series() if series.code == code), None)
