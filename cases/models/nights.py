"""Where the young people sleep, and who was named to the partner who finds them a place."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import NO_PLACE, NightPlace
from cases.models.consents import Sharing
from cases.models.minors import Minor
from cases.models.partners import Partner
from staff.choices import Compartment, Erasure
from staff.models import Site, User
from staff.permissions import Level, can


class NightQuerySet(models.QuerySet["Night"]):
    def visible_to(self, user: User) -> "NightQuerySet":
        """Nights are a site's, like the arrivals of the day."""
        if not can(user, Compartment.IDENTITY, Level.READ):
            return self.none()
        if user.is_mission_wide:
            return self.all()
        return self.filter(site__in=user.site_ids)

    def standing(self) -> "NightQuerySet":
        """Without those undone, nor what undid them."""
        return self.filter(undoes__isnull=True, undone_by__isnull=True)

    def known(self) -> "NightQuerySet":
        """Those that say where and that no later row replaces, the last one last."""
        later = Night.objects.standing().filter(
            minor=OuterRef("minor"), night_on=OuterRef("night_on"), pk__gt=OuterRef("pk")
        )
        said = self.standing().exclude(place__in=NO_PLACE).exclude(Exists(later))
        return said.order_by("night_on", "pk")


def last_of_night(day: datetime.date, path: str) -> Subquery:
    """Return the number of the row that holds for a night, for a subquery.

    `path` leads from the outer row to its minor ("minor").
    """
    rows = Night.objects.standing().filter(minor=OuterRef(path), night_on=day)
    return Subquery(rows.order_by("-pk").values("pk")[:1])


class Night(models.Model):
    """What is known of one night of one minor; the last row wins, and none is ever changed.

    A category and nothing more: no address, no text. `is_to_orient` says that this evening she
    has no place and that somebody looks for one with her.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.IDENTITY
    personal_fields = dict.fromkeys(["night_on", "place", "is_to_orient"], Erasure.ROW)

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="nights")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    night_on = models.DateField()  # the day whose evening it is
    place = models.CharField(max_length=15, choices=NightPlace)
    is_to_orient = models.BooleanField(default=False)
    undoes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_by",
        db_index=False,  # its constraint has one
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = NightQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["minor", "-night_on", "-id"], name="cases_night_last")]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__in=NightPlace.values),
                name="cases_night_of_a_place",
                violation_error_message=_("Choose where she sleeps in the list."),
            ),
            models.CheckConstraint(
                condition=Q(recorded_at__date__gte=F("night_on")),  # in Europe/Paris
                name="cases_night_not_to_come",
                violation_error_message=_("This night has not come yet."),
            ),
            models.UniqueConstraint(
                fields=["undoes"],
                name="cases_night_undone_once",
                violation_error_message=_("This has been undone already."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_place_display()

    @property
    def is_late(self) -> bool:
        """Whether it was entered after the night."""
        return timezone.localdate(self.recorded_at) > self.night_on


class NightHandoverQuerySet(models.QuerySet["NightHandover"]):
    def visible_to(self, user: User) -> "NightHandoverQuerySet":
        if not can(user, Compartment.IDENTITY, Level.READ):
            return self.none()
        if user.is_mission_wide:
            return self.all()
        return self.filter(site__in=user.site_ids)


class NightHandover(models.Model):
    """A list given to a partner on an evening: who is on it stands in `NamedForNight`."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.IDENTITY

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    night_on = models.DateField()
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(default=timezone.now)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = NightHandoverQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["site", "night_on"], name="cases_handover_night")]
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_at__date=F("night_on")),  # in Europe/Paris
                name="cases_handover_of_the_evening",
                violation_error_message=_("A list is handed over on its own evening."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.night_on}"


class NamedForNight(models.Model):
    """One minor on a list that was handed over, beside its line in the register of sharings."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.IDENTITY
    personal_fields: dict[str, Erasure] = {}

    handover = models.ForeignKey(NightHandover, on_delete=models.PROTECT, related_name="named")
    sharing = models.OneToOneField(Sharing, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.handover}"
