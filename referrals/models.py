"""Referrals to partners, and what became of them."""

import datetime
from collections.abc import Callable

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import registry
from cases.choices import Channel
from cases.models import Appointment, AppointmentStep, Minor, Partner, SealedOfMinor
from referrals.choices import CLOSED, Agreement, ReferralKind, ReferralStatus, SheetField
from referrals.deadline_rows import Deadline as Deadline
from referrals.deadline_rows import DeadlineState as DeadlineState
from referrals.deadline_rows import DeadlineStep as DeadlineStep
from referrals.deadline_rows import RuleValidation as RuleValidation
from referrals.entitlements import Entitlement as Entitlement
from referrals.entitlements import EntitlementStep as EntitlementStep
from referrals.notes import LegalNote as LegalNote
from referrals.notes import NarrativeNote as NarrativeNote
from referrals.papers import LegalPaper as LegalPaper
from referrals.papers import PaperMove as PaperMove
from referrals.papers import PaperTie as PaperTie
from referrals.procedures import HearingCall as HearingCall
from referrals.procedures import Procedure as Procedure
from referrals.procedures import ProcedureEvent as ProcedureEvent
from referrals.situations import Situation as Situation
from staff.choices import Erasure
from staff.encryption import EncryptedTextField, SealedRow
from staff.models import Site, User
from staff.permissions import Compartment, Level, can

# A referral is read by those who may read the compartment it was made in.
COMPARTMENTS = [
    Compartment.SOCIAL,
    Compartment.LEGAL,
    Compartment.HEALTH,
    Compartment.SEXUAL_HEALTH,
    Compartment.PSYCHOLOGY,
]
NO_REASON = _("Say in a few words what is asked of the partner.")
NOT_AWAITED = _("This referral is closed: nothing more is awaited from the partner.")
NOT_THERE = _("This partner was not there on that day: choose among those of the date below.")
# What cannot be told without a few words.
NOTE_WANTED: dict[str, Promise] = {
    ReferralStatus.ANSWERED: _("Write the answer in a few words."),
    ReferralStatus.NOT_SEEN: _("Say why: refused at the door, no papers, telephone lost..."),
}
# Days without news after which the partner is asked again, until the house says otherwise.
SILENT_AFTER = 14
LONGEST_SILENCE = 180


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User) -> "ReferralQuerySet":
        """In full, for whoever may read the compartment it was made in, in that file."""
        return self._of(user, Level.READ, registry.open_to)

    def kept_by(self, user: User) -> "ReferralQuerySet":
        """Those of which this person says what became: of what her desk writes, in her files."""
        return self._of(user, Level.WRITE, registry.in_scope)

    def _of(
        self, user: User, wanted: Level, files: Callable[[User, Compartment], Q]
    ) -> "ReferralQuerySet":
        hers = [Q(compartment=c) & files(user, c) for c in COMPARTMENTS if can(user, c, wanted)]
        return self.filter(Q(*hers, _connector=Q.OR)) if hers else self.none()

    def with_status(self) -> "ReferralQuerySet":
        """Annotate `status`, `status_on`, `status_at` and `expected_on`: those of the last step.

        And of the last step, a chase included, `last_step` and `heard_on`; `silent_after`, the
        days after which the house chases.
        """
        steps = ReferralStep.objects.filter(referral=OuterRef("pk")).order_by("-pk")
        last = steps.exclude(status=ReferralStatus.CHASED)
        # It may have been moved since the step was written.
        slots = AppointmentStep.objects.filter(appointment=OuterRef("appointment"))
        slot = Subquery(slots.filter(day__isnull=False).order_by("-pk").values("day")[:1])
        expected = last.annotate(expected=Coalesce(slot, "appointment_on"))
        delay = SilenceDelay.objects.order_by("-pk").values("days")[:1]
        return self.annotate(
            status=Subquery(last.values("status")[:1]),
            status_on=Subquery(last.values("happened_on")[:1]),
            status_at=Subquery(last.values("recorded_at")[:1]),
            expected_on=Subquery(expected.values("expected")[:1]),
            heard_on=Subquery(steps.values("happened_on")[:1]),
            last_step=Subquery(steps.values("status")[:1]),
            silent_after=Coalesce(Subquery(delay), SILENT_AFTER),
        )

    def in_status(self, *statuses: str) -> "ReferralQuerySet":
        """With the annotations of `with_status`."""
        return self.with_status().filter(status__in=statuses)  # type: ignore[misc] # annotated

    def awaiting_answer(self) -> "ReferralQuerySet":
        """Still open, the longest without news first; not of a file in the archive."""
        in_use = self.filter(minor__archived_at__isnull=True)
        still_open = in_use.in_status(*(s for s in ReferralStatus if s not in CLOSED))
        return still_open.order_by("heard_on", "pk")  # type: ignore[misc] # annotated


class Referral(SealedOfMinor):
    """A minor referred to a partner, by whom, for what, with which agreement."""

    database_grants = "SELECT, INSERT"
    personal_fields = {
        "reason": Erasure.SHRED,
        **dict.fromkeys(["kind", "agreement", "made_on"], Erasure.ROW),
    }
    impersonal_fields = ("compartment",)

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="referrals")
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="referrals", verbose_name=_("partner")
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="referrals")
    kind = models.CharField(_("kind"), max_length=20, choices=ReferralKind)
    compartment = models.CharField(
        _("part of the file"), max_length=20, choices=[(c.value, c.label) for c in COMPARTMENTS]
    )
    reason = EncryptedTextField(
        _("reason"),
        max_length=2000,
        error_messages={"blank": NO_REASON},
        validators=[RegexValidator(r"\S", NO_REASON)],
    )
    agreement = models.CharField(
        _("young person’s agreement"), max_length=10, choices=Agreement, default=Agreement.NOT_ASKED
    )
    made_on = models.DateField(_("made on"), default=timezone.localdate)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["minor", "-made_on"], name="referrals_referral_minor"),
            models.Index(fields=["made_on", "site"], name="referrals_referral_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=[c.value for c in COMPARTMENTS]),
                name="referrals_referral_compartment",
                violation_error_message=_("A referral belongs to the desk that makes it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_on}"

    def clean(self) -> None:
        """Nobody was referred to what was not there yet, or there no more."""
        partner = Partner.objects.filter(pk=self.partner_id).first()
        if partner is not None and self.made_on and not partner.is_active_on(self.made_on):
            raise ValidationError({"partner": NOT_THERE})

    # As its reader may know it: `partner_for`, read by the templates.
    partner_name: str
    # Set by `with_status()`.
    status: str
    status_on: datetime.date
    expected_on: datetime.date | None
    heard_on: datetime.date
    last_step: str
    silent_after: int

    def partner_for(self, user: User) -> str:
        """Return the partner's name at the desk that chose it; elsewhere, what may be known."""
        if can(user, Compartment(self.compartment), Level.WRITE):
            return self.partner.name
        return self.partner.name_for(user)

    @property
    def status_label(self) -> str:
        return str(ReferralStatus(self.status).label)

    @property
    def is_silent(self) -> bool:
        """Whether nothing has been heard, nor asked again, for as long as the house waits.

        While the day of an appointment is to come, nothing is to be asked.
        """
        today = timezone.localdate()
        if self.status in CLOSED or (self.expected_on is not None and self.expected_on >= today):
            return False
        return (today - self.heard_on).days >= self.silent_after

    @property
    def is_chased(self) -> bool:
        """Whether the partner was asked again, and has said nothing since."""
        return self.last_step == ReferralStatus.CHASED


class OfReferral(SealedRow):
    """A row about a referral, sealed as the referral is."""

    referral: Referral

    class Meta:
        abstract = True

    @property
    def compartment(self) -> str:
        return self.referral.compartment

    def sealing_key(self) -> bytes:
        return self.referral.sealing_key()

    def opening_keys(self) -> list[bytes]:
        return self.referral.opening_keys()


class ReferralStep(OfReferral):
    """One thing that became of a referral: one row a change, with its author."""

    database_grants = "SELECT, INSERT"
    personal_fields = {
        "note": Erasure.SHRED,
        **dict.fromkeys(
            ["status", "happened_on", "appointment_on", "appointment_time"], Erasure.ROW
        ),
    }

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="steps")
    status = models.CharField(_("what happened"), max_length=15, choices=ReferralStatus)
    happened_on = models.DateField(_("date"), default=timezone.localdate)
    appointment_on = models.DateField(_("appointment on"), null=True, blank=True)
    appointment_time = models.TimeField(_("time of the appointment"), null=True, blank=True)
    # Whoever may not know the reason sees this one, under its neutral label.
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = EncryptedTextField(_("answer or reason"), max_length=2000, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["referral", "-id"], name="referrals_step_last")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=ReferralStatus.APPOINTMENT) | Q(appointment_on__isnull=False),
                name="referrals_step_appointment_dated",
                violation_error_code="appointment_on",
                violation_error_message=_("Give the date of the appointment."),
            ),
            models.CheckConstraint(
                condition=Q(appointment_time__isnull=True) | Q(appointment_on__isnull=False),
                name="referrals_step_time_of_a_day",
                violation_error_code="appointment_on",
                violation_error_message=_("Give the date of the appointment."),
            ),
            models.CheckConstraint(
                condition=Q(appointment__isnull=True) | Q(status=ReferralStatus.APPOINTMENT),
                name="referrals_step_appointment_taken",
                violation_error_message=_("Only an appointment that is taken is an appointment."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_status_display()

    def clean(self) -> None:
        """An answer says what, a refusal at the door says why: beside what no CHECK can read."""
        wanted = NOTE_WANTED.get(self.status)
        if wanted is not None and not self.note.strip():
            raise ValidationError({"note": wanted})


class ReferralSheet(OfReferral):
    """A sheet handed to a partner: which facts it tells, in the words of that day or today's.

    The facts themselves stay where they are kept; the register says that they were shared.
    """

    database_grants = "SELECT, INSERT"
    personal_fields = {"asked": Erasure.SHRED, "told": Erasure.ROW, "channel": Erasure.ROW}

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="sheets")
    told = ArrayField(
        models.CharField(max_length=15, choices=SheetField), verbose_name=_("what it tells")
    )
    asked = EncryptedTextField(_("what is asked"), max_length=1000, blank=True, default="")
    channel = models.CharField(_("how"), max_length=15, choices=Channel)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(told__len__gte=1),
                name="referrals_sheet_tells",
                violation_error_message=_("Tick what the sheet tells."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"

    @property
    def told_text(self) -> str:
        return ", ".join(str(SheetField(code).label) for code in self.told)


class SilenceDelay(models.Model):
    """After how many days the house asks a partner again; the last row holds."""

    database_grants = "SELECT, INSERT"

    days = models.PositiveSmallIntegerField(_("days without news"), default=SILENT_AFTER)
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=LONGEST_SILENCE),
                name="referrals_silencedelay_days",
                violation_error_code="days",
                violation_error_message=_("Between 1 and 180 days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days}"
