"""Who may correct what was written of somebody without a file; who logs consultations logs it."""

from clinics.models import AnonymousConsultation
from staff.models import User
from staff.permissions import Compartment, Level, Person, can, checked


def can_correct_anonymous(user: Person, consultation: AnonymousConsultation) -> bool:
    """Its author, for a day."""
    return (
        isinstance(user, User)
        and can(user, Compartment.HEALTH, Level.WRITE)
        and consultation.recorded_by_id == user.pk
        and consultation.may_be_corrected
    )


check_correct_anonymous = checked(can_correct_anonymous)
