"""What the tables of every app share: what is blank, what holds on a day."""

import datetime

from django.db.models import Q

# What is empty to the eye: nothing, or spaces of any kind.
BLANK = r"^\s*$"


def valid_on(day: datetime.date) -> Q:
    """Rows whose validity dates (first and last day, both included) cover `day`."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
