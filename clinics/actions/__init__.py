"""What happens in the clinics, all or nothing."""

from clinics.actions.consultations import log_consultation, log_sexual_health
from clinics.actions.psychology import add_psychologist, follow_case, stop_following
from clinics.actions.vaccination import (
    answer_vaccination,
    record_vaccinations,
    take_back_vaccination,
    validate_vaccination_rules,
)

__all__ = [
    "add_psychologist",
    "answer_vaccination",
    "follow_case",
    "log_consultation",
    "log_sexual_health",
    "record_vaccinations",
    "stop_following",
    "take_back_vaccination",
    "validate_vaccination_rules",
]
