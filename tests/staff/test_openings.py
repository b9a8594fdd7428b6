"""Which days a site was open: what the weekly average divides by."""

import datetime

import pytest

from staff import actions
from staff.models import OpeningException, Site
from staff.openings import days, open_days
from tests import factories

MONDAY, SUNDAY = datetime.date(2026, 11, 16), datetime.date(2026, 11, 22)
TEN, NOON = datetime.time(10), datetime.time(12)


@pytest.fixture(autouse=True)
def _that_week(time_machine: object) -> None:
    time_machine.move_to(datetime.datetime(2026, 11, 19, 8, tzinfo=datetime.UTC), tick=False)


def close(site: Site, day: datetime.date) -> None:
    actions.add_opening_exception(by=None, exception=OpeningException(site=site, day=day))


def open_on(site: Site, day: datetime.date) -> None:
    exception = OpeningException(site=site, day=day, is_open=True, opens_at=TEN, closes_at=NOON)
    actions.add_opening_exception(by=None, exception=exception)


def weekdays(*sites: Site) -> list[int]:
    return [day.isoweekday() for day in open_days(sites, MONDAY, SUNDAY)]


def test_days_holds_both_ends() -> None:
    assert len(days(MONDAY, SUNDAY)) == 7
    assert days(MONDAY, MONDAY) == [MONDAY]
    assert days(SUNDAY, MONDAY) == []


def test_days_cross_the_hour_that_changes() -> None:
    autumn = days(datetime.date(2026, 10, 24), datetime.date(2026, 10, 26))
    assert [day.day for day in autumn] == [24, 25, 26]


def test_the_usual_week(site: Site) -> None:
    assert weekdays(site) == [1, 2, 3, 4, 5]


def test_a_site_without_hours_is_never_open(db: None) -> None:
    assert weekdays(factories.make_site("La Chapelle", "mobile")) == []


def test_no_site_no_day(db: None) -> None:
    assert weekdays() == []


def test_a_holiday_and_a_sunday(site: Site) -> None:
    close(site, MONDAY)
    open_on(site, SUNDAY)
    assert weekdays(site) == [2, 3, 4, 5, 7]


def test_two_sites_are_open_when_one_is(site: Site) -> None:
    mobile = factories.make_site("La Chapelle", "mobile")
    actions.set_opening_hours(by=None, site=mobile, weekday=6, hours=(TEN, NOON), valid_from=MONDAY)
    close(site, MONDAY)
    open_on(mobile, MONDAY)
    close(mobile, MONDAY + datetime.timedelta(days=1))
    assert weekdays(site, mobile) == [1, 2, 3, 4, 5, 6]
    assert weekdays(mobile) == [1, 6]


def test_the_exception_of_one_site_is_not_the_others(site: Site) -> None:
    close(factories.make_site("Second", "day_centre"), MONDAY)
    assert weekdays(site) == [1, 2, 3, 4, 5]


def test_hours_that_changed_in_the_middle_of_the_week(site: Site) -> None:
    """From Thursday on, Tuesdays are closed: that week's Tuesday was open."""
    for weekday in (2, 5):
        actions.set_opening_hours(
            by=None, site=site, weekday=weekday, hours=None, valid_from=datetime.date(2026, 11, 19)
        )
    assert weekdays(site) == [1, 2, 3, 4]


def test_a_site_closed_for_good_is_open_no_more(site: Site) -> None:
    site.valid_to = datetime.date(2026, 11, 17)
    actions.edit_site(by=None, site=site)
    assert weekdays(site) == [1, 2]


def test_two_queries_whatever_the_period(site: Site, django_assert_num_queries: object) -> None:
    year = datetime.date(2025, 11, 20), datetime.date(2026, 11, 19)
    with django_assert_num_queries(2):
        assert len(open_days([site], *year)) == 261
