"""The card of a young person: made, lost, not wanted."""

from django.db import transaction

from cases import cards
from cases.choices import CardStepKind
from cases.models import CardStep, Minor
from staff import audit
from staff.models import User


@transaction.atomic
def make_card(*, by: User, minor: Minor) -> str:
    """Return the code of a new card, which nothing keeps; the former card no longer opens."""
    token = cards.new_token()
    _add(by, minor, CardStepKind.MADE, fingerprint=cards.fingerprint(token))
    audit.record(by=by, action="print_card", minor_id=minor.pk)
    return token


@transaction.atomic
def lose_card(*, by: User, minor: Minor) -> CardStep:
    """From now on the card opens nothing."""
    step = _add(by, minor, CardStepKind.LOST)
    audit.record(by=by, action="lose_card", subject=step, minor_id=minor.pk)
    return step


@transaction.atomic
def decline_card(*, by: User, minor: Minor) -> CardStep:
    """She does not want one: she is not asked again at each visit."""
    step = _add(by, minor, CardStepKind.DECLINED)
    audit.record(by=by, action="decline_card", subject=step, minor_id=minor.pk)
    return step


def _add(by: User, minor: Minor, kind: CardStepKind, fingerprint: int | None = None) -> CardStep:
    step = CardStep(minor=minor, kind=kind, fingerprint=fingerprint, by=by)
    step.full_clean()
    step.save()
    return step
