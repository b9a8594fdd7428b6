"""Opening a file and keeping what is said of a minor."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases import choices, phones
from cases.actions.alerts import raise_danger
from cases.actions.arrivals import register_arrival
from cases.births import Birth
from cases.models import Arrival, BirthClaim, ClaimRetention, Minor, MinorName, MinorPhone
from cases.models.minors import MAX_KEY
from cases.models.phones import ONE_NUMBER
from cases.names import fold
from staff import audit
from staff.models import Site, User


@transaction.atomic
def register_minor(
    *,
    by: User,
    site: Site,
    names: dict[str, str],
    minor: Minor,
    birth: Birth,
    needs: Iterable[str] = (),
    phone: str = "",
) -> tuple[Minor, Arrival]:
    """Open the file of somebody new, present today.

    `names` maps kinds (choices.NameKind) to texts; empty when no name is given. `minor` carries
    language, country, sex, interpreter and family-name status, unsaved. "In danger" among the
    needs raises an alert. Raises ValidationError.
    """
    minor.registered_by = by
    minor.registered_site = site
    minor.full_clean()
    minor.save()
    for kind, text in names.items():
        if text.strip():
            add_name(by=by, minor=minor, text=text, kind=kind)
    claim_birth(by=by, minor=minor, birth=birth)
    if phone:
        add_phone(by=by, minor=minor, phone=phone)
    audit.record(by=by, action="register_minor", subject=minor, minor_id=minor.pk, site_id=site.pk)
    needs = list(needs)
    arrival, _new = register_arrival(by=by, minor=minor, site=site, needs=needs)
    if choices.Need.DANGER in needs:
        raise_danger(by=by, minor=minor, site=site)
    return minor, arrival


@transaction.atomic
def add_name(
    *, by: User, minor: Minor, text: str, kind: str, source: str = choices.NameSource.SAID
) -> MinorName:
    """Add a name or a spelling; the search finds the file by it at once.

    Once a family name is there, the file says that it is known.
    """
    text = " ".join(text.split())
    name = MinorName(
        minor=minor,
        text=text,
        kind=kind,
        source=source,
        folded=fold(text)[:MAX_KEY],  # one letter of some scripts unfolds into a whole phrase
        recorded_by=by,
    )
    name.full_clean()
    name.save()
    if kind == choices.NameKind.FAMILY:
        known = choices.FamilyNameStatus.KNOWN
        Minor.objects.filter(pk=minor.pk).exclude(family_name_status=known).update(
            family_name_status=known
        )
    audit.record(by=by, action="add_name", subject=name, minor_id=minor.pk)
    return name


@transaction.atomic
def add_phone(*, by: User, minor: Minor, phone: str, may_call: bool = True) -> MinorPhone:
    """Add a telephone number, written as it is dialled in France or with its country's +."""
    try:
        number = phones.international(phone)
    except ValueError as error:
        raise ValidationError({"phone": ONE_NUMBER}) from error
    key = phones.search_key()
    row = MinorPhone(
        minor=minor,
        number=number,
        index=phones.index(key, number),
        fingerprint=phones.fingerprint(key, number),
        may_call=may_call,
        recorded_by=by,
    )
    row.full_clean()
    row.save()
    audit.record(by=by, action="add_phone", subject=row, minor_id=minor.pk)
    return row


@transaction.atomic
def claim_birth(
    *,
    by: User,
    minor: Minor,
    birth: Birth,
    source: str = choices.ClaimSource.DECLARED,
) -> BirthClaim:
    """Keep a birth date or an age beside the ones already said; none replaces another."""
    claim = BirthClaim(
        minor=minor,
        precision=birth.precision,
        born_on=birth.born_on,
        declared_age=birth.declared_age,
        declared_on=timezone.localdate(),
        source=source,
        recorded_by=by,
    )
    claim.full_clean()
    claim.save()
    audit.record(by=by, action="claim_birth", subject=claim, minor_id=minor.pk)
    return claim


@transaction.atomic
def retain_claim(*, by: User, retention: ClaimRetention) -> ClaimRetention:
    """Keep which claim counts for deadlines, and why; the former choices stay readable."""
    retention.retained_by = by
    retention.full_clean()
    retention.save()
    audit.record(by=by, action="retain_claim", subject=retention, minor_id=retention.minor_id)
    return retention


@transaction.atomic
def edit_identity(*, by: User, minor: Minor) -> Minor:
    """Save the language, country, sex or interpreter that a form has changed."""
    minor.full_clean()
    minor.save()
    audit.record(by=by, action="edit_identity", subject=minor, minor_id=minor.pk)
    return minor
