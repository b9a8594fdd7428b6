"""The pseudonymised statistics file: what long trends need, and nothing that names anybody.

One line a person, site and quarter in which she came: no name, no reference, no number of any kind
(docs/adr/0012). Lines stand in an order drawn at random. A line whose combination of quarter, site,
sex, age band and region is shared by fewer than five says less: the region goes first, then the
age band, then the sex.
"""

import csv
import datetime
import secrets
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from itertools import compress
from pathlib import Path
from typing import Any

from babel import Locale
from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.db.models.functions import TruncQuarter
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cases.choices import NO_ANSWER, DeskKind, Sex
from cases.models import Arrival
from clinics.models import Consultation
from referrals.models import Referral
from reports.among import among
from reports.choices import ListKind
from reports.figures import labels_of
from reports.line_facts import Asked, Persons
from reports.line_lists import batches_of
from reports.statistics_columns import COLUMNS
from reports.tables import BATCH, Cell, Table
from staff.choices import Compartment

# UN M49 regions, under the codes that CLDR names in each language (https://unstats.un.org/unsd/
# methodology/m49/; Kosovo, which it leaves out, where CLDR puts it).
REGIONS = Path(__file__).parent / "data" / "world_regions.csv"
FEWEST = 5  # persons who share what a line says of them (field sheet: cells under 5)
WITHHELD = gettext_lazy("withheld (fewer than 5)")
# Referrals of the other parts of a file would say which part there is.
OPEN_PARTS = (Compartment.SOCIAL, Compartment.LEGAL, Compartment.HEALTH)
SEXES = labels_of(Sex)
DESKS = (DeskKind.NURSE, DeskKind.SOCIAL, DeskKind.LEGAL)
# What a line says of somebody's person follows when and where; the last is withheld first.
SEX, AGE, REGION = 2, 3, 4

Place = tuple[int, datetime.date]  # a site, the first day of a quarter
# A line, cut in two: what it says of somebody's person, and the rest.
Whom = tuple[Cell, ...]
What = tuple[Cell, ...]
Line = tuple[Whom, What]
HALF = 2**32  # there are never as many different halves


def quarter_of(day: datetime.date) -> datetime.date:
    """Return the first day of its quarter."""
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


def quarter_name(iso: str) -> str:
    """Return the name of the quarter of a day, "2026-07-01" for instance."""
    day = datetime.date.fromisoformat(iso)
    return _("%(year)d-Q%(quarter)d") % {"year": day.year, "quarter": (day.month + 2) // 3}


def sex_name(sex: str) -> str:
    return str(SEXES[sex])


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
        theirs = among("minor", minors)
        treated = Consultation.objects.filter(
            theirs, day__gte=asked.first_day, day__lte=asked.last_day, site__in=asked.sites
        )
        self.treated = _places(treated.order_by().values_list("minor", "site", "day"))
        sent = Referral.objects.filter(
            theirs, made_on__gte=asked.first_day, made_on__lte=asked.last_day,
            compartment__in=OPEN_PARTS, site__in=asked.sites,
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
    whom = (
        persons.asked.once("quarter", quarter.isoformat(), quarter_name),
        persons.asked.site_names[site],
        persons.asked.once("sex", identity.sex, sex_name),
        persons.age_band_on(minor, row["first"]),
        persons.asked.once("region", identity.country, region_name),
    )
    what = (
        is_new,
        row["count"] if has_arrived else 0,
        *(place in services.desks[kind].get(minor, ()) for kind in DESKS),
        place in services.treated.get(minor, ()),
        place in services.sent.get(minor, ()),
    )
    return whom, what


# --- what is withheld ----------------------------------------------------------------------------


def withhold(found: Mapping[Whom, int], fewest: int = FEWEST) -> dict[Whom, Whom]:
    """Return what is said of each, less of those whom too few persons share.

    `found`: how many persons share each.
    """
    said = {whom: whom for whom in found}
    for column in (REGION, AGE, SEX):
        shared: Counter[Whom] = Counter()
        for whom, count in found.items():
            shared[said[whom]] += count
        for whom, now in said.items():
            if shared[now] < fewest:
                said[whom] = (*now[:column], str(WITHHELD), *now[column + 1 :])
    return said


def batches(asked: Asked, columns: Collection[str]) -> Iterator[list[list[Cell]]]:
    """Yield the file's lines: all of them are read, less is said where few share it, shuffled.

    What is withheld does not hang on the columns: two files of one period, each with some of them,
    say no more of anybody than the whole file does.
    """
    whoms: dict[Whom, int] = {}
    whats: dict[What, int] = {}
    # All lines are held at once, and few of their halves differ: each line is two numbers in one.
    found = array("Q")
    for batch in lines(asked):
        found.extend(
            whoms.setdefault(whom, len(whoms)) * HALF + whats.setdefault(what, len(whats))
            for whom, what in batch
        )
    secrets.SystemRandom().shuffle(found)
    whom_of, what_of = list(whoms), list(whats)
    shared = Counter(number // HALF for number in found)
    said = withhold({whom_of[number]: count for number, count in shared.items()})
    chosen = [column.name in columns for column in COLUMNS]
    for start in range(0, len(found), BATCH):
        pairs = (divmod(number, HALF) for number in found[start : start + BATCH])
        yield [
            list(compress((*said[whom_of[whom]], *what_of[what]), chosen)) for whom, what in pairs
        ]


def table(asked: Asked, columns: Collection[str]) -> Table:
    """`columns`: the names of those that were chosen."""
    return Table(
        str(ListKind.STATISTICS.label),
        [column.label for column in COLUMNS if column.name in columns],
        batches(asked, columns),
    )
