"""Where a young person sleeps: a category, never a place."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices.answers import DECLINED, NOT_ASKED, UNKNOWN
from cases.choices.partners import COMPARTMENT_OF_PARTNER, PartnerKind


class NightPlace(models.TextChoices):
    """Field sheet, section 4.2; in the order of the page, what is said most often first."""

    STREET = "street", pgettext_lazy("night", "Street")
    CAMP = "camp", pgettext_lazy("night", "Camp")
    HOST_FAMILY = "host_family", pgettext_lazy("night", "Host family of a network")
    ACQUAINTANCE = "acquaintance", pgettext_lazy("night", "With somebody she knows")
    ASE_HOTEL = "ase_hotel", pgettext_lazy("night", "Hotel of child protection (MAB)")
    ADULT_SHELTER = "adult_shelter", pgettext_lazy("night", "115, with adults")
    SQUAT = "squat", pgettext_lazy("night", "Squat")
    DEDICATED = "dedicated", pgettext_lazy("night", "Shelter for unaccompanied minors")
    ASE_HOME = "ase_home", pgettext_lazy("night", "Home of child protection (ASE)")
    HOSPITAL = "hospital", pgettext_lazy("night", "Hospital")
    OTHER = "other", pgettext_lazy("night", "Elsewhere")
    UNKNOWN = UNKNOWN, _("Unknown")
    NOT_ASKED = NOT_ASKED, _("Not asked")
    DECLINED = DECLINED, _("Does not wish to answer")


# What says nothing of where she sleeps.
NO_PLACE = frozenset({NightPlace.UNKNOWN, NightPlace.NOT_ASKED, NightPlace.DECLINED})

# Who has such a place may need another one before the night.
NEEDS_ORIENTING = [
    (str(place.value), place.label)
    for place in (
        NightPlace.STREET,
        NightPlace.CAMP,
        NightPlace.SQUAT,
        NightPlace.ACQUAINTANCE,
        NightPlace.ADULT_SHELTER,
        NightPlace.UNKNOWN,
    )
]

# Whom an evening's list may be handed to: the name of no such partner tells of health.
EVENING_PARTNERS = [kind for kind in PartnerKind if kind not in COMPARTMENT_OF_PARTNER]
