"""Who may read vaccinations, record them, print them and validate the rules of the catch-up."""

from clinics.permissions.consultations import can_log_consultation, can_see_health
from staff.choices import Role
from staff.models import User
from staff.permissions import Person, can_print, checked

# Vaccinations are part of the health file: its readers and its writers.
can_see_vaccinations = can_see_health
can_record_vaccinations = can_log_consultation


def can_print_vaccinations(user: Person) -> bool:
    return can_see_vaccinations(user) and can_print(user)


def can_validate_vaccination_rules(user: Person) -> bool:
    """A doctor; after a PIN nobody is one."""
    return isinstance(user, User) and can_log_consultation(user) and Role.DOCTOR in user.roles


check_see_vaccinations = checked(can_see_vaccinations)

check_record_vaccinations = checked(can_record_vaccinations)

check_print_vaccinations = checked(can_print_vaccinations)

check_validate_vaccination_rules = checked(can_validate_vaccination_rules)
