"""Who may do what in the clinics."""

from clinics.permissions.consultations import (
    can_know_of_consultations,
    can_log_consultation,
    can_log_sexual_health,
    can_see_health,
    can_see_sexual_health,
    check_log_consultation,
    check_log_sexual_health,
    check_see_health,
    check_see_sexual_health,
)
from clinics.permissions.health_facts import can_record_health_fact, check_record_health_fact
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

__all__ = [
    "can_add_psychologist",
    "can_follow_case",
    "can_know_of_consultations",
    "can_know_of_psychology",
    "can_log_consultation",
    "can_log_sexual_health",
    "can_record_health_fact",
    "can_see_health",
    "can_see_psychology",
    "can_see_sexual_health",
    "check_add_psychologist",
    "check_follow_case",
    "check_log_consultation",
    "check_log_sexual_health",
    "check_record_health_fact",
    "check_see_health",
    "check_see_psychology",
    "check_see_sexual_health",
    "follows",
]
