"""Referents: the one colleague who answers for a young person at a desk, and what became of it."""

import functools
import operator

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import COMPARTMENT_OF_REFERENT, DeskKind, ReferentStepKind
from cases.models.keys import SealedOfMinor
from cases.models.minors import Minor
from staff.choices import Compartment, Erasure, Role
from staff.encryption import EncryptedTextField
from staff.models import User
from staff.permissions import Level, can


class ReferentStepQuerySet(models.QuerySet["ReferentStep"]):
    def visible_to(self, user: User) -> "ReferentStepQuerySet":
        """Whoever reads the compartment; the coordinator all of them, to share out."""
        coordinates = Role.COORDINATOR in user.roles
        told = [
            compartment
            for compartment in set(COMPARTMENT_OF_REFERENT.values())
            if coordinates or can(user, compartment, Level.READ)
        ]
        return self.filter(compartment__in=told)

    def current(self) -> "ReferentStepQuerySet":
        """The colleague of each file and desk as it stands: the last step, unless it ended it."""
        later = ReferentStep.objects.filter(
            minor=OuterRef("minor"), desk_kind=OuterRef("desk_kind"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later), colleague__isnull=False)

    def in_use(self) -> "ReferentStepQuerySet":
        """Not of a file that is withdrawn or in the archive."""
        return self.filter(minor__archived_at__isnull=True, minor__withdrawn_at__isnull=True)


class ReferentStep(SealedOfMinor):
    """A colleague named, replaced or gone, at one kind of desk: the last row is what holds.

    It says whom to ask; it opens no compartment to anybody.
    """

    database_grants = "SELECT, INSERT"
    personal_fields = {
        "desk_kind": Erasure.ROW,
        "kind": Erasure.ROW,
        "why": Erasure.SHRED,
    }
    impersonal_fields = ("compartment",)

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="referents")
    desk_kind = models.CharField(_("desk"), max_length=15, choices=DeskKind)
    compartment = models.CharField(max_length=20, choices=Compartment)
    kind = models.CharField(max_length=15, choices=ReferentStepKind)
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("referent"),
    )
    why = EncryptedTextField(_("why"), max_length=300, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ReferentStepQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["minor", "desk_kind", "-id"], name="cases_referent_last"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=functools.reduce(
                    operator.or_,
                    (
                        Q(desk_kind=kind.value, compartment=compartment.value)
                        for kind, compartment in COMPARTMENT_OF_REFERENT.items()
                    ),
                ),
                name="cases_referent_compartment_of_desk",
                violation_error_code="desk_kind",
                violation_error_message=_("Choose the desk of the referent."),
            ),
            models.CheckConstraint(
                condition=Q(kind=ReferentStepKind.ENDED, colleague__isnull=True)
                | ~Q(kind=ReferentStepKind.ENDED) & Q(colleague__isnull=False),
                name="cases_referent_is_somebody",
                violation_error_code="colleague",
                violation_error_message=_("Choose who the referent is, or nobody any more."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
