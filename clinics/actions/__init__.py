"""What happens in the clinics, all or nothing."""

from clinics.actions.assessments import (
    fill_assessment,
    hold_second_step,
    open_assessment,
    plan_second_step,
    prescribe_tests,
    record_test_steps,
    take_back_test_step,
)
from clinics.actions.certificates import (
    hand_certificate,
    issue_certificate,
)
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
    "fill_assessment",
    "follow_case",
    "hand_certificate",
    "hold_second_step",
    "issue_certificate",
    "join_session",
    "log_consultation",
    "log_sexual_health",
    "move_lot",
    "open_assessment",
    "open_session",
    "plan_second_step",
    "prescribe_tests",
    "receive_lot",
    "record_health_fact",
    "record_test_steps",
    "record_vaccinations",
    "reopen_session",
    "stop_following",
    "take_back_test_step",
    "take_back_vaccination",
    "take_from_lot",
    "validate_vaccination_rules",
]
