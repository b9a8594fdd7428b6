"""The card that some young people carry: who has one, lost one, does not want one."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import CardStepKind
from cases.models.minors import Minor
from staff.choices import Compartment, Erasure
from staff.models import User
from staff.permissions import Level, can


class CardStepQuerySet(models.QuerySet["CardStep"]):
    def visible_to(self, user: User) -> "CardStepQuerySet":
        return self.all() if can(user, Compartment.IDENTITY, Level.READ) else self.none()

    def valid(self) -> "CardStepQuerySet":
        """The cards in use: made, and nothing said since. A new card ends the former one."""
        later = CardStep.objects.filter(minor=OuterRef("minor"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later), kind=CardStepKind.MADE)


class CardStep(models.Model):
    """One thing that happened to a young person's card, or that she does not want one.

    What is printed on the card is nowhere here: only its keyed number (cases.cards).
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.IDENTITY
    personal_fields = {"kind": Erasure.ROW, "fingerprint": Erasure.ROW}

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="card_steps")
    kind = models.CharField(_("card"), max_length=10, choices=CardStepKind)
    fingerprint = models.BigIntegerField(null=True, blank=True, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = CardStepQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["minor", "-id"], name="cases_card_last")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=CardStepKind.MADE, fingerprint__isnull=False)
                | Q(kind__in=[CardStepKind.LOST, CardStepKind.DECLINED], fingerprint__isnull=True),
                name="cases_card_bears_a_code",
                violation_error_message=_("A card that is made bears a code, and no other does."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
