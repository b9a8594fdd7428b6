"""What happens in the clinics, all or nothing."""

from clinics.actions.consultations import log_consultation, log_sexual_health
from clinics.actions.psychology import add_psychologist, follow_case, stop_following
from clinics.actions.stock import (
    count_stock,
    move_lot,
    receive_lot,
    take_from_lot,
)

__all__ = [
    "add_psychologist",
    "count_stock",
    "follow_case",
    "log_consultation",
    "log_sexual_health",
    "move_lot",
    "receive_lot",
    "stop_following",
    "take_from_lot",
]
