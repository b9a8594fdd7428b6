"""The week counted a second time by another way; and what that found wrong, kept."""

import datetime
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import psycopg
import pytest
import time_machine
from django.db import connection, connections

from cases import actions, births
from cases.births import Birth
from cases.choices import Precision
from reports import legal
from reports.comparisons import Beside, _beside
from reports.figures import EVERYTHING, Figure, Row, rounded, share
from reports.periods import Week
from reports.weekly import Report, report_on
from staff.models import Site, User
from tests import factories
from tests.reports.fortnight import Fortnight
from tests.reports.recount import NOT_RECOUNTED, Recount, differences

W47 = Week(2026, 47)


@pytest.fixture
def fortnight(db: None, time_machine: object) -> Fortnight:
    return Fortnight(time_machine)


@pytest.mark.parametrize("number", [45, 46, 47])
def test_both_ways(fortnight: Fortnight, number: int) -> None:
    week = Week(2026, number)
    for sites in ([fortnight.pantin], [fortnight.mobile], [fortnight.pantin, fortnight.mobile]):
        again = Recount(connection, week.start, week.end, [site.pk for site in sites])
        assert differences(report_on(week, sites, EVERYTHING), again) == []


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_on_a_connection_of_its_own(time_machine: object) -> None:
    """From what is in the database, without the house's own way to it."""
    fortnight = Fortnight(time_machine)
    sites = [fortnight.pantin, fortnight.mobile]
    report = report_on(W47, sites, EVERYTHING)
    with psycopg.connect(**connections["default"].get_connection_params()) as apart:
        again = Recount(apart, W47.start, W47.end, [site.pk for site in sites])
    assert again.counts["W01", "arrivals", ""] == 7
    assert differences(report, again) == []


def test_no_line_may_be_wrong_unseen(fortnight: Fortnight) -> None:
    """Each number of the report one too high: the recount says so, of that one alone."""
    sites = [fortnight.pantin, fortnight.mobile]
    report = report_on(W47, sites, EVERYTHING)
    again = Recount(connection, W47.start, W47.end, [site.pk for site in sites])
    tried = 0
    for place, section in enumerate(report.sections):
        for figure in section.figures:
            if figure.code not in NOT_RECOUNTED:
                wrong = replace(figure, value=(figure.value or 0) + 1)
                figures = [wrong if one is figure else one for one in section.figures]
                found = differences(with_section(report, place, figures=figures), again)
                assert [line.split(":")[0] for line in found] == [f"{figure.code} {figure.name}"]
                tried += 1
        for cut in section.breakdowns:
            for part in cut.parts:
                parts = [replace(one, count=one.count + (one is part)) for one in cut.parts]
                cuts = [replace(cut, parts=parts) if one is cut else one
                        for one in section.breakdowns]  # fmt: skip
                assert differences(with_section(report, place, breakdowns=cuts), again)
                tried += 1
    assert tried > 150


def with_section(report: Report, place: int, **changed: object) -> Report:
    sections = list(report.sections)
    sections[place] = replace(sections[place], **changed)
    return replace(report, sections=sections)


# --- what was found ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(12.5, 0, 13), (2.5, 0, 3), (180.5, 0, 181), (0.49, 0, 0), (Fraction(1, 4), 1, 0.3),
     (Fraction(85, 100), 1, 0.9), (Fraction(21, 20), 1, 1.1), (7, 1, 7.0), (0, 0, 0)],
)  # fmt: skip
def test_a_half_goes_up(value: float, digits: int, expected: float) -> None:
    found = rounded(value, digits)
    assert (found, type(found)) == (expected, type(expected))


def test_a_share_is_rounded_by_hand_too() -> None:
    assert [share(1, 8), share(1, 200), share(0, 3), share(3, 3), share(0, 0)] == [
        13, 1, 0, 100, None,
    ]  # fmt: skip


def test_the_mean_of_weeks_is_rounded_by_hand_too() -> None:
    key = ("W01", "arrivals", "")
    weeks = [{key: Row(key, "", "", value, "")} for value in (1, 1, 1, 2)]
    assert _beside(key, weeks, {}) == Beside(1.3, 4, None)


@pytest.mark.parametrize(
    ("end", "start"),
    [("2026-11-22", "2025-11-23"), ("2027-01-03", "2026-01-04"), ("2028-12-31", "2028-01-01"),
     ("2028-02-29", "2027-03-01"), ("2028-03-05", "2027-03-06"), ("2029-02-28", "2028-02-29")],
)  # fmt: skip
def test_twelve_months_have_366_days_in_some_years(end: str, start: str) -> None:
    found = legal.year_to(datetime.date.fromisoformat(end))
    assert found == datetime.date.fromisoformat(start)


@pytest.mark.parametrize(
    ("day", "age"),
    [("2026-11-20", 16), ("2026-11-19", 16), ("2025-11-21", 16), ("2025-11-20", 15),
     ("2027-11-19", 16), ("2027-11-20", 17)],
)  # fmt: skip
def test_an_age_is_hers_the_day_before_it_was_said_too(day: str, age: int) -> None:
    """A first arrival that was copied after it is not a year younger."""
    claim = SimpleNamespace(
        precision=Precision.AGE, born_on=None, declared_age=16,
        declared_on=datetime.date(2026, 11, 20),
    )  # fmt: skip
    assert births.age_on(claim, datetime.date.fromisoformat(day)) == age


@pytest.mark.django_db
class TestOfADay:
    """Two sites on one day, the sheet of the first copied the day after."""

    @pytest.fixture
    def by(self, site: Site) -> User:
        return factories.make_user(site=site)

    def test_which_came_first_the_clock_says(self, site: Site, by: User) -> None:
        street = factories.make_site("La Chapelle", "mobile")
        afternoon = datetime.datetime.fromisoformat("2026-11-17T14:00:00+01:00")
        with time_machine.travel(afternoon, tick=False) as clock:
            minor, _arrival = factories.make_minor(by=by, site=site)
            clock.move_to(afternoon + datetime.timedelta(days=1))
            actions.register_late_arrival(
                by=by, minor=minor, site=street, arrived_at=afternoon.replace(hour=9)
            )
            new = [report_on(W47, [one]).figure("W03") for one in (site, street)]
        assert new == [0, 1]

    def test_of_whom_nobody_knows_the_night_is_one(self, site: Site, by: User) -> None:
        street = factories.make_site("La Chapelle", "mobile")
        with time_machine.travel(datetime.datetime(2026, 11, 17, 9, tzinfo=datetime.UTC)):
            twice, _arrival = factories.make_minor(by=by, site=site)
            actions.register_arrival(by=by, minor=twice, site=street)
            _once, arrival = factories.make_minor("Fatou", by=by, site=site)
            factories.make_night(arrival, by=by)
            report = report_on(W47, [site, street])
        assert report.figure("W25") == 50

    def test_a_file_of_the_archive_came_of_age_then(self, site: Site, by: User) -> None:
        born = Birth(Precision.DAY, born_on=datetime.date(2008, 11, 18))
        with time_machine.travel(datetime.datetime(2026, 11, 17, 9, tzinfo=datetime.UTC)) as clock:
            minor, _arrival = factories.make_minor(by=by, site=site, birth=born)
            clock.move_to(datetime.datetime(2028, 12, 1, 9, tzinfo=datetime.UTC))
            minor.archived_at = datetime.datetime(2028, 11, 20, tzinfo=datetime.UTC)
            minor.save(update_fields=["archived_at"])
            assert report_on(W47, [site]).figure("W19") == 1


def test_what_is_counted_is_a_number(fortnight: Fortnight) -> None:
    """Not a quotient of the language: what is kept as JSON is read back the same."""
    report = report_on(W47, [fortnight.pantin], EVERYTHING)
    figures = [one for section in report.sections for one in section.figures]
    assert {type(one.value) for one in figures if isinstance(one, Figure)} <= {
        int, float, type(None),
    }  # fmt: skip
