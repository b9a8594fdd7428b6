"""What happens in the clinics, all or nothing."""

from clinics.actions.consultations import (
    add_to_consultation,
    add_to_sexual_health,
    correct_consultation,
    correct_sexual_health,
    log_consultation,
    log_sexual_health,
)
from clinics.actions.psychology import add_psychologist, follow_case, stop_following
from clinics.actions.sessions import close_session, join_session, open_session, reopen_session

__all__ = [
    "add_psychologist",
    "add_to_consultation",
    "add_to_sexual_health",
    "close_session",
    "correct_consultation",
    "correct_sexual_health",
    "follow_case",
    "join_session",
    "log_consultation",
    "log_sexual_health",
    "open_session",
    "reopen_session",
    "stop_following",
]
