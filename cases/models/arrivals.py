"""Who came to the centre, and who is there now."""

import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.models.minors import Minor
from staff import history
from staff.choices import Compartment, Erasure
from staff.models import Site, User
from staff.permissions import Level, can


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def visible_to(self, user: User) -> "ArrivalQuerySet":
        """Arrivals are a site's, for those who read identity."""
        if not can(user, Compartment.IDENTITY, Level.READ):
            return self.none()
        if user.is_mission_wide:
            return self.all()
        return self.filter(site__in=user.site_ids)

    def counted(self) -> "ArrivalQuerySet":
        """Without the ones undone."""
        return self.filter(cancelled_at__isnull=True)

    def on(self, day: datetime.date, site: Site | None) -> "ArrivalQuerySet":
        return self.counted().filter(day=day, site=site)

    def with_presence(self) -> "ArrivalQuerySet":
        """Annotate `left_at`: when she left without coming back, None while she is there."""
        return self.annotate(left_at=models.Subquery(away().values("left_at")[:1]))

    def present(self) -> "ArrivalQuerySet":
        return self.filter(~models.Exists(away()))

    def gone(self) -> "ArrivalQuerySet":
        return self.filter(models.Exists(away()))


def away() -> "models.QuerySet[Absence]":
    """The open absence of an arrival, for a subquery."""
    return Absence.objects.filter(arrival=models.OuterRef("pk"), returned_at__isnull=True)


@history.track()
class Arrival(models.Model):
    """One minor, one site, one day: the unit that "passages" counts."""

    database_grants = "SELECT, INSERT, UPDATE"
    compartment = Compartment.IDENTITY
    personal_fields = dict.fromkeys(["day", "needs"], Erasure.ROW)

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="arrivals")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="arrivals")
    day = models.DateField()
    arrived_at = models.DateTimeField(default=timezone.now)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    needs = ArrayField(
        models.CharField(max_length=10, choices=choices.Need),
        verbose_name=_("urgent needs"),
        default=list,
        blank=True,
    )
    # When it was copied from a sheet of paper; empty when it was registered at the door.
    copied_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ArrivalQuerySet.as_manager()

    # Set by `with_presence()`: None while she is there.
    left_at: datetime.datetime | None

    class Meta:
        indexes = [
            models.Index(fields=["day", "site"], name="cases_arrival_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["minor", "site", "day"],
                condition=Q(cancelled_at__isnull=True),
                name="cases_arrival_once_a_day",
                violation_error_message=_("Already registered today."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="cases_arrival_cancelled_by_someone",
                violation_error_message=_("An arrival is undone by somebody, at some time."),
            ),
            models.CheckConstraint(
                condition=~Q(needs__contains=["nothing"]) | Q(needs__len=1),
                name="cases_arrival_nothing_is_alone",
                violation_error_message=_("“Nothing urgent” goes with no other need."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"

    @property
    def needs_text(self) -> str:
        labels = dict(choices.Need.choices)
        return ", ".join(str(labels[need]) for need in self.needs)

    @property
    def urgent_needs(self) -> list[str]:
        return [need for need in self.needs if need != choices.Need.NOTHING]


@history.track()
class Absence(models.Model):
    """From leaving the centre to coming back the same day, if she does."""

    database_grants = "SELECT, INSERT, UPDATE"
    compartment = Compartment.IDENTITY
    personal_fields: dict[str, Erasure] = {}  # instants only

    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, related_name="absences")
    left_at = models.DateTimeField(default=timezone.now)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["arrival"],
                condition=Q(returned_at__isnull=True),
                name="cases_absence_one_open",
                violation_error_message=_("Already registered as gone."),
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_by__isnull=True)
                | Q(
                    returned_by__isnull=False,
                    returned_at__isnull=False,
                    returned_at__gte=F("left_at"),
                ),
                name="cases_absence_returns_after_leaving",
                violation_error_message=_("One comes back after one has left."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.left_at:%H:%M}"
