"""What every action on a row of this app begins with."""

from staff.models import Centre, Device, OpeningException, OpeningHours, Posting, Site, User


def checked_row(
    row: Centre | Device | Site | User | Posting | OpeningHours | OpeningException,
) -> None:
    """Check a row against its constraints; raises ValidationError with their sentences."""
    row.full_clean(exclude=["password"])
