"""The deadlines of a file, what became of each, and the rules that a jurist has validated."""

import datetime
import functools

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Minor, SealedOfMinor
from referrals.choices.deadlines import (
    STOP_CHOICES,
    DeadlineStepKind,
    LawyerRole,
    TriggerPrecision,
)
from referrals.deadlines import rules
from referrals.deadlines.counting import PARIS, Precision, Trigger
from referrals.deadlines.rules import Rule, Severity
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField, SealedRow
from staff.models import Site, User
from staff.permissions import Level, can

REMOVAL = "oqtf"  # the procedure whose deadlines ask for a lawyer at once
# What cannot be said without a few words.
REASON_WANTED: dict[str, Promise] = {
    DeadlineStepKind.CORRECTED: _("Say why the computed date is not the right one."),
    DeadlineStepKind.DROPPED: _("Say why it is not to be kept any more."),
}


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def visible_to(self, user: User) -> "DeadlineQuerySet":
        return self.all() if can(user, Compartment.LEGAL, Level.READ) else self.none()

    def open(self) -> "DeadlineQuerySet":
        """Still running, and not of a file that is withdrawn or in the archive."""
        return self.filter(
            state__is_open=True, minor__archived_at__isnull=True, minor__withdrawn_at__isnull=True
        )

    def due_before(self, at: datetime.datetime) -> "DeadlineQuerySet":
        return self.filter(state__due_at__lte=at)

    def first_due(self) -> "DeadlineQuerySet":
        return self.order_by("state__due_at", "pk")

    def of_removal(self) -> "DeadlineQuerySet":
        """Those of an order to leave, for which no lawyer has been reached yet."""
        return self.filter(state__needs_lawyer=True)


class Deadline(SealedOfMinor):
    """A deadline as it was computed: by which rule, from what, until when. Never changed.

    The row of the rule is kept with it: a rule that is superseded keeps its past results.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.LEGAL
    personal_fields = {
        "word": Erasure.SHRED,
        **dict.fromkeys(
            [
                "rule_code", "rule_version", "rule_row", "happened_at", "precision",
                "computed_on", "computed_at",
            ],
            Erasure.ROW,
        ),
    }  # fmt: skip

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="deadlines")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    rule_code = models.CharField(max_length=30)
    rule_version = models.PositiveSmallIntegerField()
    rule_row = models.JSONField()
    happened_at = models.DateTimeField(_("when it happened"))
    precision = models.CharField(max_length=10, choices=TriggerPrecision)
    # The last day, and the moment at which it is over.
    computed_on = models.DateField()
    computed_at = models.DateTimeField()
    word = EncryptedTextField(_("which decision, if there are several"), max_length=200, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["minor", "-id"], name="referrals_deadline_minor")]

    def __str__(self) -> str:
        return self.rule_code

    @functools.cached_property
    def rule(self) -> Rule:
        return rules.read(self.rule_row)

    @property
    def trigger(self) -> Trigger:
        return Trigger(self.happened_at.astimezone(PARIS), Precision(self.precision))

    @property
    def is_removal(self) -> bool:
        return self.rule.procedure == REMOVAL and self.rule.severity == Severity.BLACK


class DeadlineStep(SealedRow):
    """What became of a deadline: one row a change, with its author."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.LEGAL
    personal_fields = {
        "reason": Erasure.SHRED,
        **dict.fromkeys(
            [
                "kind", "stop_kind", "happened_at", "ends_at", "due_on", "due_at",
                "called_role", "is_reached",
            ],
            Erasure.ROW,
        ),
    }  # fmt: skip

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=15, choices=DeadlineStepKind)
    reason = EncryptedTextField(_("why"), max_length=500, blank=True, default="")
    stop_kind = models.CharField(
        _("what stops the clock"), max_length=15, choices=STOP_CHOICES, blank=True, default=""
    )
    # When the clock stopped, or when the lawyer was called; `ends_at`: when it ran again.
    happened_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(_("right date"), null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    called_role = models.CharField(
        _("who was called"), max_length=15, choices=LawyerRole, blank=True, default=""
    )
    is_reached = models.BooleanField(_("reached"), null=True, blank=True)
    undoes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["deadline", "id"], name="referrals_deadline_step")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=DeadlineStepKind.CORRECTED)
                | Q(due_on__isnull=False, due_at__isnull=False),
                name="referrals_deadline_step_right_date",
                violation_error_code="due_on",
                violation_error_message=_("Give the right date."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=DeadlineStepKind.STOPPED)
                | (Q(happened_at__isnull=False) & ~Q(stop_kind="")),
                name="referrals_deadline_step_stopped_since",
                violation_error_code="begins_on",
                violation_error_message=_("Say what stops the clock, and since when."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=DeadlineStepKind.RESUMED) | Q(ends_at__isnull=False),
                name="referrals_deadline_step_resumed_on",
                violation_error_code="ends_on",
                violation_error_message=_("Say when the clock runs again."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True)
                | Q(happened_at__isnull=True)
                | Q(ends_at__gte=F("happened_at")),
                name="referrals_deadline_step_ends_after_start",
                violation_error_code="ends_on",
                violation_error_message=_("The clock starts again before it stopped."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=DeadlineStepKind.CALLED)
                | (Q(happened_at__isnull=False, is_reached__isnull=False) & ~Q(called_role="")),
                name="referrals_deadline_step_call_is_whole",
                violation_error_code="called_role",
                violation_error_message=_(
                    "Say when you called, whom, and whether you got through."
                ),
            ),
            models.UniqueConstraint(
                fields=["undoes"],
                name="referrals_deadline_step_undone_once",
                violation_error_message=_("A colleague has taken this back already."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def sealing_key(self) -> bytes:
        return self.deadline.sealing_key()

    def opening_keys(self) -> list[bytes]:
        return self.deadline.opening_keys()

    def clean(self) -> None:
        """A correction says why: beside what no CHECK can read, since the words are sealed."""
        wanted = REASON_WANTED.get(self.kind)
        if wanted is not None and not self.reason.strip():
            raise ValidationError({"reason": wanted})


class DeadlineState(models.Model):
    """What the steps of a deadline come to: for the lists, which find the next ones by an index.

    Drawn anew from the steps in the transaction of each (`actions.deadlines`).
    """

    database_grants = "SELECT, INSERT, UPDATE"
    compartment = Compartment.LEGAL
    personal_fields = dict.fromkeys(
        ["due_on", "due_at", "is_open", "is_stopped", "needs_lawyer"], Erasure.ROW
    )

    deadline = models.OneToOneField(
        Deadline, on_delete=models.PROTECT, primary_key=True, related_name="state"
    )
    due_on = models.DateField()
    due_at = models.DateTimeField()
    is_open = models.BooleanField(default=True)
    is_stopped = models.BooleanField(default=False)
    needs_lawyer = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(is_open=True), name="referrals_deadline_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on}"

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_at <= timezone.now()


class RuleValidationQuerySet(models.QuerySet["RuleValidation"]):
    def visible_to(self, user: User) -> "RuleValidationQuerySet":
        return self.all() if can(user, Compartment.LEGAL, Level.READ) else self.none()


class RuleValidation(models.Model):
    """That a jurist has read a version of a rule and says that it is right, or is not any more.

    `digest` is that of the row that she read: changed since, it is to be confirmed anew.
    """

    database_grants = "SELECT, INSERT"

    rule_code = models.CharField(max_length=30)
    rule_version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    is_right = models.BooleanField(_("this rule is right"), default=True)
    validated_on = models.DateField(_("validated on"), default=timezone.localdate)
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RuleValidationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["rule_code", "rule_version", "-id"], name="referrals_rule_valid")
        ]

    def __str__(self) -> str:
        return f"{self.rule_code} {self.rule_version}"
