"""Months, quarters, years and any days: the same report, page and files as a week's."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.test import Client

from reports import actions, periods
from reports.figures import EVERYTHING
from reports.periods import Month, Span, Week, Year
from reports.weekly import report_on
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.reports.fortnight import Fortnight
from tests.reports.test_exports import lines_of, sheet_of
from tests.reports.test_week_page import link


@pytest.fixture
def fortnight(db: None, time_machine: object) -> Fortnight:
    return Fortnight(time_machine)


@pytest.fixture
def thursday(time_machine: object, db: None) -> None:
    """Thursday 19 November 2026."""
    time_machine.move_to(datetime.datetime(2026, 11, 19, 9, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def coordinator(thursday: None, as_role: Callable[..., Client]) -> Client:
    return as_role(Role.COORDINATOR)


class TestCounted:
    """The fortnight of tests.reports.fortnight, counted by hand over other days."""

    def figures(self, fortnight: Fortnight, text: str) -> dict[str, object]:
        report = report_on(periods.parse(text), [fortnight.pantin, fortnight.mobile])
        return {figure.name: figure.value for figure in report.sections[0].figures}

    def test_the_month(self, fortnight: Fortnight) -> None:
        # Awa on the 9th; in week 47 seven arrivals of Bakary, Elias, Chérif, Gora, Dado.
        found = self.figures(fortnight, "2026-11")
        assert (found["arrivals"], found["caseload"], found["new"], found["known"]) == (8, 6, 4, 2)
        # From 1 September to 30 November come the same; Hawa and Ibra came before.
        assert (found["caseload_quarter"], found["caseload_year"]) == (6, 7)
        # Until Monday 23: Pantin Mon to Fri but the 18th, and Sunday 22; the clinic on the 18th.
        assert found["per_opening_day"] == round(8 / 17, 1)

    def test_august_and_the_quarter(self, fortnight: Fortnight) -> None:
        found = self.figures(fortnight, "2026-08")
        assert (found["arrivals"], found["caseload"], found["new"]) == (3, 3, 3)
        assert found["caseload_year"] == 3
        third = self.figures(fortnight, "2026-Q3")
        assert (third["arrivals"], third["caseload"], third["new"]) == (3, 3, 3)

    def test_the_year_is_the_sum_of_its_months(self, fortnight: Fortnight) -> None:
        sites = [fortnight.pantin, fortnight.mobile]
        year = report_on(Year(2026), sites)
        months = [report_on(month, sites) for month in periods.months_of(Year(2026))]
        for code in ("W01", "W03", "W11"):
            assert year.figure(code) == sum(month.figure(code) for month in months)
        assert year.figure("W02") == 7
        assert year.figure("W01") == 11

    def test_a_week_asked_by_its_days_is_that_week(self, fortnight: Fortnight) -> None:
        week = Week(2026, 47)
        sites = [fortnight.pantin, fortnight.mobile]
        as_week = [row for row in report_on(week, sites).rows() if row.key[1] != "by_day"]
        as_days = report_on(Span(week.start, week.end), sites).rows()
        assert as_week == [row for row in as_days if row.key[1] != "by_day"]

    @pytest.mark.parametrize(
        ("text", "name", "count"),
        [
            ("2026-11", "by_day", 30),
            ("2026-Q4", "by_week", 14),
            ("2026", "by_month", 12),
            ("2026-11-01_2026-11-15", "by_day", 15),
        ],
    )
    def test_arrivals_are_cut_into_what_one_can_read(
        self, fortnight: Fortnight, text: str, name: str, count: int
    ) -> None:
        report = report_on(periods.parse(text), [fortnight.pantin, fortnight.mobile])
        [cut] = report.sections[0].breakdowns
        assert (cut.name, len(cut.parts)) == (name, count)
        assert cut.total == report.figure("W01") > 0
        assert len({part.name for part in cut.parts}) == count == len({p.label for p in cut.parts})

    def test_no_text_of_a_report_says_week_or_sunday(self, fortnight: Fortnight) -> None:
        report = report_on(Month(2026, 11), [fortnight.pantin], EVERYTHING)
        for row in report.rows():
            for text in (row.label, row.definition):
                assert (
                    not re.search("semaine|dimanche", text)
                    or "13 semaines" in text
                    or (row.key[1] == "open_long")
                ), text

    def test_a_running_month_is_divided_by_the_days_there_were(self, fortnight: Fortnight) -> None:
        fortnight.at(datetime.date(2026, 12, 2))
        factories.make_minor("Issa", by=fortnight.reception, site=fortnight.pantin)
        # Tuesday 1 and Wednesday 2 December.
        assert report_on(Month(2026, 12), [fortnight.pantin]).figure("W06") == 0.5


class TestPage:
    @pytest.mark.parametrize(
        ("address", "title", "before", "following"),
        [
            ("2026-11", "Novembre 2026", "2026-10", None),
            ("2026-10", "Octobre 2026", "2026-09", "2026-11"),
            ("2026-Q3", "3e trimestre 2026", "2026-Q2", "2026-Q4"),
            ("2026-Q1", "1er trimestre 2026", "2025-Q4", "2026-Q2"),
            ("2026", "Année 2026", "2025", None),
            ("2025", "Année 2025", "2024", "2026"),
            ("2000", "Année 2000", None, "2001"),
            ("2026-11-01_2026-11-15", "Du 1er novembre 2026 au 15 novembre 2026", None, None),
        ],
    )
    def test_its_title_and_its_neighbours(
        self, coordinator: Client, address: str, title: str, before: str | None,
        following: str | None,
    ) -> None:  # fmt: skip
        response = coordinator.get(f"/reports/{address}/")
        html = response.content.decode()
        assert response.status_code == 200
        assert f"<h1>{title}</h1>" in html
        assert link(html, "prev") == (before and f"/reports/{before}/")
        assert link(html, "next") == (following and f"/reports/{following}/")

    def test_from_one_kind_to_another(self, coordinator: Client, site: Site) -> None:
        html = coordinator.get("/reports/2026-10/", {"site": site.pk}).content.decode()
        for address in ("2026-W44", "2026-10", "2026-Q4", "2026"):
            assert f'href="/reports/{address}/?site={site.pk}"' in html
        assert re.search(r'href="/reports/2026-10/[^"]*"\s+aria-current="page"', html)
        running = coordinator.get("/reports/2026/").content.decode()
        assert 'href="/reports/2026-W47/"' in running

    def test_what_belongs_to_weeks_stays_there(self, coordinator: Client) -> None:
        week = coordinator.get("/reports/2026-W46/").content.decode()
        month = coordinator.get("/reports/2026-10/").content.decode()
        for part in ("/validate/", "/signals/", "Rapports des sites"):
            assert part in week
            assert part not in month
        for page in ("validate", "changes"):
            assert coordinator.get(f"/reports/2026-10/{page}/").status_code == 404

    @pytest.mark.django_db(databases=["default", "owner"])
    def test_a_month_says_how_many_of_its_weeks_are_validated(
        self, coordinator: Client, site: Site
    ) -> None:
        said = "Sur les 5 semaines de ces jours, validées : {}."
        page = coordinator.get("/reports/2026-10/").content.decode()
        assert said.format(0) in page
        for number in (41, 42):
            week = Week(2026, number)
            actions.freeze_week(by=coordinator.user, week=week, sites=[site], site=None)
        page = coordinator.get("/reports/2026-10/").content.decode()
        assert said.format(2) in page

    @pytest.mark.parametrize(
        ("address", "said"),
        [
            ("2026-13", "douze mois"),
            ("2026-Q5", "quatre trimestres"),
            ("2025-W53", "52 semaines"),
            ("2026-12", "n’a pas commencé"),
            ("2027", "n’a pas commencé"),
            ("2027-Q1", "n’a pas commencé"),
            ("2026-12-01_2026-12-02", "n’a pas commencé"),
            ("1999", "commencent en 2000"),
            ("2026-11-15_2026-11-01", "avant le premier"),
            ("2026-11-31_2026-12-01", "n’existe pas"),
            ("2020-01-01_2026-01-01", "3 ans au plus"),
        ],
    )
    @pytest.mark.parametrize("end", ["", "week.csv"])
    def test_what_is_none_is_said_in_a_sentence(
        self, coordinator: Client, address: str, said: str, end: str
    ) -> None:
        response = coordinator.get(f"/reports/{address}/{end}")
        assert response.status_code == 404
        assert said in response.content.decode()

    @pytest.mark.parametrize("address", ["2026-1", "2026-Q", "26", "2026-11-01", "202611"])
    def test_an_address_that_is_none(self, coordinator: Client, address: str) -> None:
        assert coordinator.get(f"/reports/{address}/").status_code == 404


class TestFiles:
    @pytest.mark.parametrize("address", ["2026-10", "2026-Q3", "2025", "2026-11-01_2026-11-15"])
    def test_named_by_the_period(self, coordinator: Client, address: str) -> None:
        for ending in ("csv", "xlsx"):
            response = coordinator.get(f"/reports/{address}/week.{ending}")
            name = f'attachment; filename="escale-{address}.{ending}"'
            assert response["Content-Disposition"] == name
        assert sheet_of(response.content).title == address
        lines = lines_of(coordinator.get(f"/reports/{address}/week.csv").content)
        assert lines[0][0].startswith(f"{address}, ")
        assert {(line[4], line[5]) for line in lines[2:]} == {("", "")}


class TestChooseDays:
    def test_two_dates_lead_to_their_report(self, coordinator: Client, site: Site) -> None:
        days = {"first_on": "2026-11-01", "last_on": "2026-11-15"}
        address = "/reports/2026-11-01_2026-11-15/"
        assert coordinator.get("/reports/days/", days).url == address
        asked = coordinator.get("/reports/days/", days | {"site": site.pk})
        assert asked.url == f"{address}?site={site.pk}"

    @pytest.mark.parametrize(
        ("first", "last", "said"),
        [
            ("2026-11-15", "2026-11-01", "Le dernier jour est avant le premier."),
            ("2020-01-01", "2026-01-01", "3 ans au plus"),
            ("2026-11-20", "2026-11-21", "n’est pas encore venu"),
            ("", "2026-11-01", "obligatoire"),
            ("2026-11-31", "2026-12-01", "valide"),
            ("x", "\x00", "valide"),
            ("0001-01-01", "0001-01-02", "n’existe pas"),
            ("9999-01-01", "9999-12-31", "n’existe pas"),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_box(
        self, coordinator: Client, first: str, last: str, said: str
    ) -> None:
        response = coordinator.get("/reports/days/", {"first_on": first, "last_on": last})
        assert response.status_code == 422
        assert said in response.content.decode()

    def test_the_page_alone_is_no_error(self, coordinator: Client) -> None:
        response = coordinator.get("/reports/days/")
        assert response.status_code == 200
        assert not response.context["form"].errors

    def test_who_reads_no_figures_chooses_no_days(self, as_role: Callable[..., Client]) -> None:
        client = as_role(Role.ADMINISTRATOR)
        for address in ("days/", "2026-10/", "2026-10/week.csv"):
            assert client.get(f"/reports/{address}").status_code == 403

    @pytest.mark.parametrize("role", [Role.RECEPTION, Role.NURSE])
    def test_a_desk_has_the_page_of_its_own_figures_and_no_file(
        self, as_role: Callable[..., Client], role: str
    ) -> None:
        client = as_role(role)
        assert client.get("/reports/2026-10/").status_code == 200
        assert client.get("/reports/2026-10/week.csv").status_code == 403
