"""What was handed to the lawyer of the medical documents, as each reader may know it."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases import permissions
from cases.choices import ConsentAnswer
from cases.models import Document, LawyerCopy, Minor
from staff.models import User

KNOWN = 20  # days shown to those who may know of them only


@dataclass(frozen=True)
class Asked:
    """What she answered when asked about this very document, and how."""

    answer: str
    said_how: str
    language: str
    interpreting: str

    @property
    def is_agreement(self) -> bool:
        return self.answer == ConsentAnswer.AGREED

    @property
    def was_asked(self) -> bool:
        return self.answer != ConsentAnswer.NOT_ASKED


def copies_of(document: Document, user: User) -> list[LawyerCopy]:
    """Return the copies of this document, the newest first."""
    rows = LawyerCopy.objects.visible_to(user).filter(
        document__seal_number=document.number, sharing__isnull=False
    )
    rows = rows.select_related("sharing__partner", "sharing__minor", "made_by", "taking__taken_by")
    return list(rows.prefetch_related("sharing__minor__keys").order_by("-pk"))


def days_handed(minor: Minor, user: User) -> list[datetime.date]:
    """Return the last days on which the lawyer was handed one, for those who may know no more."""
    if not permissions.can_know_of_lawyer_copies(user):
        return []
    days = LawyerCopy.objects.filter(
        document__minor=minor, sharing__isnull=False, taking__isnull=False
    )
    found = days.values_list("sharing__shared_on", flat=True).distinct()
    return list(found.order_by("-sharing__shared_on")[:KNOWN])


def not_agreed() -> str:
    return _(
        "Without the young person’s agreement, asked today for this document, nothing is handed "
        "over. Ask first, or say which law allows it."
    )
