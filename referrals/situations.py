"""What a young person is in outside any procedure, and the exits: rows that nobody changes."""

import datetime
from calendar import monthrange

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cases.models import Minor, SealedOfMinor
from referrals.choices import DayPrecision
from referrals.pathway import SITUATIONS, Outside, Situated
from referrals.procedures import SAID
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField
from staff.models import User
from staff.permissions import Level, can


class SituationQuerySet(models.QuerySet["Situation"]):
    def visible_to(self, user: User) -> "SituationQuerySet":
        return self if can(user, Compartment.LEGAL, Level.READ) else self.none()

    def standing(self) -> "SituationQuerySet":
        """Those that were not taken back."""
        taken_back = Situation.objects.filter(takes_back=OuterRef("pk"))
        return self.filter(~Exists(taken_back), takes_back__isnull=True)

    def newest_first(self) -> "SituationQuerySet":
        return self.order_by("-happened_on", "-pk")


class Situation(SealedOfMinor):
    """She is in a situation, or has left, since a day known more or less; nobody changes it.

    One written by mistake is taken back by another that names it. That somebody is a newcomer, or
    has not been seen for three months, is computed and has no row (referrals.pathway).
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.LEGAL
    personal_fields = {
        "note": Erasure.SHRED,
        **dict.fromkeys(["code", "happened_on", "precision"], Erasure.ROW),
    }

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="situations")
    code = models.CharField(
        _("situation"),
        max_length=3,
        choices=[(one.code, one.label) for one in SITUATIONS.values()],
    )
    # The first possible day, at its precision.
    happened_on = models.DateField(_("since"), default=timezone.localdate)
    precision = models.CharField(max_length=5, choices=DayPrecision, default=DayPrecision.DAY)
    note = EncryptedTextField(_("note"), max_length=2000, blank=True)
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_back_by"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = SituationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["minor", "-happened_on", "-id"], name="referrals_situation_last")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__in=list(SITUATIONS)),
                name="referrals_situation_code",
                violation_error_code="code",
                violation_error_message=_("Choose the situation."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.state.label)

    @property
    def state(self) -> Outside:
        return SITUATIONS[self.code]

    @property
    def taken_back(self) -> "Situation | None":
        """The row that takes this one back."""
        return getattr(self, "taken_back_by", None)

    @property
    def known_day(self) -> datetime.date | None:
        """The day, if it is known to the day."""
        return self.happened_on if self.precision == DayPrecision.DAY else None

    @property
    def when(self) -> str:
        """The date as far as it is known: "6 mars 2026", "mars 2026", "2026"."""
        return date_format(self.happened_on, SAID[DayPrecision(self.precision)])

    @property
    def at_latest(self) -> datetime.date:
        """The last possible day: that of the month or year, and not after it was recorded."""
        day = self.happened_on
        if self.precision == DayPrecision.YEAR:
            day = datetime.date(day.year, 12, 31)
        elif self.precision == DayPrecision.MONTH:
            day = day.replace(day=monthrange(day.year, day.month)[1])
        return min(day, max(timezone.localdate(self.recorded_at), self.happened_on))

    @property
    def situated(self) -> Situated:
        return Situated(self.state, self.happened_on, self.at_latest)
