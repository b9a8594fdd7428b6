"""The desks of a site and who waits for them."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.models.arrivals import Arrival
from staff import history
from staff.choices import Compartment, Erasure
from staff.models import BLANK, Site, User, valid_on
from staff.permissions import Level, can


class DeskQuerySet(models.QuerySet["Desk"]):
    def visible_to(self, user: User) -> "DeskQuerySet":
        if user.is_mission_wide:
            return self.all()
        return self.filter(site__in=user.site_ids)

    def open_on(self, day: datetime.date) -> "DeskQuerySet":
        return self.filter(valid_on(day))


@history.track()
class Desk(models.Model):
    """A place where somebody receives: the nurse, the social desk... Seeded, then the centre's."""

    database_grants = "SELECT, INSERT, UPDATE"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="desks")
    name = models.CharField(_("name"), max_length=40)
    kind = models.CharField(_("profession"), max_length=15, choices=choices.DeskKind)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=1)
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    valid_to = models.DateField(_("until"), null=True, blank=True)

    objects = DeskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name__regex=BLANK),
                name="cases_desk_has_name",
                violation_error_message=_("The desk needs a name."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="cases_desk_ends_after_start",
                violation_error_code="valid_to",
                violation_error_message=_("The last day comes before the first one."),
            ),
            models.UniqueConstraint(
                fields=["site", "name"],
                condition=Q(valid_to__isnull=True),
                name="cases_desk_name_once",
                violation_error_code="name",
                violation_error_message=_("A desk of this site already bears this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, user: User) -> "TicketQuerySet":
        """A queue is a site's, for those who read identity."""
        if not can(user, Compartment.IDENTITY, Level.READ):
            return self.none()
        if user.is_mission_wide:
            return self.all()
        return self.filter(desk__site__in=user.site_ids)

    def with_status(self) -> "TicketQuerySet":
        """Annotate `status`, `status_at` and `status_by_id`: those of the last step."""
        last = TicketStep.objects.filter(ticket=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            status=Subquery(last.values("status")[:1]),
            status_at=Subquery(last.values("at")[:1]),
            status_by_id=Subquery(last.values("by")[:1]),
        )

    def on(self, day: datetime.date) -> "TicketQuerySet":
        return self.filter(day=day)

    def in_status(self, *statuses: str) -> "TicketQuerySet":
        """With the annotations of `with_status`."""
        return self.with_status().filter(status__in=statuses)  # type: ignore[misc] # annotated

    def waiting(self) -> "TicketQuerySet":
        """Urgent first, then the longest wait."""
        return self.in_status(choices.TicketStatus.WAITING).order_by("-is_urgent", "sent_at", "pk")

    def in_progress(self) -> "TicketQuerySet":
        in_progress = self.in_status(choices.TicketStatus.IN_PROGRESS)
        return in_progress.order_by("status_at", "pk")  # type: ignore[misc] # annotated

    def in_the_room(self) -> "TicketQuerySet":
        """Those in progress, then those who wait, in the order they are called."""
        rows = self.in_status(choices.TicketStatus.IN_PROGRESS, choices.TicketStatus.WAITING)
        is_waiting = Case(When(status=choices.TicketStatus.WAITING, then=1), default=0)
        return rows.order_by(is_waiting, "-is_urgent", "sent_at", "pk")


@history.track()
class Ticket(models.Model):
    """Somebody sent to a desk on a day."""

    database_grants = "SELECT, INSERT, UPDATE"
    compartment = Compartment.IDENTITY
    personal_fields = dict.fromkeys(["day", "number", "is_urgent"], Erasure.ROW)

    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, related_name="tickets")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="tickets")
    day = models.DateField()
    # Called aloud instead of a name: from 1 at each desk each day.
    number = models.PositiveSmallIntegerField()
    is_urgent = models.BooleanField(_("urgent"), default=False)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = TicketQuerySet.as_manager()

    # Set by `with_status()`.
    status: str
    status_at: datetime.datetime

    class Meta:
        indexes = [models.Index(fields=["day", "desk"], name="cases_ticket_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "day", "number"],
                name="cases_ticket_number_once",
                violation_error_message=_("This number has been given already today."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sent_at:%H:%M}"

    @property
    def waited(self) -> datetime.timedelta:
        return timezone.now() - self.sent_at


class TicketStep(models.Model):
    """What became of a ticket: one row a change, with its author."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.IDENTITY
    personal_fields = {"status": Erasure.ROW}

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="steps")
    status = models.CharField(max_length=15, choices=choices.TicketStatus)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["ticket", "-id"], name="cases_step_last")]

    def __str__(self) -> str:
        return self.get_status_display()
