"""Who may read and keep the scabies events: readers and writers of the health file."""

from clinics.permissions.consultations import can_log_consultation, can_see_health
from staff.permissions import checked

can_see_scabies = can_see_health
can_keep_scabies = can_log_consultation

check_see_scabies = checked(can_see_scabies)

check_keep_scabies = checked(can_keep_scabies)
