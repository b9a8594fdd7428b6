"""What a young person is entitled to: asked for, obtained, until when; each change is a row."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.births import anniversary
from cases.models import Minor, SealedOfMinor
from referrals import entitlement_rules
from referrals.choices.entitlements import YEARLY, EntitlementKind, EntitlementStatus
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField, SealedRow
from staff.models import Site, User
from staff.permissions import Level, can


class EntitlementQuerySet(models.QuerySet["Entitlement"]):
    def visible_to(self, user: User) -> "EntitlementQuerySet":
        return self if can(user, Compartment.SOCIAL, Level.READ) else self.none()

    def with_state(self) -> "EntitlementQuerySet":
        """Annotate `status`, `since` and `valid_until`: those of the step that comes last."""
        last = EntitlementStep.objects.filter(entitlement=OuterRef("pk"))
        last = last.order_by("-happened_on", "-pk")
        return self.annotate(
            status=Subquery(last.values("status")[:1]),
            since=Subquery(last.values("happened_on")[:1]),
            valid_until=Subquery(last.values("valid_until")[:1]),
        )


class Entitlement(SealedOfMinor):
    """One entitlement. How far it has come is what the last of its steps says."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.SOCIAL
    personal_fields = {"kind": Erasure.ROW, "reference": Erasure.SHRED}

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="entitlements")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(gettext_lazy("entitlement"), max_length=20, choices=EntitlementKind)
    reference = EncryptedTextField(gettext_lazy("file number"), max_length=100, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["minor"], name="referrals_entitlement_minor")]

    def __str__(self) -> str:
        return self.get_kind_display()

    # Set by `with_state()`.
    status: str
    since: datetime.date
    valid_until: datetime.date | None

    @property
    def status_label(self) -> str:
        return str(EntitlementStatus(self.status).label)

    @property
    def days_left(self) -> int | None:
        """Until the end of what is obtained; below 0 once it has expired."""
        if self.status != EntitlementStatus.OBTAINED or self.valid_until is None:
            return None
        return (self.valid_until - timezone.localdate()).days

    @property
    def is_expired(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def rule(self) -> entitlement_rules.Rule:
        return entitlement_rules.rules()[self.kind]

    @property
    def is_expiring(self) -> bool:
        """Whether it is time to ask for it again, and its end not yet past."""
        return self.days_left is not None and 0 <= self.days_left <= self.rule.renew_days

    @property
    def days_silent(self) -> int | None:
        """Since it was filed, where the answer has been awaited for too long."""
        if self.status != EntitlementStatus.FILED:
            return None
        days = (timezone.localdate() - self.since).days
        return days if days >= self.rule.silence_days else None

    @property
    def next_end(self) -> datetime.date | None:
        """A year after its end, for what is given for a year: to be compared with the paper."""
        if self.kind not in YEARLY or self.valid_until is None:
            return None
        return anniversary(self.valid_until, 1)


class EntitlementStep(SealedRow):
    """One thing that became of an entitlement."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.SOCIAL
    personal_fields = {
        "note": Erasure.SHRED,
        **dict.fromkeys(["status", "happened_on", "valid_until"], Erasure.ROW),
    }

    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="steps")
    status = models.CharField(
        gettext_lazy("how far it is"), max_length=10, choices=EntitlementStatus
    )
    happened_on = models.DateField(gettext_lazy("date"), default=timezone.localdate)
    valid_until = models.DateField(
        gettext_lazy("valid until"),
        null=True,
        blank=True,
        help_text=gettext_lazy("As the paper says."),
    )
    note = EncryptedTextField(gettext_lazy("note"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["entitlement", "-happened_on", "-id"], name="referrals_entitlement_last"
            ),
            models.Index(
                fields=["valid_until"],
                condition=Q(valid_until__isnull=False),
                name="referrals_entitlement_end",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(status=EntitlementStatus.OBTAINED),
                name="referrals_entitlement_end_of_obtained",
                violation_error_code="valid_until",
                violation_error_message=gettext_lazy("Only what is obtained has an end."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("happened_on")),
                name="referrals_entitlement_ends_after_start",
                violation_error_code="valid_until",
                violation_error_message=gettext_lazy("It ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_status_display()

    def sealing_key(self) -> bytes:
        return self.entitlement.sealing_key()

    def opening_keys(self) -> list[bytes]:
        return self.entitlement.opening_keys()

    def clean(self) -> None:
        """A refusal says why; an end is asked of what is given for a year."""
        if self.status == EntitlementStatus.REFUSED and not self.note.strip():
            raise ValidationError({"note": _("Say why it was refused, in a few words.")})
        is_held = self.status == EntitlementStatus.OBTAINED
        if is_held and self.entitlement.kind in YEARLY and self.valid_until is None:
            raise ValidationError({"valid_until": _("Until when? The paper says it.")})
