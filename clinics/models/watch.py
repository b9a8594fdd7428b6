"""What the week warns of: how its rules were changed, and what became of each signal.

No young person is in these rows: a rule, a site, a week, counts.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics import days
from clinics.choices import SignalStepKind
from staff import encryption, keys
from staff.choices import Compartment
from staff.encryption import EncryptedTextField, SealedRow
from staff.models import HouseKey, Site, User

HOUSE_KEY = "signals"


class SignalRule(models.Model):
    """From now on a rule of `clinics/data/alert_rules.csv` counts so; its last row holds."""

    database_grants = "SELECT, INSERT"

    code = models.CharField(max_length=30)
    threshold = models.PositiveSmallIntegerField(
        _("from how many cases"), validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    ratio = models.DecimalField(
        _("times the mean of the four weeks before"),
        max_digits=3,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    is_on = models.BooleanField(_("this rule is used"), default=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["code", "-id"], name="clinics_signalrule_last")]
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold__gte=1),
                name="clinics_signalrule_counts",
                violation_error_code="threshold",
                violation_error_message=_("One case at least."),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class SignalStepQuerySet(models.QuerySet["SignalStep"]):
    def visible_to(self, user: User) -> "SignalStepQuerySet":
        return self.all() if user.is_mission_wide else self.filter(site__in=user.site_ids)

    def with_their_key(self) -> "SignalStepQuerySet":
        """With the key of their words: one query for a whole list."""
        key = HouseKey.objects.filter(name=HOUSE_KEY).values("wrapped")[:1]
        return self.annotate(wrapped_key=Subquery(key))

    def of_week(self, year: int, number: int) -> "SignalStepQuerySet":
        return self.filter(iso_year=year, iso_week=number)


class SignalStep(SealedRow):
    """What one person did about a signal; `count` is what she was shown.

    `about` is the problem, where a rule looks at each on its own; "all" where it does not.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH

    rule = models.CharField(max_length=30)
    about = models.CharField(max_length=40)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    iso_year = models.PositiveSmallIntegerField()
    iso_week = models.PositiveSmallIntegerField()
    kind = models.CharField(_("what"), max_length=12, choices=SignalStepKind)
    count = models.PositiveSmallIntegerField()
    happened_on = models.DateField(_("on"), default=timezone.localdate)
    text = EncryptedTextField(_("note"), max_length=500, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = SignalStepQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["iso_year", "iso_week", "site"], name="clinics_signal_week")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(iso_week__gte=1, iso_week__lte=53),
                name="clinics_signal_iso_week",
                violation_error_message=_("A year has 52 or 53 weeks."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SignalStepKind.values),
                name="clinics_signal_kind",
                violation_error_code="kind",
                violation_error_message=_("Say what was done."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        days.check_past("happened_on", self.happened_on)

    def opening_keys(self) -> list[bytes]:
        return [self.sealing_key()]

    def sealing_key(self) -> bytes:
        wrapped = getattr(self, "wrapped_key", None)  # read with the row by a list
        if not wrapped:
            return keys.house_key(HOUSE_KEY)
        place = keys.place_of(HouseKey(name=HOUSE_KEY))
        return encryption.open_sealed(bytes(wrapped), compartment="house", place=place)
