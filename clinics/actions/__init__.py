"""What happens in the clinics, all or nothing."""

from clinics.actions.consultations import log_consultation, log_sexual_health
from clinics.actions.psychology import add_psychologist, follow_case, stop_following

__all__ = [
    "add_psychologist",
    "follow_case",
    "log_consultation",
    "log_sexual_health",
    "stop_following",
]
