"""The morning's page: what each room has registered that the others should know."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from cases import alerts, appointments, births, not_seen, registry, tasks
from cases.choices import LogDesk, Precision
from cases.models import Alert, Arrival, BirthClaim, DayEntry, Minor
from cases.models.days import closing_of
from staff import openings
from staff.choices import Compartment
from staff.models import Site, User
from staff.permissions import Level, can
from staff.templatetags.escale import clock, long_day

ONE_DAY = datetime.timedelta(days=1)
AHEAD = 7  # days: majorities
SEEN_WITHIN = 90  # days: whose majority is told
NOT_SEEN_FOR = 14  # days
SHOWN = 8  # lines of those not seen
LOOK_BACK = 14  # days: the last one on which the site was open


@dataclass(frozen=True)
class Line:
    """One line. `minor` is shown by name; `status` is a mark in words, of this `kind`."""

    text: str
    minor: Minor | None = None
    detail: str = ""
    url: str = ""
    status: str = ""
    kind: str = "neutral"


@dataclass(frozen=True)
class Part:
    """What one room tells. `nothing` is said when it has no line."""

    order: int
    icon: str
    title: str
    lines: list[Line] = field(default_factory=list)
    nothing: str = ""
    url: str = ""

    @property
    def count(self) -> int | None:
        return len(self.lines) or None


def parts(site: Site, day: datetime.date, user: User) -> list[Part]:
    """Return the briefing of a day at a site as this person may read it."""
    before = last_open_day(site, day)
    found = [_alerts(site, before, day, user), _log(site, before)]
    found += [*_appointments(site, user), _tasks(site, day), _not_seen(user)]
    if can(user, Compartment.LEGAL, Level.KNOW):
        found.append(_majorities(day, user))
    found += registry.briefing_parts(site, day, user)
    return sorted(found, key=lambda part: part.order)


def last_open_day(site: Site, day: datetime.date) -> datetime.date:
    """Return the last day before this one on which the site was open; else the day before."""
    open_days = openings.open_days([site], day - LOOK_BACK * ONE_DAY, day - ONE_DAY)
    return open_days[-1] if open_days else day - ONE_DAY


def _alerts(site: Site, before: datetime.date, day: datetime.date, user: User) -> Part:
    """Those raised since the last open day, and those that still lack something."""
    live = Alert.objects.known_to(user).with_state().live().filter(site=site)
    since = Q(raised_at__date__gte=before, raised_at__date__lte=day)
    told = live.filter(since | alerts.UNFINISHED)
    shown = told.filter(pk__in=Alert.objects.visible_to(user).values("pk"))
    rows = shown.select_related("minor").prefetch_related("minor__names").pressing_first()
    lines = [_alert_line(alert) for alert in rows]
    hidden = told.count() - len(lines)
    if hidden:
        text = ngettext("%(count)d alert", "%(count)d alerts", hidden) % {"count": hidden}
        lines.append(Line(text, detail=gettext("The coordination knows what it is about.")))
    return Part(
        10, "shield", gettext("Alerts"), lines, gettext("No alert."), reverse("cases:alerts")
    )


def _alert_line(alert: Alert) -> Line:
    lacks = alerts.missing(alert)
    return Line(
        alert.get_kind_display(),
        minor=alert.minor,
        detail=", ".join(lacks) or (alert.owner_name or ""),
        url=reverse("cases:alert", args=[alert.pk]),
        status=alert.level_text,
        kind="danger" if lacks else "waiting",
    )


def _log(site: Site, before: datetime.date) -> Part:
    """What the desks handed over on the last open day."""
    lines = [
        Line(str(entry.shown("text")), detail=f"{entry.get_desk_display()}, {entry.written_by}")
        for entry in entries_of(site, before)
    ]
    closing = closing_of(site, before)
    if closing is None:
        lines.append(Line(gettext("The day was not closed.")))
    day = {"day": long_day(before)}
    return Part(
        20,
        "clipboard",
        gettext("Handed over on %(day)s") % day,
        lines,
        gettext("Nothing was written."),
        reverse("cases:handover") + f"?day={before}",
    )


def entries_of(site: Site, day: datetime.date) -> list[DayEntry]:
    """Return the log of a day in the order of the desks, then of writing."""
    rows = DayEntry.objects.filter(site=site, day=day).with_key().select_related("written_by")
    order = {desk: place for place, desk in enumerate(LogDesk.values)}
    return sorted(rows, key=lambda entry: (order[entry.desk], entry.pk))


def _appointments(site: Site, user: User) -> Iterable[Part]:
    """Today's and those missed the last day, each in the words that this reader may know."""
    told = appointments.briefing(site, user)
    url = reverse("cases:appointments")
    yield Part(
        30,
        "calendar",
        gettext("Appointments today"),
        [_appointment_line(line) for line in told.today],
        gettext("No appointment."),
        url,
    )
    if told.missed:
        lines = [
            Line(line.label, minor=line.minor, url=_page_of(line.minor)) for line in told.missed
        ]
        yield Part(40, "x-circle", gettext("Did not come"), lines, "", url)


def _appointment_line(line: appointments.Line) -> Line:
    row = line.appointment
    companion = gettext("With %(name)s") % {"name": line.companion} if line.companion else ""
    return Line(
        f"{clock(row.time)}, {line.label}",
        minor=line.minor,
        detail=companion,
        url=_page_of(line.minor),
        status=line.interpreter_text,
        kind=line.interpreter_kind,
    )


def _page_of(minor: Minor) -> str:
    return reverse("cases:case", args=[minor.reference])


def _tasks(site: Site, day: datetime.date) -> Part:
    """Whom some desk wants to see today, never which; and how much each desk has to do."""
    lines = [
        Line(
            gettext("Some desk wants to see her today"), minor=task.minor, url=_page_of(task.minor)
        )
        for task in tasks.to_be_seen(site, day)
        if task.minor is not None
    ]
    for due in tasks.due_by_desk(site, day):
        said = gettext("%(due)d for today, %(late)d overdue") % {
            "due": due.due_count,
            "late": due.late_count,
        }
        left = due.owner_left_count
        lines.append(
            Line(
                str(due.desk_kind.label),
                detail=said,
                status=gettext("%(count)d without an owner here") % {"count": left} if left else "",
                kind="waiting",
            )
        )
    title, nothing = gettext("To do"), gettext("Nothing is due.")
    return Part(50, "check-circle", title, lines, nothing, reverse("cases:tasks"))


def _not_seen(user: User) -> Part:
    """Those whose last passage is just that old: the list itself goes further back."""
    since = timezone.localdate() - NOT_SEEN_FOR * ONE_DAY
    rows = not_seen.last_arrivals(user, NOT_SEEN_FOR).filter(day__gt=since - AHEAD * ONE_DAY)
    rows = rows.select_related("minor").prefetch_related("minor__names")[:SHOWN]
    lines = [
        Line(
            gettext("Not seen since %(day)s") % {"day": long_day(row.day)},
            minor=row.minor,
            url=_page_of(row.minor),
        )
        for row in rows
    ]
    title = gettext("Not seen for two weeks")
    return Part(70, "eye-off", title, lines, gettext("Nobody."), reverse("cases:not_seen_for"))


def _majorities(day: datetime.date, user: User) -> Part:
    """Who turns 18 within a week at the earliest, of those who have come lately."""
    lines = []
    for claim in turning_eighteen(day, user):
        on = long_day(births.eighteen_on(claim))
        exact = claim.precision == Precision.DAY
        text = on if exact else gettext("%(day)s at the earliest") % {"day": on}
        url = reverse("cases:case", args=[claim.minor.reference])
        lines.append(Line(text, minor=claim.minor, url=url))
    return Part(
        60,
        "scales",
        gettext("Turning 18 within a week"),
        lines,
        gettext("Nobody turns 18 within a week."),
    )


def turning_eighteen(day: datetime.date, user: User) -> list[BirthClaim]:
    """Return the claims, one a minor, by which she turns 18 within a week, the soonest first.

    The retained claim where there is one, else the first said, as her file shows it.
    """
    last = day + AHEAD * ONE_DAY
    came = Arrival.objects.counted().filter(
        minor=OuterRef("minor"), day__gt=day - SEEN_WITHIN * ONE_DAY
    )
    rows = BirthClaim.objects.filter(_near_eighteen(day, last)).filter(Exists(came))
    rows = rows.filter(minor__in=Minor.objects.visible_to(user).current())
    rows = rows.select_related("minor").prefetch_related("minor__names", "minor__claims")
    dated = [(births.eighteen_on(row), row) for row in rows if row == row.minor.claim]
    due = [(on, row) for on, row in dated if on is not None and day <= on <= last]
    return [row for _on, row in sorted(due, key=lambda pair: (pair[0], pair[1].pk))]


def _near_eighteen(first: datetime.date, last: datetime.date) -> Q:
    """What finds these claims by an index, and a few days more: who counts is said by `births`."""

    def years_before(years: int) -> tuple[datetime.date, datetime.date]:
        days = datetime.timedelta(days=years * 365.2425)
        return first - days - 2 * ONE_DAY, last - days + 2 * ONE_DAY

    found = Q(born_on__range=years_before(births.MAJORITY))
    for years in range(1, births.MAJORITY):
        age = births.MAJORITY - years
        found |= Q(
            precision=Precision.AGE, declared_age=age, declared_on__range=years_before(years)
        )
    return found
