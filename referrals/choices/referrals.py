"""The closed lists of a referral."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.choices import Part, Purpose
from staff.choices import Compartment


class ReferralKind(models.TextChoices):
    """What is asked of the partner."""

    LEGAL = "legal", _("Legal")
    ADMINISTRATIVE = "administrative", _("Administrative")
    MEDICAL = "medical", _("Medical")
    SOCIAL = "social", _("Social")
    SHELTER = "shelter", _("Shelter")
    SCHOOL = "school", _("School")


# The purpose that the minor was asked about.
PURPOSE_OF = {
    ReferralKind.LEGAL: Purpose.LEGAL,
    ReferralKind.ADMINISTRATIVE: Purpose.RIGHTS,
    ReferralKind.MEDICAL: Purpose.CARE,
    ReferralKind.SOCIAL: Purpose.SOCIAL,
    ReferralKind.SHELTER: Purpose.SHELTER,
    ReferralKind.SCHOOL: Purpose.SCHOOL,
}


class ReferralStatus(models.TextChoices):
    """How far it has come. Not seen is not refused, and says why."""

    WRITTEN = "written", _("Written")
    HANDED_OVER = "handed_over", _("Handed over")
    APPOINTMENT = "appointment", _("Appointment taken")
    SEEN = "seen", _("Seen")
    ANSWERED = "answered", _("Answered")
    REFUSED = "refused", _("Refused")
    NOT_SEEN = "not_seen", _("Not seen")
    # The partner was asked again: it changes nothing of how far the referral has come.
    CHASED = "chased", _("Chased")


# Nothing more is awaited from the partner.
CLOSED = frozenset({ReferralStatus.ANSWERED, ReferralStatus.REFUSED, ReferralStatus.NOT_SEEN})


class SheetField(models.TextChoices):
    """What a sheet may tell the partner: each is ticked, none goes out by itself."""

    NAME = "name", _("Name")
    BIRTH = "birth", _("Age or birth date, as said")
    LANGUAGE = "language", _("Language")
    INTERPRETER = "interpreter", _("Need of an interpreter")
    PHONE = "phone", _("Telephone")
    REASON = "reason", _("Reason of the referral")
    ASKED = "asked", _("What is asked of the partner")


# The part of the file that each tells of: what the young person was asked about.
PART_OF_FIELD = {
    SheetField.NAME: Part.IDENTITY,
    SheetField.BIRTH: Part.IDENTITY,
    SheetField.LANGUAGE: Part.LANGUAGE,
    SheetField.INTERPRETER: Part.LANGUAGE,
    SheetField.PHONE: Part.PHONE,
}
# The two others tell of the compartment that the referral was made in.
PART_OF_COMPARTMENT = {
    Compartment.SOCIAL: Part.SOCIAL,
    Compartment.LEGAL: Part.LEGAL_HEADLINE,
    Compartment.HEALTH: Part.HEALTH_SUMMARY,
    Compartment.SEXUAL_HEALTH: Part.SEXUAL_HEALTH,
    Compartment.PSYCHOLOGY: Part.PSYCHOLOGY,
}


class Agreement(models.TextChoices):
    """Whether the minor agrees to what is said of her to the partner."""

    AGREES = "agrees", _("Agreed")
    REFUSES = "refuses", _("Refuses: name only")
    NOT_ASKED = "not_asked", _("Not asked")
