"""Consultations: what the nurse saw, measured, did, and when to come back."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from cases.models import Minor
from clinics.choices import Motif
from staff.choices import Erasure
from staff.models import Site, User
from staff.permissions import Compartment, Level, can


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, user: User) -> "ConsultationQuerySet":
        """The health file is open to the mission's care team, whatever the site."""
        return self.all() if can(user, Compartment.HEALTH, Level.READ) else self.none()

    def newest_first(self) -> "ConsultationQuerySet":
        return self.order_by("-day", "-pk")


def vital(label: Any, low: str, high: str) -> models.DecimalField:
    """A measure, or nothing when it was not taken; outside `low` to `high` it cannot be true.

    Bounds: MSF's OPD form and OpenHospital's examination parameters, to be signed off by the
    nurse lead (field sheet clinical 1b).
    """
    return models.DecimalField(
        label,
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(low)), MaxValueValidator(Decimal(high))],
    )


# name: (lowest, highest) that can be true; held by the database too.
VITAL_BOUNDS = {
    "temperature": ("25", "47"),
    "pulse": ("20", "260"),
    "respiration": ("4", "90"),
    "systolic": ("40", "300"),
    "diastolic": ("20", "200"),
    "oxygen": ("30", "100"),
    "weight": ("2", "250"),
    "height": ("40", "230"),
    "glycaemia": ("0.2", "8"),
}


class Consultation(models.Model):
    """One consultation with a nurse or a doctor, on the day care was given."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH
    personal_fields = dict.fromkeys(
        ["day", "motif", *VITAL_BOUNDS, "observation", "care", "follow_up_on"], Erasure.ROW
    )

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="consultations")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="consultations")
    day = models.DateField(_("date of care"), default=timezone.localdate)
    motif = models.CharField(_("motif"), max_length=20, choices=Motif)
    temperature = vital(_("temperature"), *VITAL_BOUNDS["temperature"])
    pulse = vital(_("pulse"), *VITAL_BOUNDS["pulse"])
    respiration = vital(_("breathing rate"), *VITAL_BOUNDS["respiration"])
    systolic = vital(_("systolic pressure"), *VITAL_BOUNDS["systolic"])
    diastolic = vital(_("diastolic pressure"), *VITAL_BOUNDS["diastolic"])
    oxygen = vital(_("oxygen saturation"), *VITAL_BOUNDS["oxygen"])
    weight = vital(_("weight"), *VITAL_BOUNDS["weight"])
    height = vital(_("height"), *VITAL_BOUNDS["height"])
    glycaemia = vital(_("blood sugar"), *VITAL_BOUNDS["glycaemia"])
    observation = models.TextField(_("what was found"), max_length=4000, blank=True)
    care = models.TextField(_("care given"), max_length=4000, blank=True)
    follow_up_on = models.DateField(_("next visit"), null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["minor", "-day"], name="clinics_consultation_minor"),
            models.Index(fields=["day", "site"], name="clinics_consultation_day"),
        ]
        constraints = [
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True})
                    | Q(**{f"{name}__gte": Decimal(low), f"{name}__lte": Decimal(high)}),
                    name=f"clinics_{name}_possible",
                    violation_error_message=_("This value cannot be true. Check the unit."),
                )
                for name, (low, high) in VITAL_BOUNDS.items()
            ),
            models.CheckConstraint(
                condition=Q(systolic__isnull=True, diastolic__isnull=True)
                | Q(
                    systolic__isnull=False,
                    diastolic__isnull=False,
                    systolic__gt=F("diastolic"),
                ),
                name="clinics_pressure_in_order",
                violation_error_code="diastolic",
                violation_error_message=_(
                    "Blood pressure takes two numbers, the first one higher than the second."
                ),
            ),
            models.CheckConstraint(
                condition=Q(follow_up_on__isnull=True) | Q(follow_up_on__gt=F("day")),
                name="clinics_follow_up_later",
                violation_error_code="follow_up_on",
                violation_error_message=_("The next visit comes after this one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"

    @property
    def vitals(self) -> list[tuple[str, str]]:
        """What was measured, as (label, value with its unit)."""
        measured: list[tuple[str, str]] = []
        if self.systolic is not None and self.diastolic is not None:
            measured.append((str(_("blood pressure")), f"{plain(self.systolic)}/"
                             f"{plain(self.diastolic)} mmHg"))  # fmt: skip
        for name, unit in UNITS.items():
            value = getattr(self, name)
            if value is not None:
                kept = self._meta.get_field(name)
                label = str(kept.verbose_name)  # type: ignore[union-attr] # never a relation
                measured.append((label, f"{plain(value)} {unit}"))
        return measured


UNITS = {
    "temperature": "°C",
    "pulse": "/min",
    "respiration": "/min",
    "oxygen": "%",
    "weight": "kg",
    "height": "cm",
    "glycaemia": "g/L",
}


def plain(value: Decimal) -> str:
    """Return the number without useless zeros, in the page's own decimal mark."""
    return number_format(value.normalize() if value % 1 else int(value))
