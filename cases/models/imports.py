"""Spreadsheets on their way in, and which files were opened by one."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.choices import ImportStep
from cases.models.arrivals import Arrival
from cases.models.minors import Minor
from staff.choices import Compartment, Role
from staff.models import Site, User


class MinorImportQuerySet(models.QuerySet["MinorImport"]):
    def visible_to(self, user: User) -> "MinorImportQuerySet":
        """Its author's alone while it holds rows; what it became, the coordinators'."""
        if Role.COORDINATOR not in user.own_roles or user.is_narrowed:
            return self.none()
        return self.filter(Q(by=user) | Q(step__in=ImportStep.over()))


class MinorImport(models.Model):
    """One spreadsheet: its rows wait here, sealed, between two pages of the same person.

    `table` and `findings` (cases.imports.staging) go once it is imported or given up, and after a
    day. What is left says who, when and how many.
    """

    database_grants = "SELECT, INSERT, UPDATE"
    compartment = Compartment.IDENTITY

    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    step = models.CharField(max_length=10, choices=ImportStep, default=ImportStep.COLUMNS)
    stepped_at = models.DateTimeField(default=timezone.now)

    table = models.BinaryField(default=b"")
    findings = models.BinaryField(default=b"")
    # Where each column is, by its place from the left; the next file with these headings begins so.
    headings = models.CharField(max_length=64, db_index=True)  # a keyed hash
    columns = models.JSONField(default=dict)
    is_year_only = models.BooleanField(default=True)
    # {row of the sheet: choices.RowAnswer}
    answers = models.JSONField(default=dict)

    # Set when the step before this one was tried and did not succeed.
    failed_at = models.DateTimeField(null=True)
    row_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    imported_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = MinorImportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_working(self) -> bool:
        return self.step in ImportStep.working()

    def go_to(self, step: ImportStep, *others: str) -> None:
        """Save the step, with other columns."""
        self.step, self.stepped_at, self.failed_at = step, timezone.now(), None
        self.save(update_fields=["step", "stepped_at", "failed_at", *others])


class ImportedMinor(models.Model):
    """A file opened by a spreadsheet, and the arrival that was registered with it, if any."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.IDENTITY
    personal_fields: dict[str, str] = {}  # two links and nothing else

    of = models.ForeignKey(MinorImport, on_delete=models.PROTECT, related_name="opened")
    minor = models.OneToOneField(Minor, on_delete=models.PROTECT, related_name="+")
    arrival = models.OneToOneField(Arrival, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)
