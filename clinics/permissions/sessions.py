"""Who may see and keep the clinic sessions."""

from clinics.permissions.consultations import can_log_consultation, can_log_sexual_health
from staff.permissions import Person, checked


def can_keep_sessions(user: Person) -> bool:
    """Open one, join it, close it: whoever writes consultations, in either book."""
    return can_log_consultation(user) or can_log_sexual_health(user)


check_keep_sessions = checked(can_keep_sessions)
