"""Signing a protocol, and saying that one holds no more."""

from django.db import transaction

from clinics.models import SignedProtocol, SignedProtocolEnd
from staff import audit
from staff.models import User


@transaction.atomic
def sign_protocol(*, by: User, protocol: SignedProtocol) -> SignedProtocol:
    """Sign it, in the place of the one that it replaces if it does; raises ValidationError."""
    protocol.signed_by = by
    protocol.full_clean()
    protocol.save()
    audit.record(by=by, action="sign_protocol", subject=protocol)
    return protocol


@transaction.atomic
def end_protocol(*, by: User, end: SignedProtocolEnd) -> SignedProtocolEnd:
    """Say that it holds no more; raises ValidationError when that was said already."""
    end.by = by
    end.full_clean()
    end.save()
    audit.record(by=by, action="end_protocol", subject=end.protocol)
    return end
