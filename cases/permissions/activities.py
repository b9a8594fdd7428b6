"""Who may hold an activity, tick who takes part, and know what it was."""

import datetime

from django.utils import timezone

from cases.choices import COMPARTMENT_OF_ACTIVITY, ActivityKind
from cases.permissions.desks import can_work_at_a_desk
from cases.permissions.minors import can_register_arrival, can_search, can_see_case
from staff.permissions import Level, Person, can, checked


def can_see_activities(user: Person, day: datetime.date) -> bool:
    """Today's with today's arrivals; another day's is no business of a volunteer."""
    return can_search(user) and (day == timezone.localdate() or can_see_case(user))


def can_hold_activity(user: Person, day: datetime.date) -> bool:
    """Whoever registers arrivals or works at a desk; a past day without the volunteers."""
    holds = can_register_arrival(user) or can_work_at_a_desk(user)
    return holds and can_see_activities(user, day)


def can_know_kind(user: Person, kind: str) -> bool:
    """Of the reserved kinds: who reads what being there would tell."""
    compartment = COMPARTMENT_OF_ACTIVITY.get(ActivityKind(kind))
    return compartment is None or can(user, compartment, Level.READ)


check_see_activities = checked(can_see_activities)
check_hold_activity = checked(can_hold_activity)
