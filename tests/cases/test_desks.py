"""The desks of a site: seeded, then the centre's to name, order and close."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases import actions
from cases.choices import DeskKind
from cases.models import Desk
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.house.page import seen
from tests.staff.trail import actions_since, last_entry


@pytest.fixture
def coordinator(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.COORDINATOR)


def typed(at: Site, **changes: object) -> dict[str, object]:
    return {"name": "Infirmière 2", "kind": DeskKind.NURSE, "site": at.pk, "position": 9,
            "valid_from": timezone.localdate().isoformat(), "valid_to": "", **changes}  # fmt: skip


def on_the_board(client: Client) -> list[str]:
    return [line.desk.name for line in client.get("/queues/").context["lines"]]


def test_a_site_begins_with_five(coordinator: Client, site: Site) -> None:
    found = coordinator.get("/desks/").context["page_obj"].object_list
    assert [desk.kind for desk in found] == list(DeskKind)
    assert {desk.site for desk in found} == {site}


def test_a_second_nurse_shares_the_profession(coordinator: Client, site: Site) -> None:
    start = last_entry()
    assert coordinator.post("/desks/new/", typed(site)).url == "/desks/"
    assert on_the_board(coordinator)[-1] == "Infirmière 2"
    assert actions_since(start, by=coordinator.user, site_id=site.pk) == ["edit_desk"]


def test_its_nurses_see_both_queues(
    coordinator: Client, as_role: Callable[..., Client], site: Site
) -> None:
    coordinator.post("/desks/new/", typed(site))
    lines = as_role(Role.NURSE).get("/desk/").context["lines"]
    assert [line.desk.kind for line in lines] == [DeskKind.NURSE] * 2


def test_a_desk_is_renamed_and_moved_up(coordinator: Client, site: Site) -> None:
    desk = factories.make_desk(DeskKind.LEGAL, site)
    changed = typed(site, name="Droit", kind=DeskKind.LEGAL, position=0)
    url = f"/desks/{desk.pk}/"
    coordinator.post(url, changed | seen(coordinator, url))
    assert on_the_board(coordinator)[0] == "Droit"


def test_a_closed_desk_leaves_the_board_and_frees_its_name(coordinator: Client, site: Site) -> None:
    desk = factories.make_desk(DeskKind.LEGAL, site)
    yesterday = (timezone.localdate() - datetime.timedelta(days=1)).isoformat()
    closed = typed(site, name=desk.name, kind=desk.kind, valid_from="2026-01-01",
                   valid_to=yesterday)  # fmt: skip
    url = f"/desks/{desk.pk}/"
    coordinator.post(url, closed | seen(coordinator, url))
    assert desk.name not in on_the_board(coordinator)
    coordinator.post("/desks/new/", typed(site, name=desk.name))
    assert on_the_board(coordinator).count(desk.name) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "A" * 41}, "name"),
        ({"kind": "gold"}, "kind"),
        ({"site": ""}, "site"),
        ({"site": "0"}, "site"),
        ({"position": "-1"}, "position"),
        ({"position": "first"}, "position"),
        ({"valid_from": ""}, "valid_from"),
        ({"valid_to": "2001-01-01"}, "valid_to"),
    ],
)
def test_what_cannot_be(
    coordinator: Client, site: Site, changes: dict[str, object], field: str
) -> None:
    response = coordinator.post("/desks/new/", typed(site, **changes))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert Desk.objects.count() == 5


def test_two_desks_of_a_site_never_bear_one_name(coordinator: Client, site: Site) -> None:
    desk = factories.make_desk(DeskKind.NURSE, site)
    response = coordinator.post("/desks/new/", typed(site, name=desk.name))
    assert response.status_code == 422
    other = actions.open_site(by=None, name="Calais", kind="border")
    assert coordinator.post("/desks/new/", typed(other, name="Infirmière 2")).status_code == 302


def test_only_open_sites_of_ones_own_are_offered(
    as_role: Callable[..., Client], site: Site
) -> None:
    other = factories.make_site("La Chapelle", "mobile")
    closed = factories.make_site("Calais", "border")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Site.objects.filter(pk=closed.pk).update(valid_to=yesterday)
    client = as_role(Role.COORDINATOR)
    assert list(client.get("/desks/new/").context["form"].fields["site"].queryset) == [site, other]
    client.user.postings.update(site=site)
    assert list(client.get("/desks/new/").context["form"].fields["site"].queryset) == [site]
    foreign = factories.make_desk(DeskKind.NURSE, other)
    assert client.get(f"/desks/{foreign.pk}/").status_code == 404
    assert client.post("/desks/new/", typed(other)).status_code == 422
