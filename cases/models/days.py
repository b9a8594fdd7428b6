"""The log of a site's day, desk by desk, and its closing."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import LogDesk
from cases.models.requisitions import SealedByHouse, wrapped_key
from staff.choices import Compartment
from staff.encryption import EncryptedTextField
from staff.models import Site, User
from staff.permissions import Level, can


class DayEntryQuerySet(models.QuerySet["DayEntry"]):
    def visible_to(self, user: User) -> "DayEntryQuerySet":
        """The log of a site, for those who read who came there."""
        if not can(user, Compartment.IDENTITY, Level.READ):
            return self.none()
        if user.is_mission_wide:
            return self.all()
        return self.filter(site__in=user.site_ids)

    def with_key(self) -> "DayEntryQuerySet":
        return self.annotate(wrapped_key=wrapped_key(DayEntry.house_key))


class DayEntry(SealedByHouse):
    """What a desk hands over of its day. Never changed; a late one keeps the real date.

    It belongs to no file, so it names nobody: a reference at most.
    """

    database_grants = "SELECT, INSERT"
    house_key = "days"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"), default=timezone.localdate)
    desk = models.CharField(_("desk"), max_length=15, choices=LogDesk)
    text = EncryptedTextField(_("what the others should know"), max_length=1000)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = DayEntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["site", "day"], name="cases_dayentry_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(desk__in=LogDesk.values),
                name="cases_dayentry_desk",
                violation_error_code="desk",
                violation_error_message=_("Choose a desk of the list."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.get_desk_display()}"

    @property
    def is_late(self) -> bool:
        """Whether it was written after the day it is about."""
        return timezone.localdate(self.written_at) > self.day


class DayClosing(models.Model):
    """Somebody went through the evening's page to its end."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.IDENTITY  # whoever may know of arrivals; it holds nothing of a person

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(default=timezone.localdate)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "day"],
                name="cases_dayclosing_once",
                violation_error_message=_("A colleague has closed this day already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


def closing_of(site: Site, day: datetime.date) -> DayClosing | None:
    return DayClosing.objects.filter(site=site, day=day).select_related("by").first()
