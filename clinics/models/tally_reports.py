"""What a session counted on paper: how many of each motif, age and sex."""

from collections import Counter

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.choices import Motif
from clinics.choices.anonymous import MOST_A_CELL, TALLY_COLUMNS
from clinics.models.sessions import ClinicSession
from staff.choices import Compartment
from staff.models import User
from staff.permissions import Level, can

Cells = dict[str, dict[str, int]]


class TallyReportQuerySet(models.QuerySet["TallyReport"]):
    def visible_to(self, user: User) -> "TallyReportQuerySet":
        return self.all() if can(user, Compartment.HEALTH, Level.READ) else self.none()

    def current(self) -> "TallyReportQuerySet":
        """The last version of each session."""
        later = TallyReport.objects.filter(
            session=OuterRef("session"), version__gt=OuterRef("version")
        )
        return self.filter(~Exists(later))


class TallyReport(models.Model):
    """A tally sheet, copied. Nobody changes a row: the next version stands in its place.

    `cells` is {motif: {column: count}}, without the zeros; `total` is their sum.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH  # the care team's; it holds nothing of a person

    session = models.ForeignKey(ClinicSession, on_delete=models.PROTECT, related_name="tallies")
    version = models.PositiveSmallIntegerField()
    cells = models.JSONField(default=dict, blank=True)
    total = models.PositiveIntegerField()
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = TallyReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "version"],
                name="clinics_tally_version_once",
                violation_error_message=_("A colleague has entered this tally meanwhile."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}"

    def clean(self) -> None:
        """A structure of the house: motifs and columns of the sheet, counts that can be true."""
        for motif, columns in self.cells.items():
            is_listed = motif in Motif.values and set(columns) <= set(TALLY_COLUMNS)
            if not is_listed or not all(0 < count <= MOST_A_CELL for count in columns.values()):
                raise ValidationError({"cells": _("This is not a tally sheet.")})

    def count_of(self, motif: str, column: str) -> int:
        return self.cells.get(motif, {}).get(column, 0)

    @property
    def by_motif(self) -> Counter[str]:
        return Counter({motif: sum(row.values()) for motif, row in self.cells.items()})
