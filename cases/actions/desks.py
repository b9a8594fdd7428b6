"""The desks of a site."""

from django.db import transaction

from cases.choices import DeskKind
from cases.models import Desk
from staff import audit
from staff.models import Site, User

# The four poles of the centre, and the midwife. Names are the centre's to change.
FIRST_DESKS = [DeskKind.NURSE, DeskKind.MIDWIFE, DeskKind.PSYCHOLOGIST, DeskKind.SOCIAL,
               DeskKind.LEGAL]  # fmt: skip


@transaction.atomic
def edit_desk(*, by: User | None, desk: Desk) -> Desk:
    """Save a new or changed desk; raises ValidationError."""
    desk.full_clean()
    desk.save()
    audit.record(by=by, action="edit_desk", subject=desk, site_id=desk.site_id)
    return desk


@transaction.atomic
def seed_desks(*, by: User | None, site: Site) -> list[Desk]:
    """Give a new site its first desks."""
    return [
        edit_desk(
            by=by,
            desk=Desk(
                site=site,
                name=str(kind.label),
                kind=kind,
                position=position,
                valid_from=site.valid_from,
            ),
        )
        for position, kind in enumerate(FIRST_DESKS, start=1)
    ]
