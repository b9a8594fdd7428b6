"""Exceptional access ("break-glass"): one hour in a file out of one's scope, for a reason."""

import datetime

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.keys import SealedOfMinor
from cases.models.minors import Minor
from staff import history
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField
from staff.models import User
from staff.permissions import Level, can

LASTS = datetime.timedelta(hours=1)
SHORTEST_REASON = 10  # characters


class ExceptionalAccessQuerySet(models.QuerySet["ExceptionalAccess"]):
    def visible_to(self, user: User) -> "ExceptionalAccessQuerySet":
        """The coordination reads them all; everybody her own."""
        if can(user, Compartment.PROTECTION, Level.READ):
            return self.all()
        return self.filter(opened_by=user)

    def open_to(self, user: User, compartment: str) -> "ExceptionalAccessQuerySet":
        """Those of this person that have not ended."""
        return self.filter(opened_by=user, opened=compartment, expires_at__gt=timezone.now())

    def unread_first(self) -> "ExceptionalAccessQuerySet":
        """What nobody has seen yet on top, then the newest."""
        return self.order_by(F("reviewed_at").desc(nulls_first=True), "-opened_at", "-pk")

    def unread(self) -> "ExceptionalAccessQuerySet":
        return self.filter(reviewed_at__isnull=True)


@history.track()
class ExceptionalAccess(SealedOfMinor):
    """Who opened which compartment of which file, why, until when, and who has seen it.

    The row itself is protection's: its reason is for whoever asked and for the coordination.
    """

    database_grants = "SELECT, INSERT, UPDATE"
    compartment = Compartment.PROTECTION
    personal_fields = {"reason": Erasure.SHRED}
    impersonal_fields = ("opened",)

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="+")
    opened = models.CharField(max_length=20, choices=Compartment)
    reason = EncryptedTextField(
        _("reason"), max_length=1000, validators=[MinLengthValidator(SHORTEST_REASON)]
    )
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ExceptionalAccessQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["opened_by", "-expires_at"], name="cases_access_open"),
            models.Index(
                F("reviewed_at").desc(nulls_first=True),
                F("opened_at").desc(),
                name="cases_access_unread_first",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at=F("opened_at") + LASTS),
                name="cases_access_lasts_an_hour",
                violation_error_message=_("An exceptional access lasts one hour."),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="cases_access_reviewed_by_someone",
                violation_error_message=_("An access is seen by somebody, at some time."),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("opened_by")),
                name="cases_access_reviewed_by_another",
                violation_error_message=_("Somebody else has to see your exceptional access."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
