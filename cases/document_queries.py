"""The documents of a file as one person may know them."""

import uuid
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import prefetch_related_objects

from cases import permissions, registry
from cases.models import DOCUMENTS, Document, Minor, documents_of
from cases.registry import Original, Originals
from staff.choices import Compartment
from staff.models import User

NEWEST = 10  # documents of each compartment, when all of them are shown
PAGE_SIZE = 25  # documents, when one compartment is


@dataclass(frozen=True)
class Shelf:
    """One compartment that this person may read, and the documents of it that the page shows."""

    compartment: Compartment
    page_obj: Page
    # Those whose original is followed elsewhere: where it is now.
    originals: dict[uuid.UUID, Original] = field(default_factory=dict)

    @property
    def lines(self) -> list[tuple[Document, Document | Original]]:
        """Each document, and what says where its original is."""
        return [(one, self.originals.get(one.number, one)) for one in self.page_obj]

    @property
    def count(self) -> int:
        return self.page_obj.paginator.count


@dataclass(frozen=True)
class Counted:
    """One compartment of which this person knows how many documents there are, and no more."""

    compartment: Compartment
    count: int


def open_compartments(minor: Minor, user: User) -> list[Compartment]:
    """Return the compartments of this file whose documents are this person's to open."""
    readable = permissions.readable_compartments(user)
    return [c for c in readable if not registry.is_closed(minor, user, c)]


def writable_compartments(minor: Minor, user: User) -> list[Compartment]:
    """Return the compartments of this file to which this person adds documents."""
    writable = permissions.writable_compartments(user)
    return [c for c in writable if not registry.out_of_scope(minor, user, c)]


def shelves(
    minor: Minor, user: User, originals: Originals, *, only: str = "", page: str = ""
) -> list[Shelf]:
    """Return the compartments that hold something this person may read.

    `only` is the compartment that she asked for, then paged; another one is as if unsaid.
    """
    prefetch_related_objects([minor], "keys")
    readable = open_compartments(minor, user)
    chosen = [compartment for compartment in readable if compartment == only]
    found = []
    for compartment in chosen or readable:
        rows = documents_of(minor, compartment).visible_to(user).current().newest_first()
        pages = Paginator(rows, PAGE_SIZE if chosen else NEWEST)
        shown = pages.get_page(page if chosen else 1)
        found.append(Shelf(compartment, shown, originals.of_scans))
    return [shelf for shelf in found if shelf.count]


def counted(minor: Minor, user: User) -> list[Counted]:
    """Return how many documents stand in the compartments she may know of and not read."""
    opened = open_compartments(minor, user)
    closed = [c for c in permissions.readable_compartments(user) if c not in opened]
    counts = [
        Counted(compartment, documents_of(minor, compartment).current().count())
        for compartment in (*permissions.counted_compartments(user), *closed)
    ]
    return [line for line in counts if line.count]


def document(
    minor: Minor, user: User, number: uuid.UUID, *, withdrawn_too: bool = False
) -> Document | None:
    """Return the document of this number in a compartment that this person may read."""
    for compartment in open_compartments(minor, user):
        rows = documents_of(minor, compartment).visible_to(user).select_related("added_by")
        if not withdrawn_too:
            rows = rows.current()
        found = rows.filter(seal_number=number).first()
        if found is not None:
            return found
    return None


def holds_documents(minor: Minor) -> bool:
    """Whether the file holds a document, the withdrawn ones too: they are still hers."""
    return any(documents_of(minor, compartment).exists() for compartment in DOCUMENTS)
