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
from clinics.actions.protocols import (
    end_protocol,
    sign_protocol,
)
from clinics.actions.psychology import (
    add_psychologist,
    follow_case,
    stop_following,
)
from clinics.actions.sessions import (
    close_session,
    join_session,
    open_session,
    reopen_session,
)
from clinics.actions.sexual_health import (
    open_pregnancy,
    record_act,
    record_contraception_step,
    record_pregnancy_step,
    record_violence,
    start_contraception,
    take_back_act,
    take_back_violence,
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

__all__ = [
    "add_psychologist",
    "add_to_consultation",
    "add_to_sexual_health",
    "answer_vaccination",
    "close_session",
    "correct_consultation",
    "correct_sexual_health",
    "count_stock",
    "end_health_fact",
    "end_protocol",
    "follow_case",
    "join_session",
    "log_consultation",
    "log_sexual_health",
    "move_lot",
    "open_pregnancy",
    "open_session",
    "receive_lot",
    "record_act",
    "record_contraception_step",
    "record_health_fact",
    "record_pregnancy_step",
    "record_vaccinations",
    "record_violence",
    "reopen_session",
    "sign_protocol",
    "start_contraception",
    "stop_following",
    "take_back_act",
    "take_back_vaccination",
    "take_back_violence",
    "take_from_lot",
    "validate_vaccination_rules",
]
