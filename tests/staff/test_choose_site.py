"""Where one works now: one of one's own sites, kept for the session."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from staff import actions
from staff.choices import Role, SiteKind
from staff.models import Site, User
from tests import factories


@pytest.fixture
def mobile(site: Site) -> Site:
    return factories.make_site("La Chapelle", SiteKind.MOBILE)


def site_now(client: Client) -> Site | None:
    return client.get("/account/").wsgi_request.site


def also_at(user: User, site: Site, role: str = Role.RECEPTION) -> None:
    actions.add_posting(by=None, user=user, role=role, site=site)


def test_ones_first_site_is_open_at_first(
    as_role: Callable[..., Client], site: Site, mobile: Site
) -> None:
    client = as_role()
    also_at(client.user, mobile)
    assert site_now(client) == site


def test_the_site_chosen_stays_chosen(
    as_role: Callable[..., Client], site: Site, mobile: Site
) -> None:
    client = as_role()
    also_at(client.user, mobile)
    assert client.post("/site/", {"site": mobile.pk}).url == "/"
    assert site_now(client) == mobile
    assert client.get("/reception/").context["house"]["site"] == mobile
    client.post("/site/", {"site": site.pk})
    assert site_now(client) == site


def test_a_site_one_is_not_posted_to_is_none(as_role: Callable[..., Client], mobile: Site) -> None:
    client = as_role()
    assert client.post("/site/", {"site": mobile.pk}).status_code == 404
    assert site_now(client) != mobile


@pytest.mark.parametrize("typed", ["", "0", "-1", "pantin", "1.0", "9" * 40, "١", "\x00"])
def test_what_is_no_site_is_no_page(as_role: Callable[..., Client], typed: str) -> None:
    assert as_role().post("/site/", {"site": typed}).status_code == 404


def test_a_coordinator_may_work_anywhere(as_role: Callable[..., Client], mobile: Site) -> None:
    client = as_role(Role.COORDINATOR)
    client.post("/site/", {"site": mobile.pk})
    assert site_now(client) == mobile


def test_a_posting_that_ends_takes_the_chosen_site_with_it(
    as_role: Callable[..., Client], site: Site, mobile: Site
) -> None:
    client = as_role()
    also_at(client.user, mobile)
    client.post("/site/", {"site": mobile.pk})
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    client.user.postings.filter(site=mobile).update(valid_from=yesterday, valid_to=yesterday)
    assert site_now(client) == site


def test_the_account_page_offers_ones_own_sites_only(
    as_role: Callable[..., Client], site: Site, mobile: Site
) -> None:
    third = factories.make_site("Calais", SiteKind.BORDER)
    client = as_role()
    also_at(client.user, mobile)
    assert client.get("/account/").context["house"]["sites"] == [site, mobile]
    assert third.name not in client.get("/account/").content.decode()
