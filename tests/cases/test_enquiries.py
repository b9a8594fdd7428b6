"""Somebody asks whether a young person is here: the words for everybody, the notes for a few."""

import datetime
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from cases.models import Enquiry
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.staff.trail import actions_since, last_entry

PAGE, LIST = "/is-she-here/", "/is-she-here/noted/"
SAID = {
    "channel": "phone",
    "who": "Un oncle, dit-il",
    "phone": "06 12 34 56 78",
    "asked_for": "Awa",
    "said": "Veut savoir où elle dort",
}


@pytest.fixture
def client(as_role: Callable[..., Client]) -> Client:
    return as_role()


def test_everybody_reaches_the_words_in_one_click(as_role: Callable[..., Client]) -> None:
    for role in Role:
        client = as_role(role)
        home = client.get("/", follow=True).content.decode()
        assert f'href="{PAGE}"' in home, role
        html = client.get(PAGE).content.decode()
        assert "Je ne peux pas vous dire qui vient ici" in html
        assert "17" in html


def test_it_names_no_young_person_and_searches_nothing(client: Client, site: Site) -> None:
    minor, _arrival = factories.make_minor("Awa Kanté", by=client.user, site=site)
    html = client.get(PAGE).content.decode()
    assert "Awa" not in html
    assert minor.reference not in html
    client.post(PAGE, SAID | {"asked_for": "Awa Kanté"})
    assert minor.reference not in client.get(LIST).content.decode()


def test_who_must_be_told_is_named(as_role: Callable[..., Client], client: Client) -> None:
    assert "Personne Coordination" not in client.get(PAGE).content.decode()
    coordinator = as_role(Role.COORDINATOR).user
    assert coordinator.full_name in client.get(PAGE).content.decode()


def test_what_was_said_is_noted_and_sealed(client: Client, site: Site) -> None:
    start = last_entry()
    response = client.post(PAGE, SAID | {"is_threat": "on"})
    assert (response.status_code, response.url) == (302, PAGE)
    enquiry = Enquiry.objects.get()
    assert (enquiry.site, enquiry.noted_by, enquiry.is_threat) == (site, client.user, True)
    assert {name: getattr(enquiry, name) for name in SAID} == SAID
    assert actions_since(start, by=client.user) == ["record_enquiry"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT who, phone, asked_for, said FROM cases_enquiry")
        held = [bytes(value) for value in cursor.fetchone()]
    assert not any(text.encode() in value for text in SAID.values() for value in held)


def test_little_is_asked_and_the_words_are(client: Client) -> None:
    assert client.post(PAGE, {"channel": "door", "said": "Attend dehors"}).status_code == 302
    for typed, wrong in (
        ({}, {"channel", "said"}),
        ({"channel": "gold", "said": "x"}, {"channel"}),
        ({"channel": "door", "said": "  "}, {"said"}),
        ({"channel": "door", "said": "x" * 2001}, {"said"}),
        (SAID | {"who": "x" * 201, "phone": "1" * 61, "asked_for": "x" * 201},
         {"who", "phone", "asked_for"}),
    ):  # fmt: skip
        response = client.post(PAGE, typed or {"who": ""})
        assert response.status_code == 422
        assert set(response.context["form"].errors) == wrong
        assert "Je ne peux pas vous dire" in response.content.decode()
    assert Enquiry.objects.count() == 1


def test_one_reads_ones_own_and_the_coordination_all(as_role: Callable[..., Client]) -> None:
    writer, colleague = as_role(), as_role(Role.NURSE)
    writer.post(PAGE, SAID)
    assert "Un oncle, dit-il" in writer.get(LIST).content.decode()
    assert "Un oncle, dit-il" not in colleague.get(LIST).content.decode()
    coordinator = as_role(Role.COORDINATOR)
    start = last_entry()
    assert "Un oncle, dit-il" in coordinator.get(LIST).content.decode()
    assert actions_since(start, by=coordinator.user) == ["read_enquiries"]


def test_the_coordination_sees_at_once_that_somebody_asked(
    as_role: Callable[..., Client], client: Client
) -> None:
    def badge(reader: Client) -> list[str]:
        return [link.badge for link in reader.get(PAGE).context["nav"] if link.url == LIST]

    coordinator = as_role(Role.COORDINATOR)
    assert badge(coordinator) == [""]
    client.post(PAGE, SAID)
    assert badge(coordinator) == ["1"]
    assert badge(client) == []


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ADMINISTRATOR])
def test_who_may_know_of_no_alert_has_the_words_only(
    as_role: Callable[..., Client], role: str
) -> None:
    client = as_role(role)
    assert client.get(PAGE).context["form"] is None
    assert client.post(PAGE, SAID).status_code == 403
    assert client.get(LIST).status_code == 403
    assert not Enquiry.objects.visible_to(client.user).exists()


def test_what_does_not_open_breaks_no_page(client: Client) -> None:
    client.post(PAGE, SAID)
    enquiry = Enquiry.objects.get()
    enquiry.seal_number = "00000000-0000-0000-0000-000000000000"
    assert str(enquiry.shown("said"))
    assert str(enquiry.shown("who")) != SAID["who"]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_year_later_it_is_erased(
    client: Client, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    now = timezone.now()
    for days in (10, 364, 366, 900):
        at = now - datetime.timedelta(days=days)
        factories.make_enquiry(by=client.user, site=site, noted_at=at)
    call_command("retention", "--forget")
    assert "2" in capsys.readouterr().out
    kept = Enquiry.objects.values_list("noted_at", flat=True)
    assert sorted((now - at).days for at in kept) == [10, 364]
