"""The interview guide of a health assessment: sections and questions, as data.

The lines (`data/assessment_guide.csv`) say where they come from; none that is shipped has been
validated, and the page says so. What is sensitive is in the compartment of sexual health, or is not
asked: its line leads to the page where it belongs. None serves to dispute an age.
"""

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from cases.choices import NO_ANSWER
from clinics.assessment_panel import groups
from clinics.choices.assessments import NO, YES, GuideKind
from staff.choices import Compartment

LINES = Path(__file__).parent / "data" / "assessment_guide.csv"
AGREEMENT = "agree_"  # before the name of an act or of a group of tests
# The pages to which a line may lead, and whether they are of the file.
PAGES = {
    "alert": "cases:raise_alert",
    "intake": "cases:intake",
    "health": "clinics:health",
    "vaccinations": "clinics:vaccinations",
    "consultation": "clinics:log_consultation",
    "sexual_health": "clinics:sexual_health",
}


def in_words(fr: str, en: str) -> str:
    """Return the text in the language of the page."""
    return fr if (get_language() or "").startswith("fr") else en


@dataclass(frozen=True)
class Line:
    """A question, or where another page asks it."""

    code: str
    kind: GuideKind
    compartment: Compartment
    options: tuple[tuple[str, str, str], ...]  # (code, French, English)
    fr: str
    en: str
    help_fr: str
    help_en: str
    page: str
    source: str
    validated_by: str

    @property
    def label(self) -> str:
        return in_words(self.fr, self.en)

    @property
    def help_text(self) -> str:
        return in_words(self.help_fr, self.help_en)

    @property
    def view(self) -> str:
        return PAGES[self.page]

    @property
    def offered(self) -> list[tuple[str, str]]:
        """The answers of a closed question, without its non-answers."""
        if self.kind in (GuideKind.YES_NO, GuideKind.AGREEMENT):
            return [(YES, in_words("Oui", "Yes")), (NO, in_words("Non", "No"))]
        return [(code, in_words(fr, en)) for code, fr, en in self.options]

    @property
    def without(self) -> list[tuple[str, str]]:
        """What stands there instead of an answer; an agreement was asked for, or was not."""
        if self.kind == GuideKind.AGREEMENT:
            return [(code, str(label)) for code, label in NO_ANSWER[1:2]]
        return [(code, str(label)) for code, label in NO_ANSWER]


@dataclass(frozen=True)
class Section:
    """A part of the guide, of one compartment."""

    line: Line
    questions: list[Line] = field(default_factory=list)
    pages: list[Line] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.line.code

    @property
    def compartment(self) -> Compartment:
        return self.line.compartment

    @property
    def label(self) -> str:
        return self.line.label


def _options(text: str) -> tuple[tuple[str, str, str], ...]:
    found = []
    for part in filter(None, text.split(";")):
        code, _sign, words = part.partition("=")
        french, _slash, english = words.partition("/")
        found.append((code, french, english))
    return tuple(found)


@cache
def sections() -> dict[str, Section]:
    """Return the sections by code, in the order of the file."""
    found: dict[str, Section] = {}
    with LINES.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            section, kind = row.pop("section"), GuideKind(row.pop("kind"))
            compartment, options = Compartment(row.pop("compartment")), row.pop("options")
            line = Line(kind=kind, compartment=compartment, options=_options(options), **row)
            if kind == GuideKind.SECTION:
                found[section] = Section(line)
            elif kind == GuideKind.PAGE:
                found[section].pages.append(line)
            else:
                found[section].questions.append(line)
    return found


@cache
def questions() -> dict[str, Line]:
    """Return every question by its code, the agreement to each group of tests too."""
    asked = {line.code: line for section in sections().values() for line in section.questions}
    return asked | {
        AGREEMENT + group: Line(
            AGREEMENT + group,
            GuideKind.AGREEMENT,
            lines[0].compartment,
            (), "", "", "", "", "", "", "",
        )
        for group, lines in groups().items()
    }  # fmt: skip


def is_validated() -> bool:
    return all(
        line.validated_by
        for section in sections().values()
        for line in (section.line, *section.questions, *section.pages)
    )
