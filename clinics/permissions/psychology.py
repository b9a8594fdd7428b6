"""Who may know of, read and write what is said to a psychologist."""

from cases.models import Minor
from clinics.models import CaseTeam
from staff.choices import Role
from staff.models import User
from staff.permissions import TABLE, Compartment, Level, Person, can, checked


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
