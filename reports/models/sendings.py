"""What left the house: of which days, for whom, what was told and what was not."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.choices import OutsideAudience
from staff.choices import Compartment
from staff.models import User
from staff.permissions import Level, can


class SendingQuerySet(models.QuerySet["Sending"]):
    def visible_to(self, user: User) -> "SendingQuerySet":
        """For whoever reads every figure: she sees the preview, and sends."""
        return self if can(user, Compartment.FIGURES, Level.READ) else self.none()

    def around(self, start: datetime.date, end: datetime.date) -> "SendingQuerySet":
        return self.filter(starts_on__lte=start, ends_on__gte=end)

    def bearing_on(self, start: datetime.date, end: datetime.date) -> "SendingQuerySet":
        """Return those of these days, within them, around them, or within those around them.

        The oldest first; in one query, and one more for how far the ones around reach.
        """
        reach = self.around(start, end).aggregate(first=Min("starts_on"), last=Max("ends_on"))
        within = Q(starts_on__gte=reach["first"] or start, ends_on__lte=reach["last"] or end)
        rows = self.filter(within | Q(starts_on__lte=start, ends_on__gte=end))
        return rows.select_related("sent_by").order_by("pk")


class Sending(models.Model):
    """One content that left for one audience: no row a file, and none the second time.

    `told` is [[code, name, part, number], ...] as the audience has it, null where it is masked; the
    part "=" is what a list comes to. `withheld` has, in the same way, the numbers behind those and
    the lines that went into "others": later files are masked by them (reports.nested). `digest`:
    the SHA-256 of `told`.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.FIGURES

    period = models.CharField(max_length=10)  # as it stands in an address: 2026-W47, 2026-11
    starts_on = models.DateField()
    ends_on = models.DateField()
    audience = models.CharField(max_length=10, choices=OutsideAudience)
    told = models.JSONField(blank=True)
    withheld = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = SendingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "audience", "digest"],
                name="reports_sending_once",
                violation_error_message=_("A colleague has just sent the same figures."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")) & ~Q(period=""),
                name="reports_sending_days",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                condition=Q(audience__in=OutsideAudience.values),
                name="reports_sending_audience",
                violation_error_code="audience",
                violation_error_message=_("Figures are sent to partners or to the public."),
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
                name="reports_sending_digest",
                violation_error_code="digest",
                violation_error_message=_("What was sent has no seal."),
            ),
        ]
        indexes = [
            models.Index(fields=["starts_on", "ends_on"], name="reports_sending_by_days"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.audience}"
