"""Figures leave the house for an audience: it is remembered, so that later files can know."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy

from reports.models import Sending
from reports.outside import Outside
from staff import audit
from staff.models import User

SENT_MEANWHILE = gettext_lazy(
    "A colleague has just sent figures of these days: what is masked may have changed. Look again."
)


@transaction.atomic
def send_figures(*, by: User, sent: Outside) -> Sending:
    """Remember what an audience is told, and record the export; before the first byte leaves.

    The very same content is remembered once, whatever the kind of file. Raises ValidationError
    where something left that was not taken into account: masked in ignorance of one another, two
    files could give a number back.
    """
    with connection.cursor() as cursor:  # one after the other, until the end of the transaction
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reports.sendings'))")
    period, content = sent.inside.period, sent.content
    row = Sending(
        period=str(period),
        starts_on=period.start,
        ends_on=period.end,
        audience=sent.audience.code,
        told=content.told,
        withheld=content.withheld,
        digest=content.digest,
        sent_by=by,
    )
    same = Sending.objects.filter(period=row.period, audience=row.audience, digest=row.digest)
    if found := same.first():
        row = found
    else:
        since = Sending.objects.bearing_on(period.start, period.end).filter(pk__gt=sent.last_number)
        if since.exists():
            raise ValidationError(SENT_MEANWHILE)
        row.full_clean()
        row.save()
    audit.record(by=by, action="export_week")
    return row
