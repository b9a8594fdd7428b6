"""The DHIS2 files: only what has a code leaves, zeros too, and never a wrong number."""

import csv
import datetime
import io
import json
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from reports import actions, dhis2
from reports.periods import Week
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.reports.dhis2_codes import ATTRIBUTE_COMBO, DATA_SET, give, line, unit
from tests.staff.trail import actions_since, last_entry

WEEK = "2026-W47"
HEADER = ('"dataelement","period","orgunit","catoptcombo","attroptcombo","value","strby","lstupd",'
          '"cmt"')  # fmt: skip


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        ("2026-11-16", "2026-11-22", "2026W47"),
        ("2026-12-28", "2027-01-03", "2026W53"),
        ("2027-01-04", "2027-01-10", "2027W1"),
        ("2024-12-30", "2025-01-05", "2025W1"),
        ("2026-11-01", "2026-11-30", "202611"),
        ("2026-12-01", "2026-12-31", "202612"),
        ("2027-02-01", "2027-02-28", "202702"),  # four weeks to the day, and a month
        ("2028-02-01", "2028-02-29", "202802"),
        ("2026-10-01", "2026-12-31", "2026Q4"),
        ("2026-01-01", "2026-03-31", "2026Q1"),
        ("2026-01-01", "2026-12-31", "2026"),
    ],
)
def test_periods_as_dhis2_writes_them(start: str, end: str, name: str) -> None:
    assert dhis2.period_id(day(start), day(end)) == name


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-17", "2026-11-23"),  # seven days that are no week
        ("2026-11-16", "2026-11-29"),
        ("2026-11-16", "2026-11-16"),
        ("2026-11-01", "2026-12-31"),
        ("2026-11-01", "2027-01-31"),  # three months that are no quarter
        ("2026-02-01", "2027-01-31"),
        ("2026-01-01", "2027-12-31"),
        ("2026-11-02", "2026-12-01"),
    ],
)
def test_days_that_dhis2_has_no_name_for(start: str, end: str) -> None:
    with pytest.raises(ValidationError, match="DHIS2"):
        dhis2.period_id(day(start), day(end))


@pytest.fixture
def at_noon(time_machine: object) -> object:
    moment = datetime.datetime(2026, 11, 19, 12, tzinfo=datetime.UTC)
    time_machine.move_to(moment, tick=False)
    return time_machine


@pytest.fixture
def coordinator(at_noon: object, as_role: Callable[..., Client], site: Site) -> Client:
    """One arrival of the week at Pantin; the lines below have codes."""
    client = as_role(Role.COORDINATOR)
    factories.make_minor("Awa", by=client.user, site=site, sex="female")
    give(client.user, {
        line("W01", "arrivals"): "W01_ARR",
        line("W06", "per_opening_day"): "W06_MEAN",
        line("W07", "sex", "female"): "W07_SEX/FEMALE",
        line("W07", "sex", "male"): "W07_SEX/MALE",
        line("W18", "petition_to_hearing"): "W18_DAYS",  # nothing to take a median of
        line("W20", "raised"): "W20_ALERTS",
        unit(site): "MSF_PANTIN",
    })  # fmt: skip
    return client


def get(client: Client, kind: str = "json", query: str = "", week: str = WEEK) -> object:
    return client.get(f"/reports/{week}/week.dhis2.{kind}{query}")


def values(body: dict) -> dict[tuple[str, str], str]:
    return {
        (one["dataElement"], one.get("categoryOptionCombo", "")): one["value"]
        for one in body["dataValues"]
    }


SENT = {
    ("W01_ARR", ""): "1",
    ("W06_MEAN", ""): "0.3",
    ("W07_SEX", "FEMALE"): "1",
    ("W07_SEX", "MALE"): "0",
    ("W20_ALERTS", ""): "0",
}


def test_what_has_a_code_and_a_number_leaves(coordinator: Client) -> None:
    response = get(coordinator)
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'attachment; filename="escale-2026-W47.dhis2.json"'
    body = json.loads(response.content)
    assert {key: body[key] for key in body if key != "dataValues"} == {
        "period": "2026W47", "orgUnit": "MSF_PANTIN",
    }  # fmt: skip
    assert values(body) == SENT
    assert all(type(one["value"]) is str for one in body["dataValues"])


def test_the_csv_says_the_same(coordinator: Client) -> None:
    response = get(coordinator, "csv")
    assert response["Content-Type"] == "application/csv"
    text = response.content.decode()
    lines = text.split("\n")
    assert lines[0] == HEADER
    assert lines[1] == '"W01_ARR","2026W47","MSF_PANTIN","","","1","","",""'
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {(row["dataelement"], row["catoptcombo"]): row["value"] for row in rows} == SENT


def test_the_data_set_is_complete_once_validated(coordinator: Client, at_noon: object) -> None:
    give(coordinator.user, {DATA_SET: "FR_WEEK", ATTRIBUTE_COMBO: "HllvX50cXC0"})
    body = json.loads(get(coordinator).content)
    assert (body["dataSet"], body["attributeOptionCombo"]) == ("FR_WEEK", "HllvX50cXC0")
    assert "completeDate" not in body
    at_noon.move_to(datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC), tick=False)
    coordinator.force_login(coordinator.user)
    sites = list(Site.objects.order_by("pk"))
    actions.freeze_week(by=coordinator.user, week=Week(2026, 47), sites=sites, site=None)
    body = json.loads(get(coordinator).content)
    assert body["completeDate"] == "2026-11-24"
    assert "completeDate" not in json.loads(get(coordinator, query="?live=1").content)
    rows = list(csv.DictReader(io.StringIO(get(coordinator, "csv").content.decode())))
    assert {row["attroptcombo"] for row in rows} == {"HllvX50cXC0"}


class TestSites:
    @pytest.fixture
    def mobile(self, coordinator: Client) -> Site:
        return factories.make_site("La Chapelle", "mobile")

    def test_one_of_them(self, coordinator: Client, site: Site, mobile: Site) -> None:
        give(coordinator.user, {unit(mobile): "MSF_CHAPELLE", unit(None): "MSF_FR"})
        body = json.loads(get(coordinator, query=f"?site={mobile.pk}").content)
        assert body["orgUnit"] == "MSF_CHAPELLE"
        assert values(body)["W01_ARR", ""] == "0"
        body = json.loads(get(coordinator, query=f"?site={site.pk}").content)
        assert (body["orgUnit"], values(body)) == ("MSF_PANTIN", SENT)

    def test_all_together_are_the_mission(self, coordinator: Client, mobile: Site) -> None:
        give(coordinator.user, {unit(mobile): "MSF_CHAPELLE", unit(None): "MSF_FR"})
        body = json.loads(get(coordinator).content)
        assert body["orgUnit"] == "MSF_FR"
        assert values(body) == SENT  # hours only at Pantin: the same mean

    def test_without_a_unit_of_the_mission_each_is_told_apart(
        self, coordinator: Client, mobile: Site
    ) -> None:
        give(coordinator.user, {
            unit(mobile): "MSF_CHAPELLE", DATA_SET: "FR_WEEK", ATTRIBUTE_COMBO: "DEFAULT",
        })  # fmt: skip
        body = json.loads(get(coordinator).content)
        assert set(body) == {"dataValues"}
        arrivals = {
            one["orgUnit"]: (one["value"], one["period"], one["attributeOptionCombo"])
            for one in body["dataValues"]
            if one["dataElement"] == "W01_ARR"
        }
        assert arrivals == {
            "MSF_PANTIN": ("1", "2026W47", "DEFAULT"),
            "MSF_CHAPELLE": ("0", "2026W47", "DEFAULT"),
        }
        rows = list(csv.DictReader(io.StringIO(get(coordinator, "csv").content.decode())))
        assert {(r["orgunit"], r["value"]) for r in rows if r["dataelement"] == "W01_ARR"} == {
            ("MSF_PANTIN", "1"), ("MSF_CHAPELLE", "0"),
        }  # fmt: skip

    def test_a_site_without_a_unit_is_named_and_stays(
        self, coordinator: Client, mobile: Site
    ) -> None:
        html = coordinator.get(f"/reports/{WEEK}/").content.decode()
        assert "Sans unité d’organisation, non envoyés" in html
        assert "La Chapelle" in html
        body = json.loads(get(coordinator).content)
        assert {one["orgUnit"] for one in body["dataValues"]} == {"MSF_PANTIN"}
        refused = coordinator.get(
            f"/reports/{WEEK}/week.dhis2.json?site={mobile.pk}", follow=True
        ).content.decode()
        assert "La Chapelle n’a pas d’unité d’organisation" in refused

    def test_a_coordinator_of_one_site_sends_that_one(
        self, coordinator: Client, site: Site, mobile: Site
    ) -> None:
        give(coordinator.user, {unit(None): "MSF_FR", unit(mobile): "MSF_CHAPELLE"})
        coordinator.user.postings.update(site=site)
        body = json.loads(get(coordinator).content)
        assert body["orgUnit"] == "MSF_PANTIN"


class TestRefused:
    def test_nothing_has_a_code(self, at_noon: object, as_role: Callable[..., Client]) -> None:
        client = as_role(Role.COORDINATOR)
        html = client.get(f"/reports/{WEEK}/").content.decode()
        assert "week.dhis2" not in html
        assert "Aucun chiffre n’a encore de code DHIS2" in html
        start = last_entry()
        response = client.get(f"/reports/{WEEK}/week.dhis2.json", follow=True)
        assert "Aucun chiffre n’a encore de code DHIS2" in response.content.decode()
        assert actions_since(start, action="export_week") == []

    def test_one_code_for_two_figures(self, coordinator: Client) -> None:
        give(coordinator.user, {line("W02", "caseload"): "W01_ARR"})
        html = get(coordinator).url
        assert html.startswith(f"/reports/{WEEK}/")
        said = coordinator.get(f"/reports/{WEEK}/").content.decode()
        assert "W01_ARR" in said
        give(coordinator.user, {line("W02", "caseload"): "W01_ARR/OTHER"})
        assert get(coordinator).status_code == 200

    @pytest.mark.parametrize("week", ["2025-W53", "2099-W01"])
    @pytest.mark.parametrize("kind", ["json", "csv"])
    def test_no_such_week(self, coordinator: Client, kind: str, week: str) -> None:
        start = last_entry()
        assert get(coordinator, kind, week=week).status_code == 404
        assert actions_since(start) == []


def test_what_stays_here_is_said_beforehand(coordinator: Client) -> None:
    html = coordinator.get(f"/reports/{WEEK}/").content.decode()
    assert "lignes de ce rapport n’ont pas de code et ne partent pas" in html
    assert 'href="/reports/dhis2/check/"' in html
    assert "week.dhis2.json" in html
    assert "week.dhis2.csv" in html
    left = coordinator.get(f"/reports/{WEEK}/").context["dhis2"].left_here
    report = coordinator.get(f"/reports/{WEEK}/").context["report"]
    told = [row for row in report.rows() if row.value is not None]
    assert left == len(told) - len(SENT)


def test_it_holds_what_the_reader_may_know(
    coordinator: Client, as_role: Callable[..., Client]
) -> None:
    body = json.loads(get(as_role(Role.DIRECTOR)).content)
    assert values(body) == {key: value for key, value in SENT.items() if "W20" not in key[0]}
    assert "reports/dhis2/" not in as_role(Role.DIRECTOR).get(f"/reports/{WEEK}/").content.decode()


def test_recorded(coordinator: Client) -> None:
    start = last_entry()
    get(coordinator, "csv")
    assert actions_since(start, by=coordinator.user) == ["export_week"]
