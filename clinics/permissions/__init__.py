"""Who may do what in the clinics."""

from clinics.permissions.anonymous import (
    can_correct_anonymous,
    check_correct_anonymous,
)
from clinics.permissions.consultations import (
    can_add_to,
    can_correct,
    can_know_of_consultations,
    can_log_consultation,
    can_log_sexual_health,
    can_see_health,
    can_see_sexual_health,
    check_add_to,
    check_correct,
    check_log_consultation,
    check_log_sexual_health,
    check_see_health,
    check_see_sexual_health,
)
from clinics.permissions.health_facts import (
    can_record_health_fact,
    check_record_health_fact,
)
from clinics.permissions.offline import (
    can_prepare_offline,
    check_prepare_offline,
)
from clinics.permissions.protocols import (
    can_see_protocols,
    can_sign_protocol,
    check_see_protocols,
    check_sign_protocol,
)
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
from clinics.permissions.sessions import (
    can_keep_sessions,
    check_keep_sessions,
)
from clinics.permissions.stock import (
    can_keep_stock,
    can_see_stock,
    check_keep_stock,
    check_see_stock,
)
from clinics.permissions.vaccination import (
    can_print_vaccinations,
    can_record_vaccinations,
    can_see_vaccinations,
    can_validate_vaccination_rules,
    check_print_vaccinations,
    check_record_vaccinations,
    check_see_vaccinations,
    check_validate_vaccination_rules,
)

__all__ = [
    "can_add_psychologist",
    "can_add_to",
    "can_correct",
    "can_correct_anonymous",
    "can_follow_case",
    "can_keep_sessions",
    "can_keep_stock",
    "can_know_of_consultations",
    "can_know_of_psychology",
    "can_log_consultation",
    "can_log_sexual_health",
    "can_prepare_offline",
    "can_print_vaccinations",
    "can_record_health_fact",
    "can_record_vaccinations",
    "can_see_health",
    "can_see_protocols",
    "can_see_psychology",
    "can_see_sexual_health",
    "can_see_stock",
    "can_see_vaccinations",
    "can_sign_protocol",
    "can_validate_vaccination_rules",
    "check_add_psychologist",
    "check_add_to",
    "check_correct",
    "check_correct_anonymous",
    "check_follow_case",
    "check_keep_sessions",
    "check_keep_stock",
    "check_log_consultation",
    "check_log_sexual_health",
    "check_prepare_offline",
    "check_print_vaccinations",
    "check_record_health_fact",
    "check_record_vaccinations",
    "check_see_health",
    "check_see_protocols",
    "check_see_psychology",
    "check_see_sexual_health",
    "check_see_stock",
    "check_see_vaccinations",
    "check_sign_protocol",
    "check_validate_vaccination_rules",
    "follows",
]
