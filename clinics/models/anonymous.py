"""Consultations of people who have no file: a mobile clinic, the border, a first day.

Nobody is named: what is known is a band of ages, a sex, a language, maybe a country, and the code
of a paper slip that was given, so that a second visit is recognised. There is no free text, where
a name could be typed. What was seen and done is sealed under a key of the house: the row outlives
the file to which it may be attached, and says nothing of anybody once that link is gone.
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import Sex, country_choices, country_name, language_choices, language_name
from cases.models import Minor
from cases.models.requisitions import SealedByHouse, wrapped_key
from clinics import problems
from clinics.choices import CareAct, CareInterpreting, Episode, Motif
from clinics.choices.anonymous import SEXES, TICK_CODE, TICK_CODE_LENGTH, AgeBand, Destination
from clinics.models.consultations import CORRECTED_ALREADY, CORRECTION, NO_LONGER
from clinics.models.sessions import ClinicSession
from staff.choices import Erasure
from staff.encryption import EncryptedJSONField, EncryptedTextField
from staff.models import Site, User
from staff.permissions import Compartment, Level, can

NO_NAME = _("Up to 8 letters and digits, with one digit at least: never a name.")
NOT_IN_THE_LIST = _("Choose in the list.")
TICK_CODE_RULES = (RegexValidator(TICK_CODE, NO_NAME), RegexValidator("[0-9]", NO_NAME))


class AnonymousQuerySet(models.QuerySet["AnonymousConsultation"]):
    def visible_to(self, user: User) -> "AnonymousQuerySet":
        """Open to the mission's care team, as consultations are."""
        return self.all() if can(user, Compartment.HEALTH, Level.READ) else self.none()

    def newest_first(self) -> "AnonymousQuerySet":
        return self.order_by("-day", "-pk")

    def with_file(self) -> "AnonymousQuerySet":
        """Annotate `file`: the number of whom it is attached to; None, of nobody."""
        links = AnonymousLink.objects.filter(consultation=OuterRef("pk")).order_by("-pk")
        holder = Case(When(is_attached=True, then=F("minor")))
        return self.annotate(file=Subquery(links.annotate(holder=holder).values("holder")[:1]))

    def attached_to(self, minor: Minor) -> "AnonymousQuerySet":
        linked = AnonymousLink.objects.filter(minor=minor)
        return (
            self.filter(pk__in=linked.values("consultation")).with_file().filter(Q(file=minor.pk))
        )


class StandingAnonymous(models.Manager["AnonymousConsultation"]):
    """What is counted and listed: of one that was corrected the correction, of a slip nothing.

    The key that opens the rows comes with them.
    """

    def get_queryset(self) -> AnonymousQuerySet:
        newer = AnonymousConsultation.every.filter(corrects=OuterRef("pk"))
        rows = AnonymousQuerySet(self.model, using=self._db).filter(~Exists(newer))
        key = wrapped_key(AnonymousConsultation.house_key)
        return rows.filter(is_mistake=False).annotate(wrapped_key=key)

    def visible_to(self, user: User) -> AnonymousQuerySet:
        return self.get_queryset().visible_to(user)

    def with_file(self) -> AnonymousQuerySet:
        return self.get_queryset().with_file()

    def attached_to(self, minor: Minor) -> AnonymousQuerySet:
        return self.get_queryset().attached_to(minor)


class AnonymousConsultation(SealedByHouse):
    """One consultation of somebody without a file, in a session.

    `token` is drawn where it is written: sent twice, it is kept once. `written_at` is when it was
    really written, on a phone without network maybe; `recorded_at` when it came here.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH
    house_key = "without_identity"

    token = models.UUIDField(default=uuid.uuid4, unique=True)
    session = models.ForeignKey(ClinicSession, on_delete=models.PROTECT, related_name="anonymous")
    day = models.DateField(_("date of care"))
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    motif = EncryptedTextField(_("motif"), max_length=20, choices=Motif)
    problem = EncryptedTextField(_("problem found"), max_length=40, blank=True, default="")
    acts = EncryptedJSONField(_("care"), null=True, blank=True)
    destination = EncryptedTextField(
        _("sent to"), max_length=15, choices=Destination, blank=True, default=""
    )
    sex = models.CharField(_("sex"), max_length=10, choices=Sex, default=Sex.NOT_ASKED)
    age_band = models.CharField(_("age said"), max_length=10, choices=AgeBand)
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    nationality = models.CharField(_("country"), max_length=10, blank=True, default="")
    tick_code = models.CharField(
        _("code of the slip"),
        max_length=TICK_CODE_LENGTH,
        blank=True,
        default="",
        validators=TICK_CODE_RULES,
    )
    episode = models.CharField(_("episode"), max_length=10, choices=Episode, blank=True, default="")
    interpreting = models.CharField(
        _("interpreter"), max_length=10, choices=CareInterpreting, blank=True, default=""
    )
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    is_mistake = models.BooleanField(_("There was no such consultation"), default=False)
    # When it was recorded first: a correction keeps it.
    signed_at = models.DateTimeField(default=timezone.now)
    written_at = models.DateTimeField(default=timezone.now)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = StandingAnonymous()
    every: ClassVar[Any] = AnonymousQuerySet.as_manager()  # the corrected ones and slips, too

    # Set by `with_file()`.
    file: int | None

    class Meta:
        indexes = [
            models.Index(fields=["session"], name="clinics_anonymous_session"),
            models.Index(fields=["day", "site"], name="clinics_anonymous_day"),
            models.Index(
                fields=["tick_code"], name="clinics_anonymous_tick", condition=~Q(tick_code="")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sex__in=Sex.values),
                name="clinics_anonymous_sex",
                violation_error_code="sex",
                violation_error_message=NOT_IN_THE_LIST,
            ),
            models.CheckConstraint(
                condition=Q(age_band__in=AgeBand.values),
                name="clinics_anonymous_age_band",
                violation_error_code="age_band",
                violation_error_message=NOT_IN_THE_LIST,
            ),
            models.CheckConstraint(
                condition=Q(tick_code="")
                | Q(tick_code__regex=TICK_CODE) & Q(tick_code__regex="[0-9]"),
                name="clinics_anonymous_tick_code",
                violation_error_code="tick_code",
                violation_error_message=NO_NAME,
            ),
            models.CheckConstraint(
                condition=Q(written_at__lte=F("recorded_at")),
                name="clinics_anonymous_written_before",
                violation_error_message=_("It was written before it came here."),
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                name="clinics_anonymous_corrected_once",
                violation_error_message=CORRECTED_ALREADY,
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | Q(recorded_at__lt=F("signed_at") + CORRECTION),
                name="clinics_anonymous_corrected_in_time",
                violation_error_message=NO_LONGER,
            ),
            models.CheckConstraint(
                condition=Q(is_mistake=False) | Q(corrects__isnull=False),
                name="clinics_anonymous_mistake_of_one",
                violation_error_message=_("Only what was recorded can be a mistake."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"

    def clean(self) -> None:
        """What no CHECK can read: sealed, or a list that grows."""
        if self.problem and self.problem not in problems.problems():
            raise ValidationError({"problem": NOT_IN_THE_LIST})
        if not set(self.acts or []) <= set(CareAct.values):
            raise ValidationError({"acts": NOT_IN_THE_LIST})
        for name, offered in (("language", language_choices), ("nationality", country_choices)):
            if (code := getattr(self, name)) and code not in dict(offered()):
                raise ValidationError({name: NOT_IN_THE_LIST})

    @property
    def line(self) -> problems.Problem | None:
        """The line of the list that it is about; raises SealError."""
        return problems.line_of(self.problem, self.motif)

    @property
    def problem_text(self) -> str:
        code = self.shown("problem")
        return str(problems.problems().get(code, code))

    @property
    def acts_text(self) -> str:
        acts = self.shown("acts") or []
        if not isinstance(acts, list):
            return str(acts)
        return ", ".join(str(CareAct(act).label) for act in acts)

    @property
    def sex_text(self) -> str:
        return str(SEXES.get(Sex(self.sex), self.get_sex_display()))

    @property
    def language_text(self) -> str:
        return language_name(self.language) if self.language else ""

    @property
    def nationality_text(self) -> str:
        return country_name(self.nationality) if self.nationality else ""

    @property
    def person(self) -> int | str:
        """Who it was, as far as it is known: the file, the slip, or nobody else. `with_file()`."""
        return self.file or self.tick_code or f"row {self.pk}"

    @property
    def may_be_corrected(self) -> bool:
        """Whether a day has not passed yet; by whom, the permissions say."""
        return timezone.now() < self.signed_at + CORRECTION


class AnonymousLinkQuerySet(models.QuerySet["AnonymousLink"]):
    def standing(self) -> "AnonymousLinkQuerySet":
        """The last row of each consultation, if it says that it is attached."""
        later = AnonymousLink.objects.filter(
            consultation=OuterRef("consultation"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later), is_attached=True)


class AnonymousLink(models.Model):
    """A consultation is attached to somebody's file, or taken off it: its last row says."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH
    personal_fields = {"is_attached": Erasure.ROW}

    consultation = models.ForeignKey(
        AnonymousConsultation, on_delete=models.PROTECT, related_name="links"
    )
    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="anonymous_links")
    is_attached = models.BooleanField(default=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = AnonymousLinkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["consultation", "-id"], name="clinics_anonymous_last_link")]

    def __str__(self) -> str:
        return f"{self.consultation}"
