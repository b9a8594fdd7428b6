"""Who may know where the young people sleep, write it down, and name them to a partner."""

import datetime

from django.utils import timezone

from cases.permissions.minors import (
    can_edit_identity,
    can_register_arrival,
    can_search,
    can_see_case,
)
from cases.permissions.sharing import can_see_consents
from staff.permissions import Person, checked


def can_see_nights(user: Person, day: datetime.date) -> bool:
    """Today's with today's arrivals; another day's is no business of a volunteer."""
    return can_search(user) and (day == timezone.localdate() or can_see_case(user))


def can_record_night(user: Person, day: datetime.date) -> bool:
    """Tonight: whoever registers arrivals. A past night: who may correct a file."""
    return can_edit_identity(user) or (day == timezone.localdate() and can_register_arrival(user))


# The desks and the coordination, who read what the young people agreed to.
can_hand_over_night = can_see_consents

check_see_nights = checked(can_see_nights)
check_record_night = checked(can_record_night)
check_hand_over_night = checked(can_hand_over_night)
