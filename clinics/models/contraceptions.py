"""Contraception: which method, since when, when it is due again, why it was stopped."""

import datetime
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, OuterRef, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics import days
from clinics.choices import ContraceptionSource, ContraceptionStepKind, StopReason
from clinics.midwifery.lines import methods
from clinics.models.sexual_health import OfSexualHealth, SexualHealthQuerySet
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField, SealedRow

BEFORE_IT = _("It is due again after that day.")
WHICH_METHOD = _("Choose the method.")


def next_due(method: str, day: datetime.date) -> datetime.date | None:
    """Return when a method given on a day is due again; None for one that never is.

    None too after a day that cannot be right, which is refused beside its box.
    """
    line = methods().get(method)
    if line is None or line.interval_days is None or not days.is_likely(day):
        return None
    return day + datetime.timedelta(days=line.interval_days)


class ContraceptionQuerySet(SexualHealthQuerySet["Contraception"]):
    def running(self) -> Self:
        """Those that no row has stopped."""
        return self.exclude(steps__kind=ContraceptionStepKind.STOPPED)

    def with_due(self) -> Self:
        """Annotate when each is due again, as its last row says: due_on."""
        steps = ContraceptionStep.objects.filter(
            contraception=OuterRef("pk"), kind=ContraceptionStepKind.RENEWED
        )
        last = steps.order_by("-pk")
        return self.annotate(
            renewed_on=Subquery(last.values("day")[:1]),
            due_on=Case(
                When(renewed_on__isnull=False, then=Subquery(last.values("next_on")[:1])),
                default=F("next_on"),
            ),
        )


class Contraception(OfSexualHealth):
    """One method, from a day on."""

    personal_fields = {
        **dict.fromkeys(["method", "source", "word"], Erasure.SHRED),
        **dict.fromkeys(["since_on", "next_on"], Erasure.ROW),
    }

    method = EncryptedTextField(_("method"), max_length=20)
    source = EncryptedTextField(
        _("how she has it"),
        max_length=12,
        choices=ContraceptionSource,
    )
    since_on = models.DateField(_("since"), default=timezone.localdate)
    next_on = models.DateField(_("due again on"), null=True, blank=True)
    word = EncryptedTextField(_("a word"), max_length=300, blank=True, default="")

    objects = ContraceptionQuerySet.as_manager()

    # Set by `with_due()`.
    due_on: datetime.date | None
    renewed_on: datetime.date | None

    class Meta:
        indexes = [
            models.Index(fields=["minor", "-id"], name="clinics_contraception_minor"),
            models.Index(fields=["next_on"], name="clinics_contraception_due"),
        ]

    def __str__(self) -> str:
        return f"{self.since_on}"

    def clean(self) -> None:
        if self.method not in methods():
            raise ValidationError({"method": WHICH_METHOD})
        days.check_past("since_on", self.since_on)
        days.check_likely("next_on", self.next_on)
        if self.since_on and self.next_on and self.next_on <= self.since_on:
            raise ValidationError({"next_on": BEFORE_IT})

    def get_method_display(self) -> str:
        """The method in words; a code that is no longer in the data, as it is."""
        return str(methods().get(self.method) or self.method)

    @property
    def is_over(self) -> bool:
        """Whether a row has stopped it; one query."""
        return self.steps.filter(kind=ContraceptionStepKind.STOPPED).exists()

    @property
    def is_late(self) -> bool:
        """Whether it was due before today; asks for `with_due()`."""
        return self.due_on is not None and self.due_on < timezone.localdate()


class ContraceptionStep(SealedRow):
    """That it was given again, or stopped."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.SEXUAL_HEALTH
    personal_fields = {
        **dict.fromkeys(["source", "reason", "word"], Erasure.SHRED),
        **dict.fromkeys(["kind", "day", "next_on"], Erasure.ROW),
    }

    contraception = models.ForeignKey(Contraception, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=ContraceptionStepKind)
    source = EncryptedTextField(
        _("how she has it"), max_length=12, choices=ContraceptionSource, blank=True, default=""
    )
    reason = EncryptedTextField(_("why"), max_length=12, choices=StopReason, blank=True, default="")
    day = models.DateField(_("on"), default=timezone.localdate)
    next_on = models.DateField(_("due again on"), null=True, blank=True)
    word = EncryptedTextField(_("a word"), max_length=300, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["contraception", "kind", "-id"], name="clinics_contraception_last")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        if self.kind == ContraceptionStepKind.STOPPED and self.reason not in StopReason.values:
            raise ValidationError({"reason": _("Say why.")})
        if (
            self.kind == ContraceptionStepKind.RENEWED
            and self.source not in ContraceptionSource.values
        ):
            raise ValidationError({"source": _("Say how she has it.")})
        days.check_past("day", self.day)
        days.check_likely("next_on", self.next_on)
        if self.day and self.next_on and self.next_on <= self.day:
            raise ValidationError({"next_on": BEFORE_IT})

    def sealing_key(self) -> bytes:
        return self.contraception.sealing_key()

    def opening_keys(self) -> list[bytes]:
        return self.contraception.opening_keys()
