"""Who may read the signed protocols, and who signs them."""

from clinics.permissions.consultations import can_log_consultation, can_see_health
from staff.choices import Role
from staff.models import User
from staff.permissions import Person, checked

can_see_protocols = can_see_health


def can_sign_protocol(user: Person) -> bool:
    """A doctor, with her own account; after a PIN nobody is one."""
    return isinstance(user, User) and can_log_consultation(user) and Role.DOCTOR in user.roles


check_see_protocols = checked(can_see_protocols)

check_sign_protocol = checked(can_sign_protocol)
