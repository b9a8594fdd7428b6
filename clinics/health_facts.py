"""What is known of somebody beside her consultations, kind by kind: yes, none, or not asked."""

from dataclasses import dataclass

from django.utils import timezone

from cases.models import Minor
from clinics.choices import FactAnswer, FactKind
from clinics.models import HealthFact
from staff.models import User

NOT_ASKED = "not_asked"
OVER = "over"


@dataclass(frozen=True)
class Known:
    """What is known of one kind.

    `state` is an answer, "over" when all there was has ended, or "not_asked".
    """

    kind: FactKind
    state: str
    now: list[HealthFact]
    past: list[HealthFact]
    # Who said "none", or that she does not wish to answer, and when.
    last: HealthFact | None


def known(minor: Minor, user: User) -> dict[str, Known]:
    """Return what this person may read of each kind. One query, whatever there is."""
    rows = HealthFact.objects.visible_to(user).filter(minor=minor).with_authors()
    found: dict[str, list[HealthFact]] = {kind.value: [] for kind in FactKind}
    for row in rows.order_by("-pk"):
        row.minor = minor
        found[row.kind].append(row)
    return {kind.value: _known(kind, found[kind.value]) for kind in FactKind}


def _known(kind: FactKind, rows: list[HealthFact]) -> Known:
    """What is there is said first; then the newest word, unless it was a mistake."""
    today = timezone.localdate()
    true = [row for row in rows if not (row.has_ended and row.end.is_mistake)]
    somethings = [row for row in true if is_something(row)]
    now = [row for row in somethings if not row.has_ended and not row.is_past(today)]
    past = [row for row in somethings if row not in now]
    said = [row for row in true if not is_something(row) and not row.has_ended]
    last = said[0] if said and not now else None
    if now:
        state = FactAnswer.YES.value
    elif last is not None:
        state = last.answer
    else:
        state = OVER if past else NOT_ASKED
    return Known(kind, state, now, past, last)


def is_something(row: HealthFact) -> bool:
    """Whether it says that there is something; so does one that does not open any more."""
    return row.shown("answer") not in (FactAnswer.NONE.label, FactAnswer.DECLINED.label)
