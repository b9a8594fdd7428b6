"""The sites of the mission, and the first page of each person."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from staff.choices import Role, SiteKind
from staff.models import Site
from tests import factories
from tests.house.page import seen
from tests.staff.trail import actions_since, last_entry


@pytest.fixture
def coordinator(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.COORDINATOR)


def typed(**changes: object) -> dict[str, object]:
    return {"name": "Calais", "kind": SiteKind.BORDER, "valid_from": "2026-01-01", "valid_to": "",
            **changes}  # fmt: skip


def test_a_site_is_made_then_given_its_hours(coordinator: Client) -> None:
    start = last_entry()
    response = coordinator.post("/sites/new/", typed())
    site = Site.objects.get(name="Calais")
    assert response.url == f"/sites/{site.pk}/hours/"
    assert (site.kind, site.valid_from) == (SiteKind.BORDER, datetime.date(2026, 1, 1))
    assert "create_site" in actions_since(start, by=coordinator.user)


def test_a_site_made_for_a_summer_keeps_its_last_day(coordinator: Client) -> None:
    coordinator.post("/sites/new/", typed(valid_to="2026-08-31"))
    assert Site.objects.get(name="Calais").valid_to == datetime.date(2026, 8, 31)


def test_somebody_can_be_received_at_a_new_site(coordinator: Client) -> None:
    """A site without a desk has nowhere to send anybody."""
    coordinator.post("/sites/new/", typed())
    assert Site.objects.get(name="Calais").desks.exists()


def test_a_site_is_renamed_and_closed(coordinator: Client, site: Site) -> None:
    start = last_entry()
    changed = typed(name="Pantin, quai", kind=SiteKind.DAY_CENTRE, valid_to="2026-12-31")
    url = f"/sites/{site.pk}/"
    assert coordinator.post(url, changed | seen(coordinator, url)).url == "/sites/"
    site.refresh_from_db()
    assert (site.name, site.valid_to) == ("Pantin, quai", datetime.date(2026, 12, 31))
    assert actions_since(start, by=coordinator.user, site_id=site.pk) == ["edit_site"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "A" * 81}, "name"),
        ({"name": "Pantin"}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"valid_from": ""}, "valid_from"),
        ({"valid_to": "2025-12-31"}, "valid_to"),
    ],
)
def test_what_cannot_be_is_refused(
    coordinator: Client, site: Site, changes: dict[str, object], field: str
) -> None:
    other = factories.make_site("Calais", SiteKind.BORDER)
    for page in ("/sites/new/", f"/sites/{other.pk}/"):
        response = coordinator.post(page, typed(**{"name": "Menton", **changes}))
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {field}
    assert Site.objects.count() == 2


def test_a_coordinator_of_one_site_sees_that_site_only(
    as_role: Callable[..., Client], site: Site
) -> None:
    other = factories.make_site("Calais", SiteKind.BORDER)
    client = as_role(Role.COORDINATOR)
    client.user.postings.update(site=site)
    assert list(client.get("/sites/").context["sites"]) == [site]
    assert client.get(f"/sites/{other.pk}/").status_code == 404
    assert client.get(f"/sites/{other.pk}/hours/").status_code == 404


@pytest.mark.parametrize("role", Role)
def test_everybody_has_a_first_page(as_role: Callable[..., Client], role: str) -> None:
    response = as_role(role).get("/", follow=True)
    assert response.status_code == 200
    first = {
        Role.RECEPTION: "cases:reception",
        Role.VOLUNTEER: "cases:reception",
        Role.NURSE: "cases:my_desk",
        Role.DOCTOR: "cases:my_desk",
        Role.MIDWIFE: "cases:my_desk",
        Role.PSYCHOLOGIST: "cases:my_desk",
        Role.SOCIAL: "cases:my_desk",
        Role.JURIST: "cases:my_desk",
    }.get(Role(role))
    if first:
        assert response.resolver_match.view_name == first
