"""Birth-date claims, side by side, and which of them a jurist retains for deadlines."""

import datetime
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ExpressionWrapper, OuterRef, Q, Subquery
from django.db.models.sql import Query
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import births, choices
from cases.models.keys import SealedOfMinor
from cases.models.minors import Minor
from staff.choices import Erasure
from staff.encryption import EncryptedTextField
from staff.models import User
from staff.permissions import Compartment, Level, can


class BirthClaimManager(models.Manager["BirthClaim"]):
    """Every claim is read with whether it is the retained one, in whichever list it is."""

    def get_queryset(self) -> models.QuerySet["BirthClaim"]:
        claims = super().get_queryset()
        claims.query = _with_retained().clone()
        return claims


@cache  # Django asks for it once a file, and building it takes longer than reading the claims
def _with_retained() -> Query:
    last = ClaimRetention.objects.filter(minor=OuterRef("minor")).order_by("-pk")
    retained = Q(pk=Subquery(last.values("claim")[:1]))
    is_last = ExpressionWrapper(retained, output_field=models.BooleanField(null=True))
    return models.QuerySet(BirthClaim).annotate(is_last_retained=is_last).query


class BirthClaim(models.Model):
    """A birth date or an age that somebody said or wrote. Several may stand side by side."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.IDENTITY
    personal_fields = dict.fromkeys(
        ["precision", "born_on", "declared_age", "declared_on", "source"], Erasure.ROW
    )

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="claims")
    precision = models.CharField(max_length=10, choices=choices.Precision)
    born_on = models.DateField(null=True, blank=True)
    declared_age = models.PositiveSmallIntegerField(null=True, blank=True)
    declared_on = models.DateField(default=timezone.localdate)
    source = models.CharField(
        _("source"),
        max_length=10,
        choices=choices.ClaimSource,
        default=choices.ClaimSource.DECLARED,
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = BirthClaimManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    precision__in=["day", "month", "year"],
                    born_on__isnull=False,
                    declared_age__isnull=True,
                )
                | Q(precision="age", born_on__isnull=True, declared_age__isnull=False)
                | Q(precision="unknown", born_on__isnull=True, declared_age__isnull=True),
                name="cases_claim_fits_precision",
                violation_error_message=_("Give an age or a date, not both."),
            ),
            models.CheckConstraint(
                condition=Q(declared_age__isnull=True) | Q(declared_age__lte=births.OLDEST),
                name="cases_claim_age_possible",
                violation_error_message=_("Type an age between 0 and 99."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_precision_display()

    @property
    def is_retained(self) -> bool:
        """Whether it counts for deadlines. The manager reads it; a claim just made does not."""
        return bool(getattr(self, "is_last_retained", False))

    @property
    def said_text(self) -> str:
        """What was said, not the age it makes today: "2009", "16 ans", "Inconnu"."""
        if self.born_on is not None:
            return self.born_text
        if self.declared_age is None:
            return gettext("Unknown")
        return gettext("%(age)s years old") % {"age": self.declared_age}

    @property
    def source_text(self) -> str:
        """Who says so, and since when: "Document, 12/11/2026"."""
        return f"{self.get_source_display()}, {date_format(self.declared_on, 'SHORT_DATE_FORMAT')}"

    @property
    def text(self) -> str:
        """ "16 ans (dit)", "16 ans (2009)", "16 ans (12/03/2009)"; empty when nothing is known."""
        age = births.age_on(self, timezone.localdate())
        if age is None:
            return ""
        if self.precision == choices.Precision.AGE:
            return gettext("%(age)s years old (said)") % {"age": age}
        return gettext("%(age)s years old (%(born)s)") % {"age": age, "born": self.born_text}

    @property
    def born_text(self) -> str:
        """The date as far as it is known: "2009", "03/2009", "12/03/2009"."""
        formats = {"year": "%Y", "month": "%m/%Y", "day": "%d/%m/%Y"}
        if self.born_on is None:
            return ""
        return self.born_on.strftime(formats[self.precision])

    def age_on(self, day: datetime.date) -> int | None:
        return births.age_on(self, day)


class ClaimRetentionQuerySet(models.QuerySet["ClaimRetention"]):
    def visible_to(self, user: User) -> "ClaimRetentionQuerySet":
        """The choice and its reason: whoever reads the legal file."""
        return self.all() if can(user, Compartment.LEGAL, Level.READ) else self.none()


class ClaimRetentionManager(models.Manager["ClaimRetention"]):
    """Read with the claim it names: it says nothing without it."""

    def get_queryset(self) -> ClaimRetentionQuerySet:
        return ClaimRetentionQuerySet(self.model, using=self._db).select_related("claim")

    def visible_to(self, user: User) -> ClaimRetentionQuerySet:
        return self.get_queryset().visible_to(user)


class ClaimRetention(SealedOfMinor):
    """Which claim counts for deadlines, as the defence has decided. The newest row holds.

    Without a claim it says that none is retained any more: the first one said counts again.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.LEGAL
    personal_fields = {"reason": Erasure.SHRED}

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="retentions")
    claim = models.ForeignKey(
        BirthClaim,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="retentions",
        verbose_name=_("date kept for deadlines"),
    )
    reason = EncryptedTextField(_("why this one"), max_length=1000)
    retained_at = models.DateTimeField(default=timezone.now)
    retained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ClaimRetentionManager()

    class Meta:
        indexes = [models.Index(fields=["minor", "-id"], name="cases_retention_last")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def claim_text(self) -> str:
        return self.claim.said_text if self.claim else gettext("None")

    def clean(self) -> None:
        if self.claim is not None and self.claim.minor_id != self.minor_id:
            raise ValidationError({"claim": _("This date is of another file.")})
