"""The directory: who helps, how to reach them, since when and until when."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices
from staff import history
from staff.models import BLANK, User, valid_on
from staff.permissions import can_see_reference


class PartnerQuerySet(models.QuerySet["Partner"]):
    def visible_to(self, user: User) -> "PartnerQuerySet":
        return self.all() if can_see_reference(user) else self.none()

    def active_on(self, day: datetime.date) -> "PartnerQuerySet":
        return self.filter(valid_on(day))


@history.track()
class Partner(models.Model):
    """An organisation one refers to. Addresses and hours change: dates say when they held."""

    database_grants = "SELECT, INSERT, UPDATE"

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(
        _("kind"), max_length=20, choices=choices.PartnerKind, default=choices.PartnerKind.OTHER
    )
    neutral_label = models.CharField(
        _("neutral label"),
        max_length=60,
        blank=True,
        help_text=_("Shown instead of the name to whoever may not know the reason."),
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    hours = models.CharField(_("hours"), max_length=120, blank=True)
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
        return self.neutral_label or self.name
