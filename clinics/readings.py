"""What consultations have measured: the last values, what is alarming, what was confirmed."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from cases.models import Minor
from clinics import vitals
from clinics.charts import Chart, chart
from clinics.models import PRESSURE, VITAL_BOUNDS, AnyConsultation, Consultations, plain
from clinics.vitals.doubts import with_unit
from staff.models import User

MEASURED = 30  # consultations with a measure that the charts look back at
# A weight and a height further apart are not of one body: she has grown meanwhile.
ONE_BODY = datetime.timedelta(days=180)
COMPARED = ("weight", "height")  # what one visit has to do with the last
CHARTED = ["weight", "temperature", "pulse", "oxygen", "respiration", "height", "glycaemia"]


def measured(row: AnyConsultation) -> dict[str, Decimal]:
    """Return what was measured; a value that does not open is left out."""
    found = {name: row.shown(name) for name in VITAL_BOUNDS}
    return {name: value for name, value in found.items() if isinstance(value, Decimal)}


def age_on(minor: Minor, day: datetime.date) -> int | None:
    """Return the age said, on that day."""
    return minor.claim.age_on(day) if minor.claim else None


def checks_of(row: AnyConsultation) -> dict[str, Any]:
    """Return what was kept with the measures; nothing when it does not open."""
    kept = row.shown("checks")
    return kept if isinstance(kept, dict) else {}


def flags_of(row: AnyConsultation, minor: Minor) -> list[vitals.Flag]:
    """Return what is alarming, by the band kept with the row, else by the age said that day."""
    band = checks_of(row).get("band") or vitals.band_of(age_on(minor, row.day))
    return vitals.flags(measured(row), band)


def with_checks(row: AnyConsultation, by: User) -> dict[str, Any] | None:
    """Return what to keep with the measures of a row: its band, and who confirmed what a form says.

    None when nothing was measured.
    """
    if not measured(row):
        return None
    said = {"by": by.pk, "at": timezone.now().isoformat(timespec="seconds")}
    confirmed = [{**said, **one} for one in checks_of(row).get("confirmed", [])]
    return {"band": vitals.band_of(age_on(row.minor, row.day)), "confirmed": confirmed}


@dataclass(frozen=True)
class Confirmed:
    """A value that was asked back, who confirmed it and when."""

    label: str
    value: str
    by: str
    at: datetime.datetime


def confirmations(row: AnyConsultation) -> list[Confirmed]:
    kept = checks_of(row).get("confirmed", [])
    names = User.objects.in_bulk({one["by"] for one in kept}) if kept else {}
    return [
        Confirmed(
            row.label_of(one["name"]),
            with_unit(one["name"], Decimal(one["value"])),
            names[one["by"]].full_name if one["by"] in names else "",
            datetime.datetime.fromisoformat(one["at"]),
        )
        for one in kept
    ]


def earlier(
    book: Consultations, minor: Minor, until: datetime.date, besides: int | None = None
) -> dict[str, Decimal]:
    """Return the last weight and height of this book, up to a day; `besides` leaves a row out."""
    rows = book.objects.newest_first().filter(minor=minor, day__lte=until)
    if besides is not None:
        rows = rows.exclude(pk=besides)
    found = {}
    for name in COMPARED:
        row = rows.filter(**{f"{name}__isnull": False}).first()
        if row is not None:
            row.minor = minor
            found[name] = row.shown(name)
    return {name: value for name, value in found.items() if isinstance(value, Decimal)}


@dataclass(frozen=True)
class Reading:
    """The last time that one thing was measured, what it was before, and what is alarming."""

    label: str
    value: str
    day: datetime.date
    flags: list[vitals.Flag]
    chart: Chart | None


@dataclass(frozen=True)
class Readings:
    """The last vitals of a file."""

    found: list[Reading] = field(default_factory=list)
    growth: vitals.Growth | None = None
    is_validated: bool = False
    is_age_said: bool = False


def readings(book: Consultations, minor: Minor) -> Readings:
    """Return the last vitals, of the newest consultations that measured something. One query."""
    any_measure = reduce(or_, (Q(**{f"{name}__isnull": False}) for name in VITAL_BOUNDS))
    rows = list(book.objects.newest_first().filter(any_measure, minor=minor)[:MEASURED])
    for row in rows:
        row.minor = minor
    taken = [(row, measured(row)) for row in rows]
    found = [_pressure(taken, minor), *(_reading(taken, minor, name) for name in CHARTED)]
    return Readings(
        [reading for reading in found if reading is not None],
        _growth(taken, minor),
        vitals.is_validated(),
        age_on(minor, timezone.localdate()) is not None,
    )


Taken = list[tuple[AnyConsultation, dict[str, Decimal]]]


def _reading(taken: Taken, minor: Minor, name: str) -> Reading | None:
    series = [(row, values[name]) for row, values in taken if name in values]
    if not series:
        return None
    last, value = series[0]
    points = [(row.day, value) for row, value in reversed(series)]
    return Reading(
        last.label_of(name),
        with_unit(name, value),
        last.day,
        [flag for flag in flags_of(last, minor) if flag.name == name],
        chart([points], lambda value: with_unit(name, value)),
    )


def _pressure(taken: Taken, minor: Minor) -> Reading | None:
    series = [(row, values) for row, values in taken if values.keys() >= set(PRESSURE)]
    if not series:
        return None
    last, values = series[0]
    lines = [[(row.day, values[name]) for row, values in reversed(series)] for name in PRESSURE]
    return Reading(
        gettext("blood pressure"),
        f"{plain(values['systolic'])}/{with_unit('diastolic', values['diastolic'])}",
        last.day,
        [flag for flag in flags_of(last, minor) if flag.name in PRESSURE],
        chart(lines, lambda value: with_unit(PRESSURE[0], value)),
    )


def _growth(taken: Taken, minor: Minor) -> vitals.Growth | None:
    last: dict[str, tuple[datetime.date, Decimal]] = {}
    for row, values in taken:
        for name in COMPARED:
            if name in values:
                last.setdefault(name, (row.day, values[name]))
    if last.keys() < set(COMPARED):
        return None
    day, weight = last["weight"]
    if abs(day - last["height"][0]) > ONE_BODY:
        return None
    return vitals.growth(weight, last["height"][1], minor.sex, age_on(minor, day))
