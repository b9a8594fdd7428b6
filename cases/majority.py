"""How long until she turns 18, for the heading of her file."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from cases import births
from cases.choices import Precision
from cases.consents import Flag
from cases.models import Minor
from staff.templatetags.escale import long_day

SHOWN_FROM = 180  # days before


def flags(minor: Minor) -> list[Flag]:
    """Return the countdown of the last half-year, for whoever reads the heading: it is identity."""
    claim = minor.claim
    on = births.eighteen_on(claim) if claim is not None else None
    if claim is None or on is None:
        return []
    days = (on - timezone.localdate()).days
    if not 0 <= days <= SHOWN_FROM:
        return []
    is_exact = claim.precision == Precision.DAY
    return [Flag("urgent" if days <= 30 else "waiting", _text(days, on, is_exact), "calendar")]


def _text(days: int, on: datetime.date, is_exact: bool) -> str:
    if days == 0:
        text = gettext("18 today")
    else:
        text = ngettext("18 in %(days)d day, %(day)s", "18 in %(days)d days, %(day)s", days)
        text %= {"days": days, "day": long_day(on)}
    return text if is_exact else gettext("%(end)s at the earliest") % {"end": text}
