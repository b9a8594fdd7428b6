"""Consultations: what was seen, measured, done, and when to come back. Two books, never mixed:
the health file, and sexual and reproductive health, which only its own professions know of.

What was found and done is sealed; the days, the place and the author are not: others may know that
somebody was seen, and when next.

A consultation is signed when it is saved, by whoever is signed in. For a day its author may correct
it: a row more, which takes the place of the former one; that one stays, and shows the difference.
After that it is closed, measures included, and one adds to it (see addenda).
"""

import datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.choices import language_name
from cases.models import Minor, SealedOfMinor
from clinics import problems
from clinics.choices import (
    INTERPRETED,
    CareAct,
    CareInterpreting,
    Episode,
    MedicineBasis,
    Motif,
    SexualHealthMotif,
    Teller,
)
from clinics.models.sessions import ClinicSession
from clinics.vitals import LIMITS
from referrals.models import Referral
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
# How long its author may correct what she signed.
CORRECTION = datetime.timedelta(hours=24)
NO_LONGER = _("A day has passed since it was signed: add to it instead.")
CORRECTED_ALREADY = _("It was corrected already, in another window: look at what is recorded.")
ON_WHAT_BASIS = _("Say on which prescription, or by which signed protocol.")
BY_WHOM = _("Name the prescriber, or the protocol.")
WHICH_MEDICINES = _("Write which medicines were given.")
WHO_SAYS_SO = _("Say who told it: a nurse finds a problem, and makes no diagnosis.")
# What is written in a consultation, but the measures.
TEXTS = ["motif", "problem", "told_by", "acts", "observation", "care", "medicines",
         "medicine_basis", "medicine_authority"]  # fmt: skip


class ConsultationQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> "ConsultationQuerySet[Row]":
        """Open to the mission's care team of its compartment, whatever the site."""
        return self.all() if can(user, self.model.compartment, Level.READ) else self.none()

    def newest_first(self) -> "ConsultationQuerySet[Row]":
        return self.order_by("-day", "-pk")

    def standing(self) -> "ConsultationQuerySet[Row]":
        """Those in whose place no correction was signed."""
        newer = self.model._base_manager.filter(corrects=OuterRef("pk"))
        return self.filter(~Exists(newer))


class StandingManager(models.Manager[Row]):
    """What is counted, listed and read: of one that was corrected, the correction alone.

    The former ones are reached from there (`former`), and by what walks a whole file.
    """

    def get_queryset(self) -> ConsultationQuerySet[Row]:
        return ConsultationQuerySet[Row](self.model, using=self._db).standing()

    def visible_to(self, user: User) -> ConsultationQuerySet[Row]:
        return self.get_queryset().visible_to(user)

    def newest_first(self) -> ConsultationQuerySet[Row]:
        return self.get_queryset().newest_first()


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


def said(*args: Any, **kwargs: Any) -> EncryptedTextField:
    """A sealed text that may be missing, as it is in what was written before there was any."""
    return EncryptedTextField(*args, blank=True, default="", db_default=b"", **kwargs)


def constraints(prefix: str) -> list[models.BaseConstraint]:
    return [
        follow_up_later(prefix),
        models.UniqueConstraint(
            fields=["corrects"],
            name=f"{prefix}_corrected_once",
            violation_error_message=CORRECTED_ALREADY,
        ),
        models.CheckConstraint(
            condition=Q(corrects__isnull=True) | Q(recorded_at__lt=F("signed_at") + CORRECTION),
            name=f"{prefix}_corrected_in_time",
            violation_error_message=NO_LONGER,
        ),
        models.CheckConstraint(
            condition=Q(interpreter_minutes__isnull=True)
            | Q(interpreting__in=sorted(INTERPRETED), interpreter_minutes__gte=1),
            name=f"{prefix}_minutes_interpreted",
            violation_error_code="interpreter_minutes",
            violation_error_message=_("Say who interpreted, or leave the minutes empty."),
        ),
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
        **dict.fromkeys([*TEXTS, *VITAL_BOUNDS, "checks"], Erasure.SHRED),
        **dict.fromkeys(
            ["day", "follow_up_on", "episode", "interpreting", "interpreter_language",
             "interpreter_minutes"],
            Erasure.ROW,
        ),
    }  # fmt: skip
    motif: str
    corrects_id: int | None
    addenda: "models.QuerySet[Any]"  # a manager, to Django
    every: ClassVar[Any]  # those in whose place a correction stands, too

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
    session = models.ForeignKey(
        ClinicSession,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
    )
    problem = said(_("problem found"), max_length=40)
    told_by = said(_("who says so"), max_length=10, choices=Teller)
    episode = models.CharField(
        _("episode"), max_length=10, choices=Episode, blank=True, default="", db_default=""
    )
    acts = EncryptedJSONField(_("care"), null=True, blank=True)
    medicines = said(_("medicines given"), max_length=1000)
    medicine_basis = said(_("given by"), max_length=15, choices=MedicineBasis)
    medicine_authority = said(_("prescriber or protocol"), max_length=200)
    interpreting = models.CharField(
        _("interpreter"),
        max_length=10,
        choices=CareInterpreting,
        blank=True,
        default="",
        db_default="",
    )
    interpreter_language = models.CharField(
        _("language"), max_length=10, blank=True, default="", db_default=""
    )
    interpreter_minutes = models.PositiveSmallIntegerField(
        _("minutes interpreted"), null=True, blank=True, validators=[MaxValueValidator(600)]
    )
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    # When it was signed first: a correction keeps it.
    signed_at = models.DateTimeField(default=timezone.now, db_default=Now())
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
        self._clean_medicines()
        if self.problem and not self.told_by:
            raise ValidationError({"told_by": WHO_SAYS_SO})

    def _clean_medicines(self) -> None:
        """A nurse gives on a prescription or by a signed protocol: which one is always said."""
        if not self.medicines.strip():
            if self.medicine_basis or self.medicine_authority.strip():
                raise ValidationError({"medicines": WHICH_MEDICINES})
        elif not self.medicine_basis:
            raise ValidationError({"medicine_basis": ON_WHAT_BASIS})
        elif not self.medicine_authority.strip():
            raise ValidationError({"medicine_authority": BY_WHOM})

    @property
    def line(self) -> problems.Problem | None:
        """The line of the list that it is about; raises SealError."""
        return problems.line_of(self.problem, self.motif)

    @property
    def problem_text(self) -> str:
        """The problem as a page shows it, "" for none; what does not open says so."""
        code = self.shown("problem")
        return str(problems.problems().get(code, code))

    @property
    def acts_text(self) -> str:
        acts = self.shown("acts") or []
        if not isinstance(acts, list):
            return str(acts)
        return ", ".join(str(CareAct(act).label) for act in acts)

    @property
    def interpreter_text(self) -> str:
        """Who interpreted, which language, how long; "" when it was not asked."""
        parts = [self.get_interpreting_display()] if self.interpreting else []
        if self.interpreter_language and self.interpreting:
            parts.append(language_name(self.interpreter_language))
        if self.interpreter_minutes:
            parts.append(f"{self.interpreter_minutes} min")
        return ", ".join(map(str, parts))

    @property
    def may_be_corrected(self) -> bool:
        """Whether a day has not passed yet; by whom, the permissions say."""
        return timezone.now() < self.signed_at + CORRECTION

    @property
    def vitals(self) -> list[tuple[str, str]]:
        """What was measured, as (label, value with its unit); what does not open says so."""
        measured: list[tuple[str, str]] = []
        pressure = [plain(self.shown(name)) for name in PRESSURE]
        if all(pressure):
            measured.append((str(_("blood pressure")), f"{'/'.join(pressure)} mmHg"))
        for name, unit in UNITS.items():
            if value := plain(self.shown(name)):
                measured.append((self.label_of(name), f"{value} {unit}"))
        return measured

    @classmethod
    def label_of(cls, name: str) -> str:
        """Return what a column that is no relation is called on screen."""
        return str(cls._meta.get_field(name).verbose_name)  # type: ignore[union-attr] # or a relation


class Consultation(AnyConsultation):
    """A consultation of the health file, by a nurse or a doctor."""

    compartment = Compartment.HEALTH

    motif = EncryptedTextField(_("motif"), max_length=20, choices=Motif)

    # Made in the same act; what becomes of it is the referral's own.
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="consultations"
    )

    objects = StandingManager["Consultation"]()
    every: ClassVar[Any] = ConsultationQuerySet["Consultation"].as_manager()

    class Meta:
        indexes = indexes("clinics_consultation")
        constraints = constraints("clinics")


class SexualHealthConsultation(AnyConsultation):
    """A consultation of sexual and reproductive health: a book of its own, with its own key.

    Nurses, doctors and midwives write it; for everybody else it does not exist, and the week
    gives one total to the coordinator.
    """

    compartment = Compartment.SEXUAL_HEALTH

    motif = EncryptedTextField(_("motif"), max_length=20, choices=SexualHealthMotif)

    objects = StandingManager["SexualHealthConsultation"]()
    every: ClassVar[Any] = ConsultationQuerySet["SexualHealthConsultation"].as_manager()

    class Meta:
        indexes = indexes("clinics_sexual_health")
        constraints = constraints("clinics_sexual_health")


# Either book: the abstract one has no rows of its own.
Consultations = type[Consultation] | type[SexualHealthConsultation]

UNITS = {limit.name: limit.unit for limit in LIMITS.values() if limit.name not in PRESSURE}


def plain(value: Decimal | Promise | None) -> str:
    """Return the number without useless zeros, in the page's own decimal mark; "" for none."""
    if not isinstance(value, Decimal):
        return "" if value is None else str(value)
    return number_format(value.normalize() if value % 1 else int(value))
