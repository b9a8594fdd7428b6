"""What reports keep: weeks that were validated, for good, and exports that are made apart."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.requisitions import SealedByHouse
from reports.choices import ExportStatus, FileFormat, ListKind
from reports.periods import Week
from staff.choices import Compartment
from staff.encryption import EncryptedTextField
from staff.models import Site, User
from staff.permissions import Level, can

# Raised when a figure is counted in another way: a frozen week says which one it was counted with.
DEFINITIONS = 1
# How long a file that was made apart may be fetched.
KEPT = datetime.timedelta(days=1)


class FrozenWeekQuerySet(models.QuerySet["FrozenWeek"]):
    def visible_to(self, user: User) -> "FrozenWeekQuerySet":
        """For whoever reads figures; of their parts, what she may know (reports.permissions)."""
        return self if can(user, Compartment.FIGURES, Level.READ) else self.none()

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


# --- exports that are made apart from the page --------------------------------------------------


class ExportJobQuerySet(models.QuerySet["ExportJob"]):
    def visible_to(self, user: User) -> "ExportJobQuerySet":
        """An export is for whoever asked for it, and for nobody else; not after a PIN."""
        return self.none() if user.is_narrowed else self.filter(asked_by=user)

    def with_status(self) -> "ExportJobQuerySet":
        """Annotate `status` and `status_at`: those of the last step."""
        last = ExportStep.objects.filter(job=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            status=Subquery(last.values("status")[:1]), status_at=Subquery(last.values("at")[:1])
        )

    def standing(self) -> "ExportJobQuerySet":
        """Those of which something may be left: with their status, not erased."""
        rows = self.with_status()
        return rows.exclude(status=ExportStatus.ERASED)  # type: ignore[misc] # annotated

    def since_before(self, instant: datetime.datetime) -> "ExportJobQuerySet":
        """Those to which nothing has happened since then; asks for their status."""
        return self.filter(status_at__lt=instant)

    def newest_first(self) -> "ExportJobQuerySet":
        return self.order_by("-asked_at", "-pk")


class ExportJob(SealedByHouse):
    """A file that takes more than a few seconds, or a second person: asked for, made, fetched.

    The file itself lies in `EXPORTS_DIR`, sealed under `file_key`, for a day (export_store). What
    has happened to it are its steps. `done_count` of `total` lines is how far it is.
    """

    database_grants = "SELECT, INSERT, UPDATE"
    compartment = Compartment.FIGURES
    house_key = "exports"

    kind = models.CharField(max_length=20, choices=ListKind)
    file_format = models.CharField(max_length=10, choices=FileFormat)
    first_day = models.DateField()
    last_day = models.DateField()
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    columns = ArrayField(models.CharField(max_length=40))
    has_names = models.BooleanField(default=False)
    reason = EncryptedTextField(
        _("What it is for"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("Who will read it and what for, without the name of a young person."),
    )
    # Whom it opens for: the holder of this public key, else of the passphrase.
    recipient = models.CharField(max_length=80, blank=True, default="")
    passphrase = EncryptedTextField(max_length=100, blank=True, default="")
    file_key = EncryptedTextField(max_length=64, blank=True, default="")
    size = models.PositiveBigIntegerField(default=0)  # bytes
    total = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ExportJobQuerySet.as_manager()

    # Set by `with_status()`.
    status: str
    status_at: datetime.datetime

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="reports_export_days_in_order",
                violation_error_code="last_day",
                violation_error_message=_("The last day comes before the first one."),
            ),
            models.CheckConstraint(
                condition=Q(has_names=False) | Q(file_format=FileFormat.CSV),
                name="reports_export_names_in_csv",
                violation_error_message=_("A list with names is made as a CSV."),
            ),
        ]
        indexes = [models.Index(fields=["asked_by", "-asked_at"], name="reports_export_mine")]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_day} {self.last_day}"

    @property
    def expires_at(self) -> datetime.datetime:
        """Asks for `with_status()`; when the file of one that is ready goes."""
        return self.status_at + KEPT

    @property
    def is_ready(self) -> bool:
        return self.status == ExportStatus.DONE and timezone.now() < self.expires_at

    @property
    def filename(self) -> str:
        """Without a name, like all that leaves."""
        ends = f"{self.file_format}.age" if self.has_names else self.file_format
        return f"escale-{self.kind}-{self.first_day}-{self.last_day}.{ends}"


class ExportStep(models.Model):
    """What happened to an export, and when; `by` is empty for what the machine does."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.FIGURES

    job = models.ForeignKey(ExportJob, on_delete=models.PROTECT, related_name="steps")
    status = models.CharField(max_length=10, choices=ExportStatus)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["job", "-id"], name="reports_export_last_step")]

    def __str__(self) -> str:
        return self.get_status_display()
