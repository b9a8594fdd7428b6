"""Where those who came on a day sleep, and whom the evening's partner may be told of."""

import datetime
import enum
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from cases.choices import EVENING_PARTNERS, ConsentAnswer, NameKind, Part, PartnerKind, Purpose
from cases.consents import Recipient, Voice, voices
from cases.models import Arrival, Minor, NamedForNight, Night, NightHandover, Partner
from cases.models.arrivals import ArrivalQuerySet, away
from cases.models.minors import MinorQuerySet
from cases.models.nights import last_of_night
from staff.models import Site, User

PAGE_SIZE = 20  # arrivals


@dataclass(frozen=True)
class NightLine:
    """Somebody who came, what is known of her night, and of the last one known before."""

    arrival: Arrival
    night: Night | None
    before: Night | None


@dataclass(frozen=True)
class Counts:
    """Of those who came on a day: how many in all, with an answer, to be oriented."""

    came: int
    answered: int
    to_orient: int

    @property
    def unanswered(self) -> int:
        return self.came - self.answered


@dataclass(frozen=True)
class Evening:
    counts: Counts
    page: Page
    lines: list[NightLine]


def _with_nights(day: datetime.date, site: Site) -> ArrivalQuerySet:
    """Return who came, with the number of the row that holds tonight, of the last known before."""
    before = Night.objects.known().filter(minor=OuterRef("minor"), night_on__lt=day)
    return (
        Arrival.objects.on(day, site)
        .annotate(night=last_of_night(day, "minor"))
        .annotate(before=Subquery(before.reverse().values("pk")[:1]))
    )


def _to_orient() -> Exists:
    return Exists(Night.objects.filter(pk=OuterRef("night"), is_to_orient=True))


def counts_on(day: datetime.date, site: Site) -> Counts:
    """One query."""
    arrivals = Arrival.objects.on(day, site).annotate(night=last_of_night(day, "minor"))
    return Counts(
        **arrivals.aggregate(
            came=Count("pk"), answered=Count("night"), to_orient=Count("pk", filter=_to_orient())
        )
    )


def evening_at(day: datetime.date, site: Site, page: str = "") -> Evening:
    """Return a page of who came: present first, without an answer first, then as they arrived."""
    counts = counts_on(day, site)
    arrivals = _with_nights(day, site).annotate(
        is_away=Exists(away()),
        has_answer=Case(When(night__isnull=True, then=Value(0)), default=Value(1)),
    )
    rows = arrivals.prefetch_related("minor__names", "minor__claims")
    paginator = Paginator(rows.order_by("is_away", "has_answer", "arrived_at", "pk"), PAGE_SIZE)
    paginator.count = counts.came  # known: not asked twice
    shown = paginator.get_page(page)
    return Evening(counts, shown, _lines(list(shown)))


def line_of(arrival: Arrival) -> NightLine:
    [line] = _lines(list(_with_nights(arrival.day, arrival.site).filter(pk=arrival.pk)))
    return line


def _lines(rows: list[Arrival]) -> list[NightLine]:
    numbers = {pk for row in rows for pk in (row.night, row.before)}  # type: ignore[attr-defined]
    nights = Night.objects.select_related("recorded_by").in_bulk(numbers - {None})
    return [
        NightLine(row, nights.get(row.night), nights.get(row.before))  # type: ignore[attr-defined]
        for row in rows
    ]


def standing_night(minor: Minor, day: datetime.date) -> Night | None:
    """Return the row that holds for a night."""
    return Night.objects.standing().filter(minor=minor, night_on=day).order_by("pk").last()


def last_known(minor: Minor) -> Night | None:
    """Return the last night of which something is known."""
    return Night.objects.known().filter(minor=minor).last()


# --- the evening's partner --------------------------------------------------------------------


class Said(enum.Enum):
    """What she says to being named to the partner, for a place to sleep."""

    AGREES = _("Agrees")
    REFUSES = _("Has refused")
    DECLINES = _("Does not wish to answer")
    NOT_ASKED = _("Has not been asked")


@dataclass(frozen=True)
class ToOrient:
    """Somebody who has no place this evening, and what may be done about it."""

    minor: Minor
    said: Said
    is_handed_over: bool

    @property
    def first_name(self) -> str:
        return first_name(self.minor)

    @property
    def goes_out(self) -> bool:
        return self.said is Said.AGREES and not self.is_handed_over


def first_name(minor: Minor) -> str:
    """Return the first word of the name as said: the whole name may stand in one box."""
    said = [name.text for name in minor.names_in_order if name.kind == NameKind.AS_SAID]
    return said[0].split()[0] if said else ""


def evening_partners(day: datetime.date) -> "QuerySet[Partner]":
    """Return those whom a list may be handed to, shelters first."""
    is_shelter = Case(When(kind=PartnerKind.SHELTER, then=Value(0)), default=Value(1))
    found = Partner.objects.active_on(day).filter(kind__in=EVENING_PARTNERS)
    return found.order_by(is_shelter, "name", "pk")


def last_partner(site: Site, day: datetime.date) -> Partner | None:
    """Return the partner of the last list that left this site, while one may still refer to it."""
    handed = NightHandover.objects.filter(site=site).order_by("-pk").values("partner")[:1]
    return evening_partners(day).filter(pk__in=handed).first()


def people_to_orient(day: datetime.date, site: Site) -> list[Minor]:
    """Return everybody to be oriented, in the order of the alphabet.

    Not paged: what goes out is seen whole before it does, and it is an evening's, not a year's.
    """
    arrivals = Arrival.objects.on(day, site).annotate(night=last_of_night(day, "minor"))
    return _by_name(
        Minor.objects.current().filter(pk__in=arrivals.filter(_to_orient()).values("minor"))
    )


def _by_name(minors: MinorQuerySet) -> list[Minor]:
    rows = minors.prefetch_related("names", "claims")
    return sorted(rows, key=lambda minor: (minor.display_name.casefold(), minor.pk))


def to_orient(day: datetime.date, site: Site, partner: Partner) -> list[ToOrient]:
    """Return what each of them says to this partner: as many queries for thirty as for one."""
    minors = people_to_orient(day, site)
    named = NamedForNight.objects.filter(handover__night_on=day, handover__partner=partner)
    handed = set(named.values_list("sharing__minor", flat=True))
    return [
        ToOrient(voice.minor, said_to(voice, partner), voice.minor.pk in handed)
        for voice in voices(minors)
    ]


def said_to(voice: Voice, partner: Partner) -> Said:
    recipient = Recipient(partner)
    if voice.agreement(recipient, Part.IDENTITY, Purpose.SHELTER) is not None:
        return Said.AGREES
    word = voice.last_word(recipient, Part.IDENTITY, Purpose.SHELTER)
    if voice.opposition_to(recipient) is not None or (word is not None and word.refuses):
        return Said.REFUSES
    declines = word is not None and word.consent.answer == ConsentAnswer.DECLINED
    return Said.DECLINES if declines else Said.NOT_ASKED


def handovers_on(day: datetime.date, site: Site) -> list[NightHandover]:
    """Return the lists of an evening, the last one first, with how many each names."""
    found = NightHandover.objects.filter(night_on=day, site=site)
    counted = found.annotate(named_count=Count("named")).select_related("partner", "handed_by")
    return list(counted.order_by("-pk"))


def still_named(handover: NightHandover) -> list[Minor]:
    """Return those of a list who have not taken their agreement back since."""
    minors = Minor.objects.current().filter(sharings__in=handover.named.values("sharing"))
    return [
        voice.minor
        for voice in voices(_by_name(minors))
        if said_to(voice, handover.partner) is Said.AGREES
    ]


# --- the closing of the day -------------------------------------------------------------------


@dataclass(frozen=True)
class NightsLeft:
    """What an evening still waits for."""

    without_answer: int  # present today, of whose night nothing was written
    not_handed_over: int  # to be oriented, and named to no partner

    @property
    def is_finished(self) -> bool:
        return not (self.without_answer or self.not_handed_over)


def nights_left(day: datetime.date, site: Site) -> NightsLeft:
    """One query, for the closing page of the day."""
    named = NamedForNight.objects.filter(handover__night_on=day, sharing__minor=OuterRef("minor"))
    arrivals = Arrival.objects.on(day, site).annotate(
        night=last_of_night(day, "minor"), is_named=Exists(named)
    )
    found = arrivals.aggregate(
        without_answer=Count("pk", filter=Q(night__isnull=True)),
        not_handed_over=Count("pk", filter=_to_orient() & Q(is_named=False)),
    )
    return NightsLeft(**found)


def visible_arrivals(user: User) -> ArrivalQuerySet:
    """Return the arrivals whose night this person may look at."""
    return Arrival.objects.visible_to(user).counted().select_related("minor", "site")
