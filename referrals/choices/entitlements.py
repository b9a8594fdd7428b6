"""The closed lists of entitlements (field sheet, section 3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EntitlementKind(models.TextChoices):
    DOMICILIATION = "domiciliation", _("Postal address (domiciliation)")
    AME = "ame", _("State medical aid (AME)")
    HEALTH_INSURANCE = "health_insurance", _("Health insurance (PUMa, C2S)")
    SCHOOL = "school", _("School")
    TRANSPORT = "transport", _("Transport")
    CIVIL_PAPERS = "civil_papers", _("Civil papers")


class EntitlementStatus(models.TextChoices):
    """How far it has come. That one has expired is computed, not recorded."""

    TO_DO = "to_do", pgettext_lazy("entitlement", "To do")
    FILED = "filed", pgettext_lazy("entitlement", "Filed")
    OBTAINED = "obtained", pgettext_lazy("entitlement", "Obtained")
    REFUSED = "refused", pgettext_lazy("entitlement", "Refused")


class EntitlementList(models.TextChoices):
    """The lists of the social desk."""

    EXPIRING = "expiring", pgettext_lazy("entitlements", "To renew")
    FILED = "filed", pgettext_lazy("entitlements", "Filed, awaited")
    TO_DO = "to_do", pgettext_lazy("entitlements", "To do")


# Given for a year, as the field sheet has it for these (section 3); what the paper says counts.
YEARLY = frozenset(
    {
        EntitlementKind.DOMICILIATION,
        EntitlementKind.AME,
        EntitlementKind.HEALTH_INSURANCE,
        EntitlementKind.TRANSPORT,
    }
)
# Somebody at a consulate is asked: never for who asks for asylum.
ASKS_A_CONSULATE = frozenset({EntitlementKind.CIVIL_PAPERS})
