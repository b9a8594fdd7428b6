"""Reception's screen: who is there, who has left, who waits for whom, a page at a time."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases import actions
from cases.choices import DeskKind, Interpreter, Need
from cases.models import Arrival
from cases.queries import PAGE_SIZE
from staff.choices import Role
from staff.models import Site
from tests import factories


@pytest.fixture
def client(as_role: Callable[..., Client]) -> Client:
    return as_role()


def day(client: Client, **query: str) -> object:
    return client.get("/reception/", query).context["day"]


def arrive(client: Client, site: Site, *names: str, **fields: object) -> list[Arrival]:
    return [factories.make_minor(n, by=client.user, site=site, **fields)[1] for n in names]


def test_present_newest_first_and_gone_apart(client: Client, site: Site) -> None:
    first, second, third = arrive(client, site, "Awa", "Bakary", "Chérif")
    actions.leave(by=client.user, arrival=second)
    present, gone = day(client), day(client, who="gone")
    assert list(present.page) == [third, first]
    assert list(gone.page) == [second]
    for shown in (present, gone):
        assert (shown.present_count, shown.gone_count, shown.total) == (2, 1, 3)
    assert "Bakary" not in client.get("/reception/").content.decode()


def test_the_ones_who_left_are_one_link_away(client: Client, site: Site) -> None:
    [arrival] = arrive(client, site, "Awa")
    assert "who=gone" not in client.get("/reception/").content.decode()
    actions.leave(by=client.user, arrival=arrival)
    assert "?who=gone" in client.get("/reception/").content.decode()
    html = client.get("/reception/", {"who": "gone"}).content.decode()
    assert f"/reception/arrivals/{arrival.pk}/return/" in html


def test_a_busy_day_is_read_page_by_page(client: Client, site: Site) -> None:
    made = arrive(client, site, *(f"Jeune {n:02}" for n in range(PAGE_SIZE + 1)))
    first, second = day(client), day(client, page="2")
    assert list(first.page) == made[:0:-1]
    assert list(second.page) == made[:1]
    assert first.present_count == second.present_count == PAGE_SIZE + 1


@pytest.mark.parametrize("page", ["0", "99", "abc", "-1", "\x00"])
def test_a_page_that_is_none_is_another(client: Client, site: Site, page: str) -> None:
    arrive(client, site, "Awa")
    assert len(day(client, page=page).page) == 1
    assert len(day(client, who=page).page) == 1


def test_yesterday_and_the_other_site_are_not_in_it(client: Client, site: Site) -> None:
    [arrival] = arrive(client, site, "Awa")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Arrival.objects.filter(pk=arrival.pk).update(day=yesterday)
    factories.make_minor(site=factories.make_site("La Chapelle", "mobile"))
    assert day(client).total == 0
    assert client.get("/reception/").status_code == 200


def test_each_line_says_what_she_needs_and_where_she_is(client: Client, site: Site) -> None:
    arrive(client, site, "Awa", needs=(Need.NOTHING,))
    plain = client.get("/reception/").content.decode()
    [arrival] = arrive(
        client, site, "Chérif", needs=(Need.CARE, Need.SLEEP), interpreter=Interpreter.NEEDED
    )
    desk = factories.make_desk(DeskKind.NURSE, site)
    actions.send_to_desk(by=client.user, arrival=arrival, desk=desk)
    response = client.get("/reception/")
    line = next(iter(response.context["day"].page))
    assert [(t.desk, t.status) for t in line.tickets.all()] == [(desk, "waiting")]
    html = response.content.decode()
    for kind in ("urgent", "waiting", "neutral"):
        assert f"status-{kind}" in html
        assert f"status-{kind}" not in plain


def test_the_desks_stand_beside_in_three_figures(client: Client, site: Site) -> None:
    first, second = arrive(client, site, "Awa", "Bakary")
    desk = factories.make_desk(DeskKind.SOCIAL, site)
    for arrival in (first, second):
        actions.send_to_desk(by=client.user, arrival=arrival, desk=desk)
    summaries = {s.desk: s.waiting_count for s in client.get("/reception/").context["desks"]}
    assert summaries[desk] == 2
    assert sum(summaries.values()) == 2
    assert len(summaries) == len(DeskKind)


@pytest.mark.parametrize("role", [Role.PSYCHOLOGIST, Role.JURIST, Role.COORDINATOR])
def test_who_only_reads_identity_has_no_reception(
    as_role: Callable[..., Client], role: str
) -> None:
    assert as_role(role).get("/reception/").status_code == 403
