"""Who reads and fills in which part of the intake interview, and ticks which criteria."""

from cases.choices.intake import (
    CRITERIA_COMPARTMENTS,
    SECTIONS,
    IntakeSection,
)
from cases.permissions.minors import can_see_case, has_role
from staff.choices import Role
from staff.permissions import Compartment, Level, Person, can, checked

# The page; each of its sections asks for its own compartment.
can_see_intake = can_see_case
# Whoever opens files says what the house is: the first who meets her.
can_record_explanation = can_see_case


def can_read_section(user: Person, section: IntakeSection) -> bool:
    return can_see_intake(user) and can(user, section.compartment, Level.READ)


def can_fill_section(user: Person, section: IntakeSection) -> bool:
    """Whoever writes its compartment, or those that the section names."""
    if section.fillers:
        return can_see_intake(user) and has_role(user, section.fillers)
    return can_see_intake(user) and can(user, section.compartment, Level.WRITE)


def filled_sections(user: Person) -> list[IntakeSection]:
    return [section for section in SECTIONS if can_fill_section(user, section)]


def can_see_intakes(user: Person) -> bool:
    """The list of the interviews to take up: whoever has something to ask."""
    return bool(filled_sections(user))


def readable_sections(user: Person) -> list[IntakeSection]:
    return [section for section in SECTIONS if can_read_section(user, section)]


def _criteria(user: Person, wanted: Level) -> list[Compartment]:
    if not can_see_intake(user):
        return []
    return [c for c in CRITERIA_COMPARTMENTS if can(user, c, wanted)]


def criteria_read_by(user: Person) -> list[Compartment]:
    return _criteria(user, Level.READ)


def criteria_ticked_by(user: Person) -> list[Compartment]:
    """Return the compartments in which this person ticks criteria: never reception's."""
    return _criteria(user, Level.WRITE)


def can_tick_criteria(user: Person) -> bool:
    return bool(criteria_ticked_by(user))


def can_count_criteria(user: Person) -> bool:
    """How many hold in all, whatever they are: the coordination, and nobody else."""
    return can_see_intake(user) and has_role(user, frozenset({Role.COORDINATOR}))


check_see_intake = checked(can_see_intake)
check_see_intakes = checked(can_see_intakes)
check_fill_section = checked(can_fill_section)
check_tick_criteria = checked(can_tick_criteria)
check_record_explanation = checked(can_record_explanation)
