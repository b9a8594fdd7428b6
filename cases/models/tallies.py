"""What a site handed out, counted without names: meals, showers, laundry, kits."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import MOST_A_DAY, Service
from staff.choices import Compartment
from staff.models import Site, User
from staff.permissions import Level, can


class TallyStepQuerySet(models.QuerySet["TallyStep"]):
    def visible_to(self, user: User) -> "TallyStepQuerySet":
        """A tally is a site's, for those who read identity."""
        if not can(user, Compartment.IDENTITY, Level.READ):
            return self.none()
        if user.is_mission_wide:
            return self.all()
        return self.filter(site__in=user.site_ids)

    def on(self, day: datetime.date, site: Site) -> "TallyStepQuerySet":
        return self.filter(day=day, site=site)

    def standing(self) -> "TallyStepQuerySet":
        """Without those undone, nor what undid them: what was handed out is their sum."""
        return self.filter(undoes__isnull=True, undone_by__isnull=True)


class TallyStep(models.Model):
    """So many more, or fewer, of one service on one day.

    Rows are added up and never changed, so that two people who tap at once both count. A service
    without a standing row was not counted that day; one whose rows add up to 0 was, and there was
    none. Nobody is named but who counted.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.IDENTITY  # whoever may know of arrivals; it holds nothing of a person

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    service = models.CharField(max_length=15, choices=Service)
    amount = models.SmallIntegerField()
    # False: somebody corrects the day to "not counted", and takes away what had been counted.
    is_counted = models.BooleanField(default=True)
    is_correction = models.BooleanField(default=False)
    undoes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_by",
        db_index=False,  # its constraint has one
    )
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = TallyStepQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["site", "day"], name="cases_tally_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(service__in=Service.values),
                name="cases_tally_of_a_service",
                violation_error_message=_("Choose a service of the list."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=-MOST_A_DAY, amount__lte=MOST_A_DAY),
                name="cases_tally_amount_possible",
                violation_error_message=_("This is more than a site hands out in a day."),
            ),
            models.CheckConstraint(
                condition=Q(is_counted=True) | Q(amount__lte=0, is_correction=True),
                name="cases_tally_not_counted_is_corrected",
                violation_error_message=_("What was not counted adds nothing."),
            ),
            models.UniqueConstraint(
                fields=["undoes"],
                name="cases_tally_undone_once",
                violation_error_message=_("This has been undone already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_service_display()} {self.signed}"

    @property
    def signed(self) -> str:
        return f"{self.amount:+}".replace("-", "\N{MINUS SIGN}")

    @property
    def is_late(self) -> bool:
        """Whether it was entered after the day it is about."""
        return timezone.localdate(self.at) > self.day
