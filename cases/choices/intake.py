"""The intake interview: what is asked, in which compartment, by whom; never a story.

Nothing here asks for religion, ethnicity, opinions, looks, smugglers, debts, routes in detail, nor
where exactly somebody sleeps. Health, psychology and the account of the exile have their own rooms.
"""

import enum
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices.answers import NO_ANSWER
from cases.choices.documents import DocumentKind, OriginalPlace
from cases.choices.languages import country_name, language_choices
from cases.names import fold
from staff.choices import Compartment, Role

Option = tuple[str, str | Promise]
NO_ANSWER_CODES = [code for code, _label in NO_ANSWER]
ANSWERED = "answered"


class Outcome(models.TextChoices):
    """What came of a question: an answer, or one of three that are none."""

    ANSWERED = ANSWERED, pgettext_lazy("intake", "Answered")
    UNKNOWN = NO_ANSWER[0]
    NOT_ASKED = NO_ANSWER[1]
    DECLINED = NO_ANSWER[2]


class QuestionKind(enum.Enum):
    """How a question is answered, and what a row keeps of it (a list of texts)."""

    ONE = "one code of the list"
    SEVERAL = "codes of the list"
    TEXT = "one line of text"
    DATE = "the first possible day (ISO), and its precision"
    SENDER = "one code of the list, or none and a partner of the directory"


@dataclass(frozen=True)
class IntakeSection:
    """A part of the interview, of one compartment.

    Whoever writes the compartment fills it in; `fillers` names who does instead.
    """

    name: str
    label: str | Promise
    about: str | Promise
    icon: str
    compartment: Compartment
    fillers: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Question:
    code: str
    label: str | Promise
    section: IntakeSection
    kind: QuestionKind
    offered: Callable[[], list[Option]] = list
    help_text: str | Promise = ""
    # How many of a long list are shown at once; the rest opens below them.
    usual: tuple[str, ...] = ()

    @property
    def compartment(self) -> Compartment:
        return self.section.compartment


SECTIONS = (
    IntakeSection(
        "daily",
        _("Languages and daily life"),
        _("Read by everyone who opens this file."),
        "person",
        Compartment.IDENTITY,
    ),
    IntakeSection(
        "social",
        _("Arrival and schooling"),
        pgettext_lazy(
            "intake", "Read by the social workers, the care team, the jurists and the coordination."
        ),
        "briefcase",
        Compartment.SOCIAL,
    ),
    IntakeSection(
        "family",
        _("Family"),
        _("Read by the social workers and the jurists."),
        "people",
        Compartment.LEGAL,
        fillers=frozenset({Role.SOCIAL, Role.JURIST}),
    ),
    IntakeSection(
        "papers",
        _("Papers and countries crossed"),
        _("Read by the social workers and the jurists, filled in by the jurists."),
        "scales",
        Compartment.LEGAL,
    ),
    IntakeSection(
        "screening",
        _("Countries crossed, for screening"),
        _("Read by the care team."),
        "health",
        Compartment.HEALTH,
    ),
)
_DAILY, _SOCIAL, _FAMILY, _PAPERS, _SCREENING = SECTIONS

# Those met on the roads to France; a list, never the road.
TRANSIT_COUNTRIES = [
    "AL", "AT", "BA", "BE", "BF", "BG", "CH", "CM", "CY", "DE", "DZ", "EG", "ER", "ES", "ET", "GB",
    "GM", "GN", "GR", "HR", "HU", "IQ", "IR", "IT", "KE", "LY", "MA", "ME", "MK", "ML", "MR", "MT",
    "NE", "NG", "NL", "PK", "PT", "RO", "RS", "SD", "SI", "SN", "SS", "TD", "TN", "TR", "UG",
]  # fmt: skip
USUAL_TRANSIT = ("DZ", "ES", "GR", "IR", "IT", "LY", "MA", "ML", "NE", "TN", "TR")
USUAL_LANGUAGES = ("fr", "en", "ar", "bm", "ff", "man", "sus", "snk", "dyu", "wo", "ln", "prs")


def _countries() -> list[Option]:
    named: list[tuple[str, str]] = [(code, country_name(code)) for code in TRANSIT_COUNTRIES]
    return [*sorted(named, key=lambda pair: fold(pair[1]))]


def _languages() -> list[Option]:
    return [pair for pair in language_choices() if pair[0] not in NO_ANSWER_CODES]


def _listed(*options: Option) -> Callable[[], list[Option]]:
    return lambda: list(options)


def _of(kinds: type[models.TextChoices]) -> Callable[[], list[Option]]:
    """Return a closed list of elsewhere without its own non-answers."""
    return lambda: [(str(k.value), k.label) for k in kinds if k.value not in NO_ANSWER_CODES]


_YES_NO = _listed(("yes", _("Yes")), ("no", _("No")))
_LIVING = _listed(
    ("alive", pgettext_lazy("parent", "Alive")), ("dead", pgettext_lazy("parent", "Dead"))
)
_SIZES = _listed(*((size, size) for size in ("XS", "S", "M", "L", "XL", "XXL")))
_SHOES = _listed(*((str(size), str(size)) for size in range(34, 49)))

QUESTIONS = (
    Question(
        "languages_spoken",
        _("Languages spoken"),
        _DAILY,
        QuestionKind.SEVERAL,
        _languages,
        usual=USUAL_LANGUAGES,
    ),
    Question(
        "reading",
        _("Reads"),
        _DAILY,
        QuestionKind.ONE,
        _listed(
            ("easily", pgettext_lazy("reading", "Easily")),
            ("a_little", pgettext_lazy("reading", "A little")),
            ("not", pgettext_lazy("reading", "Does not read")),
        ),
    ),
    Question(
        "languages_read",
        _("Languages read"),
        _DAILY,
        QuestionKind.SEVERAL,
        _languages,
        usual=("fr", "en", "ar", "es", "pt", "prs", "ps", "bn"),
    ),
    Question(
        "referred_by",
        _("Sent by"),
        _DAILY,
        QuestionKind.SENDER,
        _listed(
            ("alone", pgettext_lazy("sender", "Came alone")),
            ("young_person", pgettext_lazy("sender", "Another young person")),
            ("team", pgettext_lazy("sender", "Our teams outside")),
            ("citizen", pgettext_lazy("sender", "Somebody met in the street")),
            ("care", pgettext_lazy("sender", "A place of care")),
            ("other", pgettext_lazy("sender", "Somebody else")),
        ),
    ),
    Question("clothes_size", _("Size of clothes"), _DAILY, QuestionKind.ONE, _SIZES),
    Question("shoe_size", _("Size of shoes"), _DAILY, QuestionKind.ONE, _SHOES),
    Question(
        "food",
        _("At meals"),
        _DAILY,
        QuestionKind.SEVERAL,
        _listed(
            ("everything", pgettext_lazy("food", "Eats everything")),
            ("no_pork", pgettext_lazy("food", "No pork")),
            ("vegetarian", pgettext_lazy("food", "Vegetarian")),
            ("allergy", pgettext_lazy("food", "An allergy: the nurse knows")),
        ),
        help_text=_("What she eats; never why."),
    ),
    Question(
        "arrived_in_france",
        _("Arrived in France"),
        _SOCIAL,
        QuestionKind.DATE,
        help_text=_("2026, 03/2026 or 12/03/2026: as much as is known."),
    ),
    Question(
        "arrived_in_region",
        _("Arrived in Île-de-France"),
        _SOCIAL,
        QuestionKind.DATE,
        help_text=_("2026, 03/2026 or 12/03/2026: as much as is known."),
    ),
    Question(
        "schooling",
        _("Has been to school"),
        _SOCIAL,
        QuestionKind.ONE,
        _listed(
            ("never", pgettext_lazy("school", "Never")),
            ("otherwise", pgettext_lazy("school", "Taught outside a school")),
            ("primary", pgettext_lazy("school", "Primary school")),
            ("lower", pgettext_lazy("school", "Lower secondary school")),
            ("upper", pgettext_lazy("school", "Upper secondary school")),
            ("trade", pgettext_lazy("school", "Learnt a trade")),
        ),
    ),
    Question(
        "wishes",
        _("Wishes to"),
        _SOCIAL,
        QuestionKind.SEVERAL,
        _listed(
            ("school", pgettext_lazy("wish", "Go to school")),
            ("french", pgettext_lazy("wish", "Learn French")),
            ("training", pgettext_lazy("wish", "Learn a trade")),
            ("sport", pgettext_lazy("wish", "Do sport")),
            ("elsewhere", pgettext_lazy("wish", "Go on to another country")),
            ("other", pgettext_lazy("wish", "Something else")),
        ),
    ),
    Question(
        "trusted_contact",
        _("Somebody she trusts"),
        _SOCIAL,
        QuestionKind.TEXT,
        help_text=_("Who, and how to reach them. Never an address where somebody hosts her."),
    ),
    Question("mother", _("Mother"), _FAMILY, QuestionKind.ONE, _LIVING),
    Question("father", _("Father"), _FAMILY, QuestionKind.ONE, _LIVING),
    Question("in_touch", _("In touch with the family"), _FAMILY, QuestionKind.ONE, _YES_NO),
    Question(
        "siblings",
        _("Brothers, sisters or close family"),
        _FAMILY,
        QuestionKind.SEVERAL,
        _listed(
            ("none", pgettext_lazy("siblings", "None")),
            ("france", pgettext_lazy("siblings", "In France")),
            ("europe", pgettext_lazy("siblings", "Elsewhere in Europe")),
            ("home", pgettext_lazy("siblings", "In the country she left")),
            ("on_the_way", pgettext_lazy("siblings", "On the way")),
        ),
    ),
    Question(
        "documents_held", _("Papers she holds"), _PAPERS, QuestionKind.SEVERAL, _of(DocumentKind)
    ),
    Question(
        "originals_at", _("Where the originals are"), _PAPERS, QuestionKind.SEVERAL,
        _of(OriginalPlace),
    ),
    Question(
        "countries_crossed",
        _("Countries crossed"),
        _PAPERS,
        QuestionKind.SEVERAL,
        _countries,
        help_text=_("The list alone: how and with whom belongs to the account, if she gives it."),
        usual=USUAL_TRANSIT,
    ),
    Question(
        "countries_of_screening",
        _("Countries crossed"),
        _SCREENING,
        QuestionKind.SEVERAL,
        _countries,
        help_text=_("For what is to be looked for; the list alone."),
        usual=USUAL_TRANSIT,
    ),
)  # fmt: skip
QUESTION = {question.code: question for question in QUESTIONS}
QUESTION_CHOICES = [(question.code, question.label) for question in QUESTIONS]


def intake_section(name: str) -> IntakeSection | None:
    return next((section for section in SECTIONS if section.name == name), None)


def questions_of(section: IntakeSection) -> list[Question]:
    return [question for question in QUESTIONS if question.section is section]


# --- vulnerability criteria -------------------------------------------------------------------

_ANY_DESK = (Compartment.SOCIAL, Compartment.HEALTH, Compartment.LEGAL)
_CARE = (Compartment.HEALTH,)
_RIGHTS = (Compartment.SOCIAL, Compartment.LEGAL)


@dataclass(frozen=True)
class Criterion:
    """One of the closed list, and the compartments in which it may be ticked."""

    code: str
    label: str | Promise
    compartments: tuple[Compartment, ...]


# Only when the young person asks that it be noted: see the form.
AT_HER_REQUEST = "lgbt"
CRITERIA = (
    Criterion("young", _("Says to be 14 or less"), _ANY_DESK),
    Criterion("girl", _("Girl"), _ANY_DESK),
    Criterion("with_baby", _("With a baby"), _ANY_DESK),
    Criterion("pregnant", _("Pregnant"), (Compartment.SEXUAL_HEALTH,)),
    Criterion("illness", _("Severe illness, acute or chronic"), _CARE),
    Criterion("disability", _("Disability"), _CARE),
    Criterion("psychic", _("Psychic suffering, psychological trauma"), _CARE),
    Criterion("suicidal", _("Suicidal ideas"), _CARE),
    Criterion("violence", _("Victim of violence, torture"), (*_CARE, Compartment.LEGAL)),
    Criterion("sexual_violence", _("Sexual violence"), (Compartment.SEXUAL_HEALTH,)),
    Criterion("trafficking", _("Trafficking feared"), _ANY_DESK),
    Criterion("control", _("Under the control of an adult or a network"), _ANY_DESK),
    Criterion("threatened", _("Threatened by somebody"), _ANY_DESK),
    Criterion("isolated", _("Alone: nobody speaks her language"), _ANY_DESK),
    Criterion("addiction", _("Addiction"), _CARE),
    Criterion("rough", _("Sleeps outside"), _ANY_DESK),
    Criterion("hungry", _("Has not eaten for 24 hours"), _ANY_DESK),
    Criterion("loss", _("Shipwreck or bereavement, lately"), _ANY_DESK),
    Criterion(
        "majority", _("Of age in less than 60 days"), (Compartment.SOCIAL, Compartment.LEGAL)
    ),
    Criterion(
        AT_HER_REQUEST,
        _("LGBT+, noted because the young person asks for it"),
        (Compartment.LEGAL,),
    ),
)
CRITERIA_COMPARTMENTS = [
    Compartment.SOCIAL, Compartment.HEALTH, Compartment.SEXUAL_HEALTH, Compartment.LEGAL
]  # fmt: skip


def criteria_of(compartment: Compartment) -> list[Criterion]:
    return [criterion for criterion in CRITERIA if compartment in criterion.compartments]


class Topic(models.TextChoices):
    """What the young person is told of the house."""

    CENTRE = "centre", _("What the centre is, and is not")
    NOT_THE_STATE = "not_the_state", _("It is neither the police nor the evaluation")
    NO_NIGHT = "no_night", _("There is no night shelter here")
    REFUSAL = "refusal", _("She may refuse to answer, without losing anything")
    WHO_SEES = "who_sees", _("Who sees what is written")
    SHARING = "sharing", _("Nothing is shared without her agreement, except in danger")
    ACCESS = "access", _("She may see her file, correct it, have it erased")
    INTERPRETER = "interpreter", _("She may ask for an interpreter, a woman or a man")
    COMPLAINT = "complaint", _("To whom to complain")
