"""The directory."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.choices import Compartment


class PartnerKind(models.TextChoices):
    EVALUATION = "evaluation", _("Evaluation of minors")
    CHILD_PROTECTION = "child_protection", _("Child protection")
    COURT = "court", _("Court, prosecutor")
    LAWYER = "lawyer", _("Lawyers")
    LEGAL = "legal", _("Legal help")
    HEALTH = "health", _("Health")
    MENTAL_HEALTH = "mental_health", _("Mental health")
    SEXUAL_HEALTH = "sexual_health", _("Sexual health, pregnancy")
    SHELTER = "shelter", _("Shelter")
    FOOD = "food", _("Food, clothing")
    SCHOOL = "school", _("School")
    SOCIAL = "social", _("Social rights")
    ADMINISTRATION = "administration", _("Public office, consulate")
    EMERGENCY = "emergency", _("Emergency number")
    OTHER = "other", _("Other")


class PartnerAccepts(models.TextChoices):
    """Whom a partner receives, as it says itself; what is not ticked is not known."""

    MINORS = "minors", _("Under 18")
    ADULTS = "adults", _("18 and over")
    ALONE = "alone", _("Alone, without an adult")
    WITHOUT_PAPERS = "without_papers", _("Without papers")
    WITHOUT_APPOINTMENT = "without_appointment", _("Without an appointment")


# A recipient whose name alone tells the reason: what is not secret elsewhere is kept there.
COMPARTMENT_OF_PARTNER = {
    PartnerKind.HEALTH: Compartment.HEALTH,
    PartnerKind.MENTAL_HEALTH: Compartment.PSYCHOLOGY,
    PartnerKind.SEXUAL_HEALTH: Compartment.SEXUAL_HEALTH,
}
