"""What a file said before each correction, put together from its rows and their history.

A source is a table of the file; it is shown to whoever may read its compartment.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import F, Model, Q, QuerySet, Value, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import BirthClaim, CardStep, ClaimRetention, Minor, MinorName, MinorPhone
from staff import history
from staff.choices import Compartment
from staff.models import User
from staff.permissions import Level, can

PAGE_SIZE = 20  # lines
Read = Callable[[Any], str]
MADE, CHANGED, REMOVED = "made", "update", "delete"  # the last two are pghistory's labels


@dataclass(frozen=True)
class Source:
    """A table of a file: its compartment and what of it is shown, in the words of the forms."""

    model: type[Model]
    compartment: Compartment
    name: str | Promise
    shown: tuple[tuple[str | Promise, Read], ...]
    made_at: str = "recorded_at"
    made_by: str = "recorded_by"
    of_minor: str = "minor"


@dataclass(frozen=True)
class Difference:
    """A field before and after; empty where the row was not there."""

    label: str | Promise
    before: str
    after: str


@dataclass
class Change:
    """One line of the page: when, who, in which table, field by field."""

    at: datetime.datetime
    kind: str
    name: str | Promise
    by: User | None
    differences: list[Difference]


def yes_or_no(value: bool) -> str:
    return gettext("Yes") if value else gettext("No")


def withdrawn(minor: Minor) -> str:
    return yes_or_no(minor.withdrawn_at is not None)


SOURCES = (
    Source(
        Minor,
        Compartment.IDENTITY,
        _("Identity"),
        (
            (_("Country (declared)"), lambda minor: minor.country_text),
            (_("Language to speak now"), lambda minor: minor.language_text),
            (_("Interpreter"), lambda minor: minor.get_interpreter_display()),
            (_("Sex"), lambda minor: minor.get_sex_display()),
            (_("Family name"), lambda minor: minor.get_family_name_status_display()),
            (_("File withdrawn"), withdrawn),
        ),
        made_at="registered_at",
        made_by="registered_by",
        of_minor="pk",
    ),
    Source(
        MinorName,
        Compartment.IDENTITY,
        _("Name"),
        (
            (_("Name"), lambda name: name.text),
            (_("Kind"), lambda name: name.get_kind_display()),
            (_("Source"), lambda name: name.get_source_display()),
        ),
    ),
    Source(
        BirthClaim,
        Compartment.IDENTITY,
        _("Age or birth date"),
        (
            (_("Age or birth date"), lambda claim: claim.said_text),
            (_("Source"), lambda claim: claim.get_source_display()),
        ),
    ),
    Source(
        ClaimRetention,
        Compartment.LEGAL,
        _("Date kept for deadlines"),
        (
            (_("Date kept for deadlines"), lambda choice: choice.claim_text),
            (_("Why this one"), lambda choice: str(choice.shown("reason"))),
        ),
        made_at="retained_at",
        made_by="retained_by",
    ),
    Source(
        CardStep,
        Compartment.IDENTITY,
        _("Card"),
        ((_("Card"), lambda step: step.get_kind_display()),),
        made_at="at",
        made_by="by",
    ),
    Source(
        MinorPhone,
        Compartment.IDENTITY,
        _("Telephone"),
        (
            (_("Telephone"), lambda phone: str(phone.shown("number"))),
            (_("May be called"), lambda phone: yes_or_no(phone.may_call)),
        ),
    ),
)


class Line(NamedTuple):
    """Where a change stands; `number` is the row's own, or that of a line of its history."""

    table: str
    kind: str
    row: int
    number: int
    at: datetime.datetime


class State(NamedTuple):
    """What a row said until `by` changed it; `number` is its line of history, 0 at present.

    `file` is the number of the minor whose row it was then.
    """

    number: int
    by: int | None
    row: Any
    file: int | None


def of_file(minor: Minor, user: User, page: str) -> Page:
    """Return a page of the file's changes, the newest first.

    Two queries a table and four more, whatever the number of lines.
    """
    prefetch_related_objects([minor], "keys")  # they open what is sealed, in every row
    sources = {
        source.model._meta.label: source
        for source in SOURCES
        if can(user, source.compartment, Level.READ)
    }
    queries = [query for source in sources.values() for query in _lines(source, minor)]
    ordered = queries[0].union(*queries[1:], all=True).order_by("-line_at", "-line_number")
    found = Paginator(ordered, PAGE_SIZE).get_page(page)
    lines = [Line(*values) for values in found.object_list]
    found.object_list = _changes(sources, lines, minor)
    return found


def _lines(source: Source, minor: Minor) -> Iterator[QuerySet[Any, Any]]:
    """Yield a query of the rows, made one day, and one of their history."""
    label = Value(source.model._meta.label)
    rows = source.model._default_manager.filter(**{source.of_minor: minor.pk})
    yield _as_lines(rows, label, Value(MADE), F("pk"), F("pk"), F(source.made_at))
    if history.is_tracked(source.model):
        # Those of rows that are gone, or have gone to another file, bear its number still.
        of_minor = Q() if source.model is Minor else Q(**{source.of_minor: minor.pk})
        former = history.of(source.model).objects.filter(
            Q(pgh_obj__in=rows.values("pk")) | of_minor
        )
        kind, at = F("pgh_label"), F("pgh_created_at")
        yield _as_lines(former, label, kind, F("pgh_obj_id"), F("pgh_id"), at)


def _as_lines(query: QuerySet[Any, Any], *values: Any) -> QuerySet[Any, Any]:
    named = dict(zip([f"line_{name}" for name in Line._fields], values, strict=True))
    return query.annotate(**named).values_list(*named)


def _changes(sources: dict[str, Source], lines: list[Line], minor: Minor) -> list[Change]:
    states = {}
    for table, source in sources.items():
        # 0 is no row: a table without a line on this page is asked all the same.
        numbers = {0, *(line.row for line in lines if line.table == table)}
        states[table] = _states(source.model, numbers, minor)
    steps = [_step(sources[line.table], line, states[line.table][line.row]) for line in lines]
    people = User.objects.in_bulk({0, *(by for by, _before, _after in steps if by)})
    return [
        Change(
            at=line.at,
            kind=line.kind,
            name=sources[line.table].name,
            by=people.get(by or 0),
            differences=_differences(sources[line.table], before, after, minor),
        )
        for line, (by, before, after) in zip(lines, steps, strict=True)
    ]


def _states(model: type[Model], numbers: set[int], minor: Minor) -> dict[int, list[State]]:
    """Return all that each row has said, the oldest first."""
    found: dict[int, list[State]] = {number: [] for number in numbers}
    if history.is_tracked(model):
        former = history.of(model).objects.filter(pgh_obj__in=numbers).order_by("pgh_id")
        for line in former:
            by = (line.pgh_context or {}).get("user")
            found[line.pgh_obj_id].append(_state(line.pgh_id, by, history.row_of(line)))
    for row in model._default_manager.filter(pk__in=numbers):
        found[row.pk].append(_state(0, None, row))
    for states in found.values():
        if states and states[-1].file == minor.pk:
            for state in states:  # of whichever file it was, this one has the keys it came with
                state.row.minor = minor
    return found


def _state(number: int, by: int | None, row: Any) -> State:
    return State(number, by, row, getattr(row, "minor_id", None))


def _step(
    source: Source, line: Line, states: list[State]
) -> tuple[int | None, State | None, State | None]:
    """Return who made the change, the row before it and the row after it (None: not there)."""
    if line.kind == MADE:
        first = states[0]
        return getattr(first.row, f"{source.made_by}_id"), None, first
    place = next(n for n, state in enumerate(states) if state.number == line.number)
    after = None if line.kind == REMOVED else states[place + 1]
    return states[place].by, states[place], after


def _differences(
    source: Source, before: State | None, after: State | None, minor: Minor
) -> list[Difference]:
    if before and after and before.file != after.file:
        came = after.file == minor.pk
        text = gettext("Came with a joined file") if came else gettext("Went back to its own file")
        return [Difference(_("File"), "", text)]
    told = (
        Difference(label, read(before.row) if before else "", read(after.row) if after else "")
        for label, read in source.shown
    )
    return [difference for difference in told if difference.before != difference.after]
