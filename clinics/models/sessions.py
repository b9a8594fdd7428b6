"""A clinic day at a site: opened, its team, closed with what it counted; zero is a number too."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff import history
from staff.choices import SiteKind
from staff.models import Site, User


class ClinicSessionQuerySet(models.QuerySet["ClinicSession"]):
    def visible_to(self, user: User) -> "ClinicSessionQuerySet":
        """Sessions are a site's."""
        if user.is_mission_wide:
            return self.all()
        return self.filter(site__in=user.site_ids)

    def still_open(self) -> "ClinicSessionQuerySet":
        return self.filter(closed_at__isnull=True)

    def of_day(self, site: Site, day: datetime.date) -> "ClinicSessionQuerySet":
        return self.filter(site=site, day=day)

    def newest_first(self) -> "ClinicSessionQuerySet":
        return self.order_by("-day", "-pk")


@history.track()
class ClinicSession(models.Model):
    """One clinic day. `reported_count`: the consultations there were when it was closed."""

    database_grants = "SELECT, INSERT, UPDATE"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"), default=timezone.localdate)
    kind = models.CharField(_("kind"), max_length=15, choices=SiteKind)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reported_count = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = ClinicSessionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["site", "-day"], name="clinics_session_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SiteKind.values),
                name="clinics_session_of_a_kind",
                violation_error_code="kind",
                violation_error_message=_("Choose the kind of session in the list."),
            ),
            models.CheckConstraint(
                condition=Q(
                    closed_at__isnull=True, closed_by__isnull=True, reported_count__isnull=True
                )
                | Q(closed_at__isnull=False, closed_by__isnull=False, reported_count__isnull=False),
                name="clinics_session_closed_with_its_count",
                violation_error_message=_("A session is closed by somebody, with its count."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class SessionMember(models.Model):
    """Somebody works in a session from now on: of the same day, her last row says which."""

    database_grants = "SELECT, INSERT"

    session = models.ForeignKey(ClinicSession, on_delete=models.PROTECT, related_name="members")
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    joined_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["colleague", "-id"], name="clinics_member_last")]

    def __str__(self) -> str:
        return f"{self.session}"
