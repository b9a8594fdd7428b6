"""Scabies at a site: who is of the event, what was done, whom the house told."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ScabiesMark(models.TextChoices):
    """What is written of one young person of an event; the last of CASE and CONTACT holds."""

    CASE = "case", pgettext_lazy("scabies", "Case")
    CONTACT = "contact", pgettext_lazy("scabies", "Contact")
    FIRST = "first", _("First dose")
    SECOND = "second", _("Second dose")
    LAUNDRY = "laundry", _("Laundry done")


class ScabiesStepKind(models.TextChoices):
    """What happens to the event itself: whoever has no file is a number here."""

    CASES = "cases", _("Cases without a file")
    CONTACTS = "contacts", _("Contacts without a file")
    FIRST = "first", _("First doses, without a file")
    SECOND = "second", _("Second doses, without a file")
    TOLD = "told", _("The place was told, without a name")
    LAUNDRY = "laundry", _("Laundry of the place done")
    CLOSED = "closed", pgettext_lazy("scabies", "Closed")
    REOPENED = "reopened", pgettext_lazy("scabies", "Opened again")
    TAKEN_BACK = "taken_back", pgettext_lazy("scabies", "Taken back")


# Of people without a file: how many.
COUNTED = (
    ScabiesStepKind.CASES,
    ScabiesStepKind.CONTACTS,
    ScabiesStepKind.FIRST,
    ScabiesStepKind.SECOND,
)
# Of a place: which kind of place.
OF_PLACE = (ScabiesStepKind.TOLD, ScabiesStepKind.LAUNDRY)


class PlaceKind(models.TextChoices):
    """A kind of place, never which one."""

    HOTEL = "hotel", _("Hotel")
    SHELTER = "shelter", _("Shelter, centre")
    CAMP = "camp", _("Camp, squat")
    FAMILY = "family", _("Host family")
    CENTRE = "centre", _("This house")
    OTHER = "other", _("Other")
