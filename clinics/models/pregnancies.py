"""A pregnancy: what showed it, how far it is, what she wishes, how it ended."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import Precision
from clinics import days
from clinics.choices import (
    DAY_PRECISIONS,
    Dating,
    PregnancyOutcome,
    PregnancyStepKind,
    PregnancyTest,
    Wish,
)
from clinics.midwifery import term
from clinics.midwifery.lines import pregnancy_rules, pregnancy_steps
from clinics.models.sexual_health import OfSexualHealth, SexualHealthQuerySet
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField, SealedRow

MOST_WEEKS = 44  # since the last period: what is longer is a slip
COUNTED_FROM = _("Say from what it is counted.")
WHICH_DAY = _("Give the day, or say that it is not known.")
HOW_FAR = _("Say how far it was on the day of the ultrasound: from 4 to 44 weeks.")
NOT_A_STEP = _("This step is not one of those of a pregnancy any more.")
BEFORE_IT_BEGAN = _("That was before this pregnancy began: check the day.")
TOO_LONG_AGO = _("It would be over 44 weeks: check the date.")


class PregnancyQuerySet(SexualHealthQuerySet["Pregnancy"]):
    def ongoing(self) -> Self:
        """Those that no row has ended."""
        return self.exclude(steps__kind=PregnancyStepKind.ENDED)

    def with_steps(self) -> Self:
        """With what became of each: two queries for any number."""
        steps = PregnancyStep.objects.select_related("by").order_by("pk")
        rows = self.select_related("recorded_by")
        return rows.prefetch_related(models.Prefetch("steps", steps, to_attr="told"))


class Pregnancy(OfSexualHealth):
    """Opened by what showed it; the rest is said by its steps."""

    personal_fields = {"test": Erasure.SHRED, "tested_on": Erasure.ROW}

    test = EncryptedTextField(_("pregnancy test"), max_length=10, choices=PregnancyTest)
    tested_on = models.DateField(_("on"), default=timezone.localdate)

    objects = PregnancyQuerySet.as_manager()

    # Set by `with_steps()`: what became of it, oldest first.
    told: "list[PregnancyStep]"

    class Meta:
        indexes = [models.Index(fields=["minor", "-id"], name="clinics_pregnancy_minor")]

    def __str__(self) -> str:
        return f"{self.tested_on}"

    def clean(self) -> None:
        days.check_past("tested_on", self.tested_on)

    @property
    def is_over(self) -> bool:
        """Whether a row has ended it; one query."""
        return self.steps.filter(kind=PregnancyStepKind.ENDED).exists()

    def last(self, kind: str) -> "PregnancyStep | None":
        """Return the last thing said of that kind; asks for `with_steps()`."""
        found = [step for step in self.told if step.kind == kind]
        for step in found:
            step.pregnancy = self  # its key, read once
        return found[-1] if found else None

    def done(self) -> "list[PregnancyStep]":
        """Return what was ticked and not taken back, oldest first; asks for `with_steps()`."""
        taken_back = {step.takes_back_id for step in self.told}
        ticked = (step for step in self.told if step.kind == PregnancyStepKind.DONE)
        found = [step for step in ticked if step.pk not in taken_back]
        for step in found:
            step.pregnancy = self  # its key, read once
        return found


class PregnancyStep(SealedRow):
    """How far it is, what she wishes, how it ended: the last one of each kind holds.

    Or that something of the follow-up was done, here or elsewhere; another row takes that back.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.SEXUAL_HEALTH
    personal_fields = {
        **dict.fromkeys(["dating", "scan", "wish", "outcome", "word", "rule"], Erasure.SHRED),
        **dict.fromkeys(["kind", "happened_on", "precision", "is_elsewhere"], Erasure.ROW),
    }

    pregnancy = models.ForeignKey(Pregnancy, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=PregnancyStepKind)
    dating = EncryptedTextField(
        _("counted from"), max_length=10, choices=Dating, blank=True, default=""
    )
    # The first day of the last period, the day of the ultrasound, the day it ended or was done.
    happened_on = models.DateField(_("which day"), null=True, blank=True)
    precision = models.CharField(
        _("how exactly it is known"), max_length=10, choices=DAY_PRECISIONS, default=Precision.DAY
    )
    # What an ultrasound of that day showed, as "12+3": weeks since the last period, and days.
    scan = EncryptedTextField(_("weeks and days"), max_length=5, blank=True, default="")
    wish = EncryptedTextField(
        _("what she wishes"), max_length=10, choices=Wish, blank=True, default=""
    )
    outcome = EncryptedTextField(
        _("how it ended"), max_length=12, choices=PregnancyOutcome, blank=True, default=""
    )
    word = EncryptedTextField(_("a word"), max_length=300, blank=True, default="")
    # What was done: the code of a line of `clinics/data/pregnancy_steps.csv`.
    rule = EncryptedTextField(_("what was done"), max_length=30, blank=True, default="")
    is_elsewhere = models.BooleanField(_("done elsewhere"), default=False)
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_back_by"
    )
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        """What no CHECK can read: the words are sealed."""
        days.check_past("happened_on", self.happened_on)
        if self.kind == PregnancyStepKind.DATED:
            self._clean_dating()
        elif self.kind == PregnancyStepKind.WISH and self.wish not in Wish.values:
            raise ValidationError({"wish": _("Say what she wishes, or that nobody has asked.")})
        elif self.kind == PregnancyStepKind.ENDED:
            if self.outcome not in PregnancyOutcome.values:
                raise ValidationError({"outcome": _("Say how it ended.")})
            if self.happened_on is None:
                raise ValidationError({"happened_on": _("Say which day it was.")})
        elif self.kind == PregnancyStepKind.DONE:
            self._clean_done()

    def _clean_dating(self) -> None:
        if self.dating not in Dating.values:
            raise ValidationError({"dating": COUNTED_FROM})
        if self.precision == Precision.UNKNOWN:
            self.happened_on = None
            return
        if self.happened_on is None:
            raise ValidationError({"happened_on": WHICH_DAY})
        if self.dating == Dating.SCAN and self.scanned is None:
            raise ValidationError({"scan": HOW_FAR})
        beginning = self.beginning
        if beginning is not None:
            least, _most = term.ages_on(beginning, timezone.localdate())
            if least.weeks >= MOST_WEEKS:
                raise ValidationError({"happened_on": TOO_LONG_AGO})

    def _clean_done(self) -> None:
        if self.rule not in {rule.code for rule in pregnancy_steps()}:
            raise ValidationError({"rule": NOT_A_STEP})
        if self.precision == Precision.UNKNOWN:
            self.happened_on = None
        elif self.happened_on is None:
            raise ValidationError({"happened_on": WHICH_DAY})

    def get_rule_display(self) -> str:
        """What was done in words; a code that is no longer in the data, as it is."""
        return str(pregnancy_rules().get(self.rule) or self.rule)

    @property
    def scanned(self) -> tuple[int, int] | None:
        """The weeks and days of the ultrasound; raises SealError."""
        weeks, _sign, more = self.scan.partition("+")
        return (int(weeks), int(more)) if weeks.isdecimal() and more.isdecimal() else None

    @property
    def beginning(self) -> term.Beginning | None:
        """What the term is counted from, None when nobody knows; raises SealError."""
        if self.happened_on is None or self.precision == Precision.UNKNOWN:
            return None
        if self.dating == Dating.SCAN:
            return term.from_scan(self.happened_on, *self.scanned) if self.scanned else None
        return term.from_period(self.happened_on, self.precision)

    def sealing_key(self) -> bytes:
        return self.pregnancy.sealing_key()

    def opening_keys(self) -> list[bytes]:
        return self.pregnancy.opening_keys()
