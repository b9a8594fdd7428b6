"""Who waits for whom: the board, one desk's page, and the order in which people are called."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from cases import actions
from cases.choices import DeskKind, Need
from cases.models import Desk, Minor
from staff import actions as staff_actions
from staff.choices import Role, SiteKind
from staff.models import Site, User
from tests import factories


@pytest.fixture(autouse=True)
def _nine_in_the_morning(time_machine: object) -> None:
    time_machine.move_to(datetime.datetime(2026, 11, 19, 8, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def desk(site: Site) -> Desk:
    return factories.make_desk(DeskKind.NURSE, site)


@pytest.fixture
def waiting(
    person: Callable[..., User], site: Site, desk: Desk, time_machine: object
) -> Callable[..., Minor]:
    """Return a maker of people who wait, each five minutes after the one before."""
    by = person()

    def make(name: str, *, is_urgent: bool = False, **kwargs: object) -> Minor:
        minor, arrival = factories.make_minor(name, by=by, site=site, **kwargs)
        actions.send_to_desk(by=by, arrival=arrival, desk=desk, is_urgent=is_urgent)
        time_machine.shift(datetime.timedelta(minutes=5))
        return minor

    return make


def names(client: Client, desk: Desk) -> list[str]:
    [line] = client.get(f"/queues/{desk.pk}/").context["lines"]
    return [ticket.arrival.minor.display_name for ticket in line.waiting]


def test_urgent_first_then_the_longest_wait(
    as_role: Callable[..., Client], waiting: Callable[..., Minor], desk: Desk
) -> None:
    waiting("First")
    waiting("Second")
    waiting("Urgent", is_urgent=True)
    waiting("Urgent too", is_urgent=True)
    order = ["Urgent", "Urgent too", "First", "Second"]
    assert names(as_role(Role.NURSE), desk) == order
    nurse = as_role(Role.NURSE)
    called = [nurse.post(f"/queues/{desk.pk}/next/").url for _name in order]
    references = {m.display_name: m.reference for m in Minor.objects.all()}
    assert called == [f"/cases/{references[name]}/health/" for name in order]


def test_how_long_and_whether_urgent(
    as_role: Callable[..., Client], waiting: Callable[..., Minor], desk: Desk
) -> None:
    waiting("First")
    waiting("Second", is_urgent=True)
    lines = {line.desk: line for line in as_role().get("/reception/").context["desks"]}
    assert lines[desk].waiting_count == 2
    assert lines[desk].longest_wait == datetime.timedelta(minutes=10)
    assert lines[desk].has_urgent
    others = [line for found, line in lines.items() if found != desk]
    assert len(others) == 4
    assert all(line.longest_wait is None and not line.has_urgent for line in others)


@pytest.mark.parametrize("page", ["/queues/", "/queues/{desk}/"])
def test_no_reason_is_on_a_screen_that_others_see(
    as_role: Callable[..., Client], waiting: Callable[..., Minor], desk: Desk, page: str
) -> None:
    """Neither the needs of the day nor the country (field sheet, task 6)."""
    minor = waiting("First", needs=(Need.DANGER, Need.CARE))
    client = as_role(Role.NURSE)
    User.objects.filter(pk=client.user.pk).update(language="en")
    html = client.get(page.format(desk=desk.pk)).content.decode()
    assert minor.reference in html
    looks = {"notice-danger", "btn-danger"}  # of any page
    for look in looks:
        html = html.replace(look, "")
    for reason in ("danger", "Care", "Guinea"):
        assert reason not in html


@pytest.mark.parametrize(
    ("role", "may_call"),
    [(Role.NURSE, True), (Role.DOCTOR, True), (Role.MIDWIFE, False), (Role.RECEPTION, False),
     (Role.SOCIAL, False), (Role.COORDINATOR, False)],
)  # fmt: skip
def test_the_page_of_a_desk_says_who_may_call(
    as_role: Callable[..., Client],
    waiting: Callable[..., Minor],
    desk: Desk,
    role: str,
    may_call: bool,
) -> None:
    waiting("First")
    response = as_role(role).get(f"/queues/{desk.pk}/")
    assert response.context["may_call"] is may_call
    assert (f"/queues/{desk.pk}/next/" in response.content.decode()) is may_call


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.NURSE, DeskKind.NURSE),
        (Role.DOCTOR, DeskKind.NURSE),
        (Role.MIDWIFE, DeskKind.MIDWIFE),
        (Role.PSYCHOLOGIST, DeskKind.PSYCHOLOGIST),
        (Role.SOCIAL, DeskKind.SOCIAL),
        (Role.JURIST, DeskKind.LEGAL),
    ],
)
def test_a_desk_opens_on_its_own_queue(
    as_role: Callable[..., Client], site: Site, role: str, kind: str
) -> None:
    response = as_role(role).get("/desk/")
    assert [line.desk for line in response.context["lines"]] == [factories.make_desk(kind, site)]
    assert response.context["may_call"] is True


def test_somebody_whose_site_has_no_desk_of_hers_sees_the_board(
    as_role: Callable[..., Client], desk: Desk
) -> None:
    Desk.objects.filter(pk=desk.pk).update(valid_to=datetime.date(2026, 11, 18))
    assert as_role(Role.NURSE).get("/desk/").url == "/queues/"


def test_reception_works_at_no_desk(as_role: Callable[..., Client], site: Site) -> None:
    assert as_role().get("/desk/").status_code == 403


def test_the_queue_of_another_site_is_no_page(as_role: Callable[..., Client]) -> None:
    other = factories.make_desk(DeskKind.NURSE, factories.make_site("La Chapelle", "mobile"))
    client = as_role(Role.NURSE)
    assert client.get(f"/queues/{other.pk}/").status_code == 404
    assert client.post(f"/queues/{other.pk}/next/").status_code == 404
    assert other not in [line.desk for line in client.get("/queues/").context["lines"]]


def test_a_closed_desk_is_no_page(as_role: Callable[..., Client], desk: Desk) -> None:
    Desk.objects.filter(pk=desk.pk).update(valid_to=datetime.date(2026, 11, 18))
    assert as_role().get(f"/queues/{desk.pk}/").status_code == 404


def test_yesterday_nobody_waits_any_more(
    as_role: Callable[..., Client],
    waiting: Callable[..., Minor],
    desk: Desk,
    time_machine: object,
) -> None:
    waiting("First")
    time_machine.shift(datetime.timedelta(days=1))
    client = as_role(Role.NURSE)
    assert names(client, desk) == []
    assert client.post(f"/queues/{desk.pk}/next/").url == "/desk/"


def test_whoever_is_being_received_is_shown_apart(
    as_role: Callable[..., Client], waiting: Callable[..., Minor], desk: Desk
) -> None:
    first, second = waiting("First"), waiting("Second")
    client = as_role(Role.NURSE)
    actions.call_next(by=client.user, desk=desk)
    [line] = client.get(f"/queues/{desk.pk}/").context["lines"]
    assert [ticket.arrival.minor for ticket in line.in_progress] == [first]
    assert [ticket.arrival.minor for ticket in line.waiting] == [second]


@pytest.mark.django_db
def test_acting_on_the_queue_of_a_second_site_stays_there(as_role: Callable[..., Client]) -> None:
    client = as_role(Role.NURSE)
    elsewhere = factories.make_site("La Chapelle", SiteKind.MOBILE)
    staff_actions.add_posting(by=None, user=client.user, role=Role.NURSE, site=elsewhere)
    desk = factories.make_desk(DeskKind.NURSE, elsewhere)
    assert client.post(f"/queues/{desk.pk}/next/").url == f"/queues/{desk.pk}/"
