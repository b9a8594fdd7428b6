"""Somebody asked whether a young person is here."""

from django.db import transaction

from cases.models import Enquiry
from staff import audit
from staff.models import User


@transaction.atomic
def record_enquiry(*, by: User, enquiry: Enquiry) -> Enquiry:
    """Keep what a form has filled; raises ValidationError."""
    enquiry.noted_by = by
    enquiry.full_clean()
    enquiry.save()
    audit.record(by=by, action="record_enquiry", subject=enquiry, site_id=enquiry.site_id)
    return enquiry
