"""The closed lists of the cupboard."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MedicineGroup(models.TextChoices):
    PAIN = "pain", _("Pain, fever")
    INFECTION = "infection", _("Infections")
    PARASITES = "parasites", _("Parasites, scabies, lice")
    ALLERGY = "allergy", _("Allergy")
    BREATHING = "breathing", _("Breathing, nose, throat")
    DIGESTION = "digestion", _("Digestion")
    SKIN = "skin", _("Skin, wounds")
    EYES_EARS = "eyes_ears", _("Eyes, ears")
    SLEEP = "sleep", _("Sleep")
    WOMEN = "women", _("Women’s health, vitamins")


class StockMoveKind(models.TextChoices):
    """Why there is more of a lot, or less."""

    RECEIVED = "received", pgettext_lazy("stock", "Received")
    GIVEN = "given", pgettext_lazy("stock", "Given")
    MOVED = "moved", pgettext_lazy("stock", "Moved")
    THROWN = "thrown", pgettext_lazy("stock", "Thrown away")
    COUNTED = "counted", pgettext_lazy("stock", "Counted")


# What somebody takes out of a lot.
TAKEN = [StockMoveKind.GIVEN, StockMoveKind.THROWN]


class StockList(models.TextChoices):
    ALL = "all", pgettext_lazy("stock", "All")
    EXPIRING = "expiring", pgettext_lazy("stock", "Expiring")
    OUT = "out", pgettext_lazy("stock", "Out of stock")


MOST_MOVED = 10_000  # units at once
EXPIRY_AHEAD = 60  # days: what the expiry list looks ahead
