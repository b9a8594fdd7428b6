"""The minor: names, birth-date claims."""

import datetime

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import births, choices, references
from staff import history
from staff.choices import Erasure, Role
from staff.models import BLANK, Site, User
from staff.permissions import Compartment, Level, can

# Who finds a file of the archive: the coordinator, who answers for former files (a request for
# access, a youth who comes back), and the jurist, who keeps them for claims at law. The director
# sees no file, and nobody needs an archived one to give care: somebody who comes back is active.
ARCHIVE_ROLES = frozenset({Role.COORDINATOR, Role.JURIST})
MAX_NAME = 200  # characters typed
MAX_KEY = 3 * MAX_NAME  # characters of a search key


class MinorQuerySet(models.QuerySet["Minor"]):
    def visible_to(self, user: User) -> "MinorQuerySet":
        """Identity is the mission's: whoever may read it finds the child in every site.

        A file in the archive is there for two roles only.
        """
        if not can(user, Compartment.IDENTITY, Level.READ):
            return self.none()
        return self.existing() if user.roles & ARCHIVE_ROLES else self.current()

    def existing(self) -> "MinorQuerySet":
        """Without the files opened by mistake and withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def current(self) -> "MinorQuerySet":
        """Without those either that are in the archive."""
        return self.existing().filter(archived_at__isnull=True)

    def archived(self) -> "MinorQuerySet":
        return self.existing().filter(archived_at__isnull=False)

    def with_identity(self) -> "MinorQuerySet":
        """With all that a person line shows, in three queries whatever the number of rows."""
        return self.prefetch_related("names", "claims", "phones")


@history.track()
class Minor(models.Model):
    """A young person's file. What is said of her is in the tables around it."""

    database_grants = "SELECT, INSERT, UPDATE"
    compartment = Compartment.IDENTITY
    personal_fields = dict.fromkeys(
        ["reference", "family_name_status", "sex", "country", "language", "interpreter"],
        Erasure.ROW,
    )

    reference = models.CharField(max_length=6, unique=True, default=references.new, editable=False)
    family_name_status = models.CharField(
        _("family name"),
        max_length=10,
        choices=choices.FamilyNameStatus,
        default=choices.FamilyNameStatus.NOT_ASKED,
    )
    sex = models.CharField(
        _("sex"), max_length=10, choices=choices.Sex, default=choices.Sex.NOT_ASKED
    )
    country = models.CharField(_("country (declared)"), max_length=10)
    language = models.CharField(_("language to speak now"), max_length=10)
    interpreter = models.CharField(
        _("interpreter"),
        max_length=10,
        choices=choices.Interpreter,
        default=choices.Interpreter.NOT_ASKED,
    )
    registered_site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=timezone.now)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = MinorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(language="") & ~Q(country=""),
                name="cases_minor_language_country",
                violation_error_message=_("Choose a language and a country, or “unknown”."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="cases_minor_withdrawn_by_someone",
                violation_error_message=_("A file is withdrawn by somebody, at some time."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["archived_at"],
                condition=Q(archived_at__isnull=False),
                name="cases_minor_archived",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def display_name(self) -> str:
        """The name as said, with the family name when it was given apart; "" without a name."""
        newest_first = sorted(self.names.all(), key=lambda name: name.pk, reverse=True)
        names = {name.kind: name.text for name in newest_first}
        said = names.get(choices.NameKind.AS_SAID, "")
        family = names.get(choices.NameKind.FAMILY, "")
        return f"{said} {family}".strip()

    @property
    def other_names(self) -> list["MinorName"]:
        shown = {choices.NameKind.AS_SAID, choices.NameKind.FAMILY}
        return [name for name in self.names.all() if name.kind not in shown]

    @property
    def claim(self) -> "BirthClaim | None":
        """The claim first recorded: what the minor says, until a jurist retains another."""
        return min(self.claims.all(), key=lambda claim: claim.pk, default=None)

    @property
    def declared_age(self) -> int | None:
        return births.age_on(self.claim, timezone.localdate()) if self.claim else None

    @property
    def declared_age_text(self) -> str:
        return self.claim.text if self.claim else ""

    @property
    def language_text(self) -> str:
        return choices.language_name(self.language)

    @property
    def country_text(self) -> str:
        return choices.country_name(self.country)

    @property
    def needs_interpreter(self) -> bool:
        return self.interpreter == choices.Interpreter.NEEDED


@history.track()
class MinorName(models.Model):
    """One name that a minor bears, as somebody wrote it."""

    database_grants = "SELECT, INSERT, UPDATE"
    compartment = Compartment.IDENTITY
    personal_fields = dict.fromkeys(["text", "kind", "folded", "sounds"], Erasure.ROW)

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="names")
    text = models.CharField(_("name"), max_length=MAX_NAME)
    kind = models.CharField(
        _("kind"), max_length=10, choices=choices.NameKind, default=choices.NameKind.AS_SAID
    )
    # The search keys: what cases.names makes of the text, kept by cases.actions.
    folded = models.CharField(max_length=MAX_KEY, editable=False)
    sounds = models.CharField(max_length=MAX_KEY, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="cases_name_folded"),
            GinIndex(fields=["sounds"], opclasses=["gin_trgm_ops"], name="cases_name_sounds"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text__regex=BLANK),
                name="cases_name_not_empty",
                violation_error_message=_("Type a name, or tick “no name given”."),
            ),
            models.UniqueConstraint(
                fields=["minor", "kind", "text"],
                name="cases_name_once",
                violation_error_code="text",
                violation_error_message=_("This name is already in the file."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


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
