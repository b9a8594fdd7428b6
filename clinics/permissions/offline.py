"""Who may prepare a phone for work without network."""

from clinics.permissions.consultations import can_log_consultation
from staff.permissions import checked

# What is written on it is the health file's: whoever writes there.
can_prepare_offline = can_log_consultation

check_prepare_offline = checked(can_prepare_offline)
