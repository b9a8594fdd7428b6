"""Who may see and change what the cupboards hold."""

from staff.permissions import Compartment, Level, Person, can, checked


def can_see_stock(user: Person) -> bool:
    return can(user, Compartment.HEALTH, Level.READ)


def can_keep_stock(user: Person) -> bool:
    return can(user, Compartment.HEALTH, Level.WRITE)


check_see_stock = checked(can_see_stock)
check_keep_stock = checked(can_keep_stock)
