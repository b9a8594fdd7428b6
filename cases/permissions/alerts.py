"""Who may raise an alert, read it, answer for it."""

from cases.models import Alert
from cases.permissions.minors import has_role
from staff.choices import Role
from staff.models import User
from staff.permissions import (
    TABLE,
    Compartment,
    Level,
    Person,
    can,
    can_have_a_page,
    checked,
)

# Whoever sees something, whatever she does here.
can_raise_alert = can_have_a_page
can_see_alerts = can_have_a_page
# Who may answer for one: whoever may know of the protection and is here for long enough.
OWN_ALERTS = frozenset(
    role for role, levels in TABLE.items() if levels.get(Compartment.PROTECTION, 0) >= Level.KNOW
) - {Role.VOLUNTEER}


def reads_all_alerts(user: Person) -> bool:
    """The coordination: it sees to it that each has an owner and a next step."""
    return can(user, Compartment.PROTECTION, Level.READ)


def can_own_alerts(user: Person) -> bool:
    return has_role(user, OWN_ALERTS)


def can_record_alert_step(user: User, alert: Alert) -> bool:
    """Whoever raised it, its owner, the coordination; `alert` with its state."""
    return (
        alert.raised_by_id == user.pk or alert.owner_pk == user.pk or reads_all_alerts(user)
    ) and alert.about_id != user.pk


check_raise_alert = checked(can_raise_alert)
check_see_alerts = checked(can_see_alerts)
check_record_alert_step = checked(can_record_alert_step)
