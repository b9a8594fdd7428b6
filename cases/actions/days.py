"""The day handed over, desk by desk, and closed."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import closing
from cases.models import DayClosing, DayEntry
from staff import audit
from staff.models import Site, User


@transaction.atomic
def write_day_entry(*, by: User, entry: DayEntry) -> DayEntry:
    """Keep what a form has filled; raises ValidationError."""
    entry.written_by = by
    entry.full_clean()
    entry.save()
    audit.record(by=by, action="write_day_entry", subject=entry, site_id=entry.site_id)
    return entry


@transaction.atomic
def close_day(*, by: User, site: Site, day: datetime.date) -> DayClosing:
    """Say that the evening's page was gone through; once.

    Raises ValidationError: another day's page, a colleague was first, something may not wait.
    """
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    if day != timezone.localdate():
        raise ValidationError(_("That page was of another day. Here is today’s."))
    blocking = [check.text for check in closing.checks(site, by) if check.blocks]
    if blocking:
        raise ValidationError(
            _("The day is not finished: %(what)s.") % {"what": ", ".join(blocking)}
        )
    row = DayClosing(site=site, day=day, by=by)
    row.full_clean()
    row.save()
    audit.record(by=by, action="close_day", subject=row, site_id=site.pk)
    return row
