"""The unusual of a week: what two people read together, so that nobody is watched by herself."""

import datetime
import re
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncHour
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff import audit_files, audit_words
from staff.choices import Role
from staff.models import AuditEntry, AuditReview, Posting, User

# Thresholds to be confirmed by the centre once a month of its own days is known. A busy desk
# opens some ten files an hour; a person who works on a file leaves something in it.
MANY_FILES_AN_HOUR = 20
READ_ONLY_FILES = 10
LONGEST = 100  # lines of a section: beyond, the count says how many there are

# Verbs that two people look at one by one.
TEAM = (
    "create_account",
    "edit_account",
    "reset_password",
    "add_posting",
    "end_posting",
    "enrol_device",
    "revoke_device",
)
EXCEPTIONAL = ("break_glass", "reset_second_factor", "use_recovery_code")
# Verbs that are counted.
REFUSALS = ("refused", "sign_in_refused", "second_factor_refused", "pin_refused", "device_refused")

DAY = datetime.timedelta(days=1)
WEEK = 7 * DAY


def monday_of(text: str) -> datetime.date:
    """Read "2026-W47" and return its Monday; raises ValueError."""
    match = re.fullmatch(r"(20\d\d)-W(\d\d)", text)
    if match is None:
        raise ValueError(text)
    return datetime.date.fromisocalendar(int(match[1]), int(match[2]), 1)


@dataclass(frozen=True)
class Finding:
    """One line of a section. `at` where it is one thing, `count` where it is several."""

    who: User | None
    what: str
    at: datetime.datetime | None = None
    count: int | None = None
    about: User | None = None


@dataclass
class Section:
    title: Promise
    explanation: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def shown(self) -> list[Finding]:
        return self.findings[:LONGEST]

    @property
    def hidden_count(self) -> int:
        return max(len(self.findings) - LONGEST, 0)


@dataclass
class Digest:
    """A week's sections, its readers, and what is missing for it to count as reviewed."""

    week: datetime.date
    sections: list[Section]
    reviews: list[AuditReview]
    has_coordinator: bool
    other_readers: set[int]  # readers who were no coordinator when they read

    @property
    def is_over(self) -> bool:
        return timezone.localdate() >= self.week + WEEK

    @property
    def is_empty(self) -> bool:
        return not any(section.findings for section in self.sections)

    @property
    def needs_second(self) -> bool:
        return len(self.reviews) < 2

    @property
    def needs_other_than_coordinator(self) -> bool:
        """A coordinator's own doings are read by somebody who is not one."""
        return self.has_coordinator and not self.other_readers

    @property
    def is_reviewed(self) -> bool:
        return not (self.needs_second or self.needs_other_than_coordinator)


def digest(week: datetime.date) -> Digest:
    """Return the digest of the week that begins on this Monday, in a fixed number of queries."""
    zone = timezone.get_current_timezone()
    start = datetime.datetime.combine(week, datetime.time(), tzinfo=zone)
    end = datetime.datetime.combine(week + WEEK, datetime.time(), tzinfo=zone)
    entries = AuditEntry.objects.filter(at__gte=start, at__lt=end)
    reviews = list(AuditReview.objects.filter(week=week).select_related("reader").order_by("pk"))
    people = User.objects.in_bulk()
    postings = list(Posting.objects.order_by("pk"))
    read = _files(entries.filter(action__startswith="read_"))
    sections = [
        _many_files(entries, people),
        _other_sites(read, people, _held_in(postings, week)),
        _read_only(read, _files(entries.exclude(action__startswith="read_")), people),
        _one_by_one(
            gettext_lazy("Exceptional access, lost second factors"),
            entries.filter(action__in=EXCEPTIONAL),
            people,
            postings,
        ),
        _one_by_one(
            gettext_lazy("Accounts, roles and enrolled browsers"),
            entries.filter(action__in=TEAM),
            people,
            postings,
        ),
        _refusals(entries, people),
    ]
    concerned = {p.pk for s in sections for f in s.findings for p in (f.who, f.about) if p}
    coordinators = {p.user_id for p in _held_in(postings, week) if p.role == Role.COORDINATOR}
    return Digest(
        week=week,
        sections=sections,
        reviews=reviews,
        has_coordinator=bool(concerned & coordinators),
        other_readers={
            review.reader_id
            for review in reviews
            if not any(
                p.user_id == review.reader_id and p.role == Role.COORDINATOR
                for p in _held_in(postings, timezone.localdate(review.read_at), days=1)
            )
        },
    )


def _held_in(postings: list[Posting], start: datetime.date, days: int = 7) -> list[Posting]:
    """Return the postings that were held on some day of these."""
    end = start + (days - 1) * DAY
    return [
        p for p in postings if p.valid_from <= end and (p.valid_to is None or p.valid_to >= start)
    ]


def _files(entries: QuerySet[AuditEntry]) -> set[tuple[int, int]]:
    """Return every (person, file) of these entries, once."""
    pairs = entries.filter(by__isnull=False, minor_id__isnull=False)
    return set(pairs.order_by().values_list("by_id", "minor_id").distinct())  # type: ignore[arg-type] # neither is None


def _many_files(entries: QuerySet[AuditEntry], people: dict[int, User]) -> Section:
    hours = (
        entries.filter(action__startswith="read_", by__isnull=False)
        .order_by()
        .annotate(hour=TruncHour("at"))
        .values("by_id", "hour")
        .annotate(files=Count("minor_id", distinct=True))
        .filter(files__gte=MANY_FILES_AN_HOUR)
        .order_by("-files", "hour")
    )
    return Section(
        gettext_lazy("Many files in a short time"),
        _("%(count)d different files or more opened within one hour of the clock.")
        % {"count": MANY_FILES_AN_HOUR},
        [
            Finding(people[row["by_id"]], _("files opened in this hour"), row["hour"], row["files"])
            for row in hours
        ],
    )


def _other_sites(
    read: set[tuple[int, int]], people: dict[int, User], postings: list[Posting]
) -> Section:
    """Files opened by somebody who worked that week at none of the sites where the minor came."""
    mine: dict[int, set[int | None]] = {}
    for posting in postings:
        mine.setdefault(posting.user_id, set()).add(posting.site_id)
    sites = audit_files.sites({number for _person, number in read})
    elsewhere = Counter(
        person
        for person, number in read
        if None not in mine.get(person, set())
        and number in sites
        and not sites[number] & mine.get(person, set())
    )
    return Section(
        gettext_lazy("Files of another site"),
        _("Opened by somebody who worked at none of the sites where the young person came."),
        _counted(elsewhere, people, _("files of another site opened")),
    )


def _read_only(
    read: set[tuple[int, int]], done: set[tuple[int, int]], people: dict[int, User]
) -> Section:
    silent = Counter(person for person, _number in read - done)
    often = Counter({p: count for p, count in silent.items() if count >= READ_ONLY_FILES})
    return Section(
        gettext_lazy("Files opened without any action"),
        _("%(count)d files or more opened in the week, in which the person did nothing.")
        % {"count": READ_ONLY_FILES},
        _counted(often, people, _("files opened, nothing done in them")),
    )


def _counted(counts: Counter[int], people: dict[int, User], what: str) -> list[Finding]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [Finding(people[person], what, count=count) for person, count in ordered]


def _one_by_one(
    title: Promise,
    entries: QuerySet[AuditEntry],
    people: dict[int, User],
    postings: list[Posting],
) -> Section:
    holders = {posting.pk: posting.user_id for posting in postings}

    def about(subject: str) -> User | None:
        table, _colon, number = subject.partition(":")
        pk = int(number) if number.isdigit() else 0
        return people.get(holders.get(pk, 0) if table == "staff.posting" else pk)

    rows = entries.order_by("at", "pk")
    return Section(
        title,
        _("Each of them, and whom it is about."),
        [
            Finding(
                people.get(entry.by_id or 0),
                audit_words.said(entry.action),
                entry.at,
                about=about(entry.subject)
                if entry.subject.startswith(("staff.user:", "staff.posting:"))
                else None,
            )
            for entry in rows
        ],
    )


def _refusals(entries: QuerySet[AuditEntry], people: dict[int, User]) -> Section:
    rows = (
        entries.filter(action__in=REFUSALS)
        .order_by()
        .values_list("by_id", "action", "subject")
        .annotate(count=Count("pk"))
        .order_by("-count", "by_id", "subject")
    )
    return Section(
        gettext_lazy("Refusals"),
        _("Pages that the role does not open, things that are not the person's to know."),
        [
            Finding(
                people.get(by or 0),
                f"{audit_words.said(action)} ({subject})" if subject else audit_words.said(action),
                count=count,
            )
            for by, action, subject, count in rows
        ],
    )
