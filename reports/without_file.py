"""Mobile clinics and the border in a period, and all consultations of people without a file."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cases.models import Minor
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
from reports.figures import Breakdown, Figure, Named, Section, opened, ranked, top
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
    return _files(rows, nameless_between(start, end, sites))


def treated_before(day: datetime.date) -> QuerySet[Any]:
    """Return the same, of any site, before a day."""
    nameless = AnonymousConsultation.objects.get_queryset().filter(day__lt=day)
    return _files(Consultation.objects.filter(day__lt=day), nameless)


def _files(rows: QuerySet[Consultation], nameless: AnonymousQuerySet) -> QuerySet[Any]:
    links = AnonymousLink.objects.standing().filter(consultation__in=nameless.values("pk"))
    attached = links.values("minor")
    found = Minor.objects.filter(Q(pk__in=rows.values("minor")) | Q(pk__in=attached))
    return found.order_by().values("pk")


def counted_between(
    start: datetime.date, end: datetime.date, sites: Sequence[Site]
) -> Counter[Named]:
    """Return how many consultations without a file, and on a sheet only, there were of each motif.

    A stroke of a sheet counts where nothing was entered for it, and only there.
    """
    rows = nameless_between(start, end, sites)
    sheets = TallyReport.objects.current().filter(
        session__day__gte=start, session__day__lte=end, session__site__in=sites
    )
    held = {sheet.session_id: sheet for sheet in sheets}
    missing = _on_sheets_only(held, reconciliation.entered_in(held))
    found = Counter(opened(row, "motif") for row in rows)
    return found + sum(missing.values(), Counter())


def _on_sheets_only(
    sheets: dict[int, TallyReport], entered: dict[int, Entered]
) -> dict[int, Counter[Named]]:
    """Return {session: {motif as one reads it: how many stand on its sheet only}}."""
    found = {}
    for pk, sheet in sheets.items():
        missing = reconciliation.not_entered(sheet, entered[pk])
        found[pk] = Counter({_motif(code): count for code, count in missing.items()})
    return found


def _motif(code: str) -> Named:
    return (code, str(Motif(code).label)) if code else ("sheet_only", _("On a tally sheet only"))


@dataclass(frozen=True)
class Outing:
    """What the sessions of mobile clinics and of the border come to."""

    sessions: int
    motifs: Counter[Named]
    zones: Counter[Named]
    nameless: int
    on_sheets_only: int
    episodes: Counter[str]
    sent: list[tuple[Named, Named]]  # (zone, where to)


def outing(period: Period, sites: Sequence[Site]) -> Outing:
    held = ClinicSession.objects.filter(
        day__gte=period.start, day__lte=period.end, site__in=sites, kind__in=GO_OUT
    )
    zone_of = {
        pk: (str(site), name) for pk, site, name in held.values_list("pk", "site", "site__name")
    }
    entered = reconciliation.entered_in(zone_of)
    sheets = {row.session_id: row for row in TallyReport.objects.current().filter(session__in=held)}
    missing = _on_sheets_only(sheets, entered)
    counts = {pk: entered[pk].by_motif for pk in zone_of}
    named = {
        pk: Counter({_motif(code): count for code, count in found.items()})
        for pk, found in counts.items()
    }
    motifs = {pk: found + missing.get(pk, Counter()) for pk, found in named.items()}
    zones: Counter[Named] = Counter()
    for pk, zone in zone_of.items():
        zones[zone] += motifs[pk].total()
    rows = list(AnonymousConsultation.objects.filter(session__in=held))
    filed = Consultation.objects.filter(session__in=held).order_by()
    sent = [(zone_of[row.session_id], opened(row, "destination")) for row in rows]
    referred = filed.filter(referral__isnull=False).values_list("session", flat=True)
    return Outing(
        sessions=len(zone_of),
        motifs=sum(motifs.values(), Counter()),
        zones=zones,
        nameless=len(rows),
        on_sheets_only=sum(found.total() for found in missing.values()),
        episodes=Counter([*filed.values_list("episode", flat=True), *(r.episode for r in rows)]),
        sent=[
            *((zone, where) for zone, where in sent if where[0]),
            *((zone_of[pk], ("partner", _("Partner"))) for pk in referred if pk is not None),
        ],
    )


def mobile(period: Period, sites: Sequence[Site]) -> Section:
    """The sessions of mobile clinics and of the border, by zone: never a place of somebody."""
    out = outing(period, sites)
    entered = _("Of the consultations entered one by one.")
    return Section(
        _("Mobile clinics and the border"),
        [
            Figure("W24", "sessions", _("Sessions"), out.sessions,
                   _("Clinic days of mobile clinics and of the border.")),
            Figure("W24", "consultations", _("Consultations"), out.motifs.total(),
                   _("In these sessions, with or without a file, and those that stand on a tally "
                     "sheet only; sexual and reproductive health apart.")),
            Figure("W24", "without_identity", _("Without identity"), out.nameless,
                   _("Of these, entered one by one for people without a file.")),
            Figure("W24", "sheet_only", _("On a tally sheet only"), out.on_sheets_only,
                   _("Of these, strokes for which nothing was entered.")),
            Figure("W24", "new_episodes", _("New episodes"), out.episodes[Episode.NEW], entered),
            Figure("W24", "follow_ups", _("Follow-ups of an episode"),
                   out.episodes[Episode.FOLLOW_UP], entered),
            Figure("W24", "orientations", _("Orientations"), len(out.sent),
                   _("One a consultation: where somebody was sent, or the referral made.")),
        ],
        [
            Breakdown("W24", "motifs", _("Motifs of mobile clinics"), top(out.motifs.elements()),
                      _("In these sessions, the ten most frequent.")),
            Breakdown("W24", "zones", _("Consultations by zone"), ranked(out.zones.elements()),
                      _("By the site of the session.")),
            Breakdown("W24", "orientation_zones", _("Orientations by zone"),
                      ranked(zone for zone, _where in out.sent),
                      _("By the site of the session.")),
            Breakdown("W24", "destinations", _("Where they were sent"),
                      top(where for _zone, where in out.sent),
                      _("One a consultation.")),
        ],
    )  # fmt: skip
