"""Who may write and read consultations, in each of the two books."""

from clinics.models import AnyConsultation
from staff.models import User
from staff.permissions import Compartment, Level, Person, can, checked


def can_log_consultation(user: Person) -> bool:
    return can(user, Compartment.HEALTH, Level.WRITE)


def can_see_health(user: Person) -> bool:
    return can(user, Compartment.HEALTH, Level.READ)


def can_know_of_consultations(user: Person) -> bool:
    """That somebody was seen and when the next visit is: never why."""
    return can(user, Compartment.HEALTH, Level.KNOW)


def can_log_sexual_health(user: Person) -> bool:
    return can(user, Compartment.SEXUAL_HEALTH, Level.WRITE)


def can_see_sexual_health(user: Person) -> bool:
    """For whoever may not, there is no such consultation: no line, no date."""
    return can(user, Compartment.SEXUAL_HEALTH, Level.READ)


def can_correct(user: Person, consultation: AnyConsultation) -> bool:
    """Its author, for a day, and as long as nobody has added to it."""
    return (
        isinstance(user, User)
        and can(user, consultation.compartment, Level.WRITE)
        and consultation.recorded_by_id == user.pk
        and consultation.may_be_corrected
        and not consultation.addenda.exists()
    )


def can_add_to(user: Person, consultation: AnyConsultation) -> bool:
    """Whoever writes that book, once its author no longer corrects it."""
    may_write = can(user, consultation.compartment, Level.WRITE)
    return may_write and not can_correct(user, consultation)


check_correct = checked(can_correct)

check_add_to = checked(can_add_to)

check_log_consultation = checked(can_log_consultation)

check_see_health = checked(can_see_health)

check_log_sexual_health = checked(can_log_sexual_health)

check_see_sexual_health = checked(can_see_sexual_health)
