"""Somebody asked whether a young person is here."""

from django.db import models
from django.utils.translation import pgettext_lazy


class EnquiryChannel(models.TextChoices):
    """How somebody asked whether a young person is here."""

    DOOR = "door", pgettext_lazy("enquiry", "At the door")
    PHONE = "phone", pgettext_lazy("enquiry", "By telephone")
    MESSAGE = "message", pgettext_lazy("enquiry", "By message or letter")
