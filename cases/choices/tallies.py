"""What a site hands out and counts without names."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Service(models.TextChoices):
    """In the order of the page: what is counted most comes first."""

    MEAL = "meal", pgettext_lazy("service", "Meals")
    SHOWER = "shower", pgettext_lazy("service", "Showers")
    LAUNDRY = "laundry", pgettext_lazy("service", "Laundry loads")
    HYGIENE_KIT = "hygiene_kit", pgettext_lazy("service", "Hygiene kits")
    PHONE_CHARGE = "phone_charge", pgettext_lazy("service", "Phone charges")
    BEDDING = "bedding", pgettext_lazy("service", "Blankets and sleeping bags")


# What one tap adds. Zero says that there was none, which is not the same as not having counted.
TAPS = (1, 5, -1, 0)
MOST_A_DAY = 9999  # of one service at one site
