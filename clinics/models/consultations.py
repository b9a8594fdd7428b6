"""Consultations: what was seen, measured, done, and when to come back. Two books, never mixed:
the health file, and sexual and reproductive health, which only its own professions know of.

What was found and done is sealed; the days, the place and the author are not: others may know that
somebody was seen, and when next.
"""

from decimal import Decimal
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Minor, SealedOfMinor
from clinics.choices import Motif, SexualHealthMotif
from clinics.vitals import LIMITS
from staff.choices import Erasure
from staff.encryption import EncryptedDecimalField, EncryptedJSONField, EncryptedTextField
from staff.models import Site, User
from staff.permissions import Compartment, Level, can

Row = TypeVar("Row", bound="AnyConsultation")

# name: (lowest, highest) that can be true.
PRESSURE = ("systolic", "diastolic")
VITAL_BOUNDS = {limit.name: (limit.low, limit.high) for limit in LIMITS.values()}
IMPOSSIBLE = _("This value cannot be true. Check the unit.")
OUT_OF_ORDER = _("Blood pressure takes two numbers, the first one higher than the second.")


class ConsultationQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> "ConsultationQuerySet[Row]":
        """Open to the mission's care team of its compartment, whatever the site."""
        return self.all() if can(user, self.model.compartment, Level.READ) else self.none()

    def newest_first(self) -> "ConsultationQuerySet[Row]":
        return self.order_by("-day", "-pk")


def vital(label: Any, name: str) -> EncryptedDecimalField:
    """A measure, or nothing when it was not taken; outside its bounds it cannot be true.

    The bounds are data with their source (`clinics/data/vital_limits.csv`).
    """
    low, high = VITAL_BOUNDS[name]
    return EncryptedDecimalField(
        label,
        null=True,
        blank=True,
        validators=[MinValueValidator(low, IMPOSSIBLE), MaxValueValidator(high, IMPOSSIBLE)],
    )


def indexes(prefix: str) -> list[models.Index]:
    return [
        models.Index(fields=["minor", "-day"], name=f"{prefix}_minor"),
        models.Index(fields=["day", "site"], name=f"{prefix}_day"),
    ]


def follow_up_later(prefix: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(follow_up_on__isnull=True) | Q(follow_up_on__gt=F("day")),
        name=f"{prefix}_follow_up_later",
        violation_error_code="follow_up_on",
        violation_error_message=_("The next visit comes after this one."),
    )


class AnyConsultation(SealedOfMinor):
    """One consultation, on the day care was given. Each book has its own motifs."""

    database_grants = "SELECT, INSERT"
    compartment: Compartment
    personal_fields = {
        **dict.fromkeys(["motif", *VITAL_BOUNDS, "checks", "observation", "care"], Erasure.SHRED),
        **dict.fromkeys(["day", "follow_up_on"], Erasure.ROW),
    }

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="%(class)ss")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="%(class)ss")
    day = models.DateField(_("date of care"), default=timezone.localdate)
    temperature = vital(_("temperature"), "temperature")
    pulse = vital(_("pulse"), "pulse")
    respiration = vital(_("breathing rate"), "respiration")
    systolic = vital(_("systolic pressure"), "systolic")
    diastolic = vital(_("diastolic pressure"), "diastolic")
    oxygen = vital(_("oxygen saturation"), "oxygen")
    weight = vital(_("weight"), "weight")
    height = vital(_("height"), "height")
    glycaemia = vital(_("blood sugar"), "glycaemia")
    # What was confirmed when it was asked back, by whom and when; the band of ages of its flags:
    # {"band": "13-", "confirmed": [{"name", "value", "why", "answer", "by", "at"}]}.
    checks = EncryptedJSONField(null=True, blank=True, editable=False)
    observation = EncryptedTextField(_("what was found"), max_length=4000, blank=True)
    care = EncryptedTextField(_("care given"), max_length=4000, blank=True)
    follow_up_on = models.DateField(_("next visit"), null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.day}"

    def clean(self) -> None:
        """Blood pressure is two numbers in order: what no CHECK can read any more."""
        if (self.systolic is None) != (self.diastolic is None):
            missing = "diastolic" if self.diastolic is None else "systolic"
            raise ValidationError({missing: OUT_OF_ORDER})
        if self.systolic is not None and self.systolic <= self.diastolic:
            raise ValidationError({"diastolic": OUT_OF_ORDER})

    @property
    def vitals(self) -> list[tuple[str, str]]:
        """What was measured, as (label, value with its unit); what does not open says so."""
        measured: list[tuple[str, str]] = []
        pressure = [plain(self.shown(name)) for name in PRESSURE]
        if all(pressure):
            measured.append((str(_("blood pressure")), f"{'/'.join(pressure)} mmHg"))
        for name, unit in UNITS.items():
            if value := plain(self.shown(name)):
                kept = self._meta.get_field(name)
                label = str(kept.verbose_name)  # type: ignore[union-attr] # never a relation
                measured.append((label, f"{value} {unit}"))
        return measured


class Consultation(AnyConsultation):
    """A consultation of the health file, by a nurse or a doctor."""

    compartment = Compartment.HEALTH

    motif = EncryptedTextField(_("motif"), max_length=20, choices=Motif)

    objects: "models.Manager[Consultation]" = ConsultationQuerySet["Consultation"].as_manager()

    class Meta:
        indexes = indexes("clinics_consultation")
        constraints = [follow_up_later("clinics")]


class SexualHealthConsultation(AnyConsultation):
    """A consultation of sexual and reproductive health: a book of its own, with its own key.

    Nurses, doctors and midwives write it; for everybody else it does not exist, and the week
    gives one total to the coordinator.
    """

    compartment = Compartment.SEXUAL_HEALTH

    motif = EncryptedTextField(_("motif"), max_length=20, choices=SexualHealthMotif)

    objects: "models.Manager[SexualHealthConsultation]" = ConsultationQuerySet[
        "SexualHealthConsultation"
    ].as_manager()

    class Meta:
        indexes = indexes("clinics_sexual_health")
        constraints = [follow_up_later("clinics_sexual_health")]


# Either book: the abstract one has no rows of its own.
Consultations = type[Consultation] | type[SexualHealthConsultation]

UNITS = {limit.name: limit.unit for limit in LIMITS.values() if limit.name not in PRESSURE}


def plain(value: Decimal | Promise | None) -> str:
    """Return the number without useless zeros, in the page's own decimal mark; "" for none."""
    if not isinstance(value, Decimal):
        return "" if value is None else str(value)
    return number_format(value.normalize() if value % 1 else int(value))
