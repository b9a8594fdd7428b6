"""A protection alert: what is feared for a young person, who answers for it, what is done."""

import datetime
from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import AlertAction, AlertKind, AlertLevel, AlertStepKind, IsInformed
from cases.models.keys import SealedOfMinor
from cases.models.minors import Minor
from staff import keys
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField, SealedRow
from staff.models import Site, User
from staff.permissions import Level, can

HOUSE_KEY = "alerts"
ABOUT_ONE = Q(kind=AlertKind.COLLEAGUE)
# Of alerts with their state.
LIVE = Q(last_end__isnull=True) | Q(last_end=AlertStepKind.REOPENED)
WITHOUT_OWNER = Q(owner_pk__isnull=True)
WITHOUT_NEXT = Q(due_at__isnull=True)


def owned_by(user: User) -> Q:
    return Q(owner_pk=user.pk)


@cache  # every page asks for it, and putting it together takes longer than the query
def _last_steps() -> dict[str, Subquery | Coalesce]:
    def last(kind: str, value: str) -> Subquery:
        steps = AlertStep.objects.filter(alert=OuterRef("pk"), kind=kind)
        return Subquery(steps.order_by("-pk").values(value)[:1])

    ends = AlertStep.objects.filter(
        alert=OuterRef("pk"), kind__in=[AlertStepKind.CLOSED, AlertStepKind.REOPENED]
    )
    reached = AlertStep.objects.filter(alert=OuterRef("pk"), kind=AlertStepKind.REACHED)
    return {
        "owner_pk": last(AlertStepKind.OWNER, "owner"),
        "owner_name": last(AlertStepKind.OWNER, "owner__full_name"),
        "level": Coalesce(last(AlertStepKind.LEVEL, "level"), F("first_level")),
        "due_at": last(AlertStepKind.NEXT, "due_at"),
        "is_reached": Exists(reached),
        "last_end": Subquery(ends.order_by("-pk").values("kind")[:1]),
    }


class AlertQuerySet(models.QuerySet["Alert"]):
    def not_about(self, user: User) -> "AlertQuerySet":
        """An alert about a colleague passes her by, whatever her roles."""
        return self.exclude(about=user)

    def visible_to(self, user: User) -> "AlertQuerySet":
        """What they say: whoever raised one, its owner, the coordination."""
        if can(user, Compartment.PROTECTION, Level.READ):
            return self.not_about(user)
        mine = Q(raised_by=user)
        if can(user, Compartment.PROTECTION, Level.KNOW):
            mine |= Q(pk__in=self.model.objects.with_state().filter(owned_by(user)).values("pk"))
        return self.not_about(user).filter(mine)

    def known_to(self, user: User) -> "AlertQuerySet":
        """That they exist."""
        known = can(user, Compartment.PROTECTION, Level.KNOW)
        return self.not_about(user) if known else self.none()

    def with_state(self) -> "AlertQuerySet":
        """Annotate what the last steps say: owner_pk, level, is_closed, is_reached, due_at."""
        return self.annotate(**_last_steps())

    def live(self) -> "AlertQuerySet":
        """Those that nobody has closed; asks for `with_state()`."""
        return self.filter(LIVE)

    def closed(self) -> "AlertQuerySet":
        return self.exclude(LIVE)

    def without_owner(self) -> "AlertQuerySet":
        return self.live().filter(WITHOUT_OWNER)

    def pressing_first(self) -> "AlertQuerySet":
        return self.order_by("-level", "-raised_at", "-pk")


class Alert(SealedOfMinor):
    """Raised by whoever saw or heard something. Never changed: what follows are its steps.

    Without a young person (a threat to the team) it is sealed under a key of the house.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.PROTECTION
    personal_fields = {
        "facts": Erasure.SHRED,
        **dict.fromkeys(
            ["kind", "first_level", "happened_on", "happened_time", "is_informed"], Erasure.ROW
        ),
    }

    minor = models.ForeignKey(  # type: ignore[assignment] # nobody, for a threat to the team
        Minor, on_delete=models.PROTECT, null=True, blank=True, related_name="alerts"
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what is feared"), max_length=20, choices=AlertKind)
    first_level = models.PositiveSmallIntegerField(
        _("how pressing"), choices=AlertLevel, default=AlertLevel.TODAY
    )
    facts = EncryptedTextField(_("what was seen or heard"), max_length=2000, blank=True, default="")
    happened_on = models.DateField(_("when it happened"), null=True, blank=True)
    happened_time = models.TimeField(_("at about"), null=True, blank=True)
    is_informed = models.CharField(
        _("she knows that you raise it"),
        max_length=10,
        choices=IsInformed,
        default=IsInformed.NOT_ASKED,
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("about a colleague"),
    )
    raised_at = models.DateTimeField(default=timezone.now)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = AlertQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["minor", "-id"], name="cases_alert_minor"),
            models.Index(fields=["-raised_at"], name="cases_alert_last"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AlertKind.values),
                name="cases_alert_kind",
                violation_error_message=_("Choose what is feared."),
            ),
            models.CheckConstraint(
                condition=Q(first_level__in=AlertLevel.values),
                name="cases_alert_level",
                violation_error_code="first_level",
                violation_error_message=_("Say how pressing it is."),
            ),
            models.CheckConstraint(
                condition=~ABOUT_ONE | Q(about__isnull=False),
                name="cases_alert_names_colleague",
                violation_error_code="about",
                violation_error_message=_(
                    "Say which colleague it is about: she is told nothing of it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(happened_time__isnull=True) | Q(happened_on__isnull=False),
                name="cases_alert_time_of_a_day",
                violation_error_code="happened_on",
                violation_error_message=_("Say which day it was."),
            ),
        ]

    # Set by `with_state()`.
    owner_pk: int | None
    owner_name: str | None
    level: int
    due_at: datetime.datetime | None
    is_reached: bool
    last_end: str | None

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_closed(self) -> bool:
        return self.last_end == AlertStepKind.CLOSED

    @property
    def level_text(self) -> str:
        return str(AlertLevel(self.level).label)

    @property
    def is_late(self) -> bool:
        """Whether the next step should have been taken by now."""
        return not self.is_closed and self.due_at is not None and self.due_at <= timezone.now()

    @property
    def needs_reaching(self) -> bool:
        """The highest level asks for a named person who was reached."""
        return self.level == AlertLevel.IMMEDIATE and not self.is_reached

    def opening_keys(self) -> list[bytes]:
        return super().opening_keys() if self.minor_id else [keys.house_key(HOUSE_KEY)]

    def sealing_key(self) -> bytes:
        return super().sealing_key() if self.minor_id else keys.house_key(HOUSE_KEY)


class AlertStep(SealedRow):
    """One thing that became of an alert: one row a change, with its author."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.PROTECTION
    personal_fields = {
        "text": Erasure.SHRED,
        **dict.fromkeys(["kind", "level", "action", "done_on", "due_at"], Erasure.ROW),
    }

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=AlertStepKind)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who takes it"),
    )
    level = models.PositiveSmallIntegerField(
        _("how pressing"), choices=AlertLevel, null=True, blank=True
    )
    action = models.CharField(_("what was done"), max_length=12, choices=AlertAction, blank=True)
    done_on = models.DateField(_("on"), null=True, blank=True)
    due_at = models.DateTimeField(_("before"), null=True, blank=True)
    text = EncryptedTextField(_("note"), max_length=1000, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["alert", "kind", "-id"], name="cases_alertstep_last")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=AlertStepKind.OWNER, owner__isnull=False)
                | ~Q(kind=AlertStepKind.OWNER) & Q(owner__isnull=True),
                name="cases_alertstep_owner",
                violation_error_code="owner",
                violation_error_message=_("Say who takes it."),
            ),
            models.CheckConstraint(
                condition=Q(
                    kind=AlertStepKind.LEVEL, level__isnull=False, level__in=AlertLevel.values
                )
                | ~Q(kind=AlertStepKind.LEVEL) & Q(level__isnull=True),
                name="cases_alertstep_level",
                violation_error_code="level",
                violation_error_message=_("Say how pressing it is."),
            ),
            models.CheckConstraint(
                condition=Q(kind=AlertStepKind.DONE, done_on__isnull=False) & ~Q(action="")
                | ~Q(kind=AlertStepKind.DONE) & Q(action="", done_on__isnull=True),
                name="cases_alertstep_action",
                violation_error_code="action",
                violation_error_message=_("Say what was done, and on which day."),
            ),
            models.CheckConstraint(
                condition=Q(kind=AlertStepKind.NEXT, due_at__isnull=False)
                | ~Q(kind=AlertStepKind.NEXT) & Q(due_at__isnull=True),
                name="cases_alertstep_next",
                violation_error_code="due_at",
                violation_error_message=_("Say before when."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def sealing_key(self) -> bytes:
        return self.alert.sealing_key()

    def opening_keys(self) -> list[bytes]:
        return self.alert.opening_keys()
