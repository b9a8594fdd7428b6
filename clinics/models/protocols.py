"""Written protocols that a doctor of the centre has signed: what a nurse may do by them.

Nobody changes one. A new version takes the place of the former from its first day on; one that is
over before its time is ended by a row.
"""

import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics import days
from clinics.choices import ActKind
from staff.models import User
from staff.permissions import Compartment, Level, can

DAY = datetime.timedelta(days=1)
WITHOUT_ACTS = _("Tick what it covers.")
NO_NAME = _("Give it its name.")
ENDED_ALREADY = _("A colleague has ended or replaced it already.")


class SignedProtocolQuerySet(models.QuerySet["SignedProtocol"]):
    def visible_to(self, user: User) -> "SignedProtocolQuerySet":
        return self.all() if can(user, Compartment.HEALTH, Level.READ) else self.none()

    def with_ends(self) -> "SignedProtocolQuerySet":
        """With who signed each and what ended it: one query for all of them."""
        return self.select_related("signed_by", "replaced_by", "end", "end__by")


class SignedProtocol(models.Model):
    """One protocol in one version, signed by its doctor with her own account."""

    database_grants = "SELECT, INSERT"

    name = models.CharField(_("name"), max_length=120, validators=[RegexValidator(r"\S", NO_NAME)])
    version = models.CharField(_("version"), max_length=20)
    acts = ArrayField(models.CharField(max_length=20, choices=ActKind), verbose_name=_("covers"))
    text = models.TextField(
        _("what it says"),
        max_length=8000,
        help_text=_("The whole text, or what to do in short and where the paper lies."),
    )
    valid_from = models.DateField(_("in force from"), default=timezone.localdate)
    valid_until = models.DateField(_("until"))
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        error_messages={"unique": ENDED_ALREADY},
    )
    signed_at = models.DateTimeField(default=timezone.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = SignedProtocolQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["valid_until"], name="clinics_protocol_until")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")),
                name="clinics_protocol_ends_after_start",
                violation_error_code="valid_until",
                violation_error_message=_("The end comes before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(acts__len__gt=0),
                name="clinics_protocol_covers_something",
                violation_error_code="acts",
                violation_error_message=WITHOUT_ACTS,
            ),
        ]

    def __str__(self) -> str:
        """As it is named in a consultation."""
        return f"{self.name} ({self.version})"

    def clean(self) -> None:
        days.check_likely("valid_from", self.valid_from)
        days.check_likely("valid_until", self.valid_until)

    @property
    def last_day(self) -> datetime.date:
        """The last day on which it holds; asks for `with_ends()`."""
        ends = [self.valid_until]
        if hasattr(self, "end"):
            ends.append(self.end.ended_on - DAY)
        if hasattr(self, "replaced_by"):
            ends.append(self.replaced_by.valid_from - DAY)
        return min(ends)

    @property
    def is_over(self) -> bool:
        """Whether somebody ended it before its time; asks for `with_ends()`."""
        return hasattr(self, "end")

    @property
    def goes_on(self) -> bool:
        """Whether nobody has ended or replaced it yet; asks for `with_ends()`."""
        return not self.is_over and not hasattr(self, "replaced_by")

    def holds_on(self, day: datetime.date) -> bool:
        """Whether one may act by it on that day; asks for `with_ends()`."""
        return self.valid_from <= day <= self.last_day

    @property
    def acts_text(self) -> str:
        return ", ".join(str(ActKind(act).label) for act in self.acts)


class SignedProtocolEnd(models.Model):
    """That it holds no more, before the day that was written."""

    database_grants = "SELECT, INSERT"

    protocol = models.OneToOneField(
        SignedProtocol,
        on_delete=models.PROTECT,
        related_name="end",
        error_messages={"unique": ENDED_ALREADY},
    )
    ended_on = models.DateField(_("from which day on"), default=timezone.localdate)
    why = models.CharField(_("why"), max_length=200)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.ended_on}"

    def clean(self) -> None:
        if hasattr(self.protocol, "replaced_by"):
            raise ValidationError({"ended_on": ENDED_ALREADY})
        days.check_likely("ended_on", self.ended_on)
