"""Weeks that were validated: the figures as they stood, kept for good."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.periods import Week
from staff.choices import Compartment
from staff.models import Site, User
from staff.permissions import Level, can

# Raised when a figure is counted in another way: a frozen week says which one it was counted with.
DEFINITIONS = 2


class FrozenWeekQuerySet(models.QuerySet["FrozenWeek"]):
    def visible_to(self, user: User) -> "FrozenWeekQuerySet":
        """For whoever is told figures; of their parts, what she may know (reports.permissions)."""
        return self if can(user, Compartment.FIGURES, Level.KNOW) else self.none()

    def of(self, week: Week, site: Site | None) -> "FrozenWeekQuerySet":
        """Return the versions of a week at a site, or of all sites together; the last one first."""
        rows = self.filter(year=week.year, number=week.number, site=site)
        return rows.order_by("-version")

    def of_weeks(self, weeks: Iterable[Week], site: Site | None) -> "FrozenWeekQuerySet":
        which = [Q(year=week.year, number=week.number) for week in weeks]
        return self.filter(Q(*which, _connector=Q.OR), site=site)


class FrozenWeek(models.Model):
    """One version of one week, of one site or of all together: every figure, no person.

    `body` is {language: sections}, as reports.freezing writes and reads it; `digest` its SHA-256.
    A late entry changes no row: it is what the next version shows.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.FIGURES

    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveSmallIntegerField(default=1)
    body = models.JSONField()
    definitions = models.PositiveSmallIntegerField(default=DEFINITIONS)
    digest = models.CharField(max_length=64)
    why = models.CharField(
        _("why the figures changed"),
        max_length=200,
        blank=True,
        help_text=_("In a few words, without a name: a sheet copied late, a file joined."),
    )
    frozen_at = models.DateTimeField(default=timezone.now)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = FrozenWeekQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number", "site", "version"],
                name="reports_frozen_once",
                nulls_distinct=False,
                violation_error_message=_("A colleague has just validated this week: look at it."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=53, version__gte=1),
                name="reports_frozen_week",
                violation_error_message=_("A year has 52 weeks, some years 53."),
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(why=""),
                name="reports_frozen_says_why",
                violation_error_code="why",
                violation_error_message=_("Say in a few words why the figures changed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week} v{self.version}"

    @property
    def week(self) -> Week:
        return Week(self.year, self.number)
