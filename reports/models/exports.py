"""Exports that are made apart from the page, and what becomes of them."""

import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.requisitions import SealedByHouse
from reports.choices import ExportStatus, FileFormat, ListKind
from staff.choices import Compartment
from staff.encryption import EncryptedTextField
from staff.models import Site, User

# How long a file that was made apart may be fetched.
KEPT = datetime.timedelta(days=1)


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
