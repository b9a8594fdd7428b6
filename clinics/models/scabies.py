"""Scabies as an event of a site: who is of it, two doses each, the laundry, until it is closed.

Rows that nobody changes; a slip is taken back by another, and both stay. What is written of a
young person is sealed under her file: the row says that she is of an event, not whether she has
scabies or lives beside somebody who has. Whoever has no file is a number.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Minor, SealedOfMinor
from clinics import days
from clinics.choices import COUNTED, OF_PLACE, PlaceKind, ScabiesMark, ScabiesStepKind
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField
from staff.models import Site, User
from staff.permissions import Level, can

MOST = 200  # people without a file, in one row
ENDS = (ScabiesStepKind.CLOSED, ScabiesStepKind.REOPENED)


class ScabiesEventQuerySet(models.QuerySet["ScabiesEvent"]):
    def visible_to(self, user: User) -> "ScabiesEventQuerySet":
        """Of her sites, for whoever reads the health file."""
        if not can(user, Compartment.HEALTH, Level.READ):
            return self.none()
        return self.all() if user.is_mission_wide else self.filter(site__in=user.site_ids)

    def with_end(self) -> "ScabiesEventQuerySet":
        """Annotate what the last of closing and opening again says."""
        ends = ScabiesStep.objects.standing().filter(event=OuterRef("pk"), kind__in=ENDS)
        return self.annotate(last_end=Subquery(ends.order_by("-pk").values("kind")[:1]))

    def running(self) -> "ScabiesEventQuerySet":
        running = Q(last_end__isnull=True) | Q(last_end=ScabiesStepKind.REOPENED)
        return self.with_end().filter(running)

    def with_something(self) -> "ScabiesEventQuerySet":
        """Without those of which all was taken back: a slip opened them."""
        marks = ScabiesMarkRow.objects.standing().filter(event=OuterRef("pk"))
        steps = ScabiesStep.objects.standing().filter(event=OuterRef("pk")).exclude(kind__in=ENDS)
        return self.filter(Exists(marks) | Exists(steps))

    def newest_first(self) -> "ScabiesEventQuerySet":
        return self.order_by("-opened_on", "-pk")


class ScabiesEvent(models.Model):
    """Cases of one site that belong together."""

    database_grants = "SELECT, INSERT"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField(default=timezone.localdate)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ScabiesEventQuerySet.as_manager()

    # Set by `with_end()`.
    last_end: str | None

    class Meta:
        indexes = [models.Index(fields=["site", "-opened_on"], name="clinics_scabies_site")]

    def __str__(self) -> str:
        return f"{self.opened_on}"

    @property
    def is_closed(self) -> bool:
        return self.last_end == ScabiesStepKind.CLOSED


class ScabiesStepQuerySet(models.QuerySet["ScabiesStep"]):
    def visible_to(self, user: User) -> "ScabiesStepQuerySet":
        """Those of the events that she reads."""
        return self.filter(event__in=ScabiesEvent.objects.visible_to(user))

    def standing(self) -> "ScabiesStepQuerySet":
        """Without what was taken back, and the rows that say so."""
        taken_back = ScabiesStep.objects.filter(takes_back=OuterRef("pk"))
        return self.filter(~Exists(taken_back), takes_back__isnull=True)


class ScabiesStep(models.Model):
    """What happened to the event: how many without a file, a kind of place told, its end."""

    database_grants = "SELECT, INSERT"

    event = models.ForeignKey(ScabiesEvent, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(_("what"), max_length=12, choices=ScabiesStepKind)
    count = models.PositiveSmallIntegerField(
        _("how many"), null=True, blank=True, validators=[MaxValueValidator(MOST)]
    )
    place = models.CharField(
        _("kind of place"), max_length=10, choices=PlaceKind, blank=True, default=""
    )
    happened_on = models.DateField(_("on"), default=timezone.localdate)
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_back_by"
    )
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ScabiesStepQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["event", "-id"], name="clinics_scabies_step")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=COUNTED, count__isnull=False, count__gte=1)
                | ~Q(kind__in=COUNTED) & Q(count__isnull=True),
                name="clinics_scabies_step_counts",
                violation_error_code="count",
                violation_error_message=_("Say how many."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OF_PLACE) & ~Q(place="") | ~Q(kind__in=OF_PLACE) & Q(place=""),
                name="clinics_scabies_step_place",
                violation_error_code="place",
                violation_error_message=_("Say which kind of place: never which one."),
            ),
            models.CheckConstraint(
                condition=Q(kind=ScabiesStepKind.TAKEN_BACK, takes_back__isnull=False)
                | ~Q(kind=ScabiesStepKind.TAKEN_BACK) & Q(takes_back__isnull=True),
                name="clinics_scabies_step_back",
                violation_error_message=_("What is taken back is a row of the same event."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        days.check_past("happened_on", self.happened_on)


class ScabiesMarkRowQuerySet(models.QuerySet["ScabiesMarkRow"]):
    def visible_to(self, user: User) -> "ScabiesMarkRowQuerySet":
        return self.all() if can(user, Compartment.HEALTH, Level.READ) else self.none()

    def standing(self) -> "ScabiesMarkRowQuerySet":
        """Without what was taken back, and the rows that say so."""
        taken_back = ScabiesMarkRow.objects.filter(takes_back=OuterRef("pk"))
        return self.filter(~Exists(taken_back), takes_back__isnull=True)


class ScabiesMarkRow(SealedOfMinor):
    """What was written of one young person of an event. Without a mark it takes a row back."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH
    personal_fields = {"mark": Erasure.SHRED, "happened_on": Erasure.ROW}

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="scabies_marks")
    event = models.ForeignKey(ScabiesEvent, on_delete=models.PROTECT, related_name="marks")
    mark = EncryptedTextField(_("what"), max_length=10, choices=ScabiesMark, blank=True, default="")
    happened_on = models.DateField(_("on"), default=timezone.localdate)
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_back_by"
    )
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ScabiesMarkRowQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["event", "minor", "id"], name="clinics_scabies_mark"),
            models.Index(fields=["minor", "-id"], name="clinics_scabies_minor"),
        ]

    def __str__(self) -> str:
        return f"{self.happened_on}"

    def clean(self) -> None:
        """What no CHECK can read: the mark is sealed."""
        days.check_past("happened_on", self.happened_on)
        if (self.mark == "") != (self.takes_back_id is not None):
            raise ValidationError({"mark": _("Say what was done.")})
