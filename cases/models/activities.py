"""What several do together: when, led by whom, and who takes part."""

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import GO_OUT, ActivityKind
from cases.models.minors import Minor
from staff import history
from staff.choices import Compartment, Erasure
from staff.models import Site, User
from staff.permissions import Level, can


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, user: User) -> "ActivityQuerySet":
        """Activities are a site's, for those who read identity."""
        if not can(user, Compartment.IDENTITY, Level.READ):
            return self.none()
        if user.is_mission_wide:
            return self.all()
        return self.filter(site__in=user.site_ids)

    def held(self) -> "ActivityQuerySet":
        """Without those that did not take place."""
        return self.filter(cancelled_at__isnull=True)

    def out(self) -> "ActivityQuerySet":
        """Those from which nobody has come back yet."""
        return self.held().filter(kind__in=GO_OUT, returned_at__isnull=True)


@history.track()
class Activity(models.Model):
    """A session of a site on a day. Of an outing, the end is when they are expected back."""

    database_grants = "SELECT, INSERT, UPDATE"
    compartment = Compartment.IDENTITY

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    kind = models.CharField(_("what"), max_length=15, choices=ActivityKind)
    starts_at = models.TimeField(_("beginning"))
    ends_at = models.TimeField(_("end, or back at"))
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["site", "day"], name="cases_activity_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ActivityKind.values),
                name="cases_activity_of_a_kind",
                violation_error_code="kind",
                violation_error_message=_("Choose what it is in the list."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="cases_activity_ends_after_start",
                violation_error_code="ends_at",
                violation_error_message=_("It ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_by__isnull=True)
                | Q(returned_at__isnull=False, returned_by__isnull=False, kind__in=sorted(GO_OUT)),
                name="cases_activity_returned_from_outside",
                violation_error_message=_("One comes back from an outing, said by somebody."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="cases_activity_cancelled_by_someone",
                violation_error_message=_("An activity is called off by somebody, at some time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"

    @property
    def goes_out(self) -> bool:
        return self.kind in GO_OUT

    @property
    def was_entered_late(self) -> bool:
        """Whether it was written down after its day."""
        return timezone.localdate(self.created_at) > self.day

    @property
    def is_out(self) -> bool:
        return self.goes_out and self.returned_at is None


class ActivityLeader(models.Model):
    """A colleague who leads an activity, or accompanies an outing."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.IDENTITY

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="leaders")
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "colleague"],
                name="cases_activity_led_once",
                violation_error_message=_("This colleague is named already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity}"


class ParticipantStepQuerySet(models.QuerySet["ParticipantStep"]):
    def visible_to(self, user: User) -> "ParticipantStepQuerySet":
        return self.filter(activity__in=Activity.objects.visible_to(user))

    def standing(self) -> "ParticipantStepQuerySet":
        """The last row of each minor in each activity, if it says that she takes part."""
        last = ParticipantStep.objects.filter(
            activity=OuterRef("activity"), minor=OuterRef("minor")
        )
        newest = Subquery(last.order_by("-pk").values("pk")[:1])
        return self.filter(is_there=True, pk=newest)


class ParticipantStep(models.Model):
    """A minor is on the list of an activity, or off it again: her last row says.

    Rows are only added, so that two people who tick at once lose nothing.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.IDENTITY
    personal_fields = {"is_there": Erasure.ROW}

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="steps")
    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="activity_steps")
    is_there = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ParticipantStepQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["activity", "minor", "-id"], name="cases_participant_last"),
        ]

    def __str__(self) -> str:
        return f"{self.activity}"
