"""Handing a medical document to the lawyer, with the young person's agreement of that day."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.consents import record_consent, record_sharing
from cases.choices import Part
from cases.consents import Recipient, Voice
from cases.lawyer_copies import Asked, not_agreed
from cases.models import (
    Consent,
    Document,
    HealthDocument,
    LawyerCopy,
    LawyerCopyTaken,
    Minor,
    Sharing,
)
from staff import audit
from staff.models import User

PARTS = [Part.HEALTH_FILE]


@transaction.atomic
def answer_for_lawyer(
    *, by: User, document: Document, recipient: Recipient, purpose: str, asked: Asked
) -> list[Consent]:
    """Keep what she answered today of her medical documents and this lawyer."""
    return record_consent(
        by=by,
        minor=document.minor,
        recipient=recipient,
        purpose=purpose,
        parts=PARTS,
        answer=asked.answer,
        given_on=timezone.localdate(),
        said_how=asked.said_how,
        language=asked.language,
        interpreting=asked.interpreting,
    )


@transaction.atomic
def hand_to_lawyer(
    *,
    by: User,
    document: Document,
    recipient: Recipient,
    purpose: str,
    asked: Asked,
    why: str,
    channel: str,
    exception: str = "",
) -> LawyerCopy:
    """Write it in the register and open the one copy that leaves.

    Raises ValidationError, and then keeps nothing: without her agreement to this very document it
    takes an exception of the law, whatever was agreed to before.
    """
    if not asked.is_agreement and not exception:
        raise ValidationError({"exception": not_agreed()})
    Minor.objects.select_for_update().get(pk=document.minor_id)
    held = HealthDocument.objects.get(pk=document.pk)
    if held.withdrawn_at is not None:
        raise ValidationError(_("This document was withdrawn meanwhile: nothing is handed over."))
    if asked.was_asked:
        answer_for_lawyer(
            by=by, document=document, recipient=recipient, purpose=purpose, asked=asked
        )
    (sharing,) = record_sharing(
        by=by,
        minor=document.minor,
        recipient=recipient,
        parts=PARTS,
        purpose=purpose,
        channel=channel,
        why=why,
        exception=exception,
    )
    copy = LawyerCopy.objects.create(document=held, sharing=sharing, made_by=by)
    audit.record(by=by, action="hand_to_lawyer", subject=copy, minor_id=document.minor_id)
    return copy


@transaction.atomic
def take_lawyer_copy(*, by: User, copy: LawyerCopy) -> LawyerCopyTaken:
    """The file leaves, for the only time.

    Raises ValidationError when it has left already, and once she has taken her agreement back.
    """
    Minor.objects.select_for_update().get(pk=copy.document.minor_id)
    if copy.sharing is None or not _may_still_leave(copy.sharing):
        raise ValidationError(_("The agreement was taken back: nothing leaves any more."))
    taken, is_new = LawyerCopyTaken.objects.get_or_create(copy=copy, defaults={"taken_by": by})
    if not is_new:
        raise ValidationError(
            _("This copy has left already. For another one, ask the young person again.")
        )
    minor_id = copy.document.minor_id
    audit.record(by=by, action="take_lawyer_copy", subject=copy, minor_id=minor_id)
    return taken


def _may_still_leave(sharing: Sharing) -> bool:
    """Whether it was an exception of the law, or she has not taken her agreement back."""
    if sharing.consent is None:
        return True
    recipient = Recipient(sharing.partner, sharing.recipient_kind, sharing.recipient_name)
    return not Voice(sharing.minor).uncovered(recipient, PARTS, sharing.purpose)
