"""Which days may be written in a file: none before 1900, none that has still to come.

A slip in the year is refused beside its box: what counts from it would leave the calendar.
"""

import datetime
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FIRST = datetime.date(1900, 1, 1)
LAST = datetime.date(2200, 12, 31)  # of what is still to come
NOT_YET = _("This date has not come yet. Check the year.")
CHECK_YEAR = _("This date cannot be right. Check the year.")


def is_likely(day: datetime.date) -> bool:
    return FIRST <= day <= LAST


def likely(day: datetime.date) -> None:
    """Refuse a day, come or still to come, that no calendar of a file has."""
    if not is_likely(day):
        raise ValidationError(CHECK_YEAR)


def past(day: datetime.date) -> None:
    """Refuse a day on which nothing can have happened."""
    if day > timezone.localdate():
        raise ValidationError(NOT_YET)
    likely(day)


def check_past(name: str, day: datetime.date | None) -> None:
    """`past`, beside the field of this name; an empty one is refused elsewhere."""
    _check(name, day, past)


def check_likely(name: str, day: datetime.date | None) -> None:
    _check(name, day, likely)


def _check(name: str, day: datetime.date | None, rule: Callable[[datetime.date], None]) -> None:
    if day is None:
        return
    try:
        rule(day)
    except ValidationError as refused:
        raise ValidationError({name: refused.messages}) from refused
