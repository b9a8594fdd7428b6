"""What the minor agrees to, what she opposes, what was shared.

One row is of one compartment: an agreement that spans several makes several rows, so that the
name of a recipient is read by those only who may know the reason.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.choices import ConsentAnswer, OppositionKind
from cases.models.keys import SealedOfMinor
from cases.models.minors import Minor
from cases.models.partners import Partner
from staff import history
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField
from staff.models import User
from staff.permissions import Level, level

# Those that a row of this module may belong to.
COMPARTMENTS = [c.value for c in dict.fromkeys(choices.COMPARTMENT_OF_PART.values())]


def compartments_at(user: User, wanted: Level) -> list[str]:
    """Return the compartments in which this person's level is exactly `wanted` or, READ, more."""
    levels = {c: level(user, Compartment(c)) for c in COMPARTMENTS}
    if wanted == Level.READ:
        return [c for c, found in levels.items() if found >= Level.READ]
    return [c for c, found in levels.items() if found == wanted]


class ToRecipient(SealedOfMinor):
    """Parts of a file of one compartment, a recipient, a purpose."""

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="%(class)ss")
    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner"),
    )
    recipient_kind = models.CharField(
        _("recipient"), max_length=10, choices=choices.RecipientKind, blank=True
    )
    recipient_name = EncryptedTextField(_("who exactly"), max_length=120, blank=True, default="")
    purpose = models.CharField(_("purpose"), max_length=10, choices=choices.Purpose)
    parts = ArrayField(
        models.CharField(max_length=20, choices=choices.Part), verbose_name=_("what")
    )
    compartment = models.CharField(max_length=20, choices=Compartment)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(partner__isnull=False, recipient_kind="")
                | Q(partner__isnull=True) & ~Q(recipient_kind=""),
                name="%(app_label)s_%(class)s_one_recipient",
                violation_error_message=_("Choose one recipient."),
            ),
            models.CheckConstraint(
                condition=Q(parts__len__gte=1),
                name="%(app_label)s_%(class)s_has_parts",
                violation_error_message=_("Tick what it is about."),
            ),
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS),
                name="%(app_label)s_%(class)s_compartment",
                violation_error_message=_("What is shared belongs to a part of the file."),
            ),
        ]

    @property
    def parts_text(self) -> str:
        return ", ".join(str(choices.Part(part).label) for part in self.parts)

    @property
    def recipient_text(self) -> str:
        """Who, for a reader of this row's compartment."""
        if self.partner is not None:
            return self.partner.name
        kind = str(choices.RecipientKind(self.recipient_kind).label)
        return f"{kind}, {self.recipient_name}" if self.recipient_name else kind


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, user: User) -> "ConsentQuerySet":
        """Of the compartments she reads, and what she wrote down herself."""
        mine = Q(compartment__in=compartments_at(user, Level.READ)) | Q(recorded_by=user)
        return self.filter(mine)


class Consent(ToRecipient):
    """What a minor answered: may these parts be shared with this recipient, for this purpose?

    Asked for each recipient and purpose: no tick holds for everything (field sheet, section 0,
    point 18). A row is never changed: a withdrawal or a new answer stands beside it.
    """

    database_grants = "SELECT, INSERT"
    personal_fields = {
        "recipient_kind": Erasure.ROW,
        "recipient_name": Erasure.SHRED,
        "purpose": Erasure.ROW,
        "parts": Erasure.ROW,
        "answer": Erasure.ROW,
        "given_on": Erasure.ROW,
        "said_how": Erasure.ROW,
        "language": Erasure.ROW,
        "interpreting": Erasure.ROW,
    }
    impersonal_fields = ("compartment",)

    answer = models.CharField(_("answer"), max_length=10, choices=ConsentAnswer)
    given_on = models.DateField(_("answered on"), default=timezone.localdate)
    said_how = models.CharField(_("how"), max_length=10, choices=choices.SaidHow, blank=True)
    language = models.CharField(_("language used"), max_length=10)
    interpreting = models.CharField(_("interpreter"), max_length=10, choices=choices.Interpreting)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta(ToRecipient.Meta):
        indexes = [models.Index(fields=["minor", "-given_on"], name="cases_consent_minor")]
        constraints = [
            *ToRecipient.Meta.constraints,
            models.CheckConstraint(
                condition=Q(answer=ConsentAnswer.NOT_ASKED) | ~Q(said_how=""),
                name="cases_consent_answered_how",
                violation_error_code="said_how",
                violation_error_message=_("Say how it was answered."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_answer_display()

    @property
    def withdrawn(self) -> "ConsentWithdrawal | None":
        return getattr(self, "withdrawal", None)

    @property
    def language_text(self) -> str:
        return choices.language_name(self.language)


class ConsentWithdrawal(models.Model):
    """The minor takes an agreement back: it holds no more from this instant."""

    database_grants = "SELECT, INSERT"
    personal_fields: dict[str, Erasure] = {}

    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="withdrawal")
    withdrawn_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.withdrawn_at:%Y-%m-%d}"

    @property
    def compartment(self) -> Compartment:
        return Compartment(self.consent.compartment)


class OppositionQuerySet(models.QuerySet["Opposition"]):
    def visible_to(self, user: User) -> "OppositionQuerySet":
        """The flags are identity's: reception must know before it writes or calls."""
        return self if level(user, Compartment.IDENTITY) >= Level.READ else self.none()

    def live(self) -> "OppositionQuerySet":
        return self.filter(lifted_at__isnull=True)


@history.track()
class Opposition(SealedOfMinor):
    """Something the minor does not want, shown to all as a flag; the reason is kept apart."""

    database_grants = "SELECT, INSERT, UPDATE"
    compartment = Compartment.IDENTITY
    personal_fields = {
        "kind": Erasure.ROW,
        "interpreter_country": Erasure.ROW,
        "interpreter_language": Erasure.ROW,
        "interpreter_sex": Erasure.ROW,
        "reason": Erasure.SHRED,
        "since": Erasure.ROW,
    }

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="oppositions")
    kind = models.CharField(_("what"), max_length=15, choices=OppositionKind)
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("colleague"),
    )
    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner"),
    )
    interpreter_country = models.CharField(_("from this country"), max_length=10, blank=True)
    interpreter_language = models.CharField(_("of this language"), max_length=10, blank=True)
    interpreter_sex = models.CharField(
        _("woman or man"), max_length=10, choices=choices.InterpreterSex, blank=True
    )
    since = models.DateField(_("since"), default=timezone.localdate)
    reason = EncryptedTextField(_("reason"), max_length=1000, blank=True, default="")
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OppositionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["minor"], condition=Q(lifted_at__isnull=True), name="cases_opposition_live"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=OppositionKind.COLLEAGUE, colleague__isnull=False)
                | ~Q(kind=OppositionKind.COLLEAGUE) & Q(colleague__isnull=True),
                name="cases_opposition_colleague",
                violation_error_code="colleague",
                violation_error_message=_("Name the colleague, for this kind and no other."),
            ),
            models.CheckConstraint(
                condition=Q(kind=OppositionKind.PARTNER, partner__isnull=False)
                | ~Q(kind=OppositionKind.PARTNER) & Q(partner__isnull=True),
                name="cases_opposition_partner",
                violation_error_code="partner",
                violation_error_message=_("Name the partner, for this kind and no other."),
            ),
            models.CheckConstraint(
                condition=Q(kind=OppositionKind.INTERPRETER)
                & ~Q(interpreter_country="", interpreter_language="", interpreter_sex="")
                | ~Q(kind=OppositionKind.INTERPRETER)
                & Q(interpreter_country="", interpreter_language="", interpreter_sex=""),
                name="cases_opposition_interpreter",
                violation_error_code="interpreter_country",
                violation_error_message=_(
                    "Say which interpreters (country, language or sex), for this kind and no other."
                ),
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="cases_opposition_lifted_by_someone",
                violation_error_message=_("An opposition is lifted by somebody, at some time."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def sealing_compartment(self) -> str:
        """The reason may be a violence undergone: it is sealed apart from the flag."""
        return Compartment.PROTECTION

    @property
    def interpreters_text(self) -> str:
        said = [
            choices.InterpreterSex(self.interpreter_sex).label if self.interpreter_sex else "",
            choices.language_name(self.interpreter_language) if self.interpreter_language else "",
            choices.country_name(self.interpreter_country) if self.interpreter_country else "",
        ]
        return ", ".join(str(text) for text in said if text)


class SharingQuerySet(models.QuerySet["Sharing"]):
    def visible_to(self, user: User) -> "SharingQuerySet":
        """Of the compartments she reads, and what she wrote down herself."""
        return self.filter(Q(compartment__in=compartments_at(user, Level.READ)) | Q(shared_by=user))

    def known_to(self, user: User) -> "SharingQuerySet":
        """Those she may know to have taken place, and no more."""
        known = self.filter(compartment__in=compartments_at(user, Level.KNOW))
        return known.exclude(shared_by=user)


class Sharing(ToRecipient):
    """What was shared, with whom, why, under which agreement, until when."""

    database_grants = "SELECT, INSERT"
    personal_fields = {
        "recipient_kind": Erasure.ROW,
        "recipient_name": Erasure.SHRED,
        "purpose": Erasure.ROW,
        "parts": Erasure.ROW,
        "why": Erasure.SHRED,
        "exception": Erasure.ROW,
        "channel": Erasure.ROW,
        "shared_on": Erasure.ROW,
        "until": Erasure.ROW,
    }
    impersonal_fields = ("compartment",)

    why = EncryptedTextField(_("why, in a few words"), max_length=1000, blank=True, default="")
    consent = models.ForeignKey(
        Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="sharings"
    )
    exception = models.CharField(
        _("allowed by law"), max_length=20, choices=choices.LegalException, blank=True
    )
    channel = models.CharField(_("how"), max_length=15, choices=choices.Channel)
    shared_on = models.DateField(_("shared on"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = SharingQuerySet.as_manager()

    class Meta(ToRecipient.Meta):
        indexes = [models.Index(fields=["minor", "-shared_on"], name="cases_sharing_minor")]
        constraints = [
            *ToRecipient.Meta.constraints,
            models.CheckConstraint(
                condition=Q(consent__isnull=False, exception="")
                | Q(consent__isnull=True) & ~Q(exception=""),
                name="cases_sharing_allowed",
                violation_error_code="exception",
                violation_error_message=_("A sharing rests on an agreement or on the law."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("shared_on")),
                name="cases_sharing_ends_after_start",
                violation_error_code="until",
                violation_error_message=_("The last day comes before the first one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shared_on}"
