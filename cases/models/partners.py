"""The directory: who helps, with what, where and when, since when and until when."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.choices import COMPARTMENT_OF_PARTNER, PartnerKind
from staff import history
from staff.choices import Compartment, Weekday
from staff.models import BLANK, User, valid_on
from staff.permissions import Level, can, can_see_reference


class PartnerQuerySet(models.QuerySet["Partner"]):
    def visible_to(self, user: User) -> "PartnerQuerySet":
        return self.all() if can_see_reference(user) else self.none()

    def active_on(self, day: datetime.date) -> "PartnerQuerySet":
        return self.filter(valid_on(day))

    def that_do(self, kind: str) -> "PartnerQuerySet":
        """Those to turn to for this need, whether it is the first thing they do or not."""
        return self.filter(Q(kind=kind) | Q(other_kinds__contains=[kind]))

    def open_on(self, day: datetime.date) -> "PartnerQuerySet":
        """Active that day and not known to be closed; annotates `has_hours`, `is_open`."""
        hours = PartnerHours.objects.filter(partner=OuterRef("pk"))
        known = self.active_on(day).annotate(
            has_hours=Exists(hours), is_open=Exists(hours.filter(weekday=day.isoweekday()))
        )
        return known.filter(Q(is_open=True) | Q(has_hours=False))

    def telling_nothing(self) -> "PartnerQuerySet":
        """Those whose name anybody may read beside a young person's."""
        return self.exclude(kind__in=list(COMPARTMENT_OF_PARTNER)).filter(neutral_label="")


def name_hidden_from(user: User) -> Q:
    """Return, for rows that have a `partner`, that this person may not know which one it is."""
    kept_apart = list(COMPARTMENT_OF_PARTNER)
    silent = [kind for kind, c in COMPARTMENT_OF_PARTNER.items() if not can(user, c, Level.READ)]
    tells = Q(partner__kind__in=silent)
    if not can(user, Compartment.SOCIAL, Level.READ):
        tells |= Q(partner__neutral_label__gt="") & ~Q(partner__kind__in=kept_apart)
    return Q(partner__isnull=False) & tells


@history.track()
class Partner(models.Model):
    """An organisation one refers to, at one place: another place is another line.

    What it does is one kind, which also says how far its name is kept apart, and any other kinds
    under which it is found too. Addresses and hours change: dates say when they held.
    """

    database_grants = "SELECT, INSERT, UPDATE"

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(
        _("kind"), max_length=20, choices=PartnerKind, default=PartnerKind.OTHER
    )
    other_kinds = ArrayField(
        models.CharField(max_length=20, choices=PartnerKind),
        verbose_name=_("also does"),
        blank=True,
        default=list,
    )
    neutral_label = models.CharField(
        _("neutral label"),
        max_length=60,
        blank=True,
        help_text=_("Shown instead of the name to whoever may not know the reason."),
    )
    place = models.CharField(_("address"), max_length=120, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    hours = models.CharField(
        _("hours, in words"),
        max_length=120,
        blank=True,
        help_text=_("What the table of hours does not say: on appointment, closed in August..."),
    )
    languages = ArrayField(
        models.CharField(max_length=10),
        verbose_name=_("languages spoken"),
        blank=True,
        default=list,
    )
    accepts = ArrayField(
        models.CharField(max_length=20, choices=choices.PartnerAccepts),
        verbose_name=_("receives"),
        blank=True,
        default=list,
    )
    accepts_note = models.CharField(
        _("on which conditions"),
        max_length=200,
        blank=True,
        help_text=_("Age, papers to bring, district..."),
    )
    note = models.TextField(_("note"), max_length=2000, blank=True)
    is_confirmed = models.BooleanField(
        _("checked by the centre"),
        default=False,
        help_text=_("Until then it is shown as “to be confirmed”."),
    )
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name__regex=BLANK),
                name="cases_partner_has_name",
                violation_error_message=_("The partner needs a name."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="cases_partner_ends_after_start",
                violation_error_code="valid_to",
                violation_error_message=_("The last day comes before the first one."),
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(valid_to__isnull=True),
                name="cases_partner_name_once",
                violation_error_code="name",
                violation_error_message=_("A partner already bears this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label_for_others(self) -> str:
        """What stands for its name; never the name of one that tells a reason."""
        if self.neutral_label:
            return self.neutral_label
        return gettext("A partner") if self.kind in COMPARTMENT_OF_PARTNER else self.name

    @property
    def name_compartment(self) -> Compartment:
        """Where a row is kept that says no more than this name beside a young person's."""
        apart = COMPARTMENT_OF_PARTNER.get(PartnerKind(self.kind))
        if apart is not None:
            return apart
        return Compartment.SOCIAL if self.neutral_label else Compartment.IDENTITY

    def name_for(self, user: User) -> str:
        """Return its name, or its neutral label for whoever may not know the reason."""
        may_know = can(user, self.name_compartment, Level.READ)
        return self.name if may_know else self.label_for_others

    @property
    def kinds_text(self) -> str:
        """What it does, the first thing first."""
        return ", ".join(str(PartnerKind(kind).label) for kind in [self.kind, *self.other_kinds])

    @property
    def accepts_text(self) -> str:
        return ", ".join(str(choices.PartnerAccepts(code).label) for code in self.accepts)

    @property
    def languages_text(self) -> str:
        return ", ".join(choices.language_name(code) for code in self.languages)

    def is_active_on(self, day: datetime.date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@history.track()
class PartnerHours(models.Model):
    """When a partner receives on one day of the week; a day without a row is a day closed.

    A partner without any row is one whose hours nobody has written down.
    """

    database_grants = "SELECT, INSERT, UPDATE, DELETE"

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="week")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    opens_at = models.TimeField(_("opens at"))
    closes_at = models.TimeField(_("closes at"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="cases_partnerhours_in_order",
                violation_error_message=_("Closing time comes before opening time."),
            ),
            models.UniqueConstraint(
                fields=["partner", "weekday"],
                name="cases_partnerhours_once",
                violation_error_message=_("This day already has its hours."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}-{self.closes_at:%H:%M}"


@history.track()
class PartnerContact(models.Model):
    """Whom to ask for at a partner: a role and how to reach it, never the name of a person."""

    database_grants = "SELECT, INSERT, UPDATE, DELETE"

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="contacts")
    role = models.CharField(_("whom to ask for"), max_length=80)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(role__regex=BLANK),
                name="cases_partnercontact_has_role",
                violation_error_message=_("Say whom to ask for: a role, not a name."),
            ),
            models.CheckConstraint(
                condition=~Q(phone="", email=""),
                name="cases_partnercontact_is_reached",
                violation_error_message=_("Give a telephone or an e-mail."),
            ),
        ]

    def __str__(self) -> str:
        return self.role
