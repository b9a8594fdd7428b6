"""What happens in the clinics, all or nothing."""

from clinics.actions.consultations import log_consultation, log_sexual_health
from clinics.actions.health_facts import end_health_fact, record_health_fact
from clinics.actions.psychology import add_psychologist, follow_case, stop_following

__all__ = [
    "add_psychologist",
    "end_health_fact",
    "follow_case",
    "log_consultation",
    "log_sexual_health",
    "record_health_fact",
    "stop_following",
]
