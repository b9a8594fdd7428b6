"""Papers of the file, and where the originals are."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices.answers import NOT_ASKED, UNKNOWN


class DocumentKind(models.TextChoices):
    """Papers of the file (field sheet, section 2.4)."""

    IDENTITY = "identity", _("Identity paper: passport, consular card, tazkira")
    CIVIL_STATUS = "civil_status", _("Civil status: birth certificate, supplementary judgment")
    REFUSAL = "refusal", _("Refusal letter")
    EVALUATION = "evaluation", _("Evaluation report, document check")
    SUMMONS = "summons", _("Summons")
    DECISION = "decision", _("Court decision: placement order, judgment")
    LETTER = "letter", _("Letter")
    PROOF = "proof", _("Proof of posting or of filing")
    ENTITLEMENT = "entitlement", _("Entitlement: AME, domiciliation, transport")
    SCHOOL = "school", _("School certificate")
    MEDICAL = "medical", _("Medical certificate or report")
    PHOTO = "photo", _("Photo of a paper")
    OTHER = "other", _("Other")
    UNKNOWN = UNKNOWN, _("Unknown")


class OriginalPlace(models.TextChoices):
    """Losing an original is a disaster: where it is has always to be said."""

    MINOR = "minor", _("With the young person")
    LAWYER = "lawyer", pgettext_lazy("original", "With the lawyer")
    CENTRE = "centre", _("At the centre")
    ADMINISTRATION = "administration", _("With an administration or a court")
    LOST = "lost", _("Lost")
    UNKNOWN = UNKNOWN, _("Unknown")
    NOT_ASKED = NOT_ASKED, _("Not asked")
