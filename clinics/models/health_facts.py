"""What holds between consultations: allergies, chronic conditions, medicines, results awaited.

Rows that nobody changes: what was said and by whom it was written, then that it is over. That
nobody has asked yet is no row; "none" and "does not wish to answer" are.
"""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Minor, SealedOfMinor
from clinics.choices import Condition, FactAnswer, FactKind
from staff.choices import Erasure
from staff.encryption import EncryptedTextField, SealedRow
from staff.models import User
from staff.permissions import Compartment, Level, can


class HealthFactQuerySet(models.QuerySet["HealthFact"]):
    def visible_to(self, user: User) -> "HealthFactQuerySet":
        return self.all() if can(user, Compartment.HEALTH, Level.READ) else self.none()

    def with_authors(self) -> "HealthFactQuerySet":
        """With who wrote each and how it ended: one query for the whole file."""
        return self.select_related("recorded_by", "end", "end__by")


class HealthFact(SealedOfMinor):
    """One thing said: "penicillin: a rash", "asthma", or that there is none."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH
    personal_fields = {
        **dict.fromkeys(["answer", "condition", "what", "detail", "prescriber"], Erasure.SHRED),
        **dict.fromkeys(["kind", "since_on", "until_on"], Erasure.ROW),
    }

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="health_facts")
    kind = models.CharField(max_length=10, choices=FactKind)
    answer = EncryptedTextField(_("answer"), max_length=10, choices=FactAnswer)
    condition = EncryptedTextField(
        _("which one"), max_length=15, choices=Condition, blank=True, default=""
    )
    what = EncryptedTextField(_("what"), max_length=120, blank=True, default="")
    detail = EncryptedTextField(_("details"), max_length=300, blank=True, default="")
    prescriber = EncryptedTextField(_("prescribed by"), max_length=120, blank=True, default="")
    since_on = models.DateField(_("since"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = HealthFactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["minor", "-id"], name="clinics_fact_minor")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True)
                | Q(since_on__isnull=True)
                | Q(until_on__gte=F("since_on")),
                name="clinics_fact_ends_after_start",
                violation_error_code="until_on",
                violation_error_message=_("The end comes before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        """What is there is named; what is not there has no name. No CHECK reads sealed words."""
        is_named = bool(self.what.strip()) or self.condition not in ("", Condition.OTHER)
        if self.answer == FactAnswer.YES and not is_named:
            raise ValidationError({"what": _("Say in a few words what it is.")})
        if self.answer != FactAnswer.YES and (is_named or self.condition):
            raise ValidationError({"answer": _("Something is written below: choose “Yes”.")})

    @property
    def name(self) -> str:
        """What it is, as a page shows it."""
        words = [str(self.shown(part)) for part in ("condition", "what")]
        return " – ".join(word for word in words if word)

    @property
    def has_ended(self) -> bool:
        return hasattr(self, "end")

    def is_past(self, day: datetime.date) -> bool:
        """Whether it was to last until a day that has gone by."""
        return self.until_on is not None and self.until_on < day


class HealthFactEnd(SealedRow):
    """That it is over, or that it was written by mistake."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH
    personal_fields = {
        "ended_on": Erasure.ROW,
        "is_mistake": Erasure.ROW,
        "word": Erasure.SHRED,
    }

    fact = models.OneToOneField(
        HealthFact,
        on_delete=models.PROTECT,
        related_name="end",
        error_messages={"unique": _("A colleague has ended it already.")},
    )
    ended_on = models.DateField(_("since when"), default=timezone.localdate)
    is_mistake = models.BooleanField(_("It was written by mistake"), default=False)
    word = EncryptedTextField(_("a word"), max_length=300, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.ended_on}"

    def clean(self) -> None:
        since_on = self.fact.since_on
        if since_on is not None and self.ended_on and self.ended_on < since_on:
            raise ValidationError({"ended_on": _("The end comes before the beginning.")})

    def sealing_key(self) -> bytes:
        return self.fact.sealing_key()

    def opening_keys(self) -> list[bytes]:
        return self.fact.opening_keys()
