"""What is recorded when a week leaves the house."""

from staff import audit
from staff.models import User


def export_week(*, by: User) -> None:
    """Record an export; called before the first byte leaves."""
    audit.record(by=by, action="export_week")
