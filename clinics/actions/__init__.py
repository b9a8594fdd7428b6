"""What happens in the clinics, all or nothing."""

from clinics.actions.consultations import (
    add_to_consultation,
    add_to_sexual_health,
    correct_consultation,
    correct_sexual_health,
    log_consultation,
    log_sexual_health,
)
from clinics.actions.health_facts import (
    end_health_fact,
    record_health_fact,
)
from clinics.actions.psychology import (
    add_psychologist,
    follow_case,
    stop_following,
)
from clinics.actions.scabies import (
    join_scabies,
    mark_scabies,
    record_scabies_step,
    take_back_scabies_mark,
    take_back_scabies_step,
)
from clinics.actions.screening import (
    ask_psychologist,
    record_screening,
)
from clinics.actions.sessions import (
    close_session,
    join_session,
    open_session,
    reopen_session,
)
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
from clinics.actions.watch import (
    change_signal_rule,
    record_signal_step,
)

__all__ = [
    "add_psychologist",
    "add_to_consultation",
    "add_to_sexual_health",
    "answer_vaccination",
    "ask_psychologist",
    "change_signal_rule",
    "close_session",
    "correct_consultation",
    "correct_sexual_health",
    "count_stock",
    "end_health_fact",
    "follow_case",
    "join_scabies",
    "join_session",
    "log_consultation",
    "log_sexual_health",
    "mark_scabies",
    "move_lot",
    "open_session",
    "receive_lot",
    "record_health_fact",
    "record_scabies_step",
    "record_screening",
    "record_signal_step",
    "record_vaccinations",
    "reopen_session",
    "stop_following",
    "take_back_scabies_mark",
    "take_back_scabies_step",
    "take_back_vaccination",
    "take_from_lot",
    "validate_vaccination_rules",
]
