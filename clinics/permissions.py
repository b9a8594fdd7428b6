"""Who may write and read consultations, in each of the two books."""

from cases.models import Minor
from clinics.models import CaseTeam
from staff.choices import Role
from staff.models import User
from staff.permissions import TABLE, Compartment, Level, Person, can, checked


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


def can_see_psychology(user: Person) -> bool:
    """The page of the psychologists; what they wrote asks for their scope too."""
    return can(user, Compartment.PSYCHOLOGY, Level.READ)


def can_know_of_psychology(user: Person) -> bool:
    """That somebody was seen, and when. The coordination knows how many times, not when."""
    if not can(user, Compartment.PSYCHOLOGY, Level.KNOW) or not isinstance(user, User):
        return False
    return any(
        TABLE[Role(role)].get(Compartment.PSYCHOLOGY, Level.NOTHING) >= Level.KNOW
        for role in user.roles - {Role.COORDINATOR}
    )


def follows(user: User, minor: Minor) -> bool:
    return CaseTeam.objects.current().filter(user=user, minor=minor).exists()


def can_follow_case(user: Person, minor: Minor) -> bool:
    """A psychologist takes up a file that no colleague follows; after that, one is let in."""
    is_free = not CaseTeam.objects.at_work().filter(minor=minor).exists()
    return can(user, Compartment.PSYCHOLOGY, Level.WRITE) and is_free


def can_add_psychologist(user: Person, minor: Minor) -> bool:
    may_write = can(user, Compartment.PSYCHOLOGY, Level.WRITE)
    return isinstance(user, User) and may_write and follows(user, minor)


check_see_psychology = checked(can_see_psychology)
check_follow_case = checked(can_follow_case)
check_add_psychologist = checked(can_add_psychologist)
check_log_consultation = checked(can_log_consultation)
check_see_health = checked(can_see_health)
check_log_sexual_health = checked(can_log_sexual_health)
check_see_sexual_health = checked(can_see_sexual_health)
