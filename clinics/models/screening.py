"""Short screens: what was answered, question by question, and with which version.

Never a result alone: what the answers come to is computed when they are shown, from the data of
the instrument.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Minor, SealedOfMinor
from clinics import instruments
from referrals.models import Referral
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedJSONField
from staff.models import Site, User
from staff.permissions import Level, can


class ScreeningQuerySet(models.QuerySet["Screening"]):
    def visible_to(self, user: User) -> "ScreeningQuerySet":
        return self.all() if can(user, Compartment.HEALTH, Level.READ) else self.none()

    def newest_first(self) -> "ScreeningQuerySet":
        return self.order_by("-screened_on", "-pk")


class Screening(SealedOfMinor):
    """One screen, on one day. `answers`: {"1": an answer of the instrument, ...}, each item."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH
    personal_fields = {
        "answers": Erasure.SHRED,
        **dict.fromkeys(["instrument", "version", "language", "screened_on"], Erasure.ROW),
    }

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="screenings")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=10)
    version = models.PositiveSmallIntegerField()
    # The language in which its questions were read.
    language = models.CharField(max_length=10)
    answers = EncryptedJSONField(_("answers"), default=dict)
    screened_on = models.DateField(_("on"), default=timezone.localdate)
    # Made in the same act.
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="screenings"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["minor", "-id"], name="clinics_screening_minor")]

    def __str__(self) -> str:
        return f"{self.screened_on}"

    def clean(self) -> None:
        """What no CHECK can read: each question of the instrument has one of its answers."""
        found = instruments.versions().get((self.instrument, self.version))
        if found is None or not found.takes(self.answers):
            raise ValidationError({"answers": _("Answer each question, or say “Not asked”.")})

    @property
    def reading(self) -> "instruments.Reading | None":
        """What the answers come to; None when they do not open, or their instrument is gone."""
        found: Any = self.shown("answers")
        return instruments.reading(self.instrument, self.version, found)
