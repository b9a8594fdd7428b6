"""A session carried on a phone that has no network: who prepared it, its key, what it sent."""

from __future__ import annotations

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.choices import OfflineEnd
from clinics.models.sessions import ClinicSession
from staff import history
from staff.models import Device, User


class OfflineSessionQuerySet(models.QuerySet["OfflineSession"]):
    def visible_to(self, user: User) -> OfflineSessionQuerySet:
        """Like the session that it carries: a site's."""
        return self.filter(session__in=ClinicSession.objects.visible_to(user))

    def still_open(self) -> OfflineSessionQuerySet:
        return self.filter(ended_at__isnull=True)

    def expired_at(self, now: datetime.datetime) -> OfflineSessionQuerySet:
        """Those whose key should be gone: what the phone still keeps is too late."""
        return self.still_open().filter(sends_until__lte=now)


# Neither its key nor its secret: they would outlive their end there.
@history.track(exclude=["sealed_key", "secret_hash"])
class OfflineSession(models.Model):
    """One preparation of one phone for one session.

    The phone seals what it keeps for `sealed_key`'s public half and cannot read it again. Here the
    private half lies sealed under the house's key, until the end: then nobody can.
    """

    database_grants = "SELECT, INSERT, UPDATE"

    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(
        ClinicSession, on_delete=models.PROTECT, related_name="offline_sessions"
    )
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField(default=timezone.now)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    sealed_key = models.BinaryField(default=bytes, blank=True)
    writes_until = models.DateTimeField()
    sends_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_why = models.CharField(max_length=10, choices=OfflineEnd, blank=True, default="")

    objects = OfflineSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_why="") & ~Q(sealed_key=b"")
                | Q(ended_at__isnull=False, ended_why__in=OfflineEnd.values, sealed_key=b""),
                name="clinics_offline_ends_with_its_key",
                violation_error_message=_(
                    "Work without network ends for a reason, and its key is destroyed with it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_why__in=["", OfflineEnd.EXPIRED])
                | Q(
                    ended_by__isnull=False,
                    ended_why__in=[OfflineEnd.SETTLED, OfflineEnd.LOST, OfflineEnd.DEVICE],
                ),
                name="clinics_offline_ended_by_someone",
                violation_error_message=_("Somebody ends it, unless its time has passed."),
            ),
            models.CheckConstraint(
                condition=Q(sends_until__gt=models.F("writes_until")),
                name="clinics_offline_sends_after_writing",
                violation_error_message=_("One may send for longer than one may write."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether what its phone keeps can still be read here."""
        return self.ended_at is None and timezone.now() < self.sends_until

    @property
    def why_closed(self) -> OfflineEnd:
        """Why what its phone keeps cannot be read any more."""
        return OfflineEnd(self.ended_why or OfflineEnd.EXPIRED)


class OfflineEntry(models.Model):
    """What a phone sent and was kept, once for each number that the phone drew for it."""

    database_grants = "SELECT, INSERT"

    offline = models.ForeignKey(OfflineSession, on_delete=models.PROTECT, related_name="entries")
    token = models.UUIDField(unique=True)
    received_at = models.DateTimeField(default=timezone.now)
    # It came once the session was closed with its count.
    is_late = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.token}"
