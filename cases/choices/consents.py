"""What a young person agrees to, and what is refused."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices.answers import DECLINED, NOT_ASKED
from staff.choices import Compartment


class Purpose(models.TextChoices):
    """Why something is shared: one agreement a purpose."""

    CARE = "care", _("To be cared for")
    LEGAL = "legal", _("To be defended, legal procedures")
    RIGHTS = "rights", _("To open rights, papers")
    SHELTER = "shelter", _("To have a place to sleep")
    SCHOOL = "school", _("To go to school")
    SOCIAL = "social", _("To be helped in daily life")
    FAMILY = "family", _("To find or reassure the family")
    OTHER = "other", _("Other purpose")


class Part(models.TextChoices):
    """What may be shared: parts of the file, each of one compartment."""

    IDENTITY = "identity", _("Name and age as said")
    LANGUAGE = "language", _("Language, interpreter")
    PHONE = "phone", _("Telephone")
    APPOINTMENT = "appointment", _("Dates of appointments")
    SOCIAL = "social", _("Social situation, needs")
    LEGAL_HEADLINE = "legal_headline", _("Where the procedures stand")
    LEGAL_FILE = "legal_file", _("Documents of the legal file")
    NARRATIVE = "narrative", _("Account given to the jurist")
    HEALTH_SUMMARY = "health_summary", _("Health summary")
    HEALTH_FILE = "health_file", _("Medical documents")
    VACCINATION = "vaccination", _("Vaccinations, screening")
    SEXUAL_HEALTH = "sexual_health", _("Sexual and reproductive health")
    PSYCHOLOGY = "psychology", _("What the psychologist knows")
    PROTECTION = "protection", _("What puts the young person in danger")


COMPARTMENT_OF_PART = {
    Part.IDENTITY: Compartment.IDENTITY,
    Part.LANGUAGE: Compartment.IDENTITY,
    Part.PHONE: Compartment.IDENTITY,
    Part.APPOINTMENT: Compartment.IDENTITY,
    Part.SOCIAL: Compartment.SOCIAL,
    Part.LEGAL_HEADLINE: Compartment.LEGAL,
    Part.LEGAL_FILE: Compartment.LEGAL,
    Part.NARRATIVE: Compartment.NARRATIVE,
    Part.HEALTH_SUMMARY: Compartment.HEALTH,
    Part.HEALTH_FILE: Compartment.HEALTH,
    Part.VACCINATION: Compartment.HEALTH,
    Part.SEXUAL_HEALTH: Compartment.SEXUAL_HEALTH,
    Part.PSYCHOLOGY: Compartment.PSYCHOLOGY,
    Part.PROTECTION: Compartment.PROTECTION,
}


class ConsentAnswer(models.TextChoices):
    """What the young person answered."""

    AGREED = "agreed", _("Agrees")
    REFUSED = "refused", _("Refuses")
    NOT_ASKED = NOT_ASKED, _("Not asked")
    DECLINED = DECLINED, _("Does not wish to answer")


class SaidHow(models.TextChoices):
    ORAL = "oral", pgettext_lazy("agreement", "Spoken")
    WRITTEN = "written", pgettext_lazy("agreement", "Written")


class Interpreting(models.TextChoices):
    """Who interpreted, when something was explained and answered."""

    NONE = "none", pgettext_lazy("interpreter", "None")
    PRESENT = "present", pgettext_lazy("interpreter", "Present")
    PHONE = "phone", pgettext_lazy("interpreter", "By telephone")
    PEER = "peer", pgettext_lazy("interpreter", "Another young person or somebody close")


class OppositionKind(models.TextChoices):
    """What the young person does not want. Shown without the reason."""

    NO_SMS = "no_sms", _("No SMS")
    NEUTRAL_SMS = "neutral_sms", _("Neutral SMS only")
    NO_CALL = "no_call", _("Do not call")
    COLLEAGUE = "colleague", _("Not with a colleague")
    INTERPRETER = "interpreter", _("Not with some interpreters")
    PARTNER = "partner", _("Nothing to a partner")


CONTACT_OPPOSITIONS = [
    OppositionKind.NO_SMS,
    OppositionKind.NEUTRAL_SMS,
    OppositionKind.NO_CALL,
]


class InterpreterSex(models.TextChoices):
    FEMALE = "female", _("Woman")
    MALE = "male", _("Man")
