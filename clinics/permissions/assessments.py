"""Who may open a health assessment, fill it in, print its booklet; who signs certificates."""

from clinics.permissions.consultations import (
    can_log_consultation,
    can_log_sexual_health,
    can_see_health,
)
from staff.choices import Compartment, Role
from staff.models import User
from staff.permissions import Level, Person, can, can_print, checked

# An assessment is part of the health file: its readers and its writers.
can_see_assessment = can_see_health
can_open_assessment = can_log_consultation
can_see_certificates = can_see_health


def can_fill_section(user: Person, compartment: Compartment) -> bool:
    return can_see_assessment(user) and can(user, compartment, Level.WRITE)


def can_record_tests(user: Person) -> bool:
    """Whoever writes one of the two books; each test is written by those of its own."""
    writes = can_log_consultation(user) or can_log_sexual_health(user)
    return can_see_assessment(user) and writes


def can_print_assessment(user: Person) -> bool:
    return can_see_assessment(user) and can_print(user)


def can_issue_certificate(user: Person) -> bool:
    """A doctor; a nurse has the attendance certificate and the letter of a referral."""
    return isinstance(user, User) and can_log_consultation(user) and Role.DOCTOR in user.roles


check_see_assessment = checked(can_see_assessment)

check_open_assessment = checked(can_open_assessment)

check_see_certificates = checked(can_see_certificates)

check_fill_section = checked(can_fill_section)

check_record_tests = checked(can_record_tests)

check_print_assessment = checked(can_print_assessment)

check_issue_certificate = checked(can_issue_certificate)
