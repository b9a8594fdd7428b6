"""What happens in the clinics, all or nothing."""

from clinics.actions.consultations import log_consultation, log_sexual_health
from clinics.actions.psychology import add_psychologist, follow_case, stop_following
from clinics.actions.stock import (
    count_stock,
    move_lot,
    receive_lot,
    take_from_lot,
)
from clinics.actions.vaccination import (
    answer_vaccination,
    record_vaccinations,
    take_back_vaccination,
    validate_vaccination_rules,
)

__all__ = [
    "add_psychologist",
    "answer_vaccination",
    "count_stock",
    "follow_case",
    "log_consultation",
    "log_sexual_health",
    "move_lot",
    "receive_lot",
    "record_vaccinations",
    "stop_following",
    "take_back_vaccination",
    "take_from_lot",
    "validate_vaccination_rules",
]
