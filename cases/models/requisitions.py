"""Judicial requisitions: the register that the director keeps."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import RequisitionStepKind
from cases.models.minors import Minor
from staff import encryption, keys
from staff.choices import Compartment, Erasure, Role
from staff.encryption import EncryptedTextField, SealedRow
from staff.models import HouseKey, User

HOUSE_KEY = "requisitions"


class SealedByHouse(SealedRow):
    """A row of the house, not of a file: it outlives the file it may name."""

    house_key: ClassVar[str] = HOUSE_KEY

    class Meta:
        abstract = True

    @property
    def sealing_compartment(self) -> str:
        return "house"

    def opening_keys(self) -> list[bytes]:
        return [self.sealing_key()]

    def sealing_key(self) -> bytes:
        wrapped = getattr(self, "wrapped_key", None)  # read with the row by a list
        if not wrapped:
            return keys.house_key(self.house_key)
        place = keys.place_of(HouseKey(name=self.house_key))
        return encryption.open_sealed(bytes(wrapped), compartment="house", place=place)


def wrapped_key(name: str = HOUSE_KEY) -> Subquery:
    """The key of these rows, read with them: one query for a whole list."""
    return Subquery(HouseKey.objects.filter(name=name).values("wrapped")[:1])


class RequisitionQuerySet(models.QuerySet["Requisition"]):
    def visible_to(self, user: User) -> "RequisitionQuerySet":
        return self.all() if Role.DIRECTOR in user.roles else self.none()

    def with_state(self) -> "RequisitionQuerySet":
        """Annotate `last_kind` and `is_closed`: the last thing done, and whether it is over.

        The key that opens the rows comes with them.
        """
        steps = RequisitionStep.objects.filter(requisition=OuterRef("pk"))
        closed = steps.filter(kind=RequisitionStepKind.CLOSED)
        return self.annotate(
            last_kind=Subquery(steps.order_by("-happened_on", "-pk").values("kind")[:1]),
            is_closed=Exists(closed),
            wrapped_key=wrapped_key(),
        )

    def in_force(self) -> "RequisitionQuerySet":
        return self.exclude(steps__kind=RequisitionStepKind.CLOSED)


class Requisition(SealedByHouse):
    """A written demand of a judge, a prosecutor or the police under their authority."""

    database_grants = "SELECT, INSERT"

    received_on = models.DateField(_("received on"), default=timezone.localdate)
    authority = EncryptedTextField(_("authority"), max_length=200)
    number = EncryptedTextField(_("its reference"), max_length=120, blank=True, default="")
    asked = EncryptedTextField(_("what is asked"), max_length=4000)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = RequisitionQuerySet.as_manager()

    # Set by `with_state()`.
    last_kind: str | None
    is_closed: bool

    def __str__(self) -> str:
        return f"{self.received_on}"

    @property
    def held(self) -> "RequisitionHold | None":
        """The file it names, if it names one."""
        return getattr(self, "hold", None)

    @property
    def last_text(self) -> str:
        return str(RequisitionStepKind(self.last_kind).label) if self.last_kind else ""


class RequisitionHold(models.Model):
    """The file that a requisition names: nothing of it is erased until the requisition is closed.

    Apart from the register, which stays when the file itself is erased.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.AUDIT
    personal_fields: dict[str, Erasure] = {}

    requisition = models.OneToOneField(Requisition, on_delete=models.PROTECT, related_name="hold")
    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="requisition_holds")

    def __str__(self) -> str:
        return str(self.pk)


class RequisitionStepQuerySet(models.QuerySet["RequisitionStep"]):
    def with_key(self) -> "RequisitionStepQuerySet":
        return self.annotate(wrapped_key=wrapped_key())


class RequisitionStep(SealedByHouse):
    """One thing done about a requisition: one row a change, with its author."""

    database_grants = "SELECT, INSERT"

    requisition = models.ForeignKey(Requisition, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(_("what was done"), max_length=20, choices=RequisitionStepKind)
    happened_on = models.DateField(_("date"), default=timezone.localdate)
    note = EncryptedTextField(_("note"), max_length=4000, blank=True, default="")
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = RequisitionStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["requisition"],
                condition=Q(kind=RequisitionStepKind.CLOSED),
                name="cases_requisition_closed_once",
                violation_error_code="kind",
                violation_error_message=_("This requisition is already closed."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
