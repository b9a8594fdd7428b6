"""What happens in the clinics, all or nothing."""

from clinics.actions.anonymous import (
    attach_consultation,
    correct_anonymous_consultation,
    detach_consultation,
    log_anonymous_consultation,
)
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
from clinics.actions.offline import (
    end_offline,
    end_offline_of_device,
    forget_expired,
    note_entry,
    prepare_offline,
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
from clinics.actions.scabies import (
    IS_CLOSED,
    add_scabies_contact,
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
from clinics.actions.sexual_health import (
    open_pregnancy,
    record_act,
    record_contraception_step,
    record_pregnancy_step,
    record_violence,
    start_contraception,
    take_back_act,
    take_back_pregnancy_step,
    take_back_violence,
    tick_pregnancy_step,
)
from clinics.actions.stock import (
    count_stock,
    move_lot,
    receive_lot,
    take_from_lot,
)
from clinics.actions.tallies import (
    enter_tally,
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
    "IS_CLOSED",
    "add_psychologist",
    "add_scabies_contact",
    "add_to_consultation",
    "add_to_sexual_health",
    "answer_vaccination",
    "ask_psychologist",
    "attach_consultation",
    "change_signal_rule",
    "close_session",
    "correct_anonymous_consultation",
    "correct_consultation",
    "correct_sexual_health",
    "count_stock",
    "detach_consultation",
    "end_health_fact",
    "end_offline",
    "end_offline_of_device",
    "end_protocol",
    "enter_tally",
    "fill_assessment",
    "follow_case",
    "forget_expired",
    "hand_certificate",
    "hold_second_step",
    "issue_certificate",
    "join_scabies",
    "join_session",
    "log_anonymous_consultation",
    "log_consultation",
    "log_sexual_health",
    "mark_scabies",
    "move_lot",
    "note_entry",
    "open_assessment",
    "open_pregnancy",
    "open_session",
    "plan_second_step",
    "prepare_offline",
    "prescribe_tests",
    "receive_lot",
    "record_act",
    "record_contraception_step",
    "record_health_fact",
    "record_pregnancy_step",
    "record_scabies_step",
    "record_screening",
    "record_signal_step",
    "record_test_steps",
    "record_vaccinations",
    "record_violence",
    "reopen_session",
    "sign_protocol",
    "start_contraception",
    "stop_following",
    "take_back_act",
    "take_back_pregnancy_step",
    "take_back_scabies_mark",
    "take_back_scabies_step",
    "take_back_test_step",
    "take_back_vaccination",
    "take_back_violence",
    "take_from_lot",
    "tick_pregnancy_step",
    "validate_vaccination_rules",
]
