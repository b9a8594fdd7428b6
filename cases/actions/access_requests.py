"""The right of access: asking for everything held, answering part by part, making the file."""

import secrets

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import access_file, permissions
from cases.choices import PartAnswer
from cases.models import AccessPart, AccessRequest, Minor
from staff import audit
from staff.models import User

WORDS = 6  # groups of 4 letters and digits: 120 bits and more
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that are taken for one another


def _new_passphrase() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(WORDS))
    return "-".join(groups)


@transaction.atomic
def ask_access(*, by: User, minor: Minor, recipient: str = "") -> AccessRequest:
    """Write down that she asks for everything held on her: one part a compartment to answer.

    Without a public key, the file will open with the request's passphrase. Raises ValidationError.
    """
    minor = Minor.objects.select_for_update().get(pk=minor.pk)
    if any(not asked.is_over for asked in minor.access_requests.prefetch_related("parts")):
        raise ValidationError(_("A request is already under way for this file."))
    request = AccessRequest(minor=minor, asked_by=by, recipient=recipient)
    request.passphrase = "" if recipient else _new_passphrase()
    request.full_clean()
    request.save()
    for compartment in access_file.compartments_of(minor):
        AccessPart.objects.create(request=request, compartment=compartment)
    audit.record(by=by, action="ask_access", subject=request, minor_id=minor.pk)
    return request


@transaction.atomic
def answer_access_part(*, by: User, part: AccessPart, answer: str, reason: str = "") -> AccessPart:
    """Give a part, or withhold it with a reason. Raises PermissionDenied, ValidationError."""
    part = AccessPart.objects.select_for_update().select_related("request__minor").get(pk=part.pk)
    if not permissions.can_answer_access_part(by, part):
        raise PermissionDenied
    if part.request.is_over:
        raise ValidationError(_("This request is over: its time has passed."))
    if part.request.delivered_at is not None:
        raise ValidationError(_("The file has already been made."))
    if answer == PartAnswer.WITHHELD and not reason.strip():
        raise ValidationError({"reason": _("Say why this part is withheld.")})
    part.answer, part.reason = answer, reason.strip()
    part.answered_at, part.answered_by = timezone.now(), by
    part.full_clean()
    part.save()
    audit.record(by=by, action="answer_access_part", subject=part, minor_id=part.request.minor_id)
    return part


@transaction.atomic
def export_case(*, by: User, request: AccessRequest, recipient: str = "") -> bytes:
    """Return everything that is given, zipped and encrypted with age, for the request's key.

    Raises PermissionDenied, and ValidationError while a part has no answer or once it is too late.
    """
    request = AccessRequest.objects.select_for_update().select_related("minor").get(pk=request.pk)
    if not permissions.can_export_case(by, request):
        raise PermissionDenied
    if not request.is_ready:
        raise ValidationError(_("Every part must have its answer before the file is made."))
    if request.is_over:
        raise ValidationError(_("This request is over: its time has passed."))
    if request.delivered_at is None:
        request.delivered_at, request.delivered_by = timezone.now(), by
        request.full_clean()
        request.save(update_fields=["delivered_at", "delivered_by"])
    audit.record(by=by, action="export_case", subject=request, minor_id=request.minor_id)
    return access_file.encrypted(request, recipient or request.recipient)
