"""The closed lists of a referral."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.choices import Purpose


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


# Nothing more is awaited from the partner.
CLOSED = frozenset({ReferralStatus.ANSWERED, ReferralStatus.REFUSED, ReferralStatus.NOT_SEEN})


class Agreement(models.TextChoices):
    """Whether the minor agrees to what is said of her to the partner."""

    AGREES = "agrees", _("Agreed")
    REFUSES = "refuses", _("Refuses: name only")
    NOT_ASKED = "not_asked", _("Not asked")
