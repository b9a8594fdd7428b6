"""Who may do what in the clinics."""

from clinics.permissions.consultations import (
    can_add_to,
    can_correct,
    can_know_of_consultations,
    can_log_consultation,
    can_log_sexual_health,
    can_see_health,
    can_see_sexual_health,
    check_add_to,
    check_correct,
    check_log_consultation,
    check_log_sexual_health,
    check_see_health,
    check_see_sexual_health,
)
from clinics.permissions.psychology import (
    can_add_psychologist,
    can_follow_case,
    can_know_of_psychology,
    can_see_psychology,
    check_add_psychologist,
    check_follow_case,
    check_see_psychology,
    follows,
)
from clinics.permissions.sessions import can_keep_sessions, check_keep_sessions

__all__ = [
    "can_add_psychologist",
    "can_add_to",
    "can_correct",
    "can_follow_case",
    "can_keep_sessions",
    "can_know_of_consultations",
    "can_know_of_psychology",
    "can_log_consultation",
    "can_log_sexual_health",
    "can_see_health",
    "can_see_psychology",
    "can_see_sexual_health",
    "check_add_psychologist",
    "check_add_to",
    "check_correct",
    "check_follow_case",
    "check_keep_sessions",
    "check_log_consultation",
    "check_log_sexual_health",
    "check_see_health",
    "check_see_psychology",
    "check_see_sexual_health",
    "follows",
]
