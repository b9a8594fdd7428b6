"""The PCs of the centre that stand as a second factor for whoever works there."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff import history
from staff.models.dates import BLANK
from staff.models.people import User
from staff.models.places import Site


class DeviceQuerySet(models.QuerySet["Device"]):
    def visible_to(self, user: User) -> "DeviceQuerySet":
        """Those of the sites this person is posted to today; all for a mission-wide posting."""
        return self if user.is_mission_wide else self.filter(site_id__in=user.site_ids)


# Neither its secret, nor each time it is seen.
@history.track(exclude=["secret_hash", "last_seen_at"])
class Device(models.Model):
    """One browser on one PC of a site. It keeps a random secret in a cookie, and we its hash."""

    database_grants = "SELECT, INSERT, UPDATE"

    label = models.CharField(_("which PC"), max_length=60)
    site = models.ForeignKey(
        Site, verbose_name=_("site"), on_delete=models.PROTECT, related_name="devices"
    )
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    enrolled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    enrolled_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(label__regex=BLANK),
                name="staff_device_has_label",
                violation_error_code="label",
                violation_error_message=_("Say which PC this is."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="staff_device_revoked_by_someone",
                violation_error_message=_("A PC is revoked by somebody, at a moment."),
            ),
        ]

    def __str__(self) -> str:
        return self.label
