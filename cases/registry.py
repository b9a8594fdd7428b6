"""What each app brings to a minor's file, registered in `AppConfig.ready()`.

cases never names a higher app; a higher app adds its tab, its timeline, its "seen on / next on",
and each of its tables that reach a minor (`Held`): what is exported, merged and erased is drawn
from there. A test fails on any model that reaches a minor and is not held.
"""

import datetime
import enum
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext

from cases.choices import COMPARTMENT_OF_DESK, DeskKind, OriginalPlace
from cases.models import Appointment, Desk, ExceptionalAccess, Minor, Note
from staff.models import Site, User
from staff.permissions import Compartment, Level, Person, can, level

if TYPE_CHECKING:
    from cases.briefing import Part
    from cases.closing import Check


@dataclass(frozen=True)
class Tab:
    """A page of the case file: `view` takes the reference. `desk_kinds` open on it."""

    order: int
    view: str
    icon: str
    label: str | Promise
    may_see: Callable[[User], bool]
    desk_kinds: frozenset[str] = frozenset()
    # The compartment that this page shows, when it shows one that has a scope.
    compartment: Compartment | None = None


@dataclass(frozen=True)
class TimelineEntry:
    """One line of the file's timeline, in words this reader may know."""

    at: datetime.datetime
    icon: str
    text: str
    url: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Mark:
    """That somebody was received, and when next: never why."""

    label: str | Promise
    seen_on: datetime.date | None
    next_on: datetime.date | None


@dataclass(frozen=True)
class Banner:
    """What stands above every page of the file, black, until somebody has done it."""

    title: str
    text: str
    url: str
    to_do: str


@dataclass(frozen=True)
class Original:
    """A paper of which somebody keeps where the original is.

    `document` is the number of its scan; None when it was never scanned.
    """

    shown_title: str
    kind: str
    original: OriginalPlace
    url: str
    document: uuid.UUID | None = None

    @property
    def original_text(self) -> str:
        return gettext("Original: %(place)s") % {"place": self.original.label}


@dataclass(frozen=True)
class Originals:
    """Those of a file. At `add_url` one more is recorded; "" for whoever may not."""

    papers: list[Original]
    add_url: str = ""

    @property
    def of_scans(self) -> dict[uuid.UUID, Original]:
        return {paper.document: paper for paper in self.papers if paper.document}


@dataclass(frozen=True)
class Origin:
    """What an appointment was taken for, where its reader may know it.

    `to_say` is where she says what came of it, once its end is known; "" when nothing is asked.
    """

    label: str
    url: str
    to_say: str = ""


class Merge(enum.Enum):
    """What becomes of a table's rows when two files turn out to be one person's."""

    MOVE = "the row goes to the file that is kept, under the keys it was sealed with"
    FOLLOW = "the row hangs from one that goes: nothing to do"
    KEEP = "the row stays with its own file"


@dataclass(frozen=True)
class Held:
    """A table that reaches a minor: by which way, and what becomes of it.

    `path` is the chain of foreign keys from the row to the minor ("minor", "arrival__minor"), ""
    for the minor herself. `label` names the rows for the minor in what she is given. The model
    says its `compartment` and what of it is personal (`personal_fields`, `impersonal_fields`);
    `compartment_path` leads to the column that says it row by row, where rows differ.
    `contact` is the date of a row that shows that she was in touch. `is_exported` is False for
    what says nothing to a reader. `identity_of_health` marks what a medical file needs to be
    somebody's: it stays as long as that file does. `other_paths` are the further ways of a row of
    two files: it is erased with either. `to_check` says what each desk looks at after a merge that
    brought such rows; with `checked_where_read`, each desk those of its own compartment alone, and
    no other learns that there are any.
    """

    model: type[models.Model]
    path: str
    label: str | Promise
    merge: Merge
    compartment_path: str = ""
    contact: str = ""
    is_exported: bool = True
    identity_of_health: bool = False
    other_paths: tuple[str, ...] = ()
    to_check: tuple[tuple[DeskKind, str | Promise], ...] = ()
    checked_where_read: bool = False

    def concerns(self, kind: DeskKind, rows: "models.QuerySet[models.Model]") -> bool:
        """Whether a desk has to look at these rows: at any, or at those that it reads."""
        if self.checked_where_read:
            rows = rows.filter(**{self.compartment_path: COMPARTMENT_OF_DESK[kind]})
        return rows.exists()

    @property
    def paths(self) -> tuple[str, ...]:
        return (self.path, *self.other_paths)

    def rows(self, minor: Minor) -> "models.QuerySet[models.Model]":
        """Return the rows of this table that reach this minor, oldest first."""
        reaches = models.Q()
        for path in self.paths:
            reaches |= models.Q(**{path or "pk": minor.pk})
        return self.model._base_manager.filter(reaches).order_by("pk")


@dataclass(frozen=True)
class DueList:
    """What a desk has to see to next, below its queue; `template` shows the `context`."""

    template: str
    context: dict[str, Any]


@dataclass(frozen=True)
class Brings:
    """All that one app brings. Each function takes (minor, user) and shows what she may see."""

    app: str
    held: tuple[Held, ...] = ()
    tabs: tuple[Tab, ...] = ()
    timeline: Callable[[Minor, User], Iterable[TimelineEntry]] | None = None
    marks: Callable[[Minor, User], Iterable[Mark]] | None = None
    # Whether the file holds something of this app: it can no longer be taken for a slip.
    holds: Callable[[Minor], bool] | None = None
    # The papers she is given with her file, of these compartments: (name in the archive, content).
    papers: Callable[[Minor, frozenset[str]], Iterable[tuple[str, bytes]]] | None = None
    # What lies outside the database: given the minor and the compartments that are kept, called
    # before her rows go. What it returns is called once they are gone for good.
    destroys: Callable[[Minor, frozenset[str]], Callable[[], object]] | None = None
    # What the morning's page tells of a day, and what the evening's page still asks.
    briefing: Callable[[Site, datetime.date, User], Iterable["Part"]] | None = None
    closing: Callable[[Site, User], Iterable["Check"]] | None = None
    # What a desk has to see to next: its people find it below their queue.
    due: Callable[[Desk, User], Iterable[DueList]] | None = None
    # What is to be done now, above every page of the file.
    banners: Callable[[Minor, User], Iterable[Banner]] | None = None
    # The papers of which it keeps where the original is, for the page of documents.
    originals: Callable[[Minor, User], Originals] | None = None
    # What these appointments were taken for, by their number in the database.
    origins: Callable[[Iterable[Appointment], User], dict[int, Origin]] | None = None
    # What it forgets each night, nobody asking.
    nightly: Callable[[], object] | None = None


_brought: dict[str, Brings] = {}
TIMELINE_LENGTH = 50  # lines: what each app gives at most


def register(brings: Brings) -> None:
    _brought[brings.app] = brings


def registered_apps() -> set[str]:
    return set(_brought)


def held() -> list[Held]:
    """Return every table that reaches a minor."""
    return [held for brings in _brought.values() for held in brings.held]


def forget_at_night() -> None:
    """Have each app forget what its time has passed for."""
    for brings in _brought.values():
        if brings.nightly is not None:
            brings.nightly()


def papers(minor: Minor, compartments: frozenset[str]) -> Iterable[tuple[str, bytes]]:
    for brings in _brought.values():
        if brings.papers is not None:
            yield from brings.papers(minor, compartments)


def destroyers(minor: Minor, kept: frozenset[str]) -> list[Callable[[], object]]:
    """Return what destroys the rest of the file outside the database, once its rows are gone."""
    return [b.destroys(minor, kept) for b in _brought.values() if b.destroys is not None]


def tabs(user: User) -> list[Tab]:
    found = (tab for brings in _brought.values() for tab in brings.tabs if tab.may_see(user))
    return sorted(found, key=lambda tab: tab.order)


def compartments_of_pages(reference: str) -> list[tuple[str, Compartment]]:
    """Return the addresses of a file under which a compartment of its own is read and written."""
    pages = [
        (reverse(tab.view, args=[reference]), tab.compartment)
        for brings in _brought.values()
        for tab in brings.tabs
        if tab.compartment is not None
    ]
    notes = [
        (reverse("cases:notes_of_kind", args=[reference, kind.name]), kind.compartment)
        for kind in _note_kinds.values()
    ]
    return pages + notes


def tab_of_desk(kind: str) -> Tab | None:
    """Return the page on which this kind of desk receives somebody."""
    found = (tab for brings in _brought.values() for tab in brings.tabs if kind in tab.desk_kinds)
    return next(found, None)


def timeline(minor: Minor, user: User) -> list[TimelineEntry]:
    """Return the newest lines of every app, newest first."""
    entries = [
        entry
        for brings in _brought.values()
        if brings.timeline
        for entry in brings.timeline(minor, user)
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:TIMELINE_LENGTH]


def marks(minor: Minor, user: User) -> list[Mark]:
    return [
        mark for brings in _brought.values() if brings.marks for mark in brings.marks(minor, user)
    ]


def banners(minor: Minor, user: User) -> list[Banner]:
    return [
        banner
        for brings in _brought.values()
        if brings.banners
        for banner in brings.banners(minor, user)
    ]


def due_lists(desk: Desk, user: User) -> list[DueList]:
    """Return what a desk has to see to next, as this person may read it."""
    return [found for brings in _brought.values() if brings.due for found in brings.due(desk, user)]


def originals(minor: Minor, user: User) -> Originals:
    found = [b.originals(minor, user) for b in _brought.values() if b.originals]
    return Originals(
        [paper for one in found for paper in one.papers],
        next((one.add_url for one in found if one.add_url), ""),
    )


def briefing_parts(site: Site, day: datetime.date, user: User) -> "list[Part]":
    return [
        part
        for brings in _brought.values()
        if brings.briefing
        for part in brings.briefing(site, day, user)
    ]


def closing_checks(site: Site, user: User) -> "list[Check]":
    return [
        check
        for brings in _brought.values()
        if brings.closing
        for check in brings.closing(site, user)
    ]


def origins(rows: Iterable[Appointment], user: User) -> dict[int, Origin]:
    """Return what these appointments, with their state, were taken for."""
    found: dict[int, Origin] = {}
    for brings in _brought.values():
        if brings.origins is not None:
            found |= brings.origins(rows, user)
    return found


def is_in_use(minor: Minor) -> bool:
    """Whether some app keeps something in the file."""
    return any(brings.holds(minor) for brings in _brought.values() if brings.holds)


# --- notes, and whose file it is --------------------------------------------------------------


@dataclass(frozen=True)
class NoteKind:
    """The notes of one compartment on the page "Notes"; `name` stands in its address.

    From `reads_at` on one may read some of them (`visible_to` says which), from `writes_at` on
    one writes. `known` says what somebody who may only know of them is told; "" for nothing.
    """

    name: str
    order: int
    model: type[Note]
    icon: str
    label: str | Promise
    about: str | Promise
    reads_at: Level = Level.READ
    writes_at: Level = Level.WRITE
    known: Callable[[Minor, User], str] | None = None

    @property
    def compartment(self) -> Compartment:
        return self.model.compartment

    def is_known_to(self, user: Person) -> bool:
        return can(user, self.compartment, Level.KNOW)

    def is_read_by(self, user: Person) -> bool:
        return level(user, self.compartment) >= self.reads_at

    def is_written_by(self, user: Person) -> bool:
        return level(user, self.compartment) >= self.writes_at


# Why a file is not this person's in a compartment that her profession reads; "" when it is.
Scope = Callable[[Minor, User, Compartment], str]
_note_kinds: dict[str, NoteKind] = {}
_scopes: list[Scope] = []
# The files that are this person's, in a compartment where she reads no other: for a list.
OwnFiles = Callable[[User], "models.QuerySet[Minor]"]
_own_files: dict[Compartment, OwnFiles] = {}
# The files that are closed to this person in a compartment that her role opens: for a list.
ClosedFiles = Callable[[User, Compartment], "models.QuerySet[Minor] | None"]
_closed_files: list[ClosedFiles] = []


def register_notes(kind: NoteKind) -> None:
    _note_kinds[kind.name] = kind


def register_scope(scope: Scope) -> None:
    if scope not in _scopes:
        _scopes.append(scope)


def register_own_files(compartment: Compartment, files: OwnFiles) -> None:
    """What a scope says of one file, said of all of them at once."""
    _own_files[compartment] = files


def register_closed_files(files: ClosedFiles) -> None:
    if files not in _closed_files:
        _closed_files.append(files)


def own_files(user: User, compartment: Compartment) -> "models.QuerySet[Minor] | None":
    """Return the files in which she reads this compartment; None where her role is enough."""
    files = _own_files.get(compartment)
    return files(user) if files is not None else None


def in_scope(user: User, compartment: Compartment, path: str = "minor") -> models.Q:
    """Return, for rows that have a `minor`, that the file is hers: `out_of_scope`, for a list.

    `path` is the way from a row to the minor, "pk" for herself.
    """
    hers = models.Q()
    files = own_files(user, compartment)
    if files is not None:
        hers &= models.Q(**{f"{path}__in": files.values("pk")})
    for closed in (found(user, compartment) for found in _closed_files):
        if closed is not None:
            hers &= ~models.Q(**{f"{path}__in": closed.values("pk")})
    return hers


def open_to(user: User, compartment: Compartment, path: str = "minor") -> models.Q:
    """Return, for rows that have a `minor`, that she reads them: `may_open`, for a list."""
    hers = in_scope(user, compartment, path)
    if not hers:
        return hers
    opened = ExceptionalAccess.objects.open_to(user, compartment).values("minor")
    return hers | models.Q(**{f"{path}__in": opened})


def note_kinds(user: User) -> list[NoteKind]:
    """Return the kinds of notes that this person may know of, those she reads first."""
    known = (kind for kind in _note_kinds.values() if kind.is_known_to(user))
    return sorted(known, key=lambda kind: (not kind.is_read_by(user), kind.order))


def note_kind(name: str, user: User) -> NoteKind | None:
    """Return the kind of that name if this person may know of it."""
    kind = _note_kinds.get(name)
    return kind if kind is not None and kind.is_known_to(user) else None


def out_of_scope(minor: Minor, user: User, compartment: Compartment) -> str:
    """Return why this file is not hers, in a compartment that her profession reads; "" if it is.

    Whoever does not read the compartment at all is not out of scope: it is closed to her.
    """
    if not can(user, compartment, Level.READ):
        return ""
    return next(filter(None, (scope(minor, user, compartment) for scope in _scopes)), "")


def exceptional_access(
    minor: Minor, user: User, compartment: Compartment
) -> ExceptionalAccess | None:
    """Return the access of this person that is open now."""
    opened = ExceptionalAccess.objects.open_to(user, compartment).filter(minor=minor)
    return opened.order_by("expires_at").last() if can(user, compartment, Level.READ) else None


def is_closed(minor: Minor, user: User, compartment: Compartment) -> bool:
    """Whether the file is not hers there, and not open to her exceptionally."""
    if not out_of_scope(minor, user, compartment):
        return False
    return exceptional_access(minor, user, compartment) is None


def may_open(minor: Minor, user: User, compartment: Compartment) -> bool:
    """Whether she reads this compartment of this file: by her role and scope, or exceptionally."""
    return can(user, compartment, Level.READ) and not is_closed(minor, user, compartment)


def view_of(compartment: Compartment, user: User) -> tuple[str, ...]:
    """Return the page that shows a compartment of a file, as (view, what follows the reference)."""
    for kind in note_kinds(user):
        if kind.compartment == compartment:
            return "cases:notes_of_kind", kind.name
    pages = (tab.view for tab in tabs(user) if tab.compartment == compartment)
    return (next(pages, "cases:case"),)
