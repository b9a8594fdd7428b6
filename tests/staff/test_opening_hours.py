"""The week a site keeps: what changes today leaves last year's averages as they were."""

import datetime
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from staff import actions, openings
from staff.choices import Role, Weekday
from staff.models import OpeningHours, Site
from tests import factories
from tests.house.page import seen
from tests.staff.trail import actions_since, last_entry

THURSDAY = datetime.date(2026, 11, 19)
NINE, SIX, TEN = datetime.time(9), datetime.time(18), datetime.time(10)


@pytest.fixture(autouse=True)
def _thursday(time_machine: object) -> None:
    """A Thursday morning in Paris."""
    time_machine.move_to(datetime.datetime(2026, 11, 19, 8, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def coordinator(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.COORDINATOR)


def page(site: Site) -> str:
    return f"/sites/{site.pk}/hours/"


def typed(site: Site, **changes: str) -> dict[str, str]:
    """Return what the page holds today, with some boxes changed."""
    kept = {hours.weekday: hours for hours in site.hours_today}
    boxes = {}
    for day in Weekday:
        hours = kept.get(day)
        boxes[f"opens_{day}"] = f"{hours.opens_at:%H:%M}" if hours else ""
        boxes[f"closes_{day}"] = f"{hours.closes_at:%H:%M}" if hours else ""
    return {**boxes, **changes}


def save(client: Client, site: Site, boxes: dict[str, str]) -> HttpResponse:
    return client.post(page(site), boxes | seen(client, page(site)))


def shown(client: Client, site: Site) -> dict[int, tuple[str, str]]:
    """Return {weekday: (opens, closes)} as the page shows them, without the closed days."""
    form = client.get(page(site)).context["form"]
    boxes = {day.value: (form[f"opens_{day}"], form[f"closes_{day}"]) for day in Weekday}
    times = {
        day: tuple(box.value() and f"{box.value():%H:%M}" for box in pair)
        for day, pair in boxes.items()
    }
    return {day: pair for day, pair in times.items() if any(pair)}


def test_a_day_centre_begins_with_the_usual_week(coordinator: Client, site: Site) -> None:
    assert shown(coordinator, site) == dict.fromkeys(range(1, 6), ("09:00", "18:00"))


def test_saturday_is_opened_and_friday_shortened(coordinator: Client, site: Site) -> None:
    response = save(
        coordinator, site, typed(site, opens_6="10:00", closes_6="13:00", closes_5="12:30")
    )
    assert response.url == page(site)
    now = shown(coordinator, site)
    assert now[6] == ("10:00", "13:00")
    assert now[5] == ("09:00", "12:30")
    assert now[4] == ("09:00", "18:00")


def test_only_what_changed_is_written(coordinator: Client, site: Site) -> None:
    start = last_entry()
    save(coordinator, site, typed(site, closes_5="12:30"))
    recorded = actions_since(start, by=coordinator.user, site_id=site.pk)
    assert OpeningHours.objects.filter(site=site, weekday=5).count() == 2
    assert OpeningHours.objects.filter(site=site).exclude(weekday=5).count() == 4
    assert set(recorded) == {"set_opening_hours"}


def test_last_year_stays_what_it_was(coordinator: Client, site: Site) -> None:
    last_year = datetime.date(2025, 11, 17), datetime.date(2025, 11, 23)
    before = openings.open_days([site], *last_year)
    assert len(before) == 5
    save(coordinator, site, typed(site, opens_1="", closes_1="", opens_6="10:00",
                                       closes_6="12:00"))  # fmt: skip
    assert openings.open_days([site], *last_year) == before
    next_week = datetime.date(2026, 11, 23), datetime.date(2026, 11, 29)
    assert [day.isoweekday() for day in openings.open_days([site], *next_week)] == [2, 3, 4, 5, 6]


def test_a_day_closed_from_today_was_open_until_yesterday(coordinator: Client, site: Site) -> None:
    save(coordinator, site, typed(site, opens_4="", closes_4=""))
    assert 4 not in shown(coordinator, site)
    week_ago = THURSDAY - datetime.timedelta(days=7)
    assert openings.open_days([site], week_ago, week_ago) == [week_ago]
    assert openings.open_days([site], THURSDAY, THURSDAY) == []


def test_two_changes_on_one_day_leave_the_second(coordinator: Client, site: Site) -> None:
    save(coordinator, site, typed(site, closes_4="17:00"))
    save(coordinator, site, typed(site, closes_4="16:00"))
    assert shown(coordinator, site)[4] == ("09:00", "16:00")
    assert OpeningHours.objects.filter(site=site, weekday=4, valid_to=None).count() == 1


def test_hours_given_by_mistake_today_are_gone_once_emptied(
    coordinator: Client, site: Site
) -> None:
    save(coordinator, site, typed(site, opens_6="10:00", closes_6="13:00"))
    save(coordinator, site, typed(site, opens_6="", closes_6=""))
    assert 6 not in shown(coordinator, site)
    save(coordinator, site, typed(site))
    saturday = THURSDAY + datetime.timedelta(days=2)
    assert openings.open_days([site], saturday, saturday) == []


def test_a_new_site_says_on_its_first_day_that_thursdays_are_closed(coordinator: Client) -> None:
    """The first thing a coordinator does: the usual week is not quite hers."""
    site = factories.case_actions.open_site(by=None, name="Nouveau", kind="day_centre")
    save(coordinator, site, typed(site, opens_4="", closes_4=""))
    assert 4 not in shown(coordinator, site)
    assert openings.open_days([site], THURSDAY, THURSDAY) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closes_1": ""}, "closes_1"),
        ({"opens_1": ""}, "closes_1"),
        ({"opens_1": "18:00", "closes_1": "09:00"}, "closes_1"),
        ({"opens_1": "09:00", "closes_1": "09:00"}, "closes_1"),
        ({"opens_1": "9 heures du matin"}, "opens_1"),
        ({"closes_1": "25:00"}, "closes_1"),
    ],
)
def test_half_a_day_is_refused_beside_its_box(
    coordinator: Client, site: Site, changes: dict[str, str], field: str
) -> None:
    response = save(coordinator, site, typed(site, **changes))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert response.context["form"]["closes_2"].value() == "18:00"
    assert shown(coordinator, site)[1] == ("09:00", "18:00")


def test_the_same_hours_again_write_nothing(site: Site) -> None:
    start = last_entry()
    actions.set_opening_hours(by=None, site=site, weekday=1, hours=(NINE, SIX))
    assert actions_since(start) == []


def test_hours_may_be_announced(site: Site) -> None:
    """From next month Wednesday opens at ten: until then it is nine."""
    december = datetime.date(2026, 12, 1)
    actions.set_opening_hours(by=None, site=site, weekday=3, hours=(TEN, SIX), valid_from=december)
    wednesdays = OpeningHours.objects.filter(site=site, weekday=3).order_by("valid_from")
    assert [(h.opens_at, h.valid_to) for h in wednesdays] == [
        (NINE, december - datetime.timedelta(days=1)),
        (TEN, None),
    ]
