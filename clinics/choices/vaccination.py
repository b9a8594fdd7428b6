"""The closed lists of vaccinations."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clinics.vaccination.answers import BloodTest, Question
from clinics.vaccination.planner import Hold
from clinics.vaccination.vaccines import Valence


class VaccinationKind(models.TextChoices):
    """A dose, a refusal, or that a row was a slip."""

    GIVEN = "given", pgettext_lazy("vaccine", "Given")
    REFUSED = "refused", pgettext_lazy("vaccine", "Refused")
    TAKEN_BACK = "taken_back", pgettext_lazy("vaccine", "Taken back")


class VaccinationDate(models.TextChoices):
    """How much of the date is known."""

    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")
    UNKNOWN = "unknown", _("unknown")


class VaccinationSource(models.TextChoices):
    """Who says so."""

    BOOKLET = "booklet", pgettext_lazy("vaccination", "Booklet or paper seen")
    SAID = "said", pgettext_lazy("vaccination", "Said")
    HERE = "here", pgettext_lazy("vaccination", "Given here")


class BodySite(models.TextChoices):
    """Where it was injected."""

    LEFT_ARM = "left_arm", _("Left arm")
    RIGHT_ARM = "right_arm", _("Right arm")
    LEFT_THIGH = "left_thigh", _("Left thigh")
    RIGHT_THIGH = "right_thigh", _("Right thigh")


class Route(models.TextChoices):
    """How."""

    INTRAMUSCULAR = "im", _("Intramuscular")
    SUBCUTANEOUS = "sc", _("Subcutaneous")
    INTRADERMAL = "id", _("Intradermal")
    ORAL = "oral", pgettext_lazy("route", "Oral")
    NASAL = "nasal", pgettext_lazy("route", "Nasal")


class Reaction(models.TextChoices):
    """After the dose: three different things."""

    NONE = "none", pgettext_lazy("reaction", "None")
    SEVERE = "severe", pgettext_lazy("reaction", "Severe")
    NOT_ASKED = "not_asked", pgettext_lazy("reaction", "Not asked")


class KnownStatus(models.TextChoices):
    """What was answered when the vaccinations were asked after; without a row, nobody has asked."""

    BOOKLET = "booklet", _("Has a booklet")
    SAID = "said", _("Says vaccinated, without proof")
    NONE = "none", _("No known vaccination")
    UNKNOWN = "unknown", _("Does not know")
    DECLINED = "declined", _("Does not wish to answer")


class YesNo(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")


class Chickenpox(models.TextChoices):
    YES = "yes", _("Yes, for sure")
    NO = "no", _("No, or does not know")


class Tetanus(models.TextChoices):
    LOW = "low", _("Under 0.1 IU/mL")
    MIDDLE = "middle", _("From 0.1 to 1 IU/mL")
    HIGH = "high", _("1 IU/mL or more")


class HepatitisB(models.TextChoices):
    NEGATIVE = "negative", _("All three negative")
    IMMUNE = "immune", _("Anti-HBs alone: protected")
    CONTACT = "contact", _("Anti-HBc or HBsAg: the virus was met")


class Tested(models.TextChoices):
    NEGATIVE = "negative", _("Negative")
    POSITIVE = "positive", _("Positive")


STATUS = "status"
# What is kept of the answers: never pregnancy, which belongs to sexual health.
ANSWERS: dict[str, type[models.TextChoices]] = {
    STATUS: KnownStatus,
    Question.SEVERE_REACTION: YesNo,
    Question.IMMUNODEFICIENCY: YesNo,
    Question.CHICKENPOX: Chickenpox,
    BloodTest.ANTI_TETANUS: Tetanus,
    BloodTest.HEPATITIS_B: HepatitisB,
    BloodTest.VARICELLA_IGG: Tested,
    BloodTest.TUBERCULIN: Tested,
}
QUESTIONS: dict[str, Promise] = {
    STATUS: _("Vaccinations before"),
    Question.SEVERE_REACTION: _("Ever a severe reaction after a vaccine"),
    Question.IMMUNODEFICIENCY: _("Illness or treatment that weakens immunity"),
    Question.CHICKENPOX: _("Had chickenpox"),
    BloodTest.ANTI_TETANUS: _("Tetanus antibodies, a month after a dose"),
    BloodTest.HEPATITIS_B: _("HBsAg, anti-HBc, anti-HBs"),
    BloodTest.VARICELLA_IGG: _("Chickenpox serology (IgG)"),
    BloodTest.TUBERCULIN: _("Tuberculin test or IGRA"),
}
QUESTION_CHOICES = list(QUESTIONS.items())

VALENCES: dict[str, Promise] = {
    Valence.DIPHTHERIA: _("Diphtheria"),
    Valence.TETANUS: _("Tetanus"),
    Valence.POLIO: _("Polio"),
    Valence.PERTUSSIS: _("Whooping cough"),
    Valence.HEPATITIS_B: _("Hepatitis B"),
    Valence.MEASLES: _("Measles"),
    Valence.MUMPS: _("Mumps"),
    Valence.RUBELLA: _("Rubella"),
    Valence.VARICELLA: _("Chickenpox"),
    Valence.HPV: _("Papillomavirus (HPV)"),
    Valence.MEN_ACWY: _("Meningococcal ACWY"),
    Valence.MEN_B: _("Meningococcal B"),
    Valence.TUBERCULOSIS: _("Tuberculosis (BCG)"),
    Valence.INFLUENZA: _("Influenza"),
}

HOLDS: dict[str, Promise] = {
    Hold.UNVALIDATED: _("Its rules have not been validated by a doctor."),
    Hold.STALE: _("Its rules were validated more than 18 months ago."),
    Hold.ASK_FIRST: _("Ask first."),
    Hold.TEST_FIRST: _("Test first."),
    Hold.SEVERE_REACTION: _("Severe reaction in the past: the doctor decides."),
    Hold.PREGNANCY: _("Not during pregnancy."),
    Hold.IMMUNODEFICIENCY: _("Live vaccine: not with weakened immunity."),
    Hold.AGE: _("Not of an age for it, or the age is too uncertain."),
    Hold.STOPPED: _("No dose is needed."),
    Hold.COMPLETE: _("Complete."),
}
