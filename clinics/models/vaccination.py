"""Vaccinations: what was given, said or refused; what was answered; rules that a doctor validated.

Nobody changes a row. A slip is taken back by another, and both stay.
"""

import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Minor, SealedOfMinor
from clinics.choices.vaccination import (
    ANSWERS,
    QUESTION_CHOICES,
    VALENCES,
    BodySite,
    Reaction,
    Route,
    VaccinationDate,
    VaccinationKind,
    VaccinationSource,
)
from clinics.vaccination.vaccines import Live, live_of, vaccines
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedJSONField, EncryptedTextField
from staff.models import Site, User
from staff.permissions import Level, can

SAID = {VaccinationDate.DAY: "j F Y", VaccinationDate.MONTH: "F Y", VaccinationDate.YEAR: "Y"}


class VaccinationQuerySet(models.QuerySet["Vaccination"]):
    def visible_to(self, user: User) -> "VaccinationQuerySet":
        return self.all() if can(user, Compartment.HEALTH, Level.READ) else self.none()

    def standing(self) -> "VaccinationQuerySet":
        """Without what was taken back, and the rows that say so."""
        taken_back = Vaccination.objects.filter(takes_back=OuterRef("pk"))
        return self.filter(~Exists(taken_back), takes_back__isnull=True)

    def oldest_first(self) -> "VaccinationQuerySet":
        """By date; those without one last."""
        return self.order_by(models.F("given_on").asc(nulls_last=True), "pk")


class Vaccination(SealedOfMinor):
    """One dose, or one refusal, at a date of which more or less is known.

    `valences` are kept with the brand too: a correction of the table of brands changes no past.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH
    personal_fields = {
        **dict.fromkeys(
            ["brand", "valences", "lot", "body_site", "route", "prescriber", "reaction"],
            Erasure.SHRED,
        ),
        **dict.fromkeys(["kind", "given_on", "precision", "source", "is_agreed"], Erasure.ROW),
    }

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="vaccinations")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=VaccinationKind, default=VaccinationKind.GIVEN)
    brand = EncryptedTextField(gettext_lazy("vaccine"), max_length=30, blank=True, default="")
    valences = EncryptedJSONField(gettext_lazy("valences"), blank=True, default=list)
    # The first possible day, at its precision.
    given_on = models.DateField(gettext_lazy("date"), null=True, blank=True)
    precision = models.CharField(max_length=10, choices=VaccinationDate)
    source = models.CharField(
        gettext_lazy("source"), max_length=10, choices=VaccinationSource, blank=True, default=""
    )
    lot = EncryptedTextField(gettext_lazy("lot"), max_length=40, blank=True, default="")
    body_site = EncryptedTextField(
        gettext_lazy("where"), max_length=15, choices=BodySite, blank=True, default=""
    )
    route = EncryptedTextField(
        gettext_lazy("route"), max_length=10, choices=Route, blank=True, default=""
    )
    is_agreed = models.BooleanField(gettext_lazy("she or he agrees"), default=False)
    prescriber = EncryptedTextField(
        gettext_lazy("prescriber or signed protocol"), max_length=120, blank=True, default=""
    )
    reaction = EncryptedTextField(
        gettext_lazy("reaction"), max_length=10, choices=Reaction, default=Reaction.NOT_ASKED
    )
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_back_by"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = VaccinationQuerySet.as_manager()

    # What a page says of the protocol that it names.
    protocol_notice: Any = None

    class Meta:
        indexes = [models.Index(fields=["minor", "given_on"], name="clinics_vaccination_minor")]
        constraints = [
            models.CheckConstraint(
                condition=Q(precision=VaccinationDate.UNKNOWN, given_on__isnull=True)
                | ~Q(precision=VaccinationDate.UNKNOWN) & Q(given_on__isnull=False),
                name="clinics_vaccination_dated",
                violation_error_code="given_on",
                violation_error_message=gettext_lazy("Give a date, or say that it is unknown."),
            ),
            models.CheckConstraint(
                condition=~Q(source=VaccinationSource.HERE)
                | Q(precision=VaccinationDate.DAY, is_agreed=True)
                | ~Q(kind=VaccinationKind.GIVEN),
                name="clinics_vaccination_agreed",
                violation_error_code="is_agreed",
                violation_error_message=gettext_lazy(
                    "What is given here has its day, and her or his agreement."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind=VaccinationKind.TAKEN_BACK, takes_back__isnull=False)
                | ~Q(kind=VaccinationKind.TAKEN_BACK) & Q(takes_back__isnull=True) & ~Q(source=""),
                name="clinics_vaccination_said_by",
                violation_error_code="source",
                violation_error_message=gettext_lazy("Say where it comes from."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        """What no CHECK can read: the words are sealed."""
        if self.kind == VaccinationKind.TAKEN_BACK:
            return
        if not self.valences:
            raise ValidationError({"brand": _("Choose a vaccine, or what it protects against.")})
        is_given_here = self.source == VaccinationSource.HERE and self.kind == VaccinationKind.GIVEN
        if is_given_here and not self.prescriber.strip():
            raise ValidationError(
                {"prescriber": _("Say who prescribed it, or under which signed protocol.")}
            )
        if self.given_on is not None and self.given_on > timezone.localdate():
            raise ValidationError({"given_on": _("This date has not come yet. Check the year.")})

    @property
    def is_given(self) -> bool:
        return self.kind == VaccinationKind.GIVEN

    @property
    def is_severe(self) -> bool:
        """Whether a severe reaction followed."""
        return bool(self.shown("reaction") == Reaction.SEVERE.label)

    @property
    def taken_back(self) -> "Vaccination | None":
        """The row that takes this one back."""
        return getattr(self, "taken_back_by", None)

    @property
    def held(self) -> list[str]:
        """Its valences; none where they do not open."""
        found = self.shown("valences")
        return found if isinstance(found, list) else []

    @property
    def name(self) -> str:
        """The brand, or what it protects against."""
        brand = str(self.shown("brand"))
        if brand in vaccines():
            return vaccines()[brand].name
        if not self.held:
            return str(self.shown("valences"))
        return ", ".join(str(VALENCES[valence]) for valence in self.held)

    @property
    def live(self) -> Live:
        return live_of(str(self.shown("brand")), self.held)

    @property
    def when(self) -> str:
        """The date as far as it is known."""
        if self.given_on is None:
            return _("date unknown")
        return date_format(self.given_on, SAID[VaccinationDate(self.precision)])

    @property
    def span(self) -> tuple[datetime.date, datetime.date] | None:
        """The first and the last day on which it may have been given; None when nobody knows.

        Never after the day on which it was recorded.
        """
        if self.given_on is None:
            return None
        last = {
            VaccinationDate.DAY: self.given_on,
            VaccinationDate.MONTH: _end_of_month(self.given_on),
            VaccinationDate.YEAR: datetime.date(self.given_on.year, 12, 31),
        }[VaccinationDate(self.precision)]
        recorded_on = timezone.localdate(self.recorded_at)
        return self.given_on, max(self.given_on, min(last, recorded_on))


def _end_of_month(day: datetime.date) -> datetime.date:
    next_month = (day.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return next_month - datetime.timedelta(days=1)


class VaccinationAnswerQuerySet(models.QuerySet["VaccinationAnswer"]):
    def visible_to(self, user: User) -> "VaccinationAnswerQuerySet":
        return self.all() if can(user, Compartment.HEALTH, Level.READ) else self.none()


class VaccinationAnswer(SealedOfMinor):
    """What was answered, or measured, about vaccinations. The last row of a question holds.

    An empty answer says that it is not known any more: it is asked again.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH
    personal_fields = {"question": Erasure.ROW, "answer": Erasure.SHRED}

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="vaccination_answers")
    question = models.CharField(gettext_lazy("question"), max_length=20, choices=QUESTION_CHOICES)
    answer = EncryptedTextField(gettext_lazy("answer"), max_length=20, blank=True, default="")
    answered_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = VaccinationAnswerQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["minor", "question", "-id"], name="clinics_vaccine_answer_last")
        ]

    def __str__(self) -> str:
        return self.get_question_display()

    def clean(self) -> None:
        """What no CHECK can read: an answer is one of its question's."""
        offered = ANSWERS.get(self.question)
        if offered is None or (self.answer and self.answer not in offered.values):
            raise ValidationError({"answer": _("Choose one of the answers.")})

    @property
    def answer_text(self) -> str:
        found = str(self.shown("answer"))
        offered = ANSWERS[self.question]
        return str(offered(found).label) if found in offered.values else found


class VaccinationRuleCheckQuerySet(models.QuerySet["VaccinationRuleCheck"]):
    def visible_to(self, user: User) -> "VaccinationRuleCheckQuerySet":
        return self.all() if can(user, Compartment.HEALTH, Level.READ) else self.none()


class VaccinationRuleCheck(models.Model):
    """That a doctor has read a version of a rule and says that it is right, or is not any more.

    `digest` is that of the row that she read: changed since, it is to be validated anew. What is
    said in a demonstration holds in a demonstration.
    """

    database_grants = "SELECT, INSERT"

    rule_code = models.CharField(max_length=30)
    rule_version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    is_right = models.BooleanField(gettext_lazy("these rules are right"), default=True)
    validated_on = models.DateField(gettext_lazy("validated on"), default=timezone.localdate)
    note = models.CharField(gettext_lazy("note"), max_length=300, blank=True, default="")
    is_demonstration = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = VaccinationRuleCheckQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["rule_code", "rule_version", "-id"], name="clinics_vaccine_rule_last"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule_code} {self.rule_version}"
