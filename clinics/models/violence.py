"""Violence, as the care team writes it down: what kind, when, and nothing that was not said."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases import protocols
from cases.choices import Precision
from cases.protocols import Clock
from clinics import days
from clinics.choices import ALERT_OF, DAY_PRECISIONS, ViolenceKind
from clinics.models.pregnancies import WHICH_DAY
from clinics.models.sexual_health import OfSexualHealth, SexualHealthQuerySet
from staff.choices import Erasure
from staff.encryption import EncryptedTextField

TRAINED_ONLY = _("Only somebody trained for it asks: tick it, or let her see that person.")
HOUR_OF_A_DAY = _("An hour is of a day that is known.")


class ViolenceQuerySet(SexualHealthQuerySet["Violence"]):
    pass


class Violence(OfSexualHealth):
    """One violence that was told or seen. A slip is taken back by another row, and both stay.

    Whether an alert was raised in the same act is kept, not which: its owner reads what the alert
    says, and nothing leads from there to here.
    """

    personal_fields = {
        **dict.fromkeys(["kind", "facts"], Erasure.SHRED),
        **dict.fromkeys(
            ["happened_on", "precision", "happened_time", "is_asked_by_trained",
             "is_alert_raised"],
            Erasure.ROW,
        ),
    }  # fmt: skip

    kind = EncryptedTextField(
        _("what happened"), max_length=12, choices=ViolenceKind, blank=True, default=""
    )
    happened_on = models.DateField(_("which day"), null=True, blank=True)
    precision = models.CharField(
        _("how exactly it is known"),
        max_length=10,
        choices=DAY_PRECISIONS,
        default=Precision.DAY,
    )
    happened_time = models.TimeField(_("at about"), null=True, blank=True)
    facts = EncryptedTextField(_("her or his words"), max_length=2000, blank=True, default="")
    is_asked_by_trained = models.BooleanField(
        _("I am trained to ask and to hear this"), default=False
    )
    is_alert_raised = models.BooleanField(_("raise the protection alert too"), default=False)
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_back_by"
    )

    objects = ViolenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("violence")
        indexes = [
            models.Index(fields=["minor", "-id"], name="clinics_violence_minor"),
            models.Index(fields=["happened_on"], name="clinics_violence_day"),
        ]

    def __str__(self) -> str:
        return f"{self.happened_on or ''}"

    def clean(self) -> None:
        """What no CHECK can read: the words are sealed."""
        if self.takes_back_id is not None:
            return
        if self.kind not in ViolenceKind.values:
            raise ValidationError({"kind": _("Choose what happened.")})
        if self.kind == ViolenceKind.MUTILATION and not self.is_asked_by_trained:
            raise ValidationError({"is_asked_by_trained": TRAINED_ONLY})
        if self.precision == Precision.UNKNOWN:
            self.happened_on = None
        elif self.happened_on is None:
            raise ValidationError({"happened_on": WHICH_DAY})
        else:
            days.check_past("happened_on", self.happened_on)
        if self.happened_time is not None and self.precision != Precision.DAY:
            raise ValidationError({"happened_time": HOUR_OF_A_DAY})

    @property
    def is_day_known(self) -> bool:
        return self.precision == Precision.DAY and self.happened_on is not None

    @property
    def protocol_kind(self) -> str:
        """The kind of alert whose protocol and hours are those of this; raises SealError."""
        return str(ALERT_OF[ViolenceKind(self.kind)])

    @property
    def clocks(self) -> list[Clock]:
        """The hours that run; none when the day is not known; raises SealError."""
        if not self.is_day_known:
            return []
        return protocols.clocks(self.protocol_kind, self.happened_on, self.happened_time)
