"""The pseudonymised statistics file: what long trends need, and nothing that names anybody.

One line a person, site and quarter in which she came: no name, no reference, no number of any kind
(docs/adr/0012). Lines stand in an order drawn at random. A line whose combination of quarter, site,
sex, age band and region is shared by fewer than five says less: the region goes first, then the
age band, then the sex.
"""

import csv
import datetime
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from sys import intern
from typing import Any

from babel import Locale
from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.db.models.functions import TruncQuarter
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cases.choices import NO_ANSWER, DeskKind, Sex
from cases.models import Arrival
from clinics.models import Consultation
from referrals.models import Referral
from reports.choices import ListKind
from reports.figures import labels_of
from reports.line_facts import Asked, Persons
from reports.line_lists import batches_of
from reports.tables import BATCH, Cell, Table
from staff.choices import Compartment

# UN M49 regions, under the codes that CLDR names in each language (https://unstats.un.org/unsd/
# methodology/m49/; Kosovo, which it leaves out, where CLDR puts it).
REGIONS = Path(__file__).parent / "data" / "world_regions.csv"
FEWEST = 5  # persons who share what a line says of them (field sheet: cells under 5)
WITHHELD = gettext_lazy("withheld (fewer than 5)")
# Referrals of the other parts of a file would say which part there is.
OPEN_PARTS = (Compartment.SOCIAL, Compartment.LEGAL, Compartment.HEALTH)


@dataclass(frozen=True)
class Described:
    """One column, and what it says, for the page."""

    label: str | Promise
    definition: str | Promise


COLUMNS = [
    Described(
        gettext_lazy("Quarter"),
        gettext_lazy(
            "Of the civil year: 2026-Q3 is July to September 2026. Of a quarter that the "
            "dates cut, the days within them."
        ),
    ),
    Described(gettext_lazy("Site"), gettext_lazy("Where she came.")),
    Described(gettext_lazy("Sex"), gettext_lazy("As said by the young person.")),
    Described(
        gettext_lazy("Declared age, band"),
        gettext_lazy("In completed years, on her first day there in the quarter."),
    ),
    Described(
        gettext_lazy("Region"),
        gettext_lazy(
            "Of the declared country: a region of the United Nations (M49), never the country."
        ),
    ),
    Described(
        gettext_lazy("New (first arrival ever)"),
        gettext_lazy("Yes when her first arrival ever, at any site, is there and in this quarter."),
    ),
    Described(
        gettext_lazy("Arrivals"),
        gettext_lazy("There in the quarter; 0 for who was only seen in a consultation."),
    ),
    Described(
        gettext_lazy("Nurse’s desk"),
        gettext_lazy("Whether this desk saw her after an arrival there."),
    ),
    Described(
        gettext_lazy("Social desk"),
        gettext_lazy("Whether this desk saw her after an arrival there."),
    ),
    Described(
        gettext_lazy("Legal desk"),
        gettext_lazy("Whether this desk saw her after an arrival there."),
    ),
    Described(
        gettext_lazy("Consultation"),
        gettext_lazy(
            "Whether there was one of the health file; sexual and reproductive health is not "
            "in this file."
        ),
    ),
    Described(
        gettext_lazy("Referral"),
        gettext_lazy("Whether there was one by the social, the legal or the care team."),
    ),
]
DESKS = (DeskKind.NURSE, DeskKind.SOCIAL, DeskKind.LEGAL)
# What a line says of somebody's person, the first to be withheld first; then when and where.
REGION, AGE, SEX = 4, 3, 2
SHARED = (0, 1, SEX, AGE, REGION)

Place = tuple[int, datetime.date]  # a site, the first day of a quarter
Line = list[Cell]


def quarter_of(day: datetime.date) -> datetime.date:
    """Return the first day of its quarter."""
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


def quarter_name(day: datetime.date) -> str:
    return _("%(year)d-Q%(quarter)d") % {"year": day.year, "quarter": (day.month + 2) // 3}


@cache
def regions() -> dict[str, str]:
    """Return {country: region}, both codes."""
    with REGIONS.open(encoding="utf-8", newline="") as file:
        return {row["country"]: row["region"] for row in csv.DictReader(file)}


def region_name(country: str) -> str:
    """Return the region of a country, named in the language of the page; or why there is none."""
    unsaid = {code: str(label) for code, label in NO_ANSWER}
    if country in unsaid:
        return unsaid[country]
    names = Locale.parse(get_language() or "fr", sep="-").territories
    return str(names[regions()[country]]) if country in regions() else _("Another region")


# --- the lines ----------------------------------------------------------------------------------


def _arrived(asked: Asked) -> QuerySet[Any, dict[str, Any]]:
    rows = Arrival.objects.counted().filter(
        day__gte=asked.first_day, day__lte=asked.last_day, site__in=asked.sites
    )
    return _by_quarter(rows)


def _only_treated(asked: Asked) -> QuerySet[Any, dict[str, Any]]:
    """Who had a consultation somewhere in a quarter without an arrival there."""
    arrived = Arrival.objects.counted().annotate(of=TruncQuarter("day")).filter(
        minor=OuterRef("minor"), site=OuterRef("site"), of=OuterRef("quarter"),
        day__gte=asked.first_day, day__lte=asked.last_day,
    )  # fmt: skip
    rows = Consultation.objects.filter(
        day__gte=asked.first_day, day__lte=asked.last_day, site__in=asked.sites
    )
    return _by_quarter(rows.annotate(quarter=TruncQuarter("day")).filter(~Exists(arrived)))


def _by_quarter(rows: QuerySet[Any]) -> QuerySet[Any, dict[str, Any]]:
    keys = rows.order_by().annotate(quarter=TruncQuarter("day")).values("minor", "site", "quarter")
    return keys.annotate(first=Min("day"), count=Count("pk"))


def count(asked: Asked) -> int:
    """Return how many lines the file has."""
    return _arrived(asked).count() + _only_treated(asked).count()


def lines(asked: Asked) -> Iterator[list[Line]]:
    """Yield the lines as they are before anything is withheld, batch after batch."""
    for found, has_arrived in ((_arrived(asked), True), (_only_treated(asked), False)):
        for batch in batches_of(found.iterator(chunk_size=BATCH)):
            minors = {row["minor"] for row in batch}
            persons = Persons(asked, minors)
            services = Services(asked, minors, persons)
            yield [_line(row, persons, services, has_arrived=has_arrived) for row in batch]


class Services:
    """Which services each person of a batch met, by site and quarter."""

    def __init__(self, asked: Asked, minors: set[int], persons: Persons) -> None:
        period = {"minor__in": minors, "site__in": asked.sites}
        treated = Consultation.objects.filter(
            day__gte=asked.first_day, day__lte=asked.last_day, **period
        )
        self.treated = _places(treated.order_by().values_list("minor", "site", "day"))
        sent = Referral.objects.filter(
            made_on__gte=asked.first_day, made_on__lte=asked.last_day,
            compartment__in=OPEN_PARTS, **period,
        )  # fmt: skip
        self.sent = _places(sent.order_by().values_list("minor", "site", "made_on"))
        self.desks = {
            kind: _places(
                (minor, site, day)
                for minor, seen in persons.desks.items()
                for site, day, desk in seen
                if desk == kind
            )
            for kind in DESKS
        }


def _places(rows: Any) -> dict[int, set[Place]]:
    found: dict[int, set[Place]] = defaultdict(set)
    for minor, site, day in rows:
        found[minor].add((site, quarter_of(day)))
    return found


def _line(row: dict[str, Any], persons: Persons, services: Services, *, has_arrived: bool) -> Line:
    minor, site, quarter = row["minor"], row["site"], row["quarter"]
    place = (site, quarter)
    identity = persons.identities[minor]
    first = persons.first_arrivals.get(minor)
    is_new = first is not None and (first[1], quarter_of(first[2])) == place
    # Interned: all lines are held at once, and strings of their own would weigh more than they do.
    return [
        intern(quarter_name(quarter)),
        persons.asked.site_names[site],
        intern(str(SEXES[identity.sex])),
        persons.age_band_on(minor, row["first"]),
        persons.asked.once("region", identity.country, region_name),
        is_new,
        row["count"] if has_arrived else 0,
        *(place in services.desks[kind].get(minor, ()) for kind in DESKS),
        place in services.treated.get(minor, ()),
        place in services.sent.get(minor, ()),
    ]


SEXES = labels_of(Sex)


# --- what is withheld ----------------------------------------------------------------------------


def withhold(found: list[Line], fewest: int = FEWEST) -> None:
    """Take out of each line what too few persons share with it; it changes the lines."""
    withheld = str(WITHHELD)
    for column in (REGION, AGE, SEX):
        shared = Counter(_shared(line) for line in found)
        rare = [line for line in found if shared[_shared(line)] < fewest]
        for line in rare:
            line[column] = withheld


def _shared(line: Line) -> tuple[Cell, ...]:
    return tuple(line[column] for column in SHARED)


def batches(asked: Asked) -> Iterator[list[Line]]:
    """Yield the file's lines: all of them are read, less is said where few share it, shuffled."""
    found = [line for batch in lines(asked) for line in batch]
    withhold(found)
    secrets.SystemRandom().shuffle(found)
    for start in range(0, len(found), BATCH):
        yield found[start : start + BATCH]


def table(asked: Asked) -> Table:
    return Table(
        str(ListKind.STATISTICS.label), [column.label for column in COLUMNS], batches(asked)
    )
