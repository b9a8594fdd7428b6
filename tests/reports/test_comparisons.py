"""What stands beside a number: read from validated weeks; a missing week is no zero."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from clinics.choices import Motif
from reports import actions, comparisons
from reports.comparisons import Beside
from reports.periods import Week
from reports.weekly import report_on
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.reports.test_exports import lines_of

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

W47 = Week(2026, 47)
W01 = ("W01", "arrivals", "")


@pytest.fixture
def by(site: Site) -> User:
    return factories.make_user(Role.COORDINATOR, None, "coordination")


def validated(week: Week, arrivals: int, by: User, site: Site, time_machine: object) -> None:
    for number in range(arrivals):
        moment = datetime.datetime.combine(week.start, datetime.time(9), tzinfo=datetime.UTC)
        time_machine.move_to(moment, tick=False)
        factories.make_minor(f"Awa {number} {week}", by=by, site=site)
    after = datetime.datetime.combine(week.next.start, datetime.time(9), tzinfo=datetime.UTC)
    time_machine.move_to(after, tick=False)
    actions.freeze_week(by=by, week=week, sites=[site], site=site)


def beside(site: Site) -> dict[object, Beside]:
    report = report_on(W47, [site])
    return dict(comparisons.with_comparisons(report, site, frozenset()).beside)


def test_the_mean_is_that_of_the_weeks_there_are(
    by: User, site: Site, time_machine: object, as_role: Callable[..., Client]
) -> None:
    validated(Week(2025, 47), 3, by, site, time_machine)
    assert beside(site)[W01] == Beside(None, 0, 3)
    for number, arrivals in ((42, 4), (43, 2), (45, 0), (46, 1)):  # nobody validated week 44
        validated(Week(2026, number), arrivals, by, site, time_machine)
    assert beside(site)[W01] == Beside(1.0, 3, 3)
    time_machine.move_to(datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC), tick=False)
    reader = as_role(Role.DIRECTOR)
    page = reader.get(f"/reports/2026-W47/?site={site.pk}")
    assert "Moyenne de 3 semaines : 1,0, il y a un an : 3" in page.content.decode()
    sheet = reader.get(f"/reports/2026-W47/week.csv?site={site.pk}").content
    line = next(line for line in lines_of(sheet) if line[0] == "W01")
    assert line[3:6] == ["0", "1,0", "3"]


def test_a_part_that_a_week_does_not_list_has_no_mean(
    by: User, site: Site, time_machine: object
) -> None:
    """It may be none there, or below the ten that are listed: nobody knows."""
    nurse = factories.make_user(Role.NURSE, site)
    for number, motif in ((45, Motif.FEVER), (46, Motif.SCABIES)):
        week = Week(2026, number)
        moment = datetime.datetime.combine(week.start, datetime.time(9), tzinfo=datetime.UTC)
        time_machine.move_to(moment, tick=False)
        minor = factories.make_minor(f"Awa {number}", by=nurse, site=site)[0]
        for what in (motif, Motif.TEETH):
            factories.make_consultation(minor, by=nurse, site=site, motif=what)
        validated(week, 0, by, site, time_machine)
    found = beside(site)
    assert found["W11", "motifs", Motif.TEETH].mean == 1
    assert found["W11", "motifs", Motif.SCABIES].mean is None


def test_the_weeks_before_and_a_year_ago() -> None:
    assert comparisons.before(Week(2027, 2)) == [
        Week(2027, 1), Week(2026, 53), Week(2026, 52), Week(2026, 51),
    ]  # fmt: skip
    assert comparisons.a_year_ago(Week(2027, 1)) == Week(2026, 1)
    assert comparisons.a_year_ago(Week(2026, 53)) is None
    assert comparisons.a_year_ago(Week(2027, 52)) == Week(2026, 52)
