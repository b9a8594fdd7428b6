"""How long what was noted of those who asked for a young person is kept."""

import datetime

from cases.models import Enquiry
from staff.grants import OWNER_ALIAS

KEPT = datetime.timedelta(days=365)


def forget(now: datetime.datetime) -> int:
    """Erase, as owner, what was noted longer ago; return how many."""
    old = Enquiry.objects.using(OWNER_ALIAS).filter(noted_at__lt=now - KEPT)
    return old.delete()[0]
