"""A tally sheet is entered, or entered anew."""

from django.db import transaction

from clinics.models import Cells, ClinicSession, TallyReport
from staff import audit
from staff.models import User


@transaction.atomic
def enter_tally(*, by: User, session: ClinicSession, cells: Cells) -> TallyReport:
    """Keep a sheet as the next version of the session's; the same one again changes nothing.

    Raises ValidationError.
    """
    held = ClinicSession.objects.select_for_update(no_key=True).get(pk=session.pk)
    last = TallyReport.objects.current().filter(session=held).first()
    if last is not None and last.cells == cells:
        return last
    tally = TallyReport(
        session=held,
        version=last.version + 1 if last is not None else 1,
        cells=cells,
        total=sum(count for row in cells.values() for count in row.values()),
        entered_by=by,
    )
    tally.full_clean()
    tally.save()
    audit.record(by=by, action="enter_tally", subject=tally, site_id=held.site_id)
    return tally
