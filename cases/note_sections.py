"""The page "Notes": one section a kind, with what this person may see of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from cases import registry
from cases.models import EmergencyLine, ExceptionalAccess, Minor, Note, NoteQuerySet
from cases.registry import NoteKind
from staff.models import User
from staff.permissions import Level, can

PAGE_SIZE = 20  # notes
SHOWN = 3  # notes a section


@dataclass
class Section:
    """The newest notes of a kind; or why they are not shown, or that some exist."""

    kind: NoteKind
    notes: list[Note] = field(default_factory=list)
    has_more: bool = False
    may_write: bool = False
    known: str = ""
    out_of_scope: str = ""
    access: ExceptionalAccess | None = None

    @property
    def is_shown(self) -> bool:
        return bool(self.notes or self.may_write or self.known or self.out_of_scope)


def of_minor(minor: Minor, notes: Iterable[Note]) -> list[Note]:
    """Return the notes, each with this very minor: her keys are then read once."""
    found = list(notes)
    for note in found:
        note.minor = minor
    return found


def sections(minor: Minor, user: User) -> list[Section]:
    """Return the sections that say something to this person, those she reads first."""
    found = (_section(kind, minor, user) for kind in registry.note_kinds(user))
    return [section for section in found if section.is_shown]


def _section(kind: NoteKind, minor: Minor, user: User) -> Section:
    if not kind.is_read_by(user):
        return Section(kind, known=what_is_known(kind, minor, user))
    why = registry.out_of_scope(minor, user, kind.compartment)
    access = registry.exceptional_access(minor, user, kind.compartment) if why else None
    if why and access is None:
        return Section(kind, known=what_is_known(kind, minor, user), out_of_scope=why)
    rows = notes_of(kind, minor, user)[: SHOWN + 1]
    notes = of_minor(minor, rows)
    return Section(
        kind,
        notes[:SHOWN],
        has_more=len(notes) > SHOWN,
        may_write=kind.is_written_by(user) and not why,
        known="" if why else what_is_known(kind, minor, user),
        out_of_scope=why,
        access=access,
    )


def notes_of(kind: NoteKind, minor: Minor, user: User) -> NoteQuerySet:
    rows = kind.model.objects.visible_to(user).filter(minor=minor)
    return rows.with_correction().select_related("written_by", "site", "corrects").newest_first()


def page_of(kind: NoteKind, minor: Minor, user: User, number: str | None) -> Page:
    page = Paginator(notes_of(kind, minor, user), PAGE_SIZE).get_page(number)
    page.object_list = of_minor(minor, page.object_list)
    return page


def last_correction(note: Note, notes: NoteQuerySet) -> Note:
    """Return the note that stands today in the place of this one, itself when nobody corrected it.

    `notes` are those that the reader sees.
    """
    while newer := notes.filter(corrects=note).first():
        note = newer
    return note


def what_is_known(kind: NoteKind, minor: Minor, user: User) -> str:
    """Return what is said of the notes of this kind that she does not read; "" for nothing."""
    if kind.known is not None:
        return kind.known(minor, user)
    if can(user, kind.compartment, Level.READ):
        return ""
    has_hidden = kind.model.objects.hidden_from(user).filter(minor=minor).exists()
    return _("Something is written here that only those concerned read.") if has_hidden else ""


def lines_of(minor: Minor, lines: Iterable[EmergencyLine]) -> list[EmergencyLine]:
    """Return every emergency line of a file, with this very minor."""
    found = list(lines)
    for line in found:
        line.minor = minor
    return found
