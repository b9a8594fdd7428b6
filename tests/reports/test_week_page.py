"""The week on the page: found by its address, site by site, with a sentence when there is none."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.test import Client

from reports.periods import Week
from staff.choices import Role
from staff.models import Site, User
from tests import factories


@pytest.fixture(autouse=True)
def _thursday(time_machine: object) -> None:
    """Thursday 19 November 2026, week 47."""
    time_machine.move_to(datetime.datetime(2026, 11, 19, 9, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def coordinator(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.COORDINATOR)


def link(html: str, rel: str) -> str | None:
    found = re.search(rf'rel="{rel}"\s+href="([^"]*)"', html)
    return found[1] if found else None


def test_the_first_page_is_this_week(coordinator: Client) -> None:
    assert coordinator.get("/reports/").url == "/reports/2026-W47/"


@pytest.mark.parametrize(
    ("instant", "week"),
    [
        ("2026-11-22T22:59:59+00:00", "2026-W47"),
        ("2026-11-22T23:00:00+00:00", "2026-W48"),
        ("2026-12-31T22:59:59+00:00", "2026-W53"),
        ("2027-01-03T23:00:00+00:00", "2027-W01"),
    ],
)
def test_this_week_is_the_one_in_paris(
    as_role: Callable[..., Client], time_machine: object, instant: str, week: str
) -> None:
    time_machine.move_to(datetime.datetime.fromisoformat(instant), tick=False)
    assert as_role(Role.COORDINATOR).get("/reports/").url == f"/reports/{week}/"


def test_a_running_week_says_so_and_has_no_next(coordinator: Client) -> None:
    response = coordinator.get("/reports/2026-W47/")
    assert response.context["is_running"] is True
    html = response.content.decode()
    assert link(html, "prev") == "/reports/2026-W46/"
    assert link(html, "next") is None


def test_a_week_that_is_over_has_both(coordinator: Client) -> None:
    response = coordinator.get("/reports/2026-W46/")
    assert response.context["is_running"] is False
    assert link(response.content.decode(), "next") == "/reports/2026-W47/"


def test_sunday_is_still_running(coordinator: Client, time_machine: object) -> None:
    time_machine.move_to(datetime.datetime(2026, 11, 22, 20, tzinfo=datetime.UTC), tick=False)
    coordinator.force_login(coordinator.user)
    assert coordinator.get("/reports/2026-W47/").context["is_running"] is True


@pytest.mark.parametrize(
    "week",
    ["2025-W53", "2026-W00", "2026-W54", "2026-W99", "0000-W01", "0001-W01", "9999-W52",
     "2026-W48", "2027-W01", "2099-W52"],
)  # fmt: skip
@pytest.mark.parametrize("end", ["", "week.xlsx", "week.csv"])
def test_no_such_week_is_said_in_a_sentence(coordinator: Client, week: str, end: str) -> None:
    response = coordinator.get(f"/reports/{week}/{end}")
    assert response.status_code == 404
    assert "reports/no_such_period.html" in [t.name for t in response.templates]
    assert "/reports/2026-W47/" in response.content.decode()


@pytest.mark.parametrize("week", ["0002-W01", "0002-W10", "1000-W01", "2000-W01"])
def test_a_week_of_long_ago_breaks_nothing(coordinator: Client, week: str) -> None:
    assert coordinator.get(f"/reports/{week}/").status_code in {200, 404}


@pytest.mark.parametrize("address", ["2026-W7", "2026-w47", "26-W47", "now", "2026-W477"])
def test_an_address_that_is_none(coordinator: Client, address: str) -> None:
    assert coordinator.get(f"/reports/{address}/").status_code == 404


class TestSites:
    @pytest.fixture
    def mobile(self, site: Site) -> Site:
        return factories.make_site("La Chapelle", "mobile")

    def test_all_of_them_or_one(self, coordinator: Client, site: Site, mobile: Site) -> None:
        whole = coordinator.get("/reports/2026-W46/").context
        assert (whole["report"].sites, whole["asked"].site) == ([site, mobile], None)
        one = coordinator.get("/reports/2026-W46/", {"site": mobile.pk}).context
        assert (one["report"].sites, one["asked"].site) == ([mobile], mobile)
        assert list(one["all_sites"]) == [site, mobile]

    def test_every_link_keeps_the_site(self, coordinator: Client, mobile: Site) -> None:
        html = coordinator.get("/reports/2026-W45/", {"site": mobile.pk}).content.decode()
        asked = f"?site={mobile.pk}"
        assert link(html, "prev") == f"/reports/2026-W44/{asked}"
        assert link(html, "next") == f"/reports/2026-W46/{asked}"
        for kind in ("xlsx", "csv"):
            assert f'href="/reports/2026-W45/week.{kind}{asked}"' in html
        assert re.search(rf'value="{mobile.pk}"\s+selected', html)

    @pytest.mark.parametrize("asked", ["", "0", "-1", "pantin", "9" * 30, "\x00", "1;2"])
    def test_a_site_that_is_none_is_all(
        self, coordinator: Client, site: Site, mobile: Site, asked: str
    ) -> None:
        context = coordinator.get("/reports/2026-W46/", {"site": asked}).context
        assert context["report"].sites == [site, mobile]

    def test_a_coordinator_of_one_site_sees_that_one(
        self, coordinator: Client, site: Site, mobile: Site
    ) -> None:
        coordinator.user.postings.update(site=site)
        for query in ({}, {"site": mobile.pk}):
            context = coordinator.get("/reports/2026-W46/", query).context
            assert context["report"].sites == [site]


def test_what_the_report_holds_is_on_the_page(coordinator: Client, site: Site) -> None:
    factories.make_minor(by=coordinator.user, site=site)
    response = coordinator.get("/reports/2026-W47/")
    report = response.context["report"]
    assert (report.period, report.figure("W01")) == (Week(2026, 47), 1)
    html = response.content.decode()
    for row in report.rows():
        assert str(row.label) in html.replace("&#x27;", "'")


def test_a_dash_stands_for_what_cannot_be_computed(coordinator: Client) -> None:
    mobile = factories.make_site("La Chapelle", "mobile")
    report = coordinator.get("/reports/2026-W46/", {"site": mobile.pk}).context["report"]
    [average] = [f for f in report.sections[0].figures if f.code == "W06"]
    assert (average.value, average.value_text) == (None, "–")


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.ADMINISTRATOR])
def test_who_is_told_no_figure_sees_none(as_role: Callable[..., Client], role: str) -> None:
    client = as_role(role)
    for address in ("", "2026-W46/", "2026-W46/week.csv", "2026-W46/week.xlsx"):
        assert client.get(f"/reports/{address}").status_code == 403
    assert User.objects.get(pk=client.user.pk).is_active


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.NURSE, Role.SOCIAL, Role.JURIST])
def test_a_desk_sees_its_own_and_takes_nothing_away(
    as_role: Callable[..., Client], role: str
) -> None:
    client = as_role(role)
    assert client.get("/reports/2026-W46/").status_code == 200
    for address in ("2026-W46/week.csv", "2026-W46/week.xlsx", "2026-W46/changes/"):
        assert client.get(f"/reports/{address}").status_code == 403


def test_a_director_sees_the_week(as_role: Callable[..., Client]) -> None:
    assert as_role(Role.DIRECTOR).get("/reports/2026-W46/").status_code == 200
