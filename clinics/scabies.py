"""A scabies event: what is due on which day, and for whom.

The days between the doses, and how long cases of one site are one event, are data with a source
and no validator yet (`clinics/data/scabies_scheme.csv`).
"""

import csv
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cases import registry
from cases.models import Minor
from cases.search import Candidate
from clinics.choices import COUNTED, ScabiesMark, ScabiesStepKind
from clinics.models import Consultation, ScabiesEvent, ScabiesMarkRow, ScabiesStep
from clinics.models.scabies import ScabiesEventQuerySet
from clinics.problems import problems
from staff.choices import Compartment
from staff.encryption import SealError
from staff.models import Site, User

ROWS = Path(__file__).parent / "data" / "scabies_scheme.csv"
CASE_CODE, CONTACT_CODE = "scabies", "scabies_contact"
MARK_OF = {CASE_CODE: ScabiesMark.CASE, CONTACT_CODE: ScabiesMark.CONTACT}
ROLES = (ScabiesMark.CASE, ScabiesMark.CONTACT)


@dataclass(frozen=True)
class SchemeLine:
    """One number of days, and where it comes from."""

    days: int
    fr: str
    en: str
    source: str
    validated_by: str

    def __str__(self) -> str:
        return self.fr if (get_language() or "").startswith("fr") else self.en


@cache
def scheme() -> dict[str, SchemeLine]:
    with ROWS.open(encoding="utf-8", newline="") as lines:
        return {
            row["code"]: SchemeLine(
                int(row["days"]), row["fr"], row["en"], row["source"], row["validated_by"]
            )
            for row in csv.DictReader(lines)
        }


def is_validated() -> bool:
    return all(line.validated_by for line in scheme().values())


class Due:
    """What is due for somebody of an event, the most pressing first."""

    LATE = "late"
    NOW = "now"
    FIRST = "first"
    WAITING = "waiting"
    DONE = "done"


DUE_WORDS = {
    Due.LATE: _("Second dose late"),
    Due.NOW: _("Second dose to give"),
    Due.FIRST: _("First dose to give"),
    Due.WAITING: _("Second dose to come"),
    Due.DONE: _("Both doses given"),
}
# How a status shows: its colour and icon come with its word.
DUE_STATUS = {
    Due.LATE: "danger",
    Due.NOW: "waiting",
    Due.FIRST: "waiting",
    Due.WAITING: "neutral",
    Due.DONE: "done",
}
NOT_AFTER = _("The second dose is given some days after the first. Check the day.")
PRESSING = (Due.LATE, Due.NOW, Due.FIRST)


def due_of(
    first_on: datetime.date | None, second_on: datetime.date | None, today: datetime.date
) -> str:
    """Return what is due for one person. Without a first dose, a second one is one."""
    if second_on is not None and first_on is not None:
        return Due.DONE
    given_on = first_on or second_on
    if given_on is None:
        return Due.FIRST
    if today > given_on + datetime.timedelta(days=scheme()["second_until"].days):
        return Due.LATE
    return Due.NOW if today >= second_from(given_on) else Due.WAITING


def second_from(first_on: datetime.date) -> datetime.date:
    return first_on + datetime.timedelta(days=scheme()["second_from"].days)


@dataclass
class PersonLine:
    """Where one young person of an event stands: the rows that say so, each to take back."""

    minor: Minor
    role: str = ""
    role_row: ScabiesMarkRow | None = None
    rows: dict[str, ScabiesMarkRow] = field(default_factory=dict)

    def _day_of(self, mark: ScabiesMark) -> datetime.date | None:
        row = self.rows.get(mark)
        return row.happened_on if row else None

    @property
    def first_on(self) -> datetime.date | None:
        return self._day_of(ScabiesMark.FIRST)

    @property
    def second_on(self) -> datetime.date | None:
        return self._day_of(ScabiesMark.SECOND)

    @property
    def laundry_on(self) -> datetime.date | None:
        return self._day_of(ScabiesMark.LAUNDRY)

    @property
    def due(self) -> str:
        return due_of(self.first_on, self.second_on, timezone.localdate())

    @property
    def due_text(self) -> str:
        return str(DUE_WORDS[self.due])

    @property
    def due_status(self) -> str:
        return DUE_STATUS[self.due]

    @property
    def second_from(self) -> datetime.date | None:
        """The earliest day of a second dose that has not been given."""
        given_on = self.first_on or self.second_on
        return second_from(given_on) if given_on and self.due != Due.DONE else None

    @property
    def is_case(self) -> bool:
        return self.role == ScabiesMark.CASE

    @property
    def role_text(self) -> str:
        return str(ScabiesMark(self.role).label)

    @property
    def next_mark(self) -> str:
        """The dose that is next: what one tap writes."""
        return {
            Due.FIRST: ScabiesMark.FIRST,
            Due.DONE: "",
        }.get(self.due, ScabiesMark.SECOND if self.first_on else ScabiesMark.FIRST)

    @property
    def next_text(self) -> str:
        return str(ScabiesMark(self.next_mark).label) if self.next_mark else ""

    @property
    def given(self) -> list[ScabiesMarkRow]:
        """Doses and laundry, as they happened."""
        return sorted(self.rows.values(), key=lambda row: (row.happened_on, row.pk))

    @property
    def written(self) -> list[ScabiesMarkRow]:
        """Each row that may be taken back; who she is in the event first."""
        return [*filter(None, [self.role_row]), *self.given]


@dataclass
class EventPage:
    """One event: who is of it, whoever has no file, what is due today."""

    event: ScabiesEvent
    people: list[PersonLine]
    steps: list[ScabiesStep]
    # Of those whose file is closed to this reader.
    hidden_count: int = 0

    def count_of(self, kind: str) -> int:
        return sum(step.count or 0 for step in self.steps if step.kind == kind)

    @property
    def unnamed(self) -> dict[str, int]:
        return {kind.value: self.count_of(kind) for kind in COUNTED}

    @property
    def case_count(self) -> int:
        return sum(line.is_case for line in self.people) + self.count_of(ScabiesStepKind.CASES)

    @property
    def contact_count(self) -> int:
        named = sum(not line.is_case for line in self.people)
        return named + self.count_of(ScabiesStepKind.CONTACTS)

    @property
    def due_people(self) -> list[PersonLine]:
        """Who is to be treated today, the late ones first."""
        found = [line for line in self.people if line.due in PRESSING]
        return sorted(found, key=lambda line: PRESSING.index(line.due))

    @property
    def others(self) -> list[PersonLine]:
        """To whom nothing is to be given today."""
        return [line for line in self.people if line.due not in PRESSING]

    @property
    def unnamed_first_due(self) -> int:
        """How many without a file have had no dose."""
        found = self.count_of(ScabiesStepKind.CASES) + self.count_of(ScabiesStepKind.CONTACTS)
        return max(found - self.count_of(ScabiesStepKind.FIRST), 0)

    @property
    def unnamed_second_due(self) -> int:
        """How many without a file may have the second one: the first was given long enough ago."""
        today = timezone.localdate()
        ripe = sum(
            step.count or 0
            for step in self.steps
            if step.kind == ScabiesStepKind.FIRST and second_from(step.happened_on) <= today
        )
        return max(ripe - self.count_of(ScabiesStepKind.SECOND), 0)

    @property
    def to_wash(self) -> list[PersonLine]:
        return [line for line in self.people if line.laundry_on is None]

    @property
    def places(self) -> list[ScabiesStep]:
        return [step for step in self.steps if step.place]

    @property
    def due_count(self) -> int:
        return len(self.due_people) + self.unnamed_first_due + self.unnamed_second_due


def people_of(rows: Iterable[ScabiesMarkRow]) -> list[PersonLine]:
    """Put the standing rows of an event together, a line a young person, cases first.

    A row that does not open any more says nothing. Of two rows of one mark the last holds.
    """
    found: dict[int, PersonLine] = {}
    for row in sorted(rows, key=lambda row: row.pk):
        try:
            mark = row.mark
        except SealError:
            continue
        line = found.setdefault(row.minor_id, PersonLine(row.minor))
        if mark in ROLES:
            line.role, line.role_row = mark, row
        else:
            line.rows[mark] = row
    known = [line for line in found.values() if line.role]
    return sorted(
        known, key=lambda line: (not line.is_case, line.role_row.pk if line.role_row else 0)
    )


def line_of(event: ScabiesEvent, minor: Minor) -> PersonLine | None:
    """Return where she stands in an event; None when she is not of it."""
    rows = ScabiesMarkRow.objects.standing().filter(event=event, minor=minor)
    return next(iter(people_of(rows.select_related("minor"))), None)


@dataclass(frozen=True)
class Found:
    """A file that a search finds, and as whom she is of the event; None, of nobody yet."""

    candidate: Candidate
    line: PersonLine | None


def found_for(candidates: Iterable[Candidate], page: EventPage) -> list[Found]:
    lines = {line.minor.pk: line for line in page.people}
    return [Found(candidate, lines.get(candidate.minor.pk)) for candidate in candidates]


def days_between(line: PersonLine, mark: str, day: datetime.date) -> int | None:
    """Return the days from her other dose to this one; None when there is no other.

    Negative when a second dose would come before the first; a first one that was written late as
    the second may stand on either side.
    """
    if mark not in (ScabiesMark.FIRST, ScabiesMark.SECOND):
        return None
    other = line.first_on if mark == ScabiesMark.SECOND else line.second_on
    if other is None:
        return None
    return (day - other).days if mark == ScabiesMark.SECOND else abs((day - other).days)


def check_doses(line: PersonLine, mark: str, day: datetime.date) -> None:
    """Raise ValidationError for two doses of one day, or for a second one before the first."""
    days = days_between(line, mark, day)
    if days is not None and days <= 0:
        raise ValidationError({"happened_on": NOT_AFTER})


def is_early(line: PersonLine, mark: str, day: datetime.date) -> bool:
    """Whether too few days, though some, lie between this dose and the other."""
    days = days_between(line, mark, day)
    return days is not None and 0 < days < scheme()["second_from"].days


def pages(events: Sequence[ScabiesEvent], user: User) -> list[EventPage]:
    """Return these events as this person may read them, in four queries whatever their number."""
    marks: dict[int, list[ScabiesMarkRow]] = {event.pk: [] for event in events}
    steps: dict[int, list[ScabiesStep]] = {event.pk: [] for event in events}
    standing = ScabiesMarkRow.objects.visible_to(user).standing().filter(event__in=events)
    hers = standing.filter(registry.open_to(user, Compartment.HEALTH))
    for row in hers.select_related("minor", "by").prefetch_related(*OPENED):
        marks[row.event_id].append(row)
    for step in ScabiesStep.objects.standing().filter(event__in=events).order_by("pk"):
        steps[step.event_id].append(step)
    everybody: dict[int, set[int]] = {event.pk: set() for event in events}
    for event_id, minor_id in standing.values_list("event_id", "minor_id"):
        everybody[event_id].add(minor_id)
    return [
        EventPage(
            event,
            people_of(marks[event.pk]),
            steps[event.pk],
            len(everybody[event.pk] - {row.minor_id for row in marks[event.pk]}),
        )
        for event in events
    ]


OPENED = ("minor__keys", "minor__names", "minor__claims")


def running_at(site: Site, day: datetime.date) -> ScabiesEvent | None:
    """Return the event of this site that a case of this day is of; None when it is a new one."""
    return _lately_at(site, day).newest_first().first()


def _lately_at(site: Site | None, day: datetime.date) -> ScabiesEventQuerySet:
    since = day - datetime.timedelta(days=scheme()["cluster"].days)
    lately = Q(opened_on__gte=since)
    lately |= Q(marks__happened_on__gte=since) | Q(steps__happened_on__gte=since)
    return ScabiesEvent.objects.running().filter(lately, site=site).distinct()


@dataclass(frozen=True)
class Offer:
    """What the file offers: the event she is of, or as whom she may be put into the site's."""

    line: PersonLine | None = None
    event: ScabiesEvent | None = None
    marks: tuple[ScabiesMark, ...] = ()
    # What her last consultations say she is; None when they speak of something else.
    said: ScabiesMark | None = None

    @property
    def offered(self) -> list[tuple[str, str]]:
        return [(mark.value, str(OFFERS[mark])) for mark in self.marks]


OFFERS = {
    ScabiesMark.CASE: pgettext_lazy("scabies", "Follow as a case"),
    ScabiesMark.CONTACT: pgettext_lazy("scabies", "Follow as a contact"),
}


def mark_of(consultation: Consultation) -> ScabiesMark | None:
    """Return who she is in an event by this consultation; None when it is of something else."""
    try:
        line = consultation.line
    except SealError:
        return None
    return MARK_OF.get(line.code) if line else None


def offer(minor: Minor, user: User, site: Site | None) -> Offer | None:
    """Return the event she is of, or as whom she may join that of this site; None for neither."""
    rows = list(ScabiesMarkRow.objects.visible_to(user).standing().filter(minor=minor))
    events = ScabiesEvent.objects.running().newest_first().select_related("site")
    own = events.filter(pk__in={row.event_id for row in rows}).first()
    for row in rows:
        row.minor = minor
    line = (
        next(iter(people_of(row for row in rows if row.event_id == own.pk)), None) if own else None
    )
    if line is not None:
        return Offer(line=line, event=own)
    said = _said_lately(minor, user, since=max((row.happened_on for row in rows), default=None))
    if said is not None:
        return Offer(marks=(said,), said=said)
    if _lately_at(site, timezone.localdate()).with_something().exists():
        return Offer(marks=(ScabiesMark.CONTACT,))
    return None


def _said_lately(minor: Minor, user: User, *, since: datetime.date | None) -> ScabiesMark | None:
    """Return what her newest consultation about scabies says, unless she was of an event since."""
    first = timezone.localdate() - datetime.timedelta(days=problems()[CASE_CODE].days)
    rows = Consultation.objects.visible_to(user).filter(minor=minor, day__gte=first)
    if since is not None:
        rows = rows.filter(day__gt=since)
    for row in rows.newest_first():
        row.minor = minor
        if mark := mark_of(row):
            return mark
    return None
