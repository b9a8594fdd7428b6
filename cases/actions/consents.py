"""What a minor answers, opposes, takes back, and what is shared of her.

Each takes the file's row first: what she takes back holds for whoever shares in that instant.
"""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.choices import ConsentAnswer
from cases.consents import Recipient, Voice, said_uncovered
from cases.models import Consent, ConsentWithdrawal, Minor, Opposition, Sharing
from staff import audit
from staff.models import User


def _lock(minor: Minor) -> None:
    Minor.objects.select_for_update().get(pk=minor.pk)


@transaction.atomic
def record_consent(
    *,
    by: User,
    minor: Minor,
    recipient: Recipient,
    purpose: str,
    parts: Iterable[str],
    answer: str,
    given_on: datetime.date,
    said_how: str,
    language: str,
    interpreting: str,
) -> list[Consent]:
    """Keep an answer, one row a compartment; raises ValidationError."""
    _lock(minor)
    made = []
    for compartment, kept in recipient.by_compartment(parts).items():
        consent = Consent(
            minor=minor,
            partner=recipient.partner,
            recipient_kind=recipient.kind,
            recipient_name=recipient.name,
            purpose=purpose,
            parts=kept,
            compartment=compartment,
            answer=answer,
            given_on=given_on,
            said_how=said_how,
            language=language,
            interpreting=interpreting,
            recorded_by=by,
        )
        consent.full_clean()
        consent.save()
        audit.record(by=by, action="record_consent", subject=consent, minor_id=minor.pk)
        made.append(consent)
    return made


@transaction.atomic
def withdraw_consent(*, by: User, consent: Consent) -> ConsentWithdrawal:
    """The minor takes her agreement back. Already taken back, it stays so since then.

    Raises ValidationError for an answer that gave nothing.
    """
    if consent.answer != ConsentAnswer.AGREED:
        raise ValidationError(_("Only an agreement can be taken back."))
    _lock(consent.minor)
    withdrawal, is_new = ConsentWithdrawal.objects.get_or_create(
        consent=consent, defaults={"withdrawn_by": by}
    )
    if is_new:
        audit.record(by=by, action="withdraw_consent", subject=consent, minor_id=consent.minor_id)
    return withdrawal


@transaction.atomic
def record_opposition(*, by: User, opposition: Opposition) -> Opposition:
    """Keep what a form has filled; raises ValidationError."""
    _lock(opposition.minor)
    opposition.recorded_by = by
    opposition.full_clean()
    opposition.save()
    audit.record(
        by=by, action="record_opposition", subject=opposition, minor_id=opposition.minor_id
    )
    return opposition


@transaction.atomic
def lift_opposition(*, by: User, opposition: Opposition) -> Opposition:
    """The minor no longer opposes it. Already lifted, it stays so since then."""
    opposition = Opposition.objects.select_for_update().get(pk=opposition.pk)
    if opposition.lifted_at is None:
        opposition.lifted_at = timezone.now()
        opposition.lifted_by = by
        opposition.save(update_fields=["lifted_at", "lifted_by"])
        audit.record(
            by=by, action="lift_opposition", subject=opposition, minor_id=opposition.minor_id
        )
    return opposition


@transaction.atomic
def record_sharing(
    *,
    by: User,
    minor: Minor,
    recipient: Recipient,
    parts: Iterable[str],
    purpose: str,
    channel: str,
    why: str = "",
    shared_on: datetime.date | None = None,
    until: datetime.date | None = None,
    exception: str = "",
) -> list[Sharing]:
    """Write in the register what is shared, one row an agreement and compartment.

    Raises ValidationError when the minor's last word does not cover a part and no exception of
    the law is named.
    """
    _lock(minor)
    voice, parts = Voice(minor), list(parts)
    lacking = voice.uncovered(recipient, parts, purpose)
    if lacking and not exception:
        raise ValidationError({"exception": said_uncovered(lacking)})
    rows: dict[tuple[str, int], Sharing] = {}
    for compartment, kept in recipient.by_compartment(parts).items():
        for part in kept:
            consent = voice.agreement(recipient, part, purpose)
            row = rows.setdefault(
                (compartment, consent.pk if consent else 0),
                Sharing(
                    minor=minor,
                    partner=recipient.partner,
                    recipient_kind=recipient.kind,
                    recipient_name=recipient.name,
                    purpose=purpose,
                    parts=[],
                    compartment=compartment,
                    why=why,
                    consent=consent,
                    exception="" if consent else exception,
                    channel=channel,
                    shared_on=shared_on or timezone.localdate(),
                    until=until,
                    shared_by=by,
                ),
            )
            row.parts.append(part)
    for row in rows.values():
        row.full_clean()
        row.save()
        audit.record(by=by, action="record_sharing", subject=row, minor_id=minor.pk)
    return list(rows.values())
