"""The week in words, as the coordination has it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.requisitions import SealedByHouse, wrapped_key
from reports.periods import Week
from staff.choices import Compartment
from staff.encryption import EncryptedTextField
from staff.models import Site, User
from staff.permissions import Level, can


class WeekNoteQuerySet(models.QuerySet["WeekNote"]):
    def visible_to(self, user: User) -> "WeekNoteQuerySet":
        """For whoever reads figures: it is written from those that all of them may know."""
        return self if can(user, Compartment.FIGURES, Level.READ) else self.none()

    def of(self, week: Week, site: Site | None) -> "WeekNoteQuerySet":
        """Return what was written of a week, the last one first, with the key that opens it."""
        rows = self.filter(year=week.year, number=week.number, site=site)
        return rows.order_by("-version").annotate(wrapped_key=wrapped_key(WeekNote.house_key))


class WeekNote(SealedByHouse):
    """A week in words, as the coordination has it; the last version holds.

    It names nobody; sealed all the same, as every free text is.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.FIGURES
    house_key = "weeks"

    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveSmallIntegerField(default=1)
    text = EncryptedTextField(
        _("the week in a few sentences"),
        max_length=1500,
        blank=True,
        default="",
        help_text=_("From the figures, to be completed; without a name."),
    )
    points = EncryptedTextField(
        _("for the coordination"),
        max_length=1000,
        blank=True,
        default="",
        help_text=_("One line each, five at most; without a name."),
    )
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = WeekNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number", "site", "version"],
                name="reports_weeknote_once",
                nulls_distinct=False,
                violation_error_message=_("A colleague has just written this week: read it first."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=53, version__gte=1),
                name="reports_weeknote_week",
                violation_error_message=_("A year has 52 weeks, some years 53."),
            ),
        ]

    def __str__(self) -> str:
        return f"{Week(self.year, self.number)} v{self.version}"

    @property
    def lines(self) -> list[str]:
        """The points, one a line."""
        return [line.strip() for line in str(self.shown("points")).splitlines() if line.strip()]
