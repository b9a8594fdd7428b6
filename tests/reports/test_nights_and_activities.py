"""W09, where the persons of the week sleep; W22, what they did together."""

import datetime
from collections.abc import Callable

import pytest

from cases import actions
from cases.models import Arrival
from reports.periods import week_of
from reports.weekly import Report, report_on
from staff.models import Site, User
from tests import factories

MONDAY = datetime.date(2026, 11, 16)
DAY = datetime.timedelta(days=1)
W47 = week_of(MONDAY)


@pytest.fixture
def host(person: Callable[..., User]) -> User:
    return person()


@pytest.fixture
def came(site: Site, host: User) -> Callable[..., Arrival]:
    """Return a maker of arrivals of the week: came("Awa", 2) on Wednesday."""

    def make(name: str, days: int = 0) -> Arrival:
        minor, today = factories.make_minor(name, by=host, site=site)
        actions.cancel_arrival(by=host, arrival=today)
        return factories.arrival_on(minor, MONDAY + days * DAY, site, host)

    return make


def values(report: Report, code: str) -> list[object]:
    return [f.value for section in report.sections for f in section.figures if f.code == code]


def parts(report: Report, code: str) -> dict[str, int]:
    [cut] = [c for section in report.sections for c in section.breakdowns if c.code == code]
    return {part.label: part.count for part in cut.parts if part.count}


def test_the_last_known_night_of_the_persons_of_the_week(
    site: Site, host: User, came: Callable[..., Arrival]
) -> None:
    awa, binta = came("Awa"), came("Binta")
    coumba, dado = came("Coumba"), came("Dado")
    later = factories.arrival_on(awa.minor, MONDAY + 7 * DAY, site, host)
    again = factories.arrival_on(awa.minor, MONDAY + 2 * DAY, site, host)
    before = factories.arrival_on(binta.minor, MONDAY - 30 * DAY, site, host)
    for arrival, place in (
        (awa, "street"), (again, "camp"), (later, "hospital"),  # the last one of the week holds
        (before, "squat"), (binta, "unknown"),  # an earlier one is known
        (coumba, "declined"),
    ):  # fmt: skip
        factories.make_night(arrival, by=host, place=place)
    report = report_on(W47, [site])
    assert parts(report, "W09") == {"Campement": 1, "Squat": 1, "Inconnu": 2}
    assert values(report, "W09") == [50]
    assert report.figure("W02") == 4
    assert dado.minor.nights.count() == 0


def test_nobody_came_and_nothing_is_known_of_nobody(site: Site) -> None:
    report = report_on(W47, [site])
    assert values(report, "W09") == [None]
    assert values(report, "W22") == [0, 0, 0]


def test_sessions_and_who_took_part(site: Site, host: User, came: Callable[..., Arrival]) -> None:
    awa, binta = came("Awa").minor, came("Binta").minor
    drawing = factories.make_activity(by=host, site=site, day=MONDAY)
    outing = factories.make_activity(by=host, site=site, day=MONDAY + 6 * DAY, kind="outing")
    factories.make_activity(by=host, site=site, day=MONDAY + 7 * DAY)
    called_off = factories.make_activity(by=host, site=site, day=MONDAY, kind="sport")
    for activity in (drawing, outing, called_off):
        for minor in (awa, binta):
            actions.tick_participant(by=host, activity=activity, minor=minor, is_there=True)
    actions.tick_participant(by=host, activity=outing, minor=binta, is_there=False)
    actions.cancel_activity(by=host, activity=called_off)
    report = report_on(W47, [site])
    assert values(report, "W22") == [2, 3, 2]
    assert parts(report, "W22") == {"Dessin, peinture": 1, "Sortie": 1}
