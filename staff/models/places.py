"""The centre, its sites, their hours."""

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff import history
from staff.choices import SiteKind, Weekday
from staff.models.dates import BLANK, valid_on

if TYPE_CHECKING:
    from staff.models.people import User


@history.track()
class Centre(models.Model):
    """The one mission this database belongs to, and whether its data are invented."""

    database_grants = "SELECT, INSERT, UPDATE"

    name = models.CharField(_("name"), max_length=100)
    is_demo = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now)
    only_one = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(only_one=True),
                name="staff_centre_only_one",
                violation_error_message=_("A database holds one centre only."),
            ),
            models.CheckConstraint(
                condition=~Q(name__regex=BLANK),
                name="staff_centre_has_name",
                violation_error_message=_("The centre needs a name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SiteQuerySet(models.QuerySet["Site"]):
    def open_on(self, day: datetime.date) -> "SiteQuerySet":
        return self.filter(valid_on(day))

    def visible_to(self, user: "User") -> "SiteQuerySet":
        """The sites this person is posted to today; all of them for a mission-wide posting."""
        if user.is_mission_wide:
            return self.all()
        return self.filter(pk__in=user.site_ids)


@history.track()
class Site(models.Model):
    """A place of work. Queues, tallies and clinic sessions belong to one."""

    database_grants = "SELECT, INSERT, UPDATE"

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=SiteKind, default=SiteKind.DAY_CENTRE)
    valid_from = models.DateField(_("open since"), default=timezone.localdate)
    valid_to = models.DateField(_("closed since"), null=True, blank=True)
    # Who signed in there before signs in again, with the password.
    locked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SiteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name__regex=BLANK),
                name="staff_site_has_name",
                violation_error_message=_("The site needs a name."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="staff_site_closes_after_opening",
                violation_error_code="valid_to",
                violation_error_message=_("The last day comes before the first one."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def hours_today(self) -> list["OpeningHours"]:
        """The weekly hours that hold today, Monday first."""
        today = timezone.localdate()
        kept = [hours for hours in self.opening_hours.all() if hours.holds_on(today)]
        return sorted(kept, key=lambda hours: hours.weekday)


@history.track()
class OpeningHours(models.Model):
    """The hours of a site on one day of the week, for as long as they hold."""

    database_grants = "SELECT, INSERT, UPDATE, DELETE"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    opens_at = models.TimeField(_("opens at"))
    closes_at = models.TimeField(_("closes at"))
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="staff_hours_close_after_opening",
                violation_error_message=_("Closing time comes before opening time."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="staff_hours_end_after_start",
                violation_error_code="valid_to",
                violation_error_message=_("The last day comes before the first one."),
            ),
            models.UniqueConstraint(
                fields=["site", "weekday"],
                condition=Q(valid_to__isnull=True),
                name="staff_hours_one_current",
                violation_error_message=_("This day already has its hours."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}-{self.closes_at:%H:%M}"

    def holds_on(self, day: datetime.date) -> bool:
        """Whether these are the hours of that week; the day of the week is not looked at."""
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)


@history.track()
class OpeningException(models.Model):
    """A date on which a site does not keep its usual hours: closed, or open all the same."""

    database_grants = "SELECT, INSERT, UPDATE, DELETE"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="opening_exceptions")
    day = models.DateField(_("date"))
    is_open = models.BooleanField(_("open that day"), default=False)
    opens_at = models.TimeField(_("opens at"), null=True, blank=True)
    closes_at = models.TimeField(_("closes at"), null=True, blank=True)
    note = models.CharField(_("reason"), max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "day"],
                name="staff_exception_one_per_day",
                violation_error_code="day",
                violation_error_message=_("This date is already in the list."),
            ),
            models.CheckConstraint(
                condition=Q(is_open=False, opens_at__isnull=True, closes_at__isnull=True)
                | Q(
                    is_open=True,
                    opens_at__isnull=False,
                    closes_at__isnull=False,
                    closes_at__gt=F("opens_at"),
                ),
                name="staff_exception_hours_if_open",
                violation_error_message=_(
                    "Give the hours when the site is open, and none when it is closed."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"
