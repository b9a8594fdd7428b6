"""Who sees which young people were not seen for a while, and notes what was tried."""

from cases.permissions.minors import can_see_case
from staff.permissions import checked

# Whoever opens files: nobody is to be forgotten for want of a right.
can_see_not_seen = can_record_news = can_see_case
check_see_not_seen = checked(can_see_not_seen)
check_record_news = checked(can_record_news)
