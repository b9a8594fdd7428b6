"""Mobile clinics and the border in a period, and all consultations of people without a file."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from clinics import reconciliation
from clinics.choices import Episode, Motif
from clinics.choices.anonymous import GO_OUT
from clinics.models import (
    AnonymousConsultation,
    AnonymousLink,
    AnonymousQuerySet,
    ClinicSession,
    Consultation,
    TallyReport,
)
from clinics.reconciliation import Entered
from reports.among import among
from reports.figures import Breakdown, Figure, Named, Section, opened, ranked, top
from reports.lines import Cut, Lines, Loose, Picks
from reports.periods import Period
from staff.models import Site


def nameless_between(
    start: datetime.date, end: datetime.date, sites: Sequence[Site]
) -> AnonymousQuerySet:
    return AnonymousConsultation.objects.get_queryset().filter(
        day__gte=start, day__lte=end, site__in=sites
    )


def treated_between(
    start: datetime.date, end: datetime.date, sites: Sequence[Site]
) -> QuerySet[Any]:
    """Return the numbers of those with a consultation in the file, or attached to it since."""
    rows = Consultation.objects.filter(day__gte=start, day__lte=end, site__in=sites)
    nameless = nameless_between(start, end, sites)
    links = AnonymousLink.objects.standing().filter(consultation__in=nameless.values("pk"))
    return rows.order_by().values("minor_id").union(links.order_by().values("minor_id"))


def was_treated_before(day: datetime.date) -> Q:
    """Return the condition that a minor was, at any site, before a day: asked one by one."""
    hers = Consultation.objects.filter(minor=OuterRef("pk"), day__lt=day)
    nameless = AnonymousConsultation.objects.get_queryset().filter(day__lt=day)
    attached = AnonymousLink.objects.standing().filter(
        minor=OuterRef("pk"), consultation__in=nameless.values("pk")
    )
    return Q(Exists(hers)) | Q(Exists(attached))


@dataclass(frozen=True)
class OnSheet:
    """Strokes of one motif for which nothing was entered, on the sheet of one session."""

    session: ClinicSession
    motif: Named
    count: int

    @property
    def loose(self) -> Loose:
        return Loose(self.session.day, self.session.site.name, self.motif[1], self.count)


@dataclass(frozen=True)
class WithoutFile:
    """Consultations without a file, {number: motif}, and what stands on a sheet only."""

    rows: AnonymousQuerySet
    motifs: dict[int, Named]
    on_sheets: list[OnSheet]

    @property
    def by_motif(self) -> Counter[Named]:
        found = Counter(self.motifs.values())
        for one in self.on_sheets:
            found[one.motif] += one.count
        return found


def counted_between(start: datetime.date, end: datetime.date, sites: Sequence[Site]) -> WithoutFile:
    """Return the consultations without a file, and on a sheet only.

    A stroke of a sheet counts where nothing was entered for it, and only there.
    """
    rows = nameless_between(start, end, sites)
    sheets = TallyReport.objects.current().filter(
        session__day__gte=start, session__day__lte=end, session__site__in=sites
    )
    held = {sheet.session_id: sheet for sheet in sheets.select_related("session__site")}
    missing = _on_sheets_only(held, reconciliation.entered_in(held))
    return WithoutFile(rows, {row.pk: opened(row, "motif") for row in rows}, missing)


def _on_sheets_only(sheets: dict[int, TallyReport], entered: dict[int, Entered]) -> list[OnSheet]:
    """`sheets` come with their session and its site."""
    return [
        OnSheet(sheet.session, _motif(code), count)
        for pk, sheet in sheets.items()
        for code, count in reconciliation.not_entered(sheet, entered[pk]).items()
    ]


def _motif(code: str) -> Named:
    return (code, str(Motif(code).label)) if code else ("sheet_only", _("On a tally sheet only"))


def entries(
    filed: QuerySet[Consultation],
    nameless: QuerySet[AnonymousConsultation],
    on_sheets: Sequence[OnSheet] = (),
) -> Lines:
    """Return consultations with a file, those without, and those on a sheet only, as lines."""
    loose = [one.loose for one in on_sheets]
    return Lines("consultation", filed, more=[Lines("anonymous", nameless, loose=loose)])


def cut_of(
    filed: dict[int, str], nameless: dict[int, str], on_sheets: Sequence[tuple[str, OnSheet]] = ()
) -> Cut:
    """Return how to cut such lines: {number: name of its part}, twice, and what is on a sheet."""

    def cut(is_wanted: Picks) -> Lines:
        with_file, without = (
            [number for number, name in rows.items() if is_wanted(name)]
            for rows in (filed, nameless)
        )
        return entries(
            Consultation.objects.filter(among("pk", with_file)),
            AnonymousConsultation.objects.get_queryset().filter(among("pk", without)),
            [one for name, one in on_sheets if is_wanted(name)],
        )

    return cut


@dataclass(frozen=True)
class Entry:
    """One consultation of a session: with a file or not, its motif, the zone of the session."""

    number: int
    has_file: bool
    motif: Named
    zone: Named


@dataclass(frozen=True)
class Sent:
    """Where somebody was sent in a session, or that a referral was made there."""

    number: int
    has_file: bool
    zone: Named
    where: Named


@dataclass(frozen=True)
class Outing:
    """What the sessions of mobile clinics and of the border come to."""

    sessions: QuerySet[ClinicSession]
    session_count: int
    entries: list[Entry]
    on_sheets: list[OnSheet]
    filed: QuerySet[Consultation]
    nameless: AnonymousQuerySet
    episodes: Counter[str]
    sent: list[Sent]

    @property
    def motifs(self) -> Counter[Named]:
        found = Counter(entry.motif for entry in self.entries)
        for one in self.on_sheets:
            found[one.motif] += one.count
        return found

    @property
    def zones(self) -> Counter[Named]:
        found = Counter(entry.zone for entry in self.entries)
        for one in self.on_sheets:
            found[zone_of(one.session)] += one.count
        return found

    def cut_by_motif(self) -> Cut:
        on_sheets = [(one.motif[0], one) for one in self.on_sheets]
        return cut_of(*_names(self.entries, lambda entry: entry.motif), on_sheets)

    def cut_by_zone(self) -> Cut:
        on_sheets = [(zone_of(one.session)[0], one) for one in self.on_sheets]
        return cut_of(*_names(self.entries, lambda entry: entry.zone), on_sheets)

    def cut_sent(self, of: Callable[[Sent], Named]) -> Cut:
        return cut_of(*_names(self.sent, of))


Said = TypeVar("Said", Entry, Sent)


def _names(
    rows: Sequence[Said], of: Callable[[Said], Named]
) -> tuple[dict[int, str], dict[int, str]]:
    """Return {number: name} of those with a file, then of those without."""
    return (
        {row.number: of(row)[0] for row in rows if row.has_file},
        {row.number: of(row)[0] for row in rows if not row.has_file},
    )


def zone_of(session: ClinicSession) -> Named:
    return str(session.site_id), session.site.name


def outing(period: Period, sites: Sequence[Site]) -> Outing:
    sessions = ClinicSession.objects.filter(
        day__gte=period.start, day__lte=period.end, site__in=sites, kind__in=GO_OUT
    )
    held = {session.pk: session for session in sessions.select_related("site")}
    entered = reconciliation.entered_in(held)
    sheets = TallyReport.objects.current().filter(session__in=held)
    on_sheets = _on_sheets_only(
        {row.session_id: row for row in sheets.select_related("session__site")}, entered
    )
    zones = {pk: zone_of(session) for pk, session in held.items()}
    nameless = AnonymousConsultation.objects.get_queryset().filter(session__in=held)
    filed = Consultation.objects.filter(session__in=held)
    rows = list(nameless)
    found = [
        Entry(number, has_file, _motif(code), zones[pk])
        for pk, one in entered.items()
        for has_file, motifs in ((True, one.filed), (False, one.nameless))
        for number, code in motifs.items()
    ]
    return Outing(
        sessions,
        len(held),
        found,
        on_sheets,
        filed,
        nameless,
        Counter([*filed.order_by().values_list("episode", flat=True), *(r.episode for r in rows)]),
        list(_sent(rows, filed, zones)),
    )


def _sent(
    nameless: Sequence[AnonymousConsultation],
    filed: QuerySet[Consultation],
    zones: dict[int, Named],
) -> Iterator[Sent]:
    for row in nameless:
        where = opened(row, "destination")
        if where[0]:
            yield Sent(row.pk, has_file=False, zone=zones[row.session_id], where=where)
    referred = filed.filter(referral__isnull=False).order_by().values_list("pk", "session")
    for pk, session in referred:
        if session is not None:
            yield Sent(pk, has_file=True, zone=zones[session], where=("partner", _("Partner")))


def mobile(period: Period, sites: Sequence[Site]) -> Section:
    """The sessions of mobile clinics and of the border, by zone: never a place of somebody."""
    out = outing(period, sites)
    entered = _("Of the consultations entered one by one.")
    return Section(
        _("Mobile clinics and the border"),
        [
            Figure("W24", "sessions", _("Sessions"), out.session_count,
                   _("Clinic days of mobile clinics and of the border."),
                   lines=Lines("session", out.sessions)),
            Figure("W24", "consultations", _("Consultations"), out.motifs.total(),
                   _("In these sessions, with or without a file, and those that stand on a tally "
                     "sheet only; sexual and reproductive health apart."),
                   lines=entries(out.filed, out.nameless, out.on_sheets)),
            Figure("W24", "without_identity", _("Without identity"), len(out.nameless),
                   _("Of these, entered one by one for people without a file."),
                   lines=Lines("anonymous", out.nameless)),
            Figure("W24", "sheet_only", _("On a tally sheet only"),
                   sum(one.count for one in out.on_sheets),
                   _("Of these, strokes for which nothing was entered."),
                   lines=Lines("anonymous", out.nameless.none(),
                               loose=[one.loose for one in out.on_sheets])),
            Figure("W24", "new_episodes", _("New episodes"), out.episodes[Episode.NEW], entered,
                   lines=entries(out.filed.filter(episode=Episode.NEW),
                                 out.nameless.filter(episode=Episode.NEW))),
            Figure("W24", "follow_ups", _("Follow-ups of an episode"),
                   out.episodes[Episode.FOLLOW_UP], entered,
                   lines=entries(out.filed.filter(episode=Episode.FOLLOW_UP),
                                 out.nameless.filter(episode=Episode.FOLLOW_UP))),
            Figure("W24", "orientations", _("Orientations"), len(out.sent),
                   _("One a consultation: where somebody was sent, or the referral made."),
                   lines=out.cut_sent(lambda one: one.where)(bool)),
        ],
        [
            Breakdown("W24", "motifs", _("Motifs of mobile clinics"), top(out.motifs.elements()),
                      _("In these sessions, the ten most frequent."),
                      cut=out.cut_by_motif()),
            Breakdown("W24", "zones", _("Consultations by zone"), ranked(out.zones.elements()),
                      _("By the site of the session."), cut=out.cut_by_zone()),
            Breakdown("W24", "orientation_zones", _("Orientations by zone"),
                      ranked(one.zone for one in out.sent),
                      _("By the site of the session."),
                      cut=out.cut_sent(lambda one: one.zone)),
            Breakdown("W24", "destinations", _("Where they were sent"),
                      top(one.where for one in out.sent),
                      _("One a consultation."),
                      cut=out.cut_sent(lambda one: one.where)),
        ],
    )  # fmt: skip
