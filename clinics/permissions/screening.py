"""Who may screen and read screens: writers and readers of the health file."""

from clinics.permissions.consultations import can_log_consultation, can_see_health
from staff.permissions import checked

can_screen = can_log_consultation
can_see_screening = can_see_health

check_screen = checked(can_screen)

check_see_screening = checked(can_see_screening)
