"""The booklet of a health assessment, for the young person to carry.

The headings are those that a summary of health has anywhere: what is known, that there is none,
that nobody asked. No address, no reason; the nationality and the tests of sexual health stand in it
only when she wishes so. Its fixed words are those of the table of vaccinations' booklet.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from cases import slips
from cases.choices import country_name
from clinics import assessments, health_facts, vaccination_booklet, vaccination_rows
from clinics.choices import FactAnswer, FactKind
from clinics.choices.assessments import PanelStage
from clinics.health_facts import Known
from clinics.models import Assessment, AssessmentTest
from staff import pdf
from staff.choices import Compartment, Language
from staff.models import User

Row = dict[str, str]
OPEN = (PanelStage.TO_SAMPLE, PanelStage.AWAITED, PanelStage.TO_HAND_BACK)
HEADINGS = {
    FactKind.ALLERGY: "allergies",
    FactKind.CONDITION: "conditions",
    FactKind.MEDICINE: "medicines",
}


@dataclass(frozen=True)
class Words:
    """French, and the language of the young person beside it where the table has it."""

    language: str

    def __call__(self, word: str) -> list[str]:
        table = vaccination_booklet.words()
        other = table[self.language][word] if self.language else ""
        return [table[Language.FRENCH.value][word], other]

    @property
    def is_confirmed(self) -> bool:
        table = vaccination_booklet.words()
        return not self.language or table[self.language]["is_confirmed"] == "yes"


def words_for(language: str) -> Words:
    found = slips.language_of(language, vaccination_booklet.WORDS)
    return Words("" if found == Language.FRENCH else found)


def booklet(
    assessment: Assessment, user: User, *, nationality: bool, sexual_health: bool
) -> dict[str, Any]:
    """Return what `prints/assessment.typ` shows, as this person may read it."""
    minor = assessment.minor
    said = words_for(minor.language)
    with translation.override(Language.FRENCH):
        known = health_facts.known(minor, user)
        parts = [_known(said, HEADINGS[kind], known[kind]) for kind in HEADINGS]
        parts.append(_vaccinations(said, assessment, user))
        parts.append(_tests(said, assessment, user, sexual_health=sexual_health))
        parts.append(_remains(said, assessment, user, sexual_health=sexual_health))
        country = f"{said('country')[0]} : {country_name(minor.country)}"
        note = "" if said.is_confirmed else _("translation to be confirmed")
    return {
        "title": said("assessment")[0],
        "heading": said("assessment"),
        "name": minor.display_name,
        "reference": minor.reference,
        "nationality": country if nationality and minor.country else "",
        "parts": parts,
        "keep": said("keep_assessment"),
        "note": note,
        "other": said.language or Language.FRENCH.value,
        "other_direction": pdf.direction(said.language),
        "footer": minor.reference,
    }


def _part(heading: list[str], rows: list[Row], none: list[str]) -> dict[str, Any]:
    return {"heading": heading, "rows": rows, "none": none}


def _day(day: datetime.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _known(said: Words, heading: str, known: Known) -> dict[str, Any]:
    rows = [{"text": fact.name, "day": _day(fact.since_on)} for fact in known.now]
    none = {
        health_facts.NOT_ASKED: "not_asked",
        FactAnswer.DECLINED.value: "declined",
    }.get(known.state, "none_known")
    return _part(said(heading), rows, said(none))


def _vaccinations(said: Words, assessment: Assessment, user: User) -> dict[str, Any]:
    rows = vaccination_rows.standing(vaccination_rows.of_file(assessment.minor, user))
    given = [{"text": row.name, "day": _day(row.given_on)} for row in rows if row.is_given]
    return _part(said("title"), given, said("none"))


def _tests(
    said: Words, assessment: Assessment, user: User, *, sexual_health: bool
) -> dict[str, Any]:
    """What was sampled, and the result once it was handed back to her."""
    rows = [
        row
        for row in assessments.prescribed(assessment, user)
        if row.sampled_on is not None or row.received_on is not None
        if row.stage != PanelStage.DROPPED and _is_printed(row, sexual_health)
    ]
    lines = assessments.lines_of(assessment, user, rows)
    return _part(said("tests"), [_test(said, line) for line in lines], said("nothing"))


def _test(said: Words, line: assessments.TestLine) -> Row:
    test, result = line.test, line.result
    word = said("awaited")[0]
    if test.stage == PanelStage.HANDED_BACK and result is not None:
        word = said(result.outcome)[0]
    return {"text": f"{test.name} – {word}", "day": _day(test.sampled_on or test.received_on)}


def _is_printed(test: AssessmentTest, sexual_health: bool) -> bool:
    return sexual_health or test.compartment == Compartment.HEALTH


def _remains(
    said: Words, assessment: Assessment, user: User, *, sexual_health: bool
) -> dict[str, Any]:
    """What was written at the second step; before it, or without a word, what is open.

    That nothing remains is said when it is so: not while a test left out of this paper is open.
    """
    step = assessments.second_step(assessment)
    lines = str(step.held.shown("remains")).splitlines() if step.held else []
    rows = [{"text": line, "day": ""} for line in lines if line.strip()]
    if rows:
        return _part(said("remains"), rows, said("nothing"))
    found = assessments.at_stage(assessments.prescribed(assessment, user), *OPEN)
    rows = [{"text": test.name, "day": ""} for test in found if _is_printed(test, sexual_health)]
    if step.held is None and step.closed is None:
        rows.append({"text": _("The second step"), "day": _day(step.planned_on)})
    return _part(said("remains"), rows, ["", ""] if found else said("nothing"))
