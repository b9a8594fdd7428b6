"""Who may write what holds between consultations: whoever writes in the health file."""

from clinics.permissions.consultations import can_log_consultation
from staff.permissions import checked

can_record_health_fact = can_log_consultation

check_record_health_fact = checked(can_record_health_fact)
