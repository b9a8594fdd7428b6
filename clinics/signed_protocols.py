"""Which protocols hold, and whether the one that somebody named is one of them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.choices import ActKind, MedicineBasis
from clinics.models import AnyConsultation, SignedProtocol, Vaccination


def signed() -> list[SignedProtocol]:
    """Return every protocol, by name, the newest version of each first."""
    rows = SignedProtocol.objects.with_ends()
    return sorted(rows, key=lambda row: (row.name.casefold(), -row.valid_from.toordinal(), -row.pk))


def names_in_force() -> list[str]:
    """Return what a box for a prescriber or a protocol proposes today."""
    today = timezone.localdate()
    return [str(row) for row in signed() if row.holds_on(today)]


@dataclass(frozen=True)
class Notice:
    """What a page says beside the name of a protocol: a kind of status, its words."""

    kind: str
    text: str


def notice(
    text: str, day: datetime.date, known: Iterable[SignedProtocol], act: str
) -> Notice | None:
    """Say of what was named whether it is a protocol that held on that day, and covers the act.

    None for what is the name of no protocol that was ever signed here.
    """
    wanted = text.strip().casefold()
    found = [row for row in known if wanted in (str(row).casefold(), row.name.casefold())]
    if not found:
        return None
    held = [row for row in found if row.holds_on(day)]
    if not held:
        return Notice("waiting", _("This protocol was not in force that day"))
    if not any(act in row.acts for row in held):
        return Notice("waiting", _("This protocol does not cover such an act"))
    return Notice("done", _("Signed protocol, in force that day"))


def notice_of_protocol(
    text: str, day: datetime.date, known: Iterable[SignedProtocol], act: str
) -> Notice:
    """The same of what was said to be a protocol: one that nobody signed here says so."""
    found = notice(text, day, known, act)
    return found or Notice("waiting", _("No protocol of this name is signed here"))


def notice_of_consultation(row: AnyConsultation) -> Notice | None:
    """Say whether the medicines of a consultation were given by a protocol that held that day."""
    if row.shown("medicine_basis") != MedicineBasis.PROTOCOL.label:
        return None
    said = str(row.shown("medicine_authority"))
    return notice_of_protocol(said, row.day, signed(), ActKind.MEDICINE)


def note_on(rows: Iterable[Vaccination]) -> None:
    """Write beside each vaccination what is to be said of the protocol that it names."""
    known = signed()
    for row in rows:
        if row.given_on is not None:
            said = str(row.shown("prescriber"))
            row.protocol_notice = notice(said, row.given_on, known, ActKind.VACCINATION)
