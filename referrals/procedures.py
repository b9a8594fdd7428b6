"""A young person's procedures: facts that are completed, and events that nobody changes."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Minor, SealedOfMinor
from referrals import pathway
from referrals.choices import DayPrecision, ProcedureKind
from referrals.pathway import STAGES, Stage, Standing
from staff import history
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField, SealedRow
from staff.models import Site, User
from staff.permissions import Level, can

HEARINGS = [stage.code for stage in STAGES.values() if stage.is_hearing]
ENDS = [stage.code for stage in STAGES.values() if stage.ends]
SAID = {DayPrecision.DAY: "j F Y", DayPrecision.MONTH: "F Y", DayPrecision.YEAR: "Y"}


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    def visible_to(self, user: User) -> "ProcedureQuerySet":
        return self if can(user, Compartment.LEGAL, Level.READ) else self.none()

    def with_state(self) -> "ProcedureQuerySet":
        """Annotate `stage_code` and `since`: those of the event that comes last in time."""
        last = ProcedureEvent.objects.standing().filter(procedure=OuterRef("pk"))
        last = last.order_by("-happened_on", "-pk")
        return self.annotate(
            stage_code=Subquery(last.values("stage")[:1]),
            since=Subquery(last.values("happened_on")[:1]),
        )


@history.track()
class Procedure(SealedOfMinor):
    """One procedure. Where it stands is what the last of its events says."""

    database_grants = "SELECT, INSERT, UPDATE"
    compartment = Compartment.LEGAL
    personal_fields = {
        **dict.fromkeys(["authority", "number", "lawyer"], Erasure.SHRED),
        "kind": Erasure.ROW,
    }

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="procedures")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(gettext_lazy("procedure"), max_length=20, choices=ProcedureKind)
    authority = EncryptedTextField(gettext_lazy("court or office"), max_length=200, blank=True)
    number = EncryptedTextField(gettext_lazy("reference number"), max_length=100, blank=True)
    lawyer = EncryptedTextField(gettext_lazy("lawyer"), max_length=200, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["minor"], name="referrals_procedure_minor")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ProcedureKind.values),
                name="referrals_procedure_kind",
                violation_error_code="kind",
                violation_error_message=gettext_lazy("Choose the procedure."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    # Set by `with_state()`.
    stage_code: str
    since: datetime.date

    @property
    def stage(self) -> Stage:
        return STAGES[self.stage_code]

    @property
    def standing(self) -> Standing:
        return Standing(self.stage, self.since)


class ProcedureEventQuerySet(models.QuerySet["ProcedureEvent"]):
    def visible_to(self, user: User) -> "ProcedureEventQuerySet":
        return self if can(user, Compartment.LEGAL, Level.READ) else self.none()

    def standing(self) -> "ProcedureEventQuerySet":
        """Those that were not taken back."""
        taken_back = ProcedureEvent.objects.filter(takes_back=OuterRef("pk"))
        return self.filter(~Exists(taken_back), takes_back__isnull=True)


class ProcedureEvent(SealedRow):
    """The procedure came to a stage, on a day known more or less; nobody changes it.

    One written by mistake is taken back by another that names it.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.LEGAL
    personal_fields = {
        "note": Erasure.SHRED,
        **dict.fromkeys(
            ["stage", "happened_on", "precision", "is_unusual", "hearing_on", "hearing_time"],
            Erasure.ROW,
        ),
    }

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="events")
    stage = models.CharField(
        gettext_lazy("what happened"),
        max_length=3,
        choices=[(stage.code, stage.label) for stage in STAGES.values()],
    )
    # The first possible day, at its precision.
    happened_on = models.DateField(gettext_lazy("date"), default=timezone.localdate)
    precision = models.CharField(max_length=5, choices=DayPrecision, default=DayPrecision.DAY)
    # The table does not list it after the one before: somebody was asked, and said it is so.
    is_unusual = models.BooleanField(default=False)
    hearing_on = models.DateField(gettext_lazy("day of the hearing"), null=True, blank=True)
    hearing_time = models.TimeField(gettext_lazy("time"), null=True, blank=True)
    note = EncryptedTextField(gettext_lazy("note"), max_length=2000, blank=True)
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_back_by"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ProcedureEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["procedure", "-happened_on", "-id"], name="referrals_event_last"),
            models.Index(
                fields=["hearing_on"],
                condition=Q(hearing_on__isnull=False),
                name="referrals_event_hearing",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=list(STAGES)),
                name="referrals_event_stage",
                violation_error_code="stage",
                violation_error_message=gettext_lazy("Choose what happened."),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=HEARINGS, hearing_on__isnull=False)
                | ~Q(stage__in=HEARINGS) & Q(hearing_on__isnull=True, hearing_time__isnull=True),
                name="referrals_event_hearing_dated",
                violation_error_code="hearing_on",
                violation_error_message=gettext_lazy("Give the day of the hearing."),
            ),
        ]

    def __str__(self) -> str:
        return str(STAGES[self.stage].label)

    @property
    def taken_back(self) -> "ProcedureEvent | None":
        """The row that takes this one back."""
        return getattr(self, "taken_back_by", None)

    @property
    def known_day(self) -> datetime.date | None:
        """The day, if it is known to the day."""
        return self.happened_on if self.precision == DayPrecision.DAY else None

    @property
    def when(self) -> str:
        """The date as far as it is known: "6 mars 2026", "mars 2026", "2026"."""
        return date_format(self.happened_on, SAID[DayPrecision(self.precision)])

    def sealing_key(self) -> bytes:
        return self.procedure.sealing_key()

    def opening_keys(self) -> list[bytes]:
        return self.procedure.opening_keys()

    def clean(self) -> None:
        """What no CHECK can read: its kind's stages, closed once, a decision after its petition."""
        stage = STAGES.get(self.stage)
        if stage is None or self.takes_back_id:
            return
        if stage.kind != self.procedure.kind:
            raise ValidationError({"stage": _("This stage is one of another procedure.")})
        if stage.ends:
            self._check_not_closed()
        if stage.decides:
            self._check_filed_before()

    def _check_not_closed(self) -> None:
        last = ProcedureEvent.objects.standing().filter(procedure=self.procedure_id)
        found = last.order_by("happened_on", "pk").last()
        if found is not None and STAGES[found.stage].ends:
            said = _("This procedure is closed already (%(stage)s). Take that back first.")
            raise ValidationError({"stage": said % {"stage": found}})

    def _check_filed_before(self) -> None:
        filing = [stage.code for stage in pathway.stages_of(self.procedure.kind) if stage.files]
        filed = ProcedureEvent.objects.standing().filter(
            procedure=self.procedure_id,
            stage__in=filing,
            precision=DayPrecision.DAY,
            happened_on__gt=self.happened_on,
        )
        if self.precision == DayPrecision.DAY and filed.exists():
            raise ValidationError(
                {"happened_on": _("A decision comes after what it answers. Check the two dates.")}
            )


class HearingCall(models.Model):
    """Somebody tried to reach her about a hearing; one row a try."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.LEGAL
    personal_fields = {"is_reached": Erasure.ROW}

    event = models.ForeignKey(ProcedureEvent, on_delete=models.PROTECT, related_name="calls")
    is_reached = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return _("Reached") if self.is_reached else _("Not reached")
