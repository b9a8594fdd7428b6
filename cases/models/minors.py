"""The minor and her names."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import births, choices, references
from staff import history
from staff.choices import Erasure, Role
from staff.models import BLANK, Site, User
from staff.permissions import Compartment, Level, can

if TYPE_CHECKING:
    from cases.models.claims import BirthClaim
    from cases.models.notes import DeskNote

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

    # Set by `cases.desk_notes.put_on`.
    live_notes: list["DeskNote"]

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
    def names_in_order(self) -> list["MinorName"]:
        """Her names, the one first recorded first."""
        return sorted(self.names.all(), key=lambda name: name.pk)

    @property
    def display_name(self) -> str:
        """The name as said, with the family name when it was given apart; "" without a name."""
        names = {name.kind: name.text for name in reversed(self.names_in_order)}
        said = names.get(choices.NameKind.AS_SAID, "")
        family = names.get(choices.NameKind.FAMILY, "")
        return f"{said} {family}".strip()

    @property
    def other_names(self) -> list["MinorName"]:
        shown = {choices.NameKind.AS_SAID, choices.NameKind.FAMILY}
        return [name for name in self.names_in_order if name.kind not in shown]

    @property
    def claims_in_order(self) -> list["BirthClaim"]:
        """What was said and written of her age, the first said first."""
        return sorted(self.claims.all(), key=lambda claim: claim.pk)

    @property
    def claim(self) -> "BirthClaim | None":
        """The claim that a jurist retains for deadlines; else the one first recorded."""
        claims = self.claims_in_order
        return next((claim for claim in claims if claim.is_retained), claims[0] if claims else None)

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
    personal_fields = dict.fromkeys(["text", "kind", "source", "folded"], Erasure.ROW)

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="names")
    text = models.CharField(_("name"), max_length=MAX_NAME)
    kind = models.CharField(
        _("kind"), max_length=10, choices=choices.NameKind, default=choices.NameKind.AS_SAID
    )
    source = models.CharField(
        _("source"),
        max_length=10,
        choices=choices.NameSource,
        default=choices.NameSource.SAID,
        db_default=choices.NameSource.SAID,
    )
    # What is compared: cases.names.fold of the text, kept by cases.actions.
    folded = models.CharField(max_length=MAX_KEY, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(text__regex=BLANK),
                name="cases_name_not_empty",
                violation_error_message=_("Type a name, or tick “no name given”."),
            ),
            models.UniqueConstraint(
                fields=["minor", "kind", "text", "source"],
                name="cases_name_once",
                violation_error_code="text",
                violation_error_message=_("This name is already in the file, from this source."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
